"""What travels together: happenings packed into the bodies of requests, as Meta packs them."""

import json
import re
from collections.abc import Iterator

import msgspec

from terkirim.sandbox.chance import Dice
from terkirim.sandbox.notices import Json, entry, envelope, metadata
from terkirim.sandbox.schedule import Happening
from terkirim.sandbox.world.habits import Habits
from terkirim.sandbox.world.model import World

_FOREIGN = re.compile(r"[^\x00-\x7f]+")


def parcels(seed: int, habits: Habits, happenings: list[Happening]) -> Iterator[list[Happening]]:
    """Happenings in the order they are told, request by request."""
    ordered = happenings
    if habits.order == "reversed":
        ordered = happenings[::-1]
    elif habits.order == "shuffled":
        ordered = sorted(happenings, key=lambda one: _lot(seed, one))
    for start in range(0, len(ordered), habits.batch):
        yield ordered[start : start + habits.batch]


def _lot(seed: int, happening: Happening) -> float:
    return Dice(seed, "order", happening.key, happening.due).roll()


def write_body(world: World, parcel: list[Happening], at: float) -> bytes:
    """The body of a request: an entry for each account, a change for each run of one kind."""
    by_account: dict[str, list[Happening]] = {}
    for happening in parcel:
        by_account.setdefault(happening.account, []).append(happening)
    entries = [entry(account, _changes(world, group), at) for account, group in by_account.items()]
    return _escaped(msgspec.json.encode(envelope(entries)))


def _escaped(body: bytes) -> bytes:
    """JSON in ASCII alone, as Meta writes and signs it."""
    if body.isascii():
        return body
    return _FOREIGN.sub(lambda found: json.dumps(found[0])[1:-1], body.decode()).encode()


def _changes(world: World, happenings: list[Happening]) -> list[Json]:
    """One change per run of happenings of the same sender and kind."""
    together = world.habits.grouping == "together"
    changes: list[Json] = []
    run: list[Happening] = []
    for happening in happenings:
        if run and not (together and _belong_together(run[-1], happening)):
            changes.append(_change(world, run))
            run = []
        run.append(happening)
    return [*changes, _change(world, run)]


def _belong_together(one: Happening, other: Happening) -> bool:
    return (
        one.list_name is not None
        and one.list_name == other.list_name
        and one.field == other.field
        and one.sender == other.sender
        and (one.contact is None) == (other.contact is None)
    )


def _change(world: World, run: list[Happening]) -> Json:
    first = run[0]
    if first.list_name is None:
        return {"field": first.field, "value": first.part}
    value: Json = {"messaging_product": "whatsapp"}
    sender = world.senders.get(first.sender or "")
    if sender is not None:
        value["metadata"] = metadata(sender)
    contacts = _contacts(run)
    if contacts:
        value["contacts"] = contacts
    value[first.list_name] = [one.part for one in run]
    return {"value": value, "field": first.field}


def _contacts(run: list[Happening]) -> list[Json]:
    """Everyone a change is about, each once."""
    unique: dict[tuple[object, object, bool], Json] = {}
    for one in run:
        if one.contact is not None:
            contact = one.contact
            key = (contact.get("wa_id"), contact.get("user_id"), "profile" in contact)
            unique.setdefault(key, contact)
    return list(unique.values())
