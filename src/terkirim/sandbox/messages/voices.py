"""What people say: they write, choose about marketing, change their number or their id."""

from typing import NamedTuple, TypeVar

from terkirim.sandbox.chance import wamid
from terkirim.sandbox.messages.pricing import enter_free
from terkirim.sandbox.messages.sight import note_exchange, see
from terkirim.sandbox.notices import (
    Json,
    contact_of,
    inbound_part,
    preference_part,
    system_part,
)
from terkirim.sandbox.schedule import Happening
from terkirim.sandbox.state import State
from terkirim.sandbox.world.model import Sender, digits

Kept = TypeVar("Kept")
_OPENS_NOTHING = ("system", "edit", "revoke")


class _Letter(NamedTuple):
    """What a person writes: its id, and its place among all they write at one instant."""

    id: str
    place: str
    person: str


def person_writes(state: State, sender: Sender, address: str, content: Json, at: float) -> str:
    """Let a person write to a sender at an instant; answers its message id.

    `content`: what a message holds beside its origin (`notices.text_content` and its like). What
    someone writes whom the sender has blocked arrives nowhere.
    """
    person = state.people.key(address)
    letter = _letter(state, sender, person)
    if person in sender.blocked:
        return letter.id
    seen = see(state, sender, state.people.get(person))
    contact = contact_of(seen, with_profile=True)
    part = inbound_part(letter.id, seen, content, at)
    _push(state, sender, letter, at, part, contact)
    if at <= state.now():
        take_in(state, sender.id, person, part, at)
    return letter.id


def take_in(state: State, sender: str, person: str, part: Json, at: float) -> None:
    """Make so what follows from an inbound message; twice is once."""
    if part["type"] in _OPENS_NOTHING:
        return
    state.world.open_window(sender, person, at)
    if part.get("referral") is not None:
        enter_free(state.world, sender, person, at)
    if "from" in part:
        note_exchange(state, sender, state.people.get(person))


def _letter(state: State, sender: Sender, person: str) -> _Letter:
    name = f"in/{sender.id}/{person}"
    count = state.record.count(name)
    id_ = wamid(digits(person) or person, state.seed, "in", sender.id, person, count)
    state.world.inbound.setdefault(sender.id, set()).add(id_)
    return _Letter(id_, f"{name}/{count:06d}", person)


def _push(
    state: State,
    sender: Sender,
    letter: _Letter,
    at: float,
    part: Json,
    contact: Json | None,
) -> None:
    state.schedule.push(
        Happening(
            due=at,
            first_due=at,
            key=letter.place,
            account=sender.account,
            field="messages",
            part=part,
            sender=sender.id,
            list_name="messages",
            contact=contact,
            subject=letter.person,
        )
    )
    state.changed.set()


def person_prefers(state: State, sender: Sender, address: str, value: str) -> None:
    """Let a person stop or resume marketing from a sender, in WhatsApp's own settings."""
    person = state.people.key(address)
    key = f"{sender.id}/{person}"
    if value == "stop":
        state.world.stopped_marketing.add(key)
    else:
        state.world.stopped_marketing.discard(key)
    at, seen = state.now(), see(state, sender, state.people.get(person))
    state.schedule.push(
        Happening(
            due=at,
            first_due=at,
            key=f"preference/{key}/{state.record.count(key)}",
            account=sender.account,
            field="user_preferences",
            part=preference_part(seen, value, at),
            sender=sender.id,
            list_name="user_preferences",
            contact=contact_of(seen),
            subject=person,
        )
    )
    state.changed.set()


def person_changes(
    state: State, sender: Sender, address: str, kind: str, new: str | None = None
) -> str:
    """Let a person become another to WhatsApp, now; the sender is told by a `system` message.

    `kind` is Meta's type of it; `new` the new number, or the new user id. A new number brings a new
    user id. Windows and choices about marketing go along. Answers the message's id.
    """
    person = state.people.key(address)
    before = see(state, sender, state.people.get(person))
    letter = _letter(state, sender, person)
    if kind.endswith("_changed_number") and new is not None:
        _follow(state, person, state.people.move(person, new))
        person = state.people.key(new)
    elif kind == "user_changed_user_id":
        now_called = state.people.renew(person, new)
        _follow(state, person, now_called)
        person = now_called
    elif kind.endswith("_identity_changed"):
        state.people.change_device(person)
    after = see(state, sender, state.people.get(person))
    mark = state.people.identity(person)
    part = system_part(letter.id, kind, before, after, state.now(), mark)
    told = contact_of(after, with_profile=True) if "identity" in part else None
    _push(state, sender, letter, state.now(), part, told)
    return letter.id


def _follow(state: State, old: str, new: str) -> None:
    """Hand over to a person's new key what was known under the old one."""
    world = state.world
    _rekey(world.windows, old, new)
    _rekey(world.exchanged, old, new)
    _rekey(world.entry_points, old, new)
    for key in [one for one in world.stopped_marketing if one.partition("/")[2] == old]:
        world.stopped_marketing.discard(key)
        world.stopped_marketing.add(f"{key.partition('/')[0]}/{new}")


def _rekey(kept: dict[str, Kept], old: str, new: str) -> None:
    for key in [one for one in kept if one.partition("/")[2] == old]:
        kept[f"{key.partition('/')[0]}/{new}"] = kept.pop(key)


def last_sent_to(state: State, sender: Sender, address: str) -> str | None:
    """The id of the last message a sender's business sent to a person."""
    person = state.people.key(address)
    for send in reversed(state.record.sends):
        if send.sender == sender.id and send.to == person and send.wamid is not None:
            return send.wamid
    return None
