"""How widely the same failure is met: by a sender, by a template, by people who were reachable.

Spread is evidence (facts/two-readings.md, "How to weigh a conflict"). What is counted hangs on the
causes a failure can have, not on its code.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from terkirim.delivery.outbox.model import Failure
from terkirim.knowledge.diagnosis import evidence, possible_causes
from terkirim.store import Contact, Message, attempts, holds
from terkirim.store.engine import Connection
from terkirim.vocabulary.causes import Cause
from terkirim.vocabulary.clock import DAY, HOUR
from terkirim.vocabulary.scopes import Scope

_NOBODY_THERE = {Cause.UNREACHABLE, Cause.NO_WHATSAPP}


class Wave(NamedTuple):
    """Failures of one batch that are met together: same sender, template, kind and code."""

    sender_id: str
    template: tuple[str, str] | None
    marketing: bool
    code: int
    causes: frozenset[Cause]


async def look_at_spread(
    db: Connection,
    failures: Sequence[Failure],
    messages: Mapping[str, Message],
    people: Mapping[str, Contact],
    now: float,
) -> dict[str, evidence.Spread]:
    """The spread around each failed message, by message id; nothing where it would tell nothing."""
    waves: dict[Wave, list[Message]] = {}
    for failure in failures:
        if failure.error.code is not None:
            message = messages[failure.message_id]
            waves.setdefault(_wave(failure, failure.error.code, message), []).append(message)
    found: dict[str, evidence.Spread] = {}
    for wave, members in waves.items():
        spread = await _of_wave(db, wave, members, people, now)
        if spread is not None:
            found |= {message.id: spread for message in members}
    return found


def _wave(failure: Failure, code: int, message: Message) -> Wave:
    causes = frozenset(possible_causes(failure.error))
    name = message.template_name
    template = (name, message.template_language or "") if name else None
    return Wave(message.sender_id, template, message.marketing, code, causes)


async def _of_wave(
    db: Connection,
    wave: Wave,
    members: Sequence[Message],
    people: Mapping[str, Contact],
    now: float,
) -> evidence.Spread | None:
    if Cause.SPAM_SIGNAL in wave.causes:
        since = await spread_since(db, wave.sender_id, now)
        share, sample = await _share(db, wave, since, len(members))
        return evidence.Spread(code_share_of_sender=share, sample=sample)
    if Cause.TEMPORARY in wave.causes and wave.causes & _NOBODY_THERE:
        return await _incident(db, wave, members, people, now)
    if Cause.PARAMETER_FORMAT in wave.causes and wave.template is not None:
        counted = await attempts.spread_of_template(
            db, wave.sender_id, wave.template, wave.code, now - DAY
        )
        answered, failing = counted[0] + len(members), counted[1] + len(members)
        return evidence.Spread(code_share_of_template=failing / answered, sample=answered)
    return None


async def _incident(
    db: Connection,
    wave: Wave,
    members: Sequence[Message],
    people: Mapping[str, Contact],
    now: float,
) -> evidence.Spread:
    share, sample = await _share(db, wave, now - HOUR, len(members))
    failing = await attempts.people_failing(db, wave.sender_id, wave.code, now - HOUR)
    for message in members:
        contact = people.get(message.contact_id)
        failing[message.contact_id] = contact is not None and contact.delivered_at is not None
    return evidence.Spread(
        code_share_of_sender=share,
        sample=sample,
        distinct_recipients_failing=len(failing),
        recipients_ever_succeeding=sum(failing.values()),
    )


async def _share(db: Connection, wave: Wave, since: float, here: int) -> tuple[float, int]:
    """The code's share of the sender's answered attempts of this kind, this batch included."""
    answered, failing = await attempts.spread(
        db, wave.sender_id, wave.code, since, marketing=wave.marketing
    )
    return (failing + here) / (answered + here), answered + here


async def spread_since(db: Connection, sender_id: str, now: float) -> float:
    """From when on a sender's failures count as one wave: a day, or since its last pause."""
    changed = await holds.last_change(db, Scope.SENDER_MARKETING, sender_id)
    return max(now - DAY, changed or 0.0)
