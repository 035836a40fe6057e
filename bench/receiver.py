"""Webhooks on disk before 200, against a bare endpoint and pywa on FastAPI, under one load."""

import hashlib
import hmac
import logging
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import ExitStack, asynccontextmanager
from functools import partial
from statistics import median
from typing import Any

import msgspec
from fastapi import FastAPI
from pywa_async.client import WhatsApp
from pywa_async.handlers import MessageStatusHandler
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from bench.options import Options
from bench.parts.children import Child, Desk
from bench.parts.databases import NOT_TAKEN, databases
from bench.parts.graph import ACCOUNT, HOST, graph_room, sender_ids
from bench.parts.load import Flow, Stock, Waits, flat_out, steady
from bench.parts.lookout import open_lookout
from bench.parts.product import BEARER, open_product
from bench.parts.serving import served
from bench.parts.webhooks import PATH, SIGNED_WITH, VERIFY, requests, strangers
from bench.rows import Lap, Row, at_most, compared, interleaved, not_measured
from terkirim.web.app import build_app
from terkirim.web.server import serve

CONNECTIONS = 64
STOCK = 60_000


@asynccontextmanager
async def bare_room() -> AsyncIterator[Desk]:
    """Starlette: the signature over the raw bytes is checked, the body parsed, nothing kept."""

    async def take(request: Request) -> Response:
        raw = await request.body()
        given = request.headers.get("x-hub-signature-256", "")
        right = "sha256=" + hmac.new(SIGNED_WITH.encode(), raw, hashlib.sha256).hexdigest()
        if not hmac.compare_digest(given.encode(), right.encode()):
            return PlainTextResponse("wrong signature", 401)
        msgspec.json.decode(raw)
        return PlainTextResponse("ok")

    async with served(Starlette(routes=[Route(PATH, take, methods=["POST"])])) as port:
        yield Desk((HOST, port), _nothing)


@asynccontextmanager
async def pywa_room() -> AsyncIterator[Desk]:
    """pywa on FastAPI, its handler of statuses doing nothing but counting."""
    logging.disable(logging.WARNING)
    app, heard = FastAPI(), [0]
    client = WhatsApp(
        phone_id=sender_ids(1)[0],
        token=BEARER,
        waba_id=ACCOUNT,
        server=app,
        webhook_endpoint=PATH,
        verify_token=VERIFY,
        app_secret=SIGNED_WITH,
    )

    async def hear(_client: Any, _status: object) -> None:
        heard[0] += 1

    client.add_handlers(MessageStatusHandler(hear))

    async def answer(_order: str) -> int:
        return heard[0]

    async with served(app) as port:
        yield Desk((HOST, port), answer)


@asynccontextmanager
async def our_room(url: str, database: str) -> AsyncIterator[Desk]:
    """The product's web doors alone; answers how many webhooks are on disk."""
    async with (
        open_product(url, database) as terkirim,
        open_lookout(database) as lookout,
        serve(build_app(terkirim, _do_nothing), HOST, 0) as address,
    ):

        async def answer(_order: str) -> int:
            return await lookout.number("SELECT count(*) FROM webhooks")

        yield Desk((HOST, int(address.rpartition(":")[2])), answer)


@asynccontextmanager
async def load_room() -> AsyncIterator[Desk]:
    """The generator: signed webhooks made beforehand, then sent as told."""
    stock = Stock(requests(strangers(sender_ids(1)[0], STOCK)))

    async def answer(
        order: str, address: tuple[str, int], seconds: float, rate: float = 0
    ) -> Flow | Waits:
        if order == "flat out":
            return await flat_out(address, stock, CONNECTIONS, seconds)
        return await steady(address, stock, CONNECTIONS, rate, seconds)

    yield Desk(None, answer)


async def _nothing(*_order: Any) -> None:
    return None


def _do_nothing() -> None:
    return None


BARE, PYWA = "bare Starlette", "pywa on FastAPI"
RATE = 3300.0
_OF_BARE, _OF_PYWA = 0.45, 1.3
_MEDIAN_MS, _P99_MS = 25.0, 250.0
_NAME = "webhooks durable before 200"


def measure(options: Options) -> Iterator[Row]:
    """Bare, ours on each database, pywa: in turn, then ours alone at a fixed rate."""
    with ExitStack() as closing:
        graph = closing.enter_context(Child(graph_room))
        load = closing.enter_context(Child(load_room))
        found = closing.enter_context(databases())
        children = {BARE: closing.enter_context(Child(bare_room, place="measured"))}
        for one in found:
            child = Child(our_room, graph.hello, one.fresh(), place="measured")
            children[one.name] = closing.enter_context(child)
        children[PYWA] = closing.enter_context(Child(pywa_room, place="measured"))
        contestants: dict[str, Callable[[], Lap]] = {
            name: partial(_lap, load, child, options.seconds) for name, child in children.items()
        }
        laps = interleaved(contestants, options.rounds)
        for name in (one.name for one in found):
            yield compared(f"{_NAME}, {name} / {BARE}", laps[name], laps[BARE], _OF_BARE)
            yield compared(f"{_NAME}, {name} / {PYWA}", laps[name], laps[PYWA], _OF_PYWA)
            yield from _at_fixed_rate(name, load, children[name], options)
    if len(found) == 1:
        yield not_measured(f"{_NAME}, PostgreSQL / {BARE}", NOT_TAKEN, _OF_BARE)


def _lap(load: Child, served: Child, seconds: float) -> Lap:
    before = served.cpu()
    flow: Flow = load.ask("flat out", served.hello, seconds)
    if flow.refused:
        raise AssertionError(f"{flow.refused} webhooks were refused")
    return Lap(flow.answered, flow.took_s, (served.cpu() - before) * flow.share)


def _at_fixed_rate(name: str, load: Child, served: Child, options: Options) -> Iterator[Row]:
    before = served.ask("count")
    many = [load.ask("steady", served.hello, options.seconds, RATE) for _ in range(options.rounds)]
    kept = served.ask("count") - before
    rates = [waits.rate for waits in many]
    if (wanted := int(RATE * options.seconds) * options.rounds) != kept:
        raise AssertionError(f"{kept} of {wanted} webhooks are on disk")
    note = f"at {RATE:,.0f} a second, {median(rates):,.0f} kept"
    p50, p99 = median(one.median_ms for one in many), median(one.p99_ms for one in many)
    yield at_most(f"{_NAME}, {name}, median", p50, "ms", _MEDIAN_MS, note)
    yield at_most(f"{_NAME}, {name}, p99", p99, "ms", _P99_MS, note)
