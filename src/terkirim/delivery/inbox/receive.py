"""Write a webhook down as it came; only then may Meta be told 200."""

from terkirim.cloudapi.webhooks import read_webhook, senders_of
from terkirim.errors import NotAWebhook
from terkirim.store import Store, registry, webhooks
from terkirim.vocabulary.clock import Clock


class Receiver:
    """Takes webhook bodies whose signature has been checked."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    async def receive(self, body: bytes) -> str:
        """Put a body on disk and answer with what becomes of it.

        `pending` bodies will be applied; `quarantined` ones are no webhook; `foreign` ones name no
        sender of ours. The latter two are kept for a person to see.
        """
        now = self._clock.now()
        try:
            named = senders_of(read_webhook(body))
        except NotAWebhook:
            note = "the body is not a webhook"
            return await self._append(body, now, set(), "quarantined", note)
        return await self._append(body, now, named)

    async def _append(
        self, body: bytes, now: float, named: set[str], state: str = "pending", note: str = ""
    ) -> str:
        async with self._store.write() as db:
            if named and not named & await registry.sender_ids(db):
                state, note = "foreign", ", ".join(sorted(named))
            await webhooks.append(db, [body], now, state, note)
        return state
