"""How time passes: by order in a virtual sandbox, by itself in a real one."""

import asyncio
from typing import Literal

from terkirim.sandbox.clock.autoclock import Autoclock, Pace
from terkirim.sandbox.decisions.deeds import carry_out
from terkirim.sandbox.state import Snapshot, State
from terkirim.sandbox.webhooks.courier import Courier
from terkirim.vocabulary.clock import SimulatedClock

GATHER_S = 1.0  # virtual time within which happenings travel in one request
BREATH_S = 0.02  # real time between two rounds, so that requests fill up


class Clockwork:
    """Moves time and sends what falls due, in order."""

    def __init__(self, state: State, courier: Courier) -> None:
        self.state = state
        self.courier = courier
        self.auto = Autoclock(state, self.advance)
        self._turn = asyncio.Lock()

    async def advance(self, instant: float) -> int:
        """Move virtual time to an instant; answers how many events the receiver took.

        Every webhook due on the way is posted in order and awaited, and so is what follows from
        it. An instant in the past still sends what is due now.
        """
        clock = self.state.clock
        if not isinstance(clock, SimulatedClock):
            msg = "this sandbox runs on the machine's clock, which nobody moves"
            raise ValueError(msg)
        taken = 0
        async with self._turn:
            instant = max(instant, clock.now())
            while (first := self.state.schedule.next_at()) is not None and first <= instant:
                reach = min(max(first, clock.now()) + GATHER_S, instant)
                taken += await self._round(reach)
            await clock.advance_to(instant)
        return taken

    async def _round(self, reach: float) -> int:
        batch = self.state.schedule.take_until(reach)
        for happening in batch:
            if happening.act:  # a deed is done at its own instant: what follows is counted from it
                await self._reach(happening.due)
            carry_out(self.state, happening)
        await self._reach(batch[-1].due)
        return await self.courier.deliver([one for one in batch if one.tells and not one.act])

    async def _reach(self, instant: float) -> None:
        if isinstance(self.state.clock, SimulatedClock):
            await self.state.clock.advance_to(instant)

    async def run(self) -> None:
        """Send webhooks as they fall due, in real time, until cancelled."""
        while True:
            due = self.state.schedule.next_at()
            if due is not None and due <= self.state.now():
                async with self._turn:
                    await self._round(self.state.now())
                await asyncio.sleep(BREATH_S)
            else:
                await self._until_changed(None if due is None else due - self.state.now())

    async def _until_changed(self, at_most_s: float | None) -> None:
        self.state.changed.clear()
        waits = [asyncio.ensure_future(self.state.changed.wait())]
        if at_most_s is not None:
            waits.append(asyncio.ensure_future(self._sleep(at_most_s)))
        try:
            await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for wait in waits:
                wait.cancel()

    async def _sleep(self, seconds: float) -> Literal[True]:
        await self.state.clock.sleep(seconds)
        return True

    async def reset(self, seed: int, now: float | None = None) -> None:
        """Back to the known world; a virtual clock begins anew at `now`, or where it last began."""
        async with self._turn:
            self.auto.stop()
            self.state.start = self.state.start if now is None else now
            await self.state.set_clock(self.state.start)
            self.state.begin(seed)

    async def pace(self, pace: Pace | None) -> None:
        """Let virtual time move by itself at a pace; None: by order alone."""
        async with self._turn:
            self.auto.stop()
            if pace is not None:
                self.auto.start(pace)

    async def restore(self, snapshot: Snapshot) -> None:
        """Back to how everything was; the clock moves by order alone again."""
        async with self._turn:
            self.auto.stop()
            await self.state.set_clock(snapshot.at)
            self.state.restore(snapshot)
