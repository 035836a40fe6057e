"""The fast path: webhooks that hold plain statuses only, applied by the hundred."""

from collections.abc import Sequence

from terkirim.cloudapi.webhooks import StatusUpdate
from terkirim.delivery.inbox.match import PlainBook
from terkirim.delivery.inbox.model import Difficult, Letter
from terkirim.delivery.inbox.orphans import keep, keep_waiting, read_orphan
from terkirim.store import Webhook, orphans, webhooks
from terkirim.store.engine import Connection
from terkirim.store.orphans import Orphan

_UNREADABLE = "the body cannot be read"


async def apply_plain(
    db: Connection,
    letters: Sequence[Letter],
    waiting: Sequence[Orphan],
    senders: set[str],
    now: float,
) -> Difficult:
    """Apply what only carries messages forward; answers what is left.

    A letter is applied as a whole, or left as a whole. Statuses of no known message are kept.
    """
    statuses: list[StatusUpdate] = [read_orphan(orphan) for orphan in waiting]
    places: list[range] = []
    for letter in letters:
        first = len(statuses)
        statuses += letter.statuses(senders)
        places.append(range(first, len(statuses)))
    book = await PlainBook.open(db, statuses)
    found = await book.sort(db)
    easy = [
        (letter, where)
        for letter, where in zip(letters, places, strict=True)
        if letter.plain and found.difficult.isdisjoint(where)
    ]
    settled = [place for place in range(len(waiting)) if place in found.easy]
    mine = [place for _, where in easy for place in where]
    await book.apply(db, [*settled, *(place for place in mine if place in found.easy)], now)
    await keep(db, [statuses[place] for place in mine if place in found.unknown], now)
    await orphans.forget(db, [waiting[place].id for place in settled])
    lost = [one for place, one in enumerate(waiting) if place in found.unknown]
    await keep_waiting(db, lost, now)
    await _put_away(db, [letter for letter, _ in easy], now)
    applied = {letter.hook.id for letter, _ in easy}
    return Difficult(
        [letter for letter in letters if letter.hook.id not in applied],
        [one for place, one in enumerate(waiting) if place in found.difficult],
    )


async def _put_away(db: Connection, letters: Sequence[Letter], now: float) -> None:
    done: list[Webhook] = [letter.hook for letter in letters if letter.events is not None]
    await webhooks.applied(db, done, now)
    unreadable = [letter.hook.id for letter in letters if letter.events is None]
    await webhooks.put_aside(db, unreadable, "quarantined", _UNREADABLE)
