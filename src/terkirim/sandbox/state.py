"""All of the sandbox's memory in one place, and the way back to the known world."""

import asyncio

from terkirim.sandbox.faults import Faults
from terkirim.sandbox.known import known_world
from terkirim.sandbox.people import People
from terkirim.sandbox.record import Record
from terkirim.sandbox.schedule import Schedule
from terkirim.vocabulary.clock import Clock, SimulatedClock


class State:
    """World, people, faults, schedule and record; `seed` decides everything left to chance."""

    def __init__(self, seed: int, clock: Clock) -> None:
        self.clock = clock
        self.changed = asyncio.Event()
        self.begin(seed)

    def begin(self, seed: int) -> None:
        """Forget everything and start from the known world."""
        self.seed = seed
        self.world = known_world()
        self.people = People()
        self.faults = Faults(seed)
        self.schedule = Schedule()
        self.record = Record()
        self.changed.set()

    def now(self) -> float:
        """The present of this world, in seconds since the epoch."""
        return self.clock.now()

    @property
    def virtual(self) -> bool:
        """Whether time moves only when someone moves it."""
        return isinstance(self.clock, SimulatedClock)
