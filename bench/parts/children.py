"""Processes that are asked for things: a server, a worker, a generator of load."""

import asyncio
import multiprocessing
import traceback
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import AbstractAsyncContextManager
from multiprocessing.connection import Connection
from types import TracebackType
from typing import Any, NamedTuple, Self

import uvloop

from bench.parts.cores import Place, cpu_seconds, stay


class Desk(NamedTuple):
    """An open room: its address or other first word, and what answers to orders."""

    hello: Any
    answer: Callable[..., Awaitable[Any]]


Room = Callable[..., AbstractAsyncContextManager[Desk]]
Runner = Callable[[Coroutine[Any, Any, None]], None]


class Broken(Exception):
    """A child process failed; the message is its traceback."""


class Child:
    """A process of its own that opens a room and answers orders until the block ends."""

    def __init__(
        self, room: Room, *given: Any, place: Place = "around", runner: Runner = uvloop.run
    ) -> None:
        """`room` and `runner` are functions of a module, as the process imports them anew."""
        context = multiprocessing.get_context("spawn")
        self._pipe, other = multiprocessing.Pipe()
        self._process = context.Process(
            target=_live, args=(runner, room, given, place, other), daemon=True
        )
        self.hello: Any = None

    def __enter__(self) -> Self:
        self._process.start()
        self.hello = self.hear()
        return self

    def tell(self, *order: Any) -> None:
        """Give an order and do not wait."""
        self._pipe.send(order)

    def hear(self) -> Any:
        """The answer to the oldest order. Raises Broken."""
        good, answer = self._pipe.recv()
        if not good:
            raise Broken(answer)
        return answer

    def ask(self, *order: Any) -> Any:
        """Give an order and wait for its answer. Raises Broken."""
        self.tell(*order)
        return self.hear()

    @property
    def pid(self) -> int:
        """The process id, for a profiler."""
        return self._process.pid or 0

    def cpu(self) -> float:
        """Seconds of the processor it has used."""
        return float(self.ask("cpu"))

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        if self._process.is_alive():
            self._pipe.send(None)
        self._process.join(20)
        self._process.kill()


def _live(
    runner: Runner, room: Room, given: tuple[Any, ...], place: Place, pipe: Connection
) -> None:
    stay(place)
    runner(_serve(room, given, pipe))


async def _serve(room: Room, given: tuple[Any, ...], pipe: Connection) -> None:
    try:
        async with room(*given) as desk:
            pipe.send((True, desk.hello))
            while (order := await asyncio.to_thread(pipe.recv)) is not None:
                found = cpu_seconds() if order == ("cpu",) else await desk.answer(*order)
                pipe.send((True, found))
    except Exception:
        pipe.send((False, traceback.format_exc()))
