"""Take single messages in: from the command line, the API or the gateway.

Messages that come together are checked and written down together.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import msgspec

from terkirim.delivery.consent.refuse import known_people, refusal
from terkirim.delivery.consent.suppress import heed
from terkirim.delivery.contacts.rules import present_address
from terkirim.delivery.contacts.save import find_or_add_all
from terkirim.delivery.outbox.ledger import Ledger
from terkirim.delivery.outbox.model import NewMessage
from terkirim.delivery.outbox.preflight import Cleared, Preflight
from terkirim.delivery.outbox.take_in import PRIORITIES, take_in
from terkirim.delivery.templates.rules import Misfit
from terkirim.delivery.templates.sync import TemplateSync
from terkirim.store import Contact, Message, Store, idempotency, messages
from terkirim.store.engine import Connection
from terkirim.store.group_commit import GroupCommit
from terkirim.vocabulary.clock import Clock
from terkirim.vocabulary.identifiers import Identifiers

OTP_LIFE_S = 600.0  # an authentication template's default life (facts/platform.md, section a)


class Refused(NamedTuple):
    """What the preflight found: no such sender, a template that does not fit, a person who has not
    agreed to such messages.
    """

    misfit: Misfit | None


class Request(NamedTuple):
    """A message as it was asked for. `recipient` is E.164 or a business-scoped user id; `owner`
    is the API key's name, within which the idempotency key is unique.
    """

    sender_id: str
    recipient: str
    body: Mapping[str, Any]
    sms_text: str | None = None
    reopening: Mapping[str, Any] | None = None
    caller_data: str | None = None
    owner: str = ""
    idempotency_key: str | None = None

    @property
    def key(self) -> idempotency.Key | None:
        """What it must be the only one of."""
        return (self.owner, self.idempotency_key) if self.idempotency_key else None


@dataclass
class _Taking:
    """A request under way: its message's id does not change when the transaction is repeated."""

    request: Request
    message_id: str
    tried: bool = False


class SingleSender:
    """Takes single messages in, after checks that need no request to Meta unless a template is
    refused.
    """

    def __init__(
        self, store: Store, templates: TemplateSync, identifiers: Identifiers, clock: Clock
    ) -> None:
        self._templates = templates
        self._identifiers = identifiers
        self._clock = clock
        self._commit = GroupCommit(store, self._take_in, clock)

    async def take_in(self, request: Request) -> Message | Refused:
        """Enter a message; the same idempotency key answers with the message entered before.

        That one is the answer even where it was asked for with another body. Where its template
        does not fit what was read of Meta a while ago, that is read anew before it is refused.
        """
        began = self._clock.now()
        taking = _Taking(request, self._identifiers.new("msg", began))
        taken = await self._commit.hand_in(taking)
        if _of_template(taken) and await self._templates.is_newer_than(began):
            taken = await self._commit.hand_in(taking)
        return taken

    async def _take_in(self, db: Connection, takings: Sequence[_Taking]) -> list[Message | Refused]:
        answers = await _answered(db, takings)
        fresh = [one for one in takings if one.message_id not in answers]
        preflight = await Preflight.open(
            db, [(one.request.sender_id, one.request.body) for one in fresh]
        )
        good: list[tuple[_Taking, Cleared]] = []
        for one in fresh:
            verdict = preflight.judge(one.request.sender_id, one.request.body)
            if isinstance(verdict, Cleared):
                good.append((one, verdict))
            else:
                answers[one.message_id] = Refused(verdict)
        answers |= await _without_yes(db, good)
        wanted = [one for one in good if one[0].message_id not in answers]
        answers |= await self._enter(db, wanted)
        return [answers[one.message_id] for one in takings]

    async def _enter(
        self, db: Connection, good: Sequence[tuple[_Taking, Cleared]]
    ) -> dict[str, Message | Refused]:
        """Write them down; of those that share a key the first is the answer to all."""
        ledger = Ledger({}, self._clock.now())
        addresses = [one.request.recipient for one, _ in good]
        people = await find_or_add_all(db, self._identifiers, addresses, ledger.now)
        people |= await _heeded(db, people, ledger.now)
        first: dict[object, Message] = {}
        entered: dict[str, Message | Refused] = {}
        for one, cleared in good:
            contact, key = people[one.request.recipient], one.request.key or one.message_id
            misfit = refusal(cleared.category, contact)
            if misfit is not None:
                entered[one.message_id] = Refused(misfit)
                continue
            if key not in first:
                new = _new(one, cleared, contact, ledger.now)
                first[key] = take_in(ledger, self._identifiers, new)
            entered[one.message_id] = first[key]
        await ledger.write(db)
        return entered


def _of_template(taken: Message | Refused) -> bool:
    """Whether it was refused for its template."""
    misfit = taken.misfit if isinstance(taken, Refused) else None
    return misfit is not None and misfit.cause.startswith("template.")


async def _answered(db: Connection, takings: Sequence[_Taking]) -> dict[str, Message | Refused]:
    """Those whose key was used before, or that a transaction wrote whose end was not heard."""
    repeated = [one.message_id for one in takings if one.tried]
    answers: dict[str, Message | Refused] = {**await messages.load(db, repeated)}
    used = await idempotency.used(db, {one.request.key for one in takings if one.request.key})
    for one in takings:
        one.tried = True
        if one.request.key in used:
            answers[one.message_id] = used[one.request.key]
    return answers


async def _without_yes(
    db: Connection, good: Sequence[tuple[_Taking, Cleared]]
) -> dict[str, Message | Refused]:
    """Marketing to who has not agreed to it: nobody is written down for it."""
    asking = [one for one, cleared in good if cleared.category == "marketing"]
    people = await known_people(db, [one.request.recipient for one in asking])
    found = ((one, refusal("marketing", people.get(one.request.recipient))) for one in asking)
    return {one.message_id: Refused(misfit) for one, misfit in found if misfit is not None}


async def _heeded(db: Connection, people: Mapping[str, Contact], now: float) -> dict[str, Contact]:
    """Those who are new here, and were before: as they left it when they asked to be forgotten."""
    new = {address: one for address, one in people.items() if one.created_at == now}
    changes = await heed(db, new.values(), now)
    stopped = {one.contact_id for one in changes if one.purpose == "utility"}
    return {
        address: msgspec.structs.replace(one, utility_consent="no")
        for address, one in new.items()
        if one.id in stopped
    }


def _new(taking: _Taking, cleared: Cleared, contact: Contact, now: float) -> NewMessage:
    request, category = taking.request, cleared.category
    return NewMessage(
        account_id=cleared.sender.account_id,
        sender_id=cleared.sender.id,
        contact_id=contact.id,
        recipient=present_address(contact, request.recipient),
        body=request.body,
        category=category,
        sms_text=request.sms_text,
        reopening=request.reopening,
        caller_data=request.caller_data,
        owner=request.owner,
        idempotency_key=request.idempotency_key,
        priority=PRIORITIES.get(category, 5),
        expires_at=now + OTP_LIFE_S if category == "authentication" else None,
        id=taking.message_id,
    )
