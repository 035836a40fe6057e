"""The limits Meta tells of at once: a sender's messages a second, and messages to one person.

In the known world both are off; `POST /_sandbox/senders/{id}` sets them, with Meta's own figures:
`{"throughput": 80, "pair_per_minute": 10}`. The limits told of later are in `ceilings`.
"""

from terkirim.sandbox.refusals import Refusal
from terkirim.sandbox.state import State
from terkirim.sandbox.world.model import Sender

MINUTE_S = 60.0


def admit(state: State, sender: Sender, person: str) -> None:
    """Count a message about to be taken; raises Refusal (130429, 131056) where it is too many."""
    now, tallies = state.now(), state.tallies
    pair, pace = (sender.id, person), sender.pair_per_minute
    if sender.throughput is not None and tallies.this_second(sender.id, now) >= sender.throughput:
        raise Refusal(130429)
    if pace is not None:
        every_s = MINUTE_S / pace
        if not tallies.may_follow(pair, now, every_s, sender.pair_burst):
            raise Refusal(131056)
        tallies.add_to_burst(pair, now, every_s)
    if sender.throughput is not None:
        tallies.add_to_second(sender.id, now)
