"""What reaches people is the same for many at a time as for one."""

from itertools import product

import msgspec

from segments.people import hold, person, write
from terkirim.delivery.contacts.fitness import channel_of
from terkirim.delivery.segments.parse import parse
from terkirim.store import Contact, Message, Store, fitness, messages, open_store, segments, sms
from terkirim.store.records import Sms
from terkirim.vocabulary.states import State

CHANNELS = ("whatsapp", "sms", "none", "unknown")


def message(contact: Contact, number: int) -> Message:
    return Message(
        id=f"msg_{contact.id}_{number}",
        account_id="1",
        sender_id="2",
        contact_id=contact.id,
        recipient=contact.phone or "",
        kind="text",
        category="service",
        payload="{}",
        state=State.REROUTED,
        due_at=0.0,
        created_at=0.0,
        updated_at=0.0,
    )


async def text(store: Store, contact: Contact, *states: str) -> None:
    """Texts to a contact, one after the other."""
    async with store.write() as db:
        for number, state in enumerate(states):
            own = message(contact, number)
            await messages.add(db, [own])
            await sms.add(db, Sms(own.id, own.recipient, "Halo", state, float(number)))


async def test_every_combination(database: str) -> None:
    store = await open_store(database)
    kinds = list(
        product(
            ("active", "inactive"),
            (None, 5.0),
            (None, 7.0),
            (None, "recipient.no_whatsapp", "recipient.marketing_cap"),
            ((), ("sent",), ("sent", "failed"), ("failed", "sent")),
        )
    )
    meant: dict[str, set[str]] = {one: set() for one in CHANNELS}
    for number, (standing, delivered, inbound, cause, texts) in enumerate(kinds):
        one = msgspec.structs.replace(
            person(number), standing=standing, delivered_at=delivered, inbound_at=inbound
        )
        await write(store, [one], [hold(one, "recipient", cause)] if cause else [])
        await text(store, one, *texts)
        last = texts[-1] if texts else None
        unreached = cause == "recipient.no_whatsapp"
        meant[channel_of(one, last, unreached=unreached)].add(one.id)
        async with store.read() as db:
            assert await fitness.last_sms(db, one.id) == last
    for channel, ids in meant.items():
        assert ids, channel
        condition = parse(f"channel = {channel}").condition
        async with store.read() as db:
            found = await segments.page(db, condition, 0.0, "", 1000)
        assert {one.id for one in found} == ids, channel
    await store.close()
