"""The failures of the past, as far as the event log lets them be decided again."""

from collections.abc import AsyncIterator

import msgspec

from terkirim.knowledge.policy import History, MessageFacts
from terkirim.knowledge.policy.replay import PastFailure
from terkirim.store import Store
from terkirim.store import insights as queries
from terkirim.vocabulary.causes import Cause

_PAGE = 1000


class _Stated(msgspec.Struct):
    """What an event of a decision says; before decisions could be replayed it said less."""

    cause: Cause
    facts: MessageFacts | None = None
    history: History | None = None


async def past_failures(store: Store, page: int = _PAGE) -> AsyncIterator[PastFailure | None]:
    """Every decided failure in its order; None for one that was written down with too little."""
    after = 0
    while True:
        async with store.read() as db:
            rows = await queries.failures_after(db, after, page)
        for event_id, message_id, recipient, at, data in rows:
            after = event_id
            stated = msgspec.json.decode(data, type=_Stated)
            if stated.facts is None or stated.history is None:
                yield None
                continue
            yield PastFailure(message_id, recipient, at, stated.cause, stated.facts, stated.history)
        if len(rows) < page:
            return
