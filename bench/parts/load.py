"""A cheap generator of HTTP load: requests made beforehand, sent over many connections.

`flat_out` sends the next request of a connection as soon as the last is answered. `steady` sends
so many a second whatever comes back, and counts a request's time from the instant it was due: a
server that stands still is not spared the requests that would have come meanwhile.
"""

import asyncio
import time
from collections import deque
from collections.abc import Callable, Sequence
from statistics import quantiles
from typing import NamedTuple, cast

WARM_UP_S = 0.5
_TICK_S = 0.001
_PATIENCE_S = 20.0


class Flow(NamedTuple):
    """What was answered in the measured time: how many, how many not with 200, seconds."""

    answered: int
    refused: int
    took_s: float

    @property
    def share(self) -> float:
        """How much of the whole time, warm-up and all, was measured."""
        return self.took_s / (self.took_s + WARM_UP_S)


class Waits(NamedTuple):
    """How long answers took, in milliseconds, and the rate that was in fact kept."""

    rate: float
    median_ms: float
    p99_ms: float
    refused: int


class Wire(asyncio.Protocol):
    """One connection: one request at a time; calls back when its answer is whole."""

    def __init__(self, answered: Callable[["Wire", bool], None]) -> None:
        self._answered = answered
        self._missing = 0
        self._good = False
        self._head = b""
        self.due = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin."""
        self.transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        """An answer, or a part of one."""
        if self._missing:
            self._missing -= len(data)
        else:
            data = self._head + data
            head, found, rest = data.partition(b"\r\n\r\n")
            if not found:
                self._head = data
                return
            self._head = b""
            self._good = b" 200 " in head[:16]
            length = head.lower().partition(b"content-length:")[2].partition(b"\r\n")[0]
            self._missing = int(length or 0) - len(rest)
        if self._missing <= 0:
            self._missing = 0
            self._answered(self, self._good)


class Stock:
    """Requests made beforehand; taken in turn, from the beginning again after the last."""

    def __init__(self, requests: Sequence[bytes]) -> None:
        self._requests = requests
        self._next = 0

    def take(self) -> bytes:
        """The next request."""
        request = self._requests[self._next]
        self._next = (self._next + 1) % len(self._requests)
        return request


async def connect(
    host: str, port: int, count: int, answered: Callable[[Wire, bool], None]
) -> list[Wire]:
    """Open connections."""
    loop = asyncio.get_running_loop()
    many = [loop.create_connection(lambda: Wire(answered), host, port) for _ in range(count)]
    return [protocol for _, protocol in await asyncio.gather(*many)]


async def flat_out(
    address: tuple[str, int],
    stock: Stock,
    connections: int,
    seconds: float,
    warm_up_s: float = WARM_UP_S,
) -> Flow:
    """As fast as answers come, for so long after the warm-up."""
    counts = [0, 0]

    def answered(wire: Wire, good: bool) -> None:
        counts[0] += 1
        counts[1] += not good
        wire.transport.write(stock.take())

    wires = await connect(*address, connections, answered)
    for wire in wires:
        wire.transport.write(stock.take())
    await asyncio.sleep(warm_up_s)
    before, began = tuple(counts), time.perf_counter()
    await asyncio.sleep(seconds)
    took = time.perf_counter() - began
    flow = Flow(counts[0] - before[0], counts[1] - before[1], took)
    for wire in wires:
        wire.transport.abort()
    return flow


class Steady:
    """Requests that leave when they are due, or as soon after as a connection is free."""

    def __init__(self, stock: Stock) -> None:
        self.waited: list[float] = []
        self.refused = 0
        self._stock = stock
        self._late: deque[float] = deque()
        self.free: list[Wire] = []

    def send(self, due: float) -> None:
        """A request that is due at this instant (of time.perf_counter)."""
        if self.free:
            self._send(self.free.pop(), due)
        else:
            self._late.append(due)

    def answered(self, wire: Wire, good: bool) -> None:
        """Note how long it took, and use the connection for what is late."""
        self.waited.append(time.perf_counter() - wire.due)
        self.refused += not good
        if self._late:
            self._send(wire, self._late.popleft())
        else:
            self.free.append(wire)

    def _send(self, wire: Wire, due: float) -> None:
        wire.due = due
        wire.transport.write(self._stock.take())


async def steady(
    address: tuple[str, int], stock: Stock, connections: int, rate: float, seconds: float
) -> Waits:
    """So many a second, for so long; waits for the last answer."""
    flow = Steady(stock)
    wires = await connect(*address, connections, flow.answered)
    flow.free = list(wires)
    began = time.perf_counter()
    wanted, given = int(rate * seconds), 0
    while given < wanted:
        due_by_now = min(wanted, int((time.perf_counter() - began) * rate) + 1)
        for number in range(given, due_by_now):
            flow.send(began + number / rate)
        given = due_by_now
        await asyncio.sleep(_TICK_S)
    until = time.perf_counter() + _PATIENCE_S
    while len(flow.waited) < wanted and time.perf_counter() < until:  # noqa: ASYNC110 - one of many
        await asyncio.sleep(_TICK_S)
    took = time.perf_counter() - began
    for wire in wires:
        wire.transport.abort()
    cuts = quantiles(flow.waited, n=100)
    return Waits(len(flow.waited) / took, cuts[49] * 1000, cuts[98] * 1000, flow.refused)
