"""Prepare one portion of a contact list: what a campaign needs of it, and no database for."""

from typing import NamedTuple

import msgspec

from terkirim.delivery.campaigns.model import CampaignFile
from terkirim.delivery.campaigns.rules import fill, sms_text, template_body
from terkirim.delivery.consent.model import Consent, Source
from terkirim.delivery.consent.of_list import consent_of_row
from terkirim.delivery.lists.model import CleanList, Contact
from terkirim.store.contacts import OnList
from terkirim.vocabulary.identifiers import Identifiers
from terkirim.vocabulary.text import Text

_encode = msgspec.json.Encoder().encode


class Entrant(NamedTuple):
    """A row of the list with the message it becomes; `stated` is what it says of marketing."""

    on_list: OnList
    stated: Consent | None
    message_id: str
    payload: str
    sms_text: str | None


class Prepared(NamedTuple):
    """A portion that can be entered."""

    entrants: list[Entrant]
    notes: tuple[Text, ...]


def prepare(
    file: CampaignFile, category: str, portion: CleanList, identifiers: Identifiers, now: float
) -> Prepared:
    """Prepare a portion for a campaign of a category (Meta's, lower case)."""
    count = len(portion.accepted)
    contact_ids = identifiers.many("con", now, count)
    message_ids = identifiers.many("msg", now, count)
    assumed = _assumed(file, category, portion)
    name = f"“{file.name}”"
    entrants = []
    for place, row in enumerate(portion.accepted):
        stated = consent_of_row(row.consent, row.columns, name) or assumed
        values = fill(file, row)
        entrants.append(
            Entrant(
                _on_list(row, contact_ids[place], stated),
                stated,
                message_ids[place],
                _encode(template_body(file.template, file.language, values)).decode(),
                sms_text(file, values),
            )
        )
    return Prepared(entrants, portion.notes)


def _assumed(file: CampaignFile, category: str, portion: CleanList) -> Consent | None:
    """What the owner says of all who are on a list without a column for it."""
    if category != "marketing" or portion.has_consent_column or not file.opted_in_without_column:
        return None
    return Consent("marketing", True, Source.OWNER.of(f"“{file.name}”, all on the list"))


def _on_list(row: Contact, own_id: str, stated: Consent | None) -> OnList:
    word = "unknown" if stated is None else "yes" if stated.given else "no"
    return OnList(row.e164, own_id, row.name, row.region, word)
