"""All of the sandbox's memory in one place, and the way back to an earlier one."""

import asyncio
import copy
from collections.abc import Callable

import msgspec

from terkirim.sandbox.chaos.faults import Faults
from terkirim.sandbox.records.record import Record
from terkirim.sandbox.records.tallies import Tallies
from terkirim.sandbox.records.traffic import Traffic
from terkirim.sandbox.schedule import Schedule
from terkirim.sandbox.world.known import known_world
from terkirim.sandbox.world.media import MediaStore
from terkirim.sandbox.world.people import People
from terkirim.sandbox.world.uploads import UploadStore
from terkirim.vocabulary.clock import Clock, SimulatedClock

_NOT_KEPT = {"clock", "changed", "snapshots"}


class Snapshot(msgspec.Struct, frozen=True):
    """All that was so at an instant."""

    at: float
    memory: dict[str, object]


class State:
    """World, people, faults, schedule and record; `seed` decides everything left to chance."""

    def __init__(self, seed: int, clock: Clock) -> None:
        self.clock = clock
        self.start = clock.now()
        self.changed = asyncio.Event()
        self.snapshots: dict[str, Snapshot] = {}
        self.opening: Callable[[State], None] | None = None
        self.begin(seed)

    def begin(self, seed: int) -> None:
        """Forget everything and start from the known world, or as the scenario played opens."""
        self.seed = seed
        self.world = known_world()
        self.people = People(seed)
        self.faults = Faults(seed)
        self.schedule = Schedule()
        self.record = Record()
        self.traffic = Traffic()
        self.media = MediaStore(seed)
        self.uploads = UploadStore(seed)
        self.tallies = Tallies()
        if self.opening is not None:
            self.opening(self)
        self.changed.set()

    def snapshot(self) -> Snapshot:
        """A copy of everything, kept apart from what happens from now on."""
        memory = {name: value for name, value in vars(self).items() if name not in _NOT_KEPT}
        return Snapshot(self.now(), copy.deepcopy(memory))

    def restore(self, snapshot: Snapshot) -> None:
        """Let everything but the clock be as it was then."""
        for name, value in copy.deepcopy(snapshot.memory).items():
            setattr(self, name, value)
        self.changed.set()

    async def set_clock(self, instant: float) -> None:
        """Set a virtual clock, backwards by a new one; a real clock goes on as it is."""
        if not isinstance(self.clock, SimulatedClock):
            return
        if instant < self.clock.now():
            self.clock = SimulatedClock(instant)
        await self.clock.advance_to(instant)

    def now(self) -> float:
        """The present of this world, in seconds since the epoch."""
        return self.clock.now()

    @property
    def virtual(self) -> bool:
        """Whether time moves only when someone moves it."""
        return isinstance(self.clock, SimulatedClock)
