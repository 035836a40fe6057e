"""What is done when it falls due, besides sending webhooks: reviews, pauses, account events.

A deed is data (`Happening.act` with its order in `part`), so that it can be shown, kept and taken
up again like everything else in the schedule.
"""

from collections.abc import Callable

from terkirim.sandbox.decisions import account_events, quality, reviews, sender_events
from terkirim.sandbox.decisions.agenda import deed, do_at
from terkirim.sandbox.messages import journey
from terkirim.sandbox.notices import Json
from terkirim.sandbox.schedule import Happening
from terkirim.sandbox.state import State

DEEDS: dict[str, Callable[[State, Happening], None]] = {
    "account_event": account_events.make_so,
    "announce": quality.announce,
    "category": quality.change_category,
    "pause": quality.pause,
    "quality": quality.change_quality,
    "review": reviews.decide,
    "sender_event": sender_events.make_so,
    "unpause": quality.end_pause,
}


def order(state: State, act: str, account: str, wish: Json, in_s: float) -> float:
    """Let a deed be done so many seconds from now, at once for none; answers the instant."""
    at = state.now() + in_s
    if in_s > 0:
        do_at(state, act, account, wish, at)
    else:
        carry_out(state, deed(state, act, account, wish, at))
    return at


def carry_out(state: State, happening: Happening) -> None:
    """Make it so in this world: a deed, or what a webhook is about to tell."""
    if happening.act:
        DEEDS[happening.act](state, happening)
    else:
        journey.happen(state, happening)
