"""Record what people themselves say about being written to."""

from typing import NamedTuple

import msgspec

from terkirim.cloudapi.webhooks import InboundMessage, PreferenceChange
from terkirim.delivery.consent.keywords import USUAL, Keywords, Wish, wish_of_button, wish_of_text
from terkirim.delivery.consent.model import Change, Consent, Purpose, Said, Source
from terkirim.delivery.consent.record import record_many
from terkirim.delivery.consent.suppress import welcome_back
from terkirim.store import Contact, Message, consents
from terkirim.store.engine import Connection

_BUTTONS = {"button": Source.BUTTON, "interactive": Source.BUTTON}


class Manners(NamedTuple):
    """How a stop or a start is taken here: by which words, and what is answered, if anything."""

    keywords: Keywords = USUAL
    stop_answer: str | None = None
    start_answer: str | None = None

    def answer(self, wish: Wish) -> str | None:
        """The text who said this is answered with."""
        return self.start_answer if wish.given else self.stop_answer


def wish_in(inbound: InboundMessage, keywords: Keywords) -> Wish | None:
    """What a message asks for, if it is nothing but a wish about messages."""
    if inbound.kind in _BUTTONS:
        return wish_of_button(inbound.text, inbound.payload, keywords)
    return wish_of_text(inbound.text, keywords) if inbound.kind == "text" else None


async def hear_wish(
    db: Connection, contact: Contact, inbound: InboundMessage, wish: Wish, now: float
) -> list[Change]:
    """Record what a person wrote or tapped; answers what changed by it."""
    source = _BUTTONS.get(inbound.kind, Source.KEYWORD)
    proof = {"wamid": inbound.wamid, "sender": inbound.sender_id, "type": inbound.kind}
    if inbound.payload:
        proof["payload"] = inbound.payload
    said = [
        Said(
            contact.id,
            Consent(
                purpose, wish.given, source.value, inbound.at or now, inbound.text, _encoded(proof)
            ),
        )
        for purpose in wish.purposes
    ]
    return await _take(db, contact, said, now)


async def hear_switch(
    db: Connection, contact: Contact, change: PreferenceChange, now: float
) -> list[Change]:
    """Record that a person switched marketing off or on in WhatsApp; answers what changed by it."""
    proof = {"webhook": "user_preferences", **msgspec.to_builtins(change)}
    given = change.value == "resume"
    consent = Consent(
        "marketing",
        given,
        Source.PREFERENCE.value,
        change.at or now,
        change.value,
        _encoded(proof),
    )
    return await _take(db, contact, [Said(contact.id, consent)], now)


async def hear_refusal(db: Connection, message: Message, now: float) -> bool:
    """Record that Meta withheld marketing because the person had stopped it (131050).

    It is dated when the message left. Answers whether the person's consent is a no now: who said
    yes since then is not stopped by news that was late.
    """
    proof = {"message": message.id, "wamid": message.wamid, "sender": message.sender_id}
    at = message.sent_at or now
    consent = Consent("marketing", False, Source.REFUSED.value, at, "", _encoded(proof))
    await record_many(db, [Said(message.contact_id, consent)], now)
    own = (await consents.standings(db, [message.contact_id])).get(message.contact_id)
    return own is None or own.marketing == "no"


async def _take(db: Connection, contact: Contact, said: list[Said], now: float) -> list[Change]:
    changes = await record_many(db, said, now)
    again: list[Purpose] = [one.purpose for one in changes if one.standing == "yes"]
    for purpose in again:
        await welcome_back(db, contact, purpose)
    return changes


def _encoded(proof: object) -> str:
    return msgspec.json.encode(proof).decode()
