"""What statuses say of whom they reached, held against what is known of those people."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from terkirim.cloudapi.webhooks import StatusUpdate
from terkirim.delivery.contacts.model import Sighting
from terkirim.delivery.contacts.recognise import Recogniser
from terkirim.delivery.contacts.rules import is_same
from terkirim.store import identities
from terkirim.store.engine import Connection
from terkirim.store.identities import Addresses

# Our contact's id, a status of a message to them, and when that left.
Named = tuple[str, StatusUpdate, float | None]


class Recipients:
    """Compares by the hundred: next to nothing where nothing is new.

    `puzzling`: the contacts of whom statuses say what only `recognise_all` understands.
    """

    def __init__(self, learnt: Mapping[str, tuple[str, float]], puzzling: frozenset[str]) -> None:
        self._learnt = learnt
        self.puzzling = puzzling

    @classmethod
    async def compare(cls, db: Connection, named: Sequence[Named]) -> "Recipients":
        """Hold statuses against the addresses of the contacts they are about."""
        named = [one for one in named if one[1].phone or one[1].user_id]
        known = await identities.present(db, {one[0] for one in named})
        puzzling: set[str] = set()
        learnt: dict[str, tuple[str, float]] = {}
        for contact_id, status, sent_at in named:
            own = known.get(contact_id)
            if own is None or _agrees(own, status):
                continue
            user_id = _new_user_id(own, status)
            if user_id is None:
                puzzling.add(contact_id)
                continue
            before, seen_at = learnt.get(contact_id, (user_id, 0.0))
            learnt[contact_id] = before, max(seen_at, _seen_at(status, sent_at))
            if before != user_id:
                puzzling.add(contact_id)
        often = Counter(own for own, _ in learnt.values())
        taken = await identities.somebodys(db, often)
        puzzling |= {one for one, (own, _) in learnt.items() if own in taken or often[own] > 1}
        return cls(learnt, frozenset(puzzling))

    async def learn(self, db: Connection, contact_ids: Iterable[str]) -> None:
        """Note the user ids that are new of these contacts."""
        wanted = set(contact_ids) - self.puzzling
        await identities.learn(
            db, {one: seen for one, seen in self._learnt.items() if one in wanted}
        )


async def recognise_all(
    db: Connection, people: Recogniser, named: Sequence[Named]
) -> dict[str, str]:
    """Learn what statuses say of addresses; who got what was meant for another, by the latter.

    A status names where its message went, maybe to what the contact has no longer.
    """
    known = await identities.present(db, {one[0] for one in named})
    others: dict[str, str] = {}
    for contact_id, status, sent_at in named:
        own = known.get(contact_id)
        if own is None or status.status == "failed" or _agrees(own, status):
            continue
        had = {one.value for one in await identities.of_contact(db, contact_id)}
        phone = None if status.phone in had else status.phone
        bsuid = None if status.user_id in had else status.user_id
        if phone is None and bsuid is None:
            continue
        at = _seen_at(status, sent_at)
        found = await people.recognise(_joined(own, Sighting(phone, bsuid, at, "status")))
        if found.id != contact_id:
            others[contact_id] = found.id
    return others


def _seen_at(status: StatusUpdate, sent_at: float | None) -> float:
    """When its message left: what happened afterwards is told of the addresses of then."""
    return min(status.at, sent_at or status.at)


def _joined(own: Addresses, seen: Sighting) -> Sighting:
    """What alone would not show whose it is, with the other address of whom it was sent to."""
    if seen.bsuid is None and not is_same("phone", seen.phone, own.phone):
        return seen._replace(bsuid=own.bsuid)
    if seen.phone is None and seen.bsuid != own.bsuid:
        return seen._replace(phone=own.phone)
    return seen


def _agrees(own: Addresses, status: StatusUpdate) -> bool:
    return status.phone in (None, own.phone) and status.user_id in (None, own.bsuid)


def _new_user_id(own: Addresses, status: StatusUpdate) -> str | None:
    """The user id of a person who had none, if that is all that is new."""
    same = own.bsuid is None and status.phone in (None, own.phone)
    return status.user_id if same else None
