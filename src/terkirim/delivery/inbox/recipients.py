"""What statuses say of whom they reached, held against what is known of those people."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from terkirim.cloudapi.webhooks import StatusUpdate
from terkirim.delivery.contacts.model import Sighting
from terkirim.delivery.contacts.recognise import Recogniser
from terkirim.store import identities
from terkirim.store.engine import Connection
from terkirim.store.identities import Addresses

Named = tuple[str, StatusUpdate]  # our contact's id, and a status of a message to them


class Recipients:
    """Compares by the hundred: next to nothing where nothing is new.

    `puzzling`: the contacts of whom statuses say what only `recognise_all` understands.
    """

    def __init__(self, learnt: Mapping[str, str], puzzling: frozenset[str]) -> None:
        self._learnt = learnt
        self.puzzling = puzzling

    @classmethod
    async def compare(cls, db: Connection, named: Sequence[Named]) -> "Recipients":
        """Hold statuses against the addresses of the contacts they are about."""
        named = [one for one in named if one[1].phone or one[1].user_id]
        known = await identities.present(db, {contact_id for contact_id, _ in named})
        puzzling: set[str] = set()
        learnt: dict[str, str] = {}
        for contact_id, status in named:
            own = known.get(contact_id)
            if own is None or _agrees(own, status):
                continue
            user_id = _new_user_id(own, status)
            if user_id is None or learnt.setdefault(contact_id, user_id) != user_id:
                puzzling.add(contact_id)
        taken = await identities.somebodys(db, learnt.values())
        often = Counter(learnt.values())
        puzzling |= {one for one, own in learnt.items() if own in taken or often[own] > 1}
        return cls(learnt, frozenset(puzzling))

    async def learn(self, db: Connection, contact_ids: Iterable[str]) -> None:
        """Note the user ids that are new of these contacts."""
        wanted = set(contact_ids) - self.puzzling
        await identities.learn(
            db, {one: bsuid for one, bsuid in self._learnt.items() if one in wanted}
        )


async def recognise_all(
    db: Connection, people: Recogniser, named: Sequence[Named]
) -> dict[str, str]:
    """Learn what statuses say of addresses; who got what was meant for another, by the latter.

    A status that names only what a contact had before tells nothing new of them.
    """
    known = await identities.present(db, {contact_id for contact_id, _ in named})
    others: dict[str, str] = {}
    for contact_id, status in named:
        own = known.get(contact_id)
        if own is None or status.status == "failed" or _agrees(own, status):
            continue
        had = {one.value for one in await identities.of_contact(db, contact_id)}
        if {status.phone, status.user_id} - {None} <= had:
            continue
        phone, bsuid = status.phone or own.phone, status.user_id or own.bsuid
        found = await people.recognise(Sighting(phone, bsuid, status.at, "status"))
        if found.id != contact_id:
            others[contact_id] = found.id
    return others


def _agrees(own: Addresses, status: StatusUpdate) -> bool:
    return status.phone in (None, own.phone) and status.user_id in (None, own.bsuid)


def _new_user_id(own: Addresses, status: StatusUpdate) -> str | None:
    """The user id of a person who had none, if that is all that is new."""
    same = own.bsuid is None and status.phone in (None, own.phone)
    return status.user_id if same else None
