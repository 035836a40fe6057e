"""Playing a scenario: its first steps at once, the others when their time has come."""

from collections.abc import Iterator

import msgspec

from terkirim.sandbox.clock.clockwork import Clockwork
from terkirim.sandbox.decisions.deeds import DEEDS
from terkirim.sandbox.orders.chaos import remove_faults
from terkirim.sandbox.orders.reading import BadOrder
from terkirim.sandbox.orders.unasked import at_once, request_of
from terkirim.sandbox.refusals import Refusal
from terkirim.sandbox.scenario.kinds import END_OF_FAULT, KINDS, introduce
from terkirim.sandbox.scenario.model import Scenario, Step
from terkirim.sandbox.schedule import Happening
from terkirim.sandbox.state import State
from terkirim.sandbox.webhooks.courier import Courier
from terkirim.vocabulary.clock import SimulatedClock

_ACT = "scenario"
_WORLD = ("token", "app_secret", "verify_token", "wallet_key", "webhook_url")


class Opening:
    """How every beginning goes while a scenario is played."""

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario

    def __call__(self, state: State) -> None:
        """Furnish the world, take the first steps and put off the others."""
        _furnish(state, self.scenario)
        begun = state.now()
        for number, step in enumerate(self.scenario.steps):
            if step.after_s == 0:
                _take(state, step)
            else:
                _put_off(state, step, number, begun)


def play(state: State, scenario: Scenario) -> None:
    """Begin anew with a scenario; from now on every reset begins with it."""
    state.opening = Opening(scenario)
    if scenario.start is not None and isinstance(state.clock, SimulatedClock):
        state.clock, state.start = SimulatedClock(scenario.start), scenario.start
    state.begin(state.seed if scenario.seed is None else scenario.seed)


def rehearse(scenario: Scenario) -> Iterator[tuple[Step, str]]:
    """Play all of it on a stage of its own; the steps that cannot be carried out, and why."""
    state = State(scenario.seed or 0, SimulatedClock(scenario.start or 0.0))
    begun = state.now()
    _furnish(state, scenario)
    for step in scenario.steps:
        state.clock = SimulatedClock(begun + step.after_s)
        try:
            _take(state, step)
        except (BadOrder, Refusal) as problem:
            yield step, str(problem)


def _furnish(state: State, scenario: Scenario) -> None:
    world = state.world
    if not scenario.world.known:
        world.accounts, world.senders, world.templates, world.portfolios = {}, {}, {}, {}
    for name in _WORLD:
        value = getattr(scenario.world, name)
        if value is not None:
            setattr(world, name, value)


def _put_off(state: State, step: Step, number: int, begun: float) -> None:
    at = begun + step.after_s
    state.schedule.push(
        Happening(
            due=at,
            first_due=at,
            key=f"!scenario/{number:06d}",
            account="",
            field="",
            part=msgspec.structs.asdict(step),
            act=_ACT,
        )
    )


def _fall_due(state: State, happening: Happening) -> None:
    """A step whose time has come. The world may have changed since it was rehearsed."""
    step = msgspec.convert(happening.part, Step)
    try:
        _take(state, step)
    except (BadOrder, Refusal) as problem:
        state.record.missed.append(f"line {step.line}: {problem}")


DEEDS[_ACT] = _fall_due


def _take(state: State, step: Step) -> None:
    works = Clockwork(state, Courier(state))
    if step.kind == END_OF_FAULT:
        at_once(remove_faults(works, request_of({}, {}, {"name": str(step.body["name"])})))
        return
    kind = KINDS[step.kind]
    if kind.part is not None and step.subject is not None:
        introduce(state, step.subject, msgspec.convert(step.introduces, kind.part))
    if step.body or kind.part is None:
        at_once(kind.carry_out(works, request_of(step.body, {"id": step.subject}, {})))
