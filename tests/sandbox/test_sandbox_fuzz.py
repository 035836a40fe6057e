"""Whatever any endpoint is sent: no 500, no traceback, Meta's envelope or one clear sentence."""

import asyncio
import json
import threading
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_schema_conformance,
    status_code_conformance,
)

from meta_openapi import Exchange
from sandbox_bench import START, Bench, open_bench
from sandbox_tour import Talk, tour
from spoilt import spoil
from terkirim.sandbox import Sandbox, serve_sandbox
from terkirim.sandbox.control.openapi import BODIES, NO_JSON, WITHOUT_BODY, describe
from terkirim.sandbox.control.routes import ORDERS
from terkirim.sandbox.graph.surface import emulated
from terkirim.vocabulary.clock import SimulatedClock

CONTROL = schemathesis.openapi.from_dict(describe(ORDERS))
CONTROL.config.phases.coverage.enabled = False  # takes minutes; chance finds as much
CHECKS = [
    not_a_server_error,
    content_type_conformance,
    negative_data_rejection,
    response_schema_conformance,
    status_code_conformance,
]
QUICK = settings(
    max_examples=20,
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.generate,),
)


@pytest.fixture(scope="module")
def control_plane() -> Iterator[str]:
    """The address of a control plane served by a thread of its own."""
    up, addresses = threading.Event(), list[str]()
    enough: list[Any] = []

    async def serve() -> None:
        done = asyncio.Event()
        enough.extend((asyncio.get_running_loop(), done))
        async with serve_sandbox(Sandbox(1, SimulatedClock(START))) as url:
            addresses.append(f"{url}/_sandbox")
            up.set()
            await done.wait()

    thread = threading.Thread(target=asyncio.run, args=(serve(),))
    thread.start()
    assert up.wait(10)
    yield addresses[0]
    loop, done = enough
    loop.call_soon_threadsafe(done.set)
    thread.join()


@CONTROL.parametrize()
@QUICK
def test_the_control_plane_keeps_its_own_description(
    case: schemathesis.Case[Any], control_plane: str
) -> None:
    case.call_and_validate(base_url=control_plane, checks=CHECKS)


async def test_every_order_is_described() -> None:
    with_a_body = {(method, path) for method, path, _ in ORDERS if method in ("POST", "PUT")}
    assert {*BODIES, *NO_JSON, *WITHOUT_BODY} == with_a_body
    async with open_bench() as bench:
        shown = await bench.get("/_sandbox/openapi.json")
        assert shown["paths"].keys() == {path for _, path, _ in ORDERS}


_VALUES = st.text(max_size=12) | st.sampled_from(
    ["id,name{x}", "a{b{c", "a}b,", "health_status", "-1", "0", "1e9", "QVFI0000000100000001ZD"]
)
_NAMES = st.sampled_from(["limit", "after", "before", "name", "hsm_id", "status", "input_token"])
_QUERY: st.SearchStrategy[dict[str, str]] = st.one_of(
    st.just({}),
    st.fixed_dictionaries({"fields": _VALUES}),
    st.dictionaries(_NAMES, _VALUES, max_size=3),
)
Calls = list[tuple[Exchange, Any, dict[str, str]]]


async def _corpus() -> tuple[list[list[Exchange]], dict[str, str]]:
    """The calls of a whole conversation, to be spoilt: those of one kind together."""
    kinds: dict[tuple[str, str], list[Exchange]] = {}
    async with open_bench() as bench:
        for said in await tour(bench):
            kinds.setdefault((said.method, said.path), []).append(said)
    assert kinds.keys() >= emulated()
    return list(kinds.values()), Talk(bench).ids


CORPUS, IDS = asyncio.run(_corpus())


@st.composite
def _calls(draw: st.DrawFn) -> Calls:
    count = draw(st.integers(20, 50))
    chosen = [draw(st.sampled_from(draw(st.sampled_from(CORPUS)))) for _ in range(count)]
    return [(one, spoil(draw, one.request), draw(_QUERY)) for one in chosen]


@settings(
    max_examples=60,
    derandomize=True,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.generate,),  # what is found says enough; shrinking takes minutes
)
@given(_calls())
def test_no_call_of_metas_breaks_it(calls: Calls) -> None:
    asyncio.run(_throw(calls))


async def _throw(calls: Calls) -> None:
    async with open_bench() as bench:
        await bench.order("webhook", {"url": None})
        for exchange, body, query in calls:
            await _throw_one(bench, exchange, body, query)
        await bench.advance(3600)


async def _throw_one(bench: Bench, exchange: Exchange, body: Any, query: dict[str, str]) -> None:
    path = exchange.path
    for name, id_ in IDS.items():
        path = path.replace(name, id_)
    async with bench.session.request(
        exchange.method,
        f"{bench.url}/v23.0{path}",
        data=json.dumps(body).encode(),
        headers={"Authorization": "Bearer sandbox-token", "Content-Type": "application/json"},
        params=query,
    ) as got:
        raw = await got.read()
    what = (exchange.method, path, query, body, raw[:300])
    assert got.status < 500, what
    answer = json.loads(raw)
    if got.status != 200:
        error = answer["error"]
        assert isinstance(error["code"], int), what
        assert error["message"], what
        assert error["fbtrace_id"], what
