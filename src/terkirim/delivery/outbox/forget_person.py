"""Forget a person (UU PDP No. 27/2022, GDPR Art. 17), but not that they want nothing more."""

from typing import NamedTuple

from terkirim.delivery.consent.erase import Traces, anonymous, traces_of, without
from terkirim.delivery.consent.model import Purpose
from terkirim.delivery.consent.refuse import known_people
from terkirim.delivery.consent.suppress import addressed, suppress, suppressions_of
from terkirim.delivery.outbox.ledger import Ledger
from terkirim.errors import NotFound
from terkirim.store import Contact, Store, forgetting, identities
from terkirim.store.engine import Connection
from terkirim.vocabulary.causes import Cause
from terkirim.vocabulary.clock import Clock
from terkirim.vocabulary.phone import spellings
from terkirim.vocabulary.states import State
from terkirim.vocabulary.text import Text

_WAITING = {State.SCHEDULED, State.QUEUED, State.HELD}


class Forgotten(NamedTuple):
    """What was forgotten: messages whose content is gone, those called off, webhooks rewritten."""

    messages: int
    called_off: int
    webhooks: int


async def forget_person(store: Store, clock: Clock, address: str) -> Forgotten:
    """Forget who has this address (E.164 or user id). Raises NotFound.

    First the archive of webhooks, portion by portion, then all else in one transaction: if it is
    broken off, the person is still there and the same call goes on. Of who is forgotten already,
    what Meta has told since is taken out.
    """
    async with store.read() as db:
        traces = await _traces(db, address, await _person(db, address))
    rewritten, last = await _archive(store, traces)
    now = clock.now()
    async with store.write() as db:
        person = await _person(db, address)
        traces = await _traces(db, address, person)
        rewritten += await forgetting.rewrite_queue(db, lambda body: without(body, traces))
        rewritten += (
            await forgetting.rewrite_archive(db, last, lambda body: without(body, traces), None)
        )[1]
        if person is None:
            await forgetting.drop_names(db)
            return Forgotten(0, 0, rewritten)
        await _suppress(db, person, now)
        ids = [one for one, _ in await forgetting.message_ids(db, person.id)]
        called_off = await _call_off(db, ids, now)
        await forgetting.blank_messages(db, ids, now, anonymous)
        await forgetting.drop_names(db)
        await forgetting.drop_person(db, person.id, spellings(person.phone or ""), now)
    return Forgotten(len(ids), called_off, rewritten)


async def _person(db: Connection, address: str) -> Contact | None:
    """The contact; None for who is forgotten already."""
    found = (await known_people(db, [address])).get(address)
    if found is None and not await suppressions_of(db, addressed(address)):
        raise NotFound(
            Text(
                id=f"Tidak ada kontak dengan {address}.", en=f"There is no contact with {address}."
            )
        )
    return found


async def _traces(db: Connection, address: str, person: Contact | None) -> Traces:
    """All a person is found by: every spelling of every number they had, user ids, message ids."""
    addresses, wamids = [address], []
    if person is not None:
        had = [one.value for one in await identities.of_contact(db, person.id)]
        addresses += [one for one in (person.phone, person.bsuid, *had) if one]
        theirs = await forgetting.message_ids(db, person.id)
        wamids = [wamid for _, wamid in theirs if wamid]
        wamids += await forgetting.wamids_of_attempts(db, [one for one, _ in theirs])
    phones = [form for one in addresses if one.startswith("+") for form in spellings(one)]
    return traces_of([*addresses, *phones, *wamids])


async def _archive(store: Store, traces: Traces) -> tuple[int, int]:
    """Rewrite what is in the archive now; answers how many bodies, and the last row's id."""
    rewritten, last = 0, 0
    while True:
        async with store.write_rows() as db:
            seen, changed = await forgetting.rewrite_archive(
                db, last, lambda body: without(body, traces)
            )
        if seen is None:
            return rewritten, last
        rewritten, last = rewritten + changed, seen


async def _suppress(db: Connection, person: Contact, now: float) -> None:
    """Marketing is over for good; utility messages too, if the person had said so."""
    purposes: list[Purpose] = ["marketing"]
    if person.utility_consent == "no":
        purposes.append("utility")
    for purpose in purposes:
        await suppress(db, person, purpose, now, "forgotten")


async def _call_off(db: Connection, ids: list[str], now: float) -> int:
    ledger = await Ledger.load(db, ids, now)
    waiting = [one for one in ids if ledger[one].state in _WAITING]
    for one in waiting:
        changes = {"cause": Cause.OPTED_OUT.value, "hold_id": None}
        data = {"cause": Cause.OPTED_OUT}
        ledger.move(one, State.CANCELLED, "left_out", data, **changes)
    await ledger.write(db)
    return len(waiting)
