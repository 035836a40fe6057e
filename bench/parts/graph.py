"""A stand-in for Meta that does as little as is honest: it reads a send, and answers as Meta does.

Every answer carries a message id of its own. What an installation asks at its start (its numbers,
its templates) is answered too. It has no memory but its counts.
"""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, cast

import msgspec

from bench.parts.children import Desk

HOST = "127.0.0.1"
ACCOUNT = "200000000000001"
VERSION = "v25.0"
TEMPLATE = "order_ready"

_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
_BODY_TEXT = "Halo {{1}}, pesanan {{2}} sudah siap diambil."


def sender_ids(count: int) -> list[str]:
    """The phone_number_ids of an account with so many numbers."""
    return [str(100_000_000_000_001 + place) for place in range(count)]


class Send(msgspec.Struct):
    """What is read of a send."""

    to: str = ""
    recipient: str = ""
    biz_opaque_callback_data: str = ""


class Graph:
    """What the endpoint knows: how many sends it took, and whose it took twice."""

    def __init__(self, senders: int, *, remember: bool) -> None:
        self.taken = 0
        self.repeated = 0
        self._seen: set[str] | None = set() if remember else None
        self._read = msgspec.json.Decoder(Send).decode
        self._pages = _pages(senders)
        self.lines: set[asyncio.Transport] = set()

    def send(self, body: bytes) -> bytes:
        """The answer to a send."""
        asked = self._read(body)
        self.taken += 1
        if self._seen is not None and asked.biz_opaque_callback_data:
            self.repeated += asked.biz_opaque_callback_data in self._seen
            self._seen.add(asked.biz_opaque_callback_data)
        number = asked.to or asked.recipient
        return _ok(
            b'{"messaging_product":"whatsapp","contacts":[{"input":"%b","wa_id":"%b"}],'
            b'"messages":[{"id":"wamid.HBgNNjI4MTIwMDAwMDAwMBUCABEYEj%032XAA=="'
            b',"message_status":"accepted"}]}'
            % (number.encode(), number.lstrip("+").encode(), self.taken)
        )

    def look(self, path: str) -> bytes:
        """The answer to a GET."""
        last = path.partition("?")[0].rpartition("/")[2]
        return _ok(msgspec.json.encode(self._pages.get(last, {"id": last})))


class Line(asyncio.Protocol):
    """One connection; requests may come in pieces or several at once."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self._rest = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin."""
        self._transport = cast("asyncio.Transport", transport)
        self._graph.lines.add(self._transport)

    def connection_lost(self, error: Exception | None) -> None:
        """End."""
        self._graph.lines.discard(self._transport)

    def data_received(self, data: bytes) -> None:
        """Answer every request that is whole."""
        data = self._rest + data if self._rest else data
        answers = []
        while (end := data.find(b"\r\n\r\n")) >= 0:
            found = _LENGTH.search(data, 0, end)
            whole = end + 4 + (int(found[1]) if found else 0)
            if len(data) < whole:
                break
            if data.startswith(b"POST"):
                answers.append(self._graph.send(data[end + 4 : whole]))
            else:
                answers.append(self._graph.look(data[: data.index(b"\r\n")].split()[1].decode()))
            data = data[whole:]
        self._rest = data
        if answers:
            self._transport.write(b"".join(answers))


@asynccontextmanager
async def graph_room(senders: int = 1, remember: bool = True) -> AsyncIterator[Desk]:
    """The endpoint in its own process; says its URL, answers `counts`."""
    graph = Graph(senders, remember=remember)
    server = await asyncio.get_running_loop().create_server(
        lambda: Line(graph), HOST, 0, backlog=2048
    )

    async def answer(_order: str) -> tuple[int, int]:
        return graph.taken, graph.repeated

    async with server:
        yield Desk(f"http://{HOST}:{server.sockets[0].getsockname()[1]}", answer)
    for line in graph.lines:
        line.close()
    await asyncio.sleep(0)  # then they are


def _ok(body: bytes) -> bytes:
    return (
        b"HTTP/1.1 200 OK\r\nContent-Type: application/json; charset=UTF-8\r\n"
        b"Content-Length: %d\r\n\r\n%b" % (len(body), body)
    )


def _pages(senders: int) -> dict[str, Any]:
    numbers = [
        {
            "id": one,
            "display_phone_number": f"+62 811-0000-{place:04d}",
            "verified_name": "Toko Terkirim",
            "account_mode": "LIVE",
            "status": "CONNECTED",
            "quality_rating": "GREEN",
            "code_verification_status": "VERIFIED",
            "platform_type": "CLOUD_API",
            "throughput": {"level": "HIGH"},
            "messaging_limit_tier": "TIER_UNLIMITED",
        }
        for place, one in enumerate(sender_ids(senders))
    ]
    template = {
        "id": "300000000000001",
        "name": TEMPLATE,
        "language": "id",
        "status": "APPROVED",
        "category": "UTILITY",
        "parameter_format": "POSITIONAL",
        "components": [{"type": "BODY", "text": _BODY_TEXT}],
    }
    health = {"id": ACCOUNT, "health_status": {"can_send_message": "AVAILABLE", "entities": []}}
    pages: dict[str, Any] = {str(one["id"]): one for one in numbers}
    return {
        **pages,
        "phone_numbers": {"data": numbers},
        "message_templates": {"data": [template]},
        ACCOUNT: health,
    }
