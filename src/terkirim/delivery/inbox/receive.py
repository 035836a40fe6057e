"""Write a webhook down as it came; only then may Meta be told 200."""

from collections.abc import Sequence
from typing import NamedTuple

from terkirim.cloudapi.webhooks import named_senders
from terkirim.errors import NotAWebhook
from terkirim.store import Store, registry, webhooks
from terkirim.store.engine import Connection
from terkirim.store.group_commit import GroupCommit
from terkirim.store.webhooks import Arrival
from terkirim.vocabulary.clock import Clock


class _Letter(NamedTuple):
    """A body, when it came and whom it names; None where it is no webhook."""

    body: bytes
    at: float
    named: frozenset[str] | None


class Receiver:
    """Takes webhook bodies whose signature has been checked."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._clock = clock
        self._senders: set[str] = set()
        self._commit = GroupCommit(store, self._write, clock)

    async def receive(self, body: bytes) -> str:
        """Put a body on disk and answer with what becomes of it.

        `pending` bodies will be applied; `quarantined` ones are no webhook; `foreign` ones name no
        sender of ours. The latter two are kept for a person to see. Raises DBAPIError or OSError
        when the database has not answered for half a minute.
        """
        try:
            named: frozenset[str] | None = named_senders(body)
        except NotAWebhook:
            named = None
        return await self._commit.hand_in(_Letter(body, self._clock.now(), named))

    async def _write(self, db: Connection, letters: Sequence[_Letter]) -> list[str]:
        if any(letter.named and not letter.named & self._senders for letter in letters):
            self._senders = await registry.sender_ids(db)
        arrivals = [self._judged(letter) for letter in letters]
        await webhooks.append(db, arrivals)
        return [arrival.state for arrival in arrivals]

    def _judged(self, letter: _Letter) -> Arrival:
        body, at, named = letter
        if named is None:
            return Arrival(at, body, "quarantined", "the body is not a webhook")
        if named and not named & self._senders:
            return Arrival(at, body, "foreign", ", ".join(sorted(named)))
        return Arrival(at, body)
