"""The stand-in for Meta, the load and the webhooks of the benchmarks do what they say."""

import asyncio
import json
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path

import aiohttp
import pytest
from bench.parts.graph import ACCOUNT, HOST, TEMPLATE, VERSION, graph_room, sender_ids
from bench.parts.load import Stock, Waits, flat_out, steady
from bench.parts.lookout import accepted_since, any_unsent, open_lookout
from bench.parts.old import multiply
from bench.parts.product import message_body, open_product, phone, queue
from bench.parts.webhooks import SIGNED_WITH, Told, body, request, strangers

from terkirim.cloudapi import signature_matches
from terkirim.cloudapi.webhooks import StatusUpdate, read_webhook
from terkirim.service import Service

SENDER = sender_ids(1)[0]


def _raw(number: int, data: str = "m-1") -> bytes:
    content = {**message_body(number), "to": phone(number), "biz_opaque_callback_data": data}
    raw = json.dumps(content).encode()
    head = f"POST /{VERSION}/{SENDER}/messages HTTP/1.1\r\nContent-Length: {len(raw)}\r\n\r\n"
    return head.encode() + raw


@pytest.fixture
async def graph() -> AsyncIterator[tuple[str, int]]:
    """The endpoint, in this process."""
    async with graph_room(2) as desk:
        host, _, port = desk.hello.removeprefix("http://").partition(":")
        yield host, int(port)


async def test_every_send_gets_an_id_of_its_own(graph: tuple[str, int]) -> None:
    url = f"http://{HOST}:{graph[1]}/{VERSION}/{SENDER}/messages"
    async with aiohttp.ClientSession() as session:
        ids = set()
        for number in range(3):
            content = {**message_body(number), "to": phone(number)}
            async with session.post(url, json=content) as answer:
                told = await answer.json()
            assert told["contacts"] == [{"input": phone(number), "wa_id": phone(number)[1:]}]
            ids.add(told["messages"][0]["id"])
    assert len(ids) == 3
    assert all(one.startswith("wamid.") for one in ids)


async def test_requests_in_pieces_and_together_are_answered(graph: tuple[str, int]) -> None:
    reader, writer = await asyncio.open_connection(*graph)
    both = _raw(1) + _raw(2)
    for piece in (both[:20], both[20:150], both[150:-5], both[-5:]):
        writer.write(piece)
        await writer.drain()
        await asyncio.sleep(0)
    answers = b""
    while answers.count(b'"messages"') < 2:
        answers += await reader.read(4096)
    assert phone(1).encode() in answers
    assert phone(2).encode() in answers
    writer.close()


async def test_it_knows_what_it_was_sent_twice() -> None:
    async with graph_room(1) as desk:
        address = (HOST, int(desk.hello.rpartition(":")[2]))
        await steady(address, Stock([_raw(1, "a"), _raw(2, "b"), _raw(3, "a")]), 1, 1e6, 3e-6)
        assert await desk.answer("counts") == (3, 1)


async def test_it_says_what_an_installation_asks_at_its_start(graph: tuple[str, int]) -> None:
    async with aiohttp.ClientSession(f"http://{HOST}:{graph[1]}") as session:
        async with session.get(f"/{VERSION}/{ACCOUNT}/phone_numbers?fields=id") as answer:
            numbers = (await answer.json())["data"]
        async with session.get(f"/{VERSION}/{ACCOUNT}/message_templates") as answer:
            templates = (await answer.json())["data"]
    assert [one["id"] for one in numbers] == sender_ids(2)
    assert [one["name"] for one in templates] == [TEMPLATE]


async def test_flat_out_counts_answers(graph: tuple[str, int]) -> None:
    flow = await flat_out(graph, Stock([_raw(1)]), 4, 0.05, warm_up_s=0)
    assert flow.answered > 4
    assert flow.refused == 0


class Slow(asyncio.Protocol):
    """Answers after 30 milliseconds, and not with 200."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        """Answer later."""
        refusal = b"HTTP/1.1 503 No\r\nContent-Length: 0\r\n\r\n"
        asyncio.get_running_loop().call_later(0.03, self._transport.write, refusal)


async def test_time_counts_from_when_a_request_was_due() -> None:
    server = await asyncio.get_running_loop().create_server(Slow, HOST, 0)
    async with server:
        address = (HOST, server.sockets[0].getsockname()[1])
        waits: Waits = await steady(address, Stock([_raw(1)]), 1, 1000.0, 0.01)
    assert waits.refused == 10
    assert waits.median_ms > 100  # one connection: the tenth waits for nine others
    assert waits.p99_ms > 250


async def test_webhooks_are_what_the_product_understands() -> None:
    told = next(strangers(SENDER, 1))
    raw = body(told)
    head, _, sent = request(raw).partition(b"\r\n\r\n")
    signature = head.decode().partition("X-Hub-Signature-256: ")[2]
    assert sent == raw
    assert signature_matches(raw, signature, SIGNED_WITH)
    found = read_webhook(raw)
    assert [(one.wamid, one.status) for one in found if isinstance(one, StatusUpdate)] == [
        (told.wamid, "sent")
    ]
    assert len({one.wamid for one in strangers(SENDER, 50)}) == 50
    assert Told(SENDER, "wamid.x", "read", "628", "m") != told


async def test_old_messages_are_copies_of_what_the_product_wrote(tmp_path: Path) -> None:
    place = str(tmp_path / "old.db")
    async with graph_room(1) as desk, open_product(desk.hello, place) as terkirim:
        service = Service(terkirim)
        await service.start()
        await queue(terkirim, 5, SENDER, 0)
        async with open_lookout(place) as lookout:
            assert await any_unsent(lookout)
            await service.until_idle()
            assert not await any_unsent(lookout)
            assert await accepted_since(lookout, 0) == 5
    assert await multiply(place, 5, 100) == 100
    with closing(sqlite3.connect(place)) as db:
        for table in ("messages", "attempts"):
            assert db.execute(f"SELECT count(*) FROM {table}").fetchone() == (105,)  # noqa: S608
        lost = "SELECT count(*) FROM attempts WHERE message_id NOT IN (SELECT id FROM messages)"
        assert db.execute(lost).fetchone() == (0,)
        indexes = "SELECT count(*) FROM sqlite_master WHERE name = 'ix_attempts_spread'"
        assert db.execute(indexes).fetchone() == (1,)
