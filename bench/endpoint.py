"""The endpoint's own ceiling, and that of the generator of load: neither is what limits."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager

import msgspec

from bench.options import Options
from bench.parts.children import Child, Desk
from bench.parts.graph import HOST, VERSION, graph_room, sender_ids
from bench.parts.load import Flow, Stock, flat_out
from bench.parts.product import BEARER, message_body, phone
from bench.rows import Lap, Row, interleaved, rate

_CONNECTIONS = 64


@asynccontextmanager
async def load_room() -> AsyncIterator[Desk]:
    """Sends made beforehand."""
    stock = Stock([_send(number) for number in range(1000)])

    async def answer(address: tuple[str, int], seconds: float) -> Flow:
        return await flat_out(address, stock, _CONNECTIONS, seconds)

    yield Desk(None, answer)


def measure(options: Options) -> Iterator[Row]:
    """Sends as fast as the generator can, the endpoint on its own core."""
    with Child(graph_room) as graph, Child(load_room, place="measured") as load:
        busy: list[float] = []

        def lap() -> Lap:
            before = graph.cpu()
            flow: Flow = load.ask((HOST, int(graph.hello.rpartition(":")[2])), options.seconds)
            used = (graph.cpu() - before) * flow.share
            busy.append(used / flow.took_s)
            return Lap(flow.answered, flow.took_s, used)

        laps = interleaved({"endpoint": lap}, options.rounds)["endpoint"]
    note = f"the endpoint {max(busy):.0%} busy: what it could take"
    yield rate("endpoint, sends answered, driven by one generator", laps, "1/s", note)


def _send(number: int) -> bytes:
    raw = msgspec.json.encode({**message_body(number), "to": phone(number)})
    head = (
        f"POST /{VERSION}/{sender_ids(1)[0]}/messages HTTP/1.1\r\nHost: {HOST}\r\n"
        f"Authorization: Bearer {BEARER}\r\nContent-Type: application/json\r\n"
        f"Content-Length: {len(raw)}\r\n\r\n"
    )
    return head.encode() + raw
