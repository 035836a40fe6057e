"""Statuses whose message is not known yet: they wait, ever longer, and are shown in the end."""

from collections.abc import Sequence

import msgspec

from terkirim.cloudapi.webhooks import StatusUpdate
from terkirim.store import orphans, webhooks
from terkirim.store.engine import Connection
from terkirim.store.orphans import Orphan
from terkirim.store.webhooks import Arrival
from terkirim.vocabulary.clock import DAY, HOUR

LIFE = 3 * DAY  # longer than a message stays unresolved before a person must look
_FIRST_LOOK = 1.0
_NOTE = "no message of ours is {wamid}"


def read_orphan(orphan: Orphan) -> StatusUpdate:
    """The status that waits."""
    return msgspec.json.decode(orphan.status, type=StatusUpdate)


async def keep(db: Connection, statuses: Sequence[StatusUpdate], now: float) -> None:
    """Let statuses wait for their message."""
    kept = [
        (status.wamid, status.callback_data, msgspec.json.encode(status).decode())
        for status in statuses
    ]
    await orphans.add(db, kept, now, now + _FIRST_LOOK)


async def keep_waiting(db: Connection, waiting: Sequence[Orphan], now: float) -> None:
    """Look again when as much time again has passed; set aside who waited too long."""
    young = [one for one in waiting if now - one.received_at < LIFE]
    pauses = [min(max(now - one.received_at, _FIRST_LOOK), HOUR) for one in young]
    await orphans.look_later(
        db, [(now + pause, one.id) for one, pause in zip(young, pauses, strict=True)]
    )
    old = [one for one in waiting if now - one.received_at >= LIFE]
    await webhooks.append(db, [_shown(one) for one in old])
    await orphans.forget(db, [one.id for one in old])


def _shown(orphan: Orphan) -> Arrival:
    note = _NOTE.format(wamid=orphan.wamid)
    return Arrival(orphan.received_at, orphan.status.encode(), "orphaned", note)
