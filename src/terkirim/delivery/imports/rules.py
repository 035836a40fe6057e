"""What a list changes of a person who is known. Pure."""

from collections.abc import Mapping

import msgspec

from terkirim.delivery.lists.model import Contact
from terkirim.store.imports import Known, Person

_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(dict[str, object]).decode


def fields_of(columns: Mapping[str, str]) -> str:
    """A row's other cells as they are stored; empty ones say nothing."""
    told = all(columns.values())
    said = columns if told else {name: cell for name, cell in columns.items() if cell}
    return _encode(said).decode() if said else "{}"


def person_of(contact: Contact, own_id: str) -> Person:
    """A row as it is written down if the person is new, by this id."""
    return Person(
        contact.e164,
        own_id,
        contact.name,
        contact.region,
        contact.language,
        contact.time_zone,
        fields_of(contact.columns),
        contact.consent,
    )


def changed(known: Known, person: Person) -> Known | None:
    """The person with what the list says otherwise; None where it says nothing new.

    A list that is silent about something takes nothing away.
    """
    after = Known(
        known.id,
        person.name or known.name,
        person.language or known.language,
        person.time_zone or known.time_zone,
        known.fields if person.fields in ("{}", known.fields) else _both(known, person),
    )
    return None if after == known else after


def _both(known: Known, person: Person) -> str:
    before = _decode(known.fields)
    after = before | _decode(person.fields)
    return known.fields if after == before else _encode(after).decode()
