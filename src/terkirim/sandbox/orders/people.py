"""Orders about people: what they are like, what they write, what they want."""

from typing import Literal

import msgspec
from starlette.requests import Request

from terkirim.sandbox.clock.clockwork import Clockwork
from terkirim.sandbox.messages.journey import phone_is_on
from terkirim.sandbox.messages.voices import (
    last_sent_to,
    person_changes,
    person_prefers,
    person_writes,
)
from terkirim.sandbox.notices import Json
from terkirim.sandbox.orders.inbound import Inbound, SystemOrder, content_of
from terkirim.sandbox.orders.reading import BadOrder, e164, read, read_many
from terkirim.sandbox.state import State
from terkirim.sandbox.world.model import Sender, digits
from terkirim.sandbox.world.people import Person
from terkirim.vocabulary.identifiers import is_bsuid

__all__ = ["Inbound", "Preference", "set_people", "set_preference", "show_person", "write_inbound"]


class Preference(msgspec.Struct, forbid_unknown_fields=True):
    """A person stops or resumes marketing in WhatsApp's own settings."""

    sender: str
    phone: str
    value: Literal["stop", "resume"]


async def set_people(works: Clockwork, request: Request) -> object:
    """POST /_sandbox/people: one person or a list of them."""
    people = await read_many(request, Person)
    for given in people:
        person = works.state.people.set(msgspec.structs.replace(given, phone=e164(given.phone)))
        if person.delivers:
            phone_is_on(works.state, person.phone)
    return {"people": len(people)}


async def show_person(works: Clockwork, request: Request) -> object:
    """GET /_sandbox/people/{phone}: who they are to WhatsApp; `user_id` is the account's first.

    The number as WhatsApp spells it, the id by which each business knows the person, and the hash
    of their identity key.
    """
    people = works.state.people
    person = people.get(e164(request.path_params["phone"]))
    businesses = {account.business_id for account in works.state.world.accounts.values()}
    return {
        "person": person,
        "wa_id": None if is_bsuid(person.phone) else digits(person.phone),
        "user_ids": {id_: people.user_id(person.phone, id_) for id_ in sorted(businesses)},
        "identity_key_hash": people.identity(person.phone),
        "gone": people.is_gone(person.phone),
    }


async def write_inbound(works: Clockwork, request: Request) -> object:
    """POST /_sandbox/inbound: opens the window when it happens."""
    order = await read(request, Inbound)
    state, sender = works.state, _sender(works, order.sender)
    person, at = e164(order.person), state.now() + order.at_s
    if order.system is not None:
        return {"id": _change_person(state, sender, order, order.system), "at": at}
    last = last_sent_to(state, sender, person)
    content = content_of(order, _reference(state, sender, order, request), sender.digits(), last)
    return {"id": person_writes(state, sender, person, content, at), "at": at}


def _change_person(state: State, sender: Sender, order: Inbound, change: SystemOrder) -> str:
    if order.at_s:
        raise BadOrder("a system message comes at once")
    person = e164(order.person)
    new = change.user_id if change.phone is None else e164(change.phone)
    return person_changes(state, sender, person, change.type, new)


def _reference(state: State, sender: Sender, order: Inbound, request: Request) -> Json:
    """What names the file a message holds, if it holds one."""
    found = order.file()
    if found is None:
        return {}
    kind, file = found
    media = state.media.keep_received(sender.id, kind, state.now(), file.data(), file.mime_type)
    base_url = f"{request.scope.get('scheme', 'http')}://{request.headers.get('host', '')}"
    return media.reference() | {"url": state.media.download_url(media, base_url, state.now())}


async def set_preference(works: Clockwork, request: Request) -> object:
    """POST /_sandbox/preferences."""
    order = await read(request, Preference)
    person_prefers(works.state, _sender(works, order.sender), e164(order.phone), order.value)
    return {"value": order.value}


def _sender(works: Clockwork, id_: str) -> Sender:
    sender = works.state.world.senders.get(id_)
    if sender is None:
        raise BadOrder("no such sender", 404)
    return sender
