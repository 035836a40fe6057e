"""Play a seed: everything in a loop and a folder of its own."""

import asyncio
import gc
import hashlib
import logging
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple
from unittest.mock import AsyncMock, patch

import structlog

from house import START
from simulation.compiled import Compiled
from simulation.fate import draw
from simulation.invariants import violations
from simulation.loop import SimulatedLoop
from simulation.process import adopting
from simulation.witness import Outcome
from simulation.world import Unfinished, World
from terkirim.store import engine, open_store

_SWEEP_EVERY = 10  # seeds
_MEMORY = Path("/dev/shm")  # noqa: S108  only where it exists, and for a folder of its own


class Verdict(NamedTuple):
    """What came of a seed. `digest` tells one course of events from another."""

    seed: int
    violations: list[str]
    digest: str
    messages: int
    deaths: int
    faults: int
    steps: int


@contextmanager
def theatre() -> Iterator["Theatre"]:
    """Where seeds are played, one after the other."""
    with tempfile.TemporaryDirectory(dir=_MEMORY if _MEMORY.is_dir() else None) as folder:
        yield Theatre(Path(folder))


class Theatre:
    """Seeds begin with a database that the real migrations made once."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._fresh = folder / "fresh.db"
        self._compiled = Compiled()
        with self._compiled.shared():
            asyncio.run(_prepare(self._fresh))
        structlog.configure(processors=[_say_nothing])
        warnings.simplefilter("ignore")  # the dead return nothing to its pool
        logging.disable()
        gc.freeze()
        self._played = 0
        gc.disable()  # what it ends must end at the same step, whatever was played before

    def play(self, seed: int) -> Verdict:
        """Let a seed take its course, and judge what came of it."""
        try:
            outcome = self.watch(seed)
        except Unfinished as end:
            return Verdict(seed, [str(end)], "", 0, 0, 0, 0)
        return Verdict(
            seed,
            violations(outcome),
            _digest(outcome),
            len(outcome.timelines),
            len(outcome.seen.died),
            len(outcome.seen.faults),
            outcome.steps,
        )

    def watch(self, seed: int) -> Outcome:
        """The same, with all that is known at the end."""
        loop = SimulatedLoop(START)
        loop.set_task_factory(adopting)
        with tempfile.TemporaryDirectory(dir=self._folder) as folder:
            try:
                with self._compiled.shared(), patch.object(engine, "migrate", AsyncMock()):
                    return loop.run_until_complete(self._run(seed, Path(folder), loop))
            finally:
                loop.close()
                self._sweep()

    def _sweep(self) -> None:
        self._played += 1
        if self._played % _SWEEP_EVERY == 0:
            gc.collect()

    async def _run(self, seed: int, folder: Path, loop: SimulatedLoop) -> Outcome:
        return await World(draw(seed), folder, self._fresh, loop).play()


async def _prepare(file: Path) -> None:
    store = await open_store(file)
    await store.close()


def _say_nothing(*_event: object) -> structlog.typing.EventDict:
    raise structlog.DropEvent


def _digest(outcome: Outcome) -> str:
    course = [
        *((line.message.id, line.message.state, line.stations) for line in outcome.timelines),
        *outcome.seen.told,
        *((send.at, send.callback_data, send.wamid) for send in outcome.record.sends),
        outcome.steps,
    ]
    return hashlib.sha256(repr(course).encode()).hexdigest()[:16]
