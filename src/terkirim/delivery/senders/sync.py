"""Read from Meta what it has, and keep it."""

from terkirim.cloudapi import CloudApi
from terkirim.delivery.senders.rules import Health, read_health, read_sender
from terkirim.store import Account, Sender, Store, registry
from terkirim.vocabulary.clock import Clock


class SenderSync:
    """Keeps the registry of senders in step with Meta."""

    def __init__(self, store: Store, api: CloudApi, account_id: str, clock: Clock) -> None:
        self._store = store
        self._api = api
        self._clock = clock
        self.account_id = account_id

    async def all(self) -> list[Sender]:
        """Read every sender of the account. Raises what `CloudApi` raises."""
        now = self._clock.now()
        raw = await self._api.senders(self.account_id)
        found = [read_sender(number, self.account_id, now) for number in raw]
        async with self._store.write() as db:
            if await registry.account(db, self.account_id) is None:
                await registry.put_account(db, Account(self.account_id))
            for sender in found:
                await registry.put_sender(db, sender)
        return found

    async def one(self, sender_id: str) -> Sender:
        """Read one sender. Raises what `CloudApi` raises."""
        raw = await self._api.sender(sender_id)
        sender = read_sender({**raw, "id": sender_id}, self.account_id, self._clock.now())
        async with self._store.write() as db:
            await registry.put_sender(db, sender)
        return sender

    async def health(self) -> Health:
        """Read the account's health. Raises what `CloudApi` raises."""
        return read_health(await self._api.health(self.account_id))
