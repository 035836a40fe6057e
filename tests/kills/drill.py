"""The drill: messages go in, processes are killed at random, and the sandbox's record is read."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from functools import partial
from pathlib import Path
from random import Random
from typing import NamedTuple

import aiohttp
import msgspec

from kills.processes import Running, free_port, has_roles, run_all, until, until_up, write_settings
from terkirim.assembly import assemble
from terkirim.cli.demo.control import SandboxControl
from terkirim.delivery.access.keys import create_key
from terkirim.delivery.campaigns.rules import template_body
from terkirim.delivery.outbox.transitions import FINAL
from terkirim.sandbox import LIVE_SENDER, VERIFY_TOKEN
from terkirim.settings import load_settings
from terkirim.store import Message
from terkirim.vocabulary.states import State

_LINES = {"m": "10", "last": "99"}
_CLIENTS = 16
_AGAIN_S = 0.2
_LOOK_EVERY_S = 2.0
_LIVES_S = (0.5, 4.0)  # how long a process that is up may live
_WITH_META = {State.ACCEPTED, State.SENT}


class Drill(NamedTuple):
    """How much goes in, and how much goes wrong. `restart`: restarts the database server."""

    messages: int
    kills: int
    database: str
    folder: Path
    seed: int = 1
    restarts: int = 0
    restart: Callable[[], Awaitable[None]] | None = None
    settle_s: float = 240.0


class Result(NamedTuple):
    """What came of it, by the sandbox's own record and our books."""

    promised: int
    kills: int
    lost: list[str]
    duplicates: list[str]
    open: list[str]
    states: dict[str, int]


async def carry_out(drill: Drill) -> Result:
    """Do it all, and compare."""
    sandbox_port, port = free_port(), free_port()
    config = write_settings(drill.folder, sandbox_port, port, drill.database)
    url, door = f"http://127.0.0.1:{sandbox_port}", f"http://127.0.0.1:{port}"
    sandbox = Running(drill.folder / "sandbox.log", "sandbox", "--port", str(sandbox_port))
    served = _served(drill, config)
    async with aiohttp.ClientSession() as http, run_all(sandbox):
        await until_up(http, f"{url}/_sandbox/clock")
        async with run_all(*served):
            await until_up(http, f"{door}/healthz")
            control = SandboxControl(http, url)
            await control.deliver_to(f"{door}/webhooks/whatsapp", VERIFY_TOKEN)
            client = Client(http, door, await _key(config))
            await asyncio.gather(client.send_all(drill.messages), _harm(drill, client, served))
            await client.send_all(5, "last")
            books = await _quiet(drill, config)
        record = await control.record()
    kills = sum(one.kills for one in served)
    return _result(client.promised, kills, books, record["sends"])


def _served(drill: Drill, config: Path) -> list[Running]:
    """The processes to be killed: web and workers apart where there are roles."""
    shared = drill.database.startswith("postgres")
    roles = ("web", "worker", "worker") if shared and has_roles() else ("all",)
    return [
        Running(
            drill.folder / f"serve-{number}.log",
            *("serve", "-c", str(config)),
            *(("--role", role) if role != "all" else ()),
        )
        for number, role in enumerate(roles)
    ]


async def _key(config: Path) -> str:
    settings = load_settings(config)
    async with assemble(settings) as terkirim:
        return await create_key(terkirim.store, terkirim.clock, "drill")


class Client:
    """An application at the gateway: it asks again, under the same key, until it is promised."""

    def __init__(self, http: aiohttp.ClientSession, door: str, key: str) -> None:
        self._http = http
        self._url = f"{door}/v23.0/{LIVE_SENDER}/messages"
        self._headers = {"Authorization": f"Bearer {key}"}
        self.promised: dict[str, str] = {}

    async def send_all(self, count: int, name: str = "m") -> None:
        """Have so many messages promised."""
        waiting = iter(range(count))
        await asyncio.gather(*(self._work(waiting, name) for _ in range(_CLIENTS)))

    async def _work(self, numbers: Iterator[int], name: str) -> None:
        """One of several that share the numbers."""
        for number in numbers:
            key = f"{name}{number}"
            self.promised[key] = await self._insist(key, f"+62812{_LINES[name]}{number:06d}")

    def has(self, count: int) -> bool:
        """Whether so many are promised."""
        return len(self.promised) >= count

    async def _insist(self, key: str, to: str) -> str:
        while True:
            promised = await self._ask(key, to)
            if promised is not None:
                return promised
            await asyncio.sleep(_AGAIN_S)

    async def _ask(self, key: str, to: str) -> str | None:
        body = {
            "messaging_product": "whatsapp",
            "to": to,
            **template_body("order_ready", "id", ["Sari", key]),
        }
        headers = {**self._headers, "Idempotency-Key": key}
        try:
            async with self._http.post(
                self._url, data=msgspec.json.encode(body), headers=headers
            ) as answer:
                said = await answer.read()
        except (aiohttp.ClientError, TimeoutError):
            return None
        if answer.status != 200:
            return None
        return str(msgspec.json.decode(said)["messages"][0]["id"])


async def _harm(drill: Drill, client: Client, served: list[Running]) -> None:
    """Kill one after the other, spread over the intake, and restart the database between."""
    dice = Random(drill.seed)
    restarts = set(range(1, drill.kills, max(drill.kills // (drill.restarts + 1), 1)))
    for number in range(drill.kills):
        share = drill.messages * number // (drill.kills + 1)
        await until(partial(client.has, share))
        if drill.restart is not None and number in restarts:
            await drill.restart()
        await asyncio.sleep(dice.uniform(*_LIVES_S))
        victim = dice.choice(served)
        await victim.kill()
        await victim.start()


async def _quiet(drill: Drill, config: Path) -> list[Message]:
    """Wait until nothing is open any more; answers with our books."""
    settings = load_settings(config)
    async with assemble(settings) as terkirim:
        for _ in range(int(drill.settle_s / _LOOK_EVERY_S)):
            books = [message async for message in terkirim.insights.every_message()]
            if all(one.state in FINAL | _WITH_META for one in books):
                break
            await asyncio.sleep(_LOOK_EVERY_S)
    return books


def _result(
    promised: dict[str, str], kills: int, books: list[Message], sends: list[dict[str, object]]
) -> Result:
    accepted = Counter(
        str(send["callback_data"]) for send in sends if send["outcome"] == "accepted"
    )
    by_key: dict[str, list[str]] = {}
    for message in books:
        by_key.setdefault(message.recipient, []).append(message.id)
    known = {message.id for message in books}
    lost = [id_ for id_ in promised.values() if id_ not in known or not accepted[id_]]
    twice = [id_ for id_, count in accepted.items() if count > 1]
    intake = [f"{len(ids)} for {who}" for who, ids in by_key.items() if len(ids) > 1]
    still = [one.id for one in books if one.state not in FINAL | _WITH_META]
    states = Counter(one.state.value for one in books)
    return Result(len(promised), kills, lost, [*twice, *intake], still, dict(states))
