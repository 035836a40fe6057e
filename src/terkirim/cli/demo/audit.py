"""Lost and duplicate messages, counted from the sandbox's own record, not from ours."""

from collections import Counter
from typing import Any

import msgspec

from terkirim.store import Message
from terkirim.vocabulary.states import State

_THERE = {State.ACCEPTED, State.SENT, State.DELIVERED, State.READ}
_ARRIVED = {"delivered", "read"}


class Audit(msgspec.Struct, frozen=True):
    """What the sandbox's record says about our books.

    `lost`: ids of messages that neither arrived, nor lie with Meta, nor have a stated cause, or
    of which our state and the record disagree. `duplicates`: ids that reached a phone twice.
    """

    lost: tuple[str, ...]
    duplicates: tuple[str, ...]
    sms: int


def audit(record: dict[str, Any], messages: list[Message], called_off: frozenset[str]) -> Audit:
    """Compare the sandbox's record with our messages; of those called off no SMS is expected."""
    arrivals: Counter[str] = Counter()
    pending: Counter[str] = Counter()
    for send in record["sends"]:
        if send["outcome"] == "accepted" and send["callback_data"]:
            statuses = {status["status"] for status in send["statuses"]}
            arrived = bool(statuses & _ARRIVED)
            arrivals[send["callback_data"]] += arrived
            pending[send["callback_data"]] += not arrived and "failed" not in statuses
    texts = Counter((sms["to"], sms["text"]) for sms in record["sms"])
    expected = [m for m in messages if m.id not in called_off]
    lost = [m.id for m in expected if _is_lost(m, arrivals[m.id], pending[m.id], texts)]
    copies = [id_ for id_, count in arrivals.items() if count + (pending[id_] > 0) > 1]
    twice = [f"sms to …{to[-3:]}" for (to, _), count in _surplus(texts, expected).items() if count]
    return Audit(tuple(lost), tuple(sorted(copies) + twice), len(record["sms"]))


def _is_lost(message: Message, arrived: int, pending: int, texts: Counter[tuple[str, str]]) -> bool:
    """Whether our books say something the record does not bear out."""
    if message.state in (State.DELIVERED, State.READ):
        return not arrived
    if arrived:
        return True  # it arrived, and we do not know it
    if message.state in _THERE:
        return not pending
    if message.state == State.REROUTED:
        return not texts[message.recipient, message.sms_text or ""]
    return message.cause is None


def _surplus(texts: Counter[tuple[str, str]], messages: list[Message]) -> Counter[tuple[str, str]]:
    """Texts the provider got more often than messages were rerouted."""
    due = Counter(
        (message.recipient, message.sms_text or "")
        for message in messages
        if message.state == State.REROUTED
    )
    return texts - due
