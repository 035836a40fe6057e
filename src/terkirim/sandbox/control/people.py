"""Orders about people: what they are like, what they write, what they want."""

from typing import Annotated, Literal

import msgspec
from starlette.requests import Request

from terkirim.sandbox.amounts import Seconds
from terkirim.sandbox.clockwork import Clockwork
from terkirim.sandbox.control.changes import Errors
from terkirim.sandbox.control.reading import BadOrder, e164, read, read_many
from terkirim.sandbox.journey import person_prefers, person_writes, phone_is_on
from terkirim.sandbox.notices import Json, text_content, unsupported_content
from terkirim.sandbox.people import Person
from terkirim.sandbox.world import Sender


class Inbound(msgspec.Struct, forbid_unknown_fields=True, rename={"person": "from"}):
    """A person writes to a sender, now or so many seconds from now.

    Either a text, or something Meta cannot pass on: `errors` are what it says instead, and
    `unsupported` what it was (`edit`, `poll`), where Meta tells.
    """

    sender: str
    person: str
    text: Annotated[str, msgspec.Meta(max_length=4096)] | None = None
    errors: Errors | None = None
    unsupported: Annotated[str, msgspec.Meta(min_length=1, max_length=64)] | None = None
    at_s: Seconds = 0.0

    def __post_init__(self) -> None:
        if (self.text is None) == (self.errors is None):
            msg = "an inbound message has either a text or errors"
            raise ValueError(msg)
        if self.unsupported is not None and self.errors is None:
            msg = "unsupported says what a message with errors was"
            raise ValueError(msg)

    def content(self) -> Json:
        """What the message holds."""
        if self.errors is None:
            return text_content(self.text or "")
        return unsupported_content([one.part() for one in self.errors], self.unsupported)


class Preference(msgspec.Struct, forbid_unknown_fields=True):
    """A person stops or resumes marketing in WhatsApp's own settings."""

    sender: str
    phone: str
    value: Literal["stop", "resume"]


async def set_people(works: Clockwork, request: Request) -> object:
    """POST /_sandbox/people: one person or a list of them."""
    people = await read_many(request, Person)
    for given in people:
        person = msgspec.structs.replace(given, phone=e164(given.phone))
        works.state.people.set(person)
        if person.delivers:
            phone_is_on(works.state, person.phone)
    return {"people": len(people)}


async def write_inbound(works: Clockwork, request: Request) -> object:
    """POST /_sandbox/inbound: opens the window when it happens."""
    order = await read(request, Inbound)
    sender = _sender(works, order.sender)
    at = works.state.now() + order.at_s
    id_ = person_writes(works.state, sender, e164(order.person), order.content(), at)
    return {"id": id_, "at": at}


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
