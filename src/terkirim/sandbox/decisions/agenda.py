"""Putting deeds and webhooks on the schedule for an instant."""

from terkirim.sandbox.messages.journey import tell
from terkirim.sandbox.notices import Json
from terkirim.sandbox.schedule import Happening
from terkirim.sandbox.state import State


def do_at(state: State, act: str, account: str, order: Json, at: float) -> None:
    """Let a deed be done at an instant (`deeds`); `order` says what exactly."""
    state.schedule.push(deed(state, act, account, order, at))
    state.changed.set()


def deed(state: State, act: str, account: str, order: Json, at: float) -> Happening:
    """A deed as it stands in the schedule."""
    name = f"{act}/{account}/{order.get('template') or order.get('sender') or ''}"
    return Happening(
        due=at,
        first_due=at,
        key=f"{name}/{state.record.count(name):06d}",
        account=account,
        field="",
        part=order,
        act=act,
    )


def tell_at(state: State, account: str, field: str, value: Json, at: float) -> None:
    """Let a webhook whose value is known whole go out at an instant."""
    tell(state, account, field, value, max(0.0, at - state.now()))
