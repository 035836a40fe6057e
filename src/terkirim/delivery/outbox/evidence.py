"""Gather what is known around failures, before anything is decided.

Reads from Meta and the wallet happen here, outside any transaction, each once per batch. A read
that fails leaves its part of the evidence unknown.
"""

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import TypeVar

import msgspec

from terkirim.channels.balance import BalanceSource
from terkirim.delivery.checkers.recall import said_without_whatsapp
from terkirim.delivery.conversations import windows
from terkirim.delivery.outbox.model import Failure
from terkirim.delivery.outbox.spread import look_at_spread
from terkirim.delivery.senders.rules import Health
from terkirim.delivery.senders.sync import SenderSync
from terkirim.delivery.templates.rules import sent_count
from terkirim.delivery.templates.sync import TemplateSync
from terkirim.errors import TerkirimError
from terkirim.knowledge.diagnosis import Evidence, evidence, possible_causes
from terkirim.store import (
    Account,
    Contact,
    Message,
    Sender,
    Store,
    Template,
    contacts,
    registry,
)
from terkirim.store.engine import Connection
from terkirim.vocabulary.causes import Cause
from terkirim.vocabulary.clock import DAY, Clock

# Which reads can tell which causes apart.
_HEALTH_TELLS = {
    *(Cause.PAYMENT, Cause.BALANCE, Cause.LOCKED, Cause.RESTRICTED, Cause.BUSINESS_NOT_VERIFIED),
}
_WALLET_TELLS = {Cause.BALANCE}
_NUMBER_TELLS = {
    *(Cause.NOT_ON_TEST_LIST, Cause.NOT_REGISTERED, Cause.NOT_VERIFIED, Cause.PIN_MISMATCH),
    *(Cause.SPAM_SIGNAL, Cause.DISPLAY_NAME),
}
_EVENTS_COUNT_FOR = 3 * DAY

Answer = TypeVar("Answer")


class Findings(msgspec.Struct):
    """What was read for one batch of failures."""

    accounts: dict[str, Account] = {}
    senders: dict[str, Sender] = {}
    templates: list[Template] | None = None
    health: Health | None = None
    balance: float | None = None
    contacts: dict[str, Contact] = {}
    ages: dict[tuple[str, str], float] = {}
    failures: dict[str, int] = {}
    spreads: dict[str, evidence.Spread] = {}
    own_numbers: frozenset[str] = frozenset()
    without_whatsapp: dict[str, float] = {}


class EvidenceGatherer:
    """Knows where each piece of evidence comes from."""

    def __init__(
        self,
        store: Store,
        senders: SenderSync,
        templates: TemplateSync,
        balance: BalanceSource | None,
        clock: Clock,
    ) -> None:
        self._store = store
        self._senders = senders
        self._templates = templates
        self._balance = balance
        self._clock = clock

    async def gather(
        self, failures: Sequence[Failure], messages: Mapping[str, Message]
    ) -> dict[str, Evidence]:
        """Evidence for each failed message, by message id."""
        concerned = [messages[failure.message_id] for failure in failures]
        causes = {cause for failure in failures for cause in possible_causes(failure.error)}
        findings = Findings()
        await self._ask(causes, concerned, findings)
        async with self._store.read() as db:
            await self._look_up(db, failures, concerned, findings)
        return {
            message.id: self._evidence(message, failure, findings)
            for failure, message in zip(failures, concerned, strict=True)
        }

    async def _ask(
        self, causes: set[Cause], concerned: Iterable[Message], findings: Findings
    ) -> None:
        if causes & _HEALTH_TELLS:
            findings.health = await _try(self._senders.health)
        if causes & _WALLET_TELLS and self._balance is not None:
            findings.balance = await self._balance.read()
        if any(cause.startswith("template.") for cause in causes):
            findings.templates = await _try(self._templates.all)
        if causes & _NUMBER_TELLS:
            for sender_id in sorted({message.sender_id for message in concerned}):
                await _try(partial(self._senders.one, sender_id))

    async def _look_up(
        self,
        db: Connection,
        failures: Sequence[Failure],
        concerned: Sequence[Message],
        findings: Findings,
    ) -> None:
        now = self._clock.now()
        people = {message.contact_id for message in concerned}
        findings.contacts = await contacts.by_id(db, people)
        findings.failures = await contacts.counted_failures(db, people)
        phones = {message.recipient for message in concerned}
        findings.without_whatsapp = await said_without_whatsapp(db, phones, now)
        senders = await registry.all_senders(db)
        findings.senders = {sender.id: sender for sender in senders}
        findings.own_numbers = frozenset(_digits(sender.display_number) for sender in senders)
        for account_id in {message.account_id for message in concerned}:
            if account := await registry.account(db, account_id):
                findings.accounts[account_id] = account
        for sender_id in {message.sender_id for message in concerned}:
            ages = await windows.ages(db, sender_id, people, now)
            findings.ages |= {(sender_id, contact): age for contact, age in ages.items()}
        by_id = {message.id: message for message in concerned}
        findings.spreads = await look_at_spread(db, failures, by_id, findings.contacts, now)

    def _evidence(self, message: Message, failure: Failure, findings: Findings) -> Evidence:
        return Evidence(
            sender=_sender(findings.senders.get(message.sender_id)),
            account=self._account(message, findings),
            window=evidence.Window(findings.ages.get((message.sender_id, message.contact_id))),
            template=self._template(message, findings),
            message=evidence.Message(message.kind, message.category.upper(), "send"),
            recipient=_recipient(message, findings),
            spread=findings.spreads.get(message.id, evidence.Spread()),
        )

    def _account(self, message: Message, findings: Findings) -> evidence.Account:
        known = findings.accounts.get(message.account_id)
        since = self._clock.now() - _EVENTS_COUNT_FOR
        recent = tuple(name for at, name in known.recent_events if at >= since) if known else None
        health, balance = findings.health, findings.balance
        return evidence.Account(
            can_send_message=health.can_send_message if health else None,
            health_codes=health.codes if health else None,
            balance_empty=balance <= 0 if balance is not None else None,
            recent_events=recent,
        )

    def _template(self, message: Message, findings: Findings) -> evidence.Template:
        if message.template_name is None or findings.templates is None:
            return evidence.Template()
        of_name = [item for item in findings.templates if item.name == message.template_name]
        one = next((item for item in of_name if item.language == message.template_language), None)
        return evidence.Template(
            exists=bool(of_name),
            languages=tuple(item.language for item in of_name),
            requested_language=message.template_language,
            status=one.status if one else None,
            category=one.category if one else None,
            declared_parameters=one.parameter_count if one else None,
            sent_parameters=sent_count(msgspec.json.decode(message.payload)),
            age_s=self._clock.now() - one.first_seen_at if one else None,
        )


async def _try(read: Callable[[], Awaitable[Answer]]) -> Answer | None:
    try:
        return await read()
    except TerkirimError:
        return None


def _sender(known: Sender | None) -> evidence.Sender:
    if known is None:
        return evidence.Sender()
    return evidence.Sender(
        account_mode=known.account_mode,
        status=known.status,
        quality=known.quality,
        code_verification_status=known.code_verification_status,
        platform_type=known.platform_type,
    )


def _recipient(message: Message, findings: Findings) -> evidence.Recipient:
    contact = findings.contacts.get(message.contact_id)
    if contact is None:
        return evidence.Recipient()
    return evidence.Recipient(
        delivered_before=contact.delivered_at is not None or None,
        inbound_before=contact.inbound_at is not None or None,
        failures=findings.failures.get(contact.id, 0),
        identifier="phone" if message.recipient.startswith("+") else "bsuid",
        region=contact.region or None,
        opted_out=True if contact.consent == "no" else None,
        is_own_sender=_digits(message.recipient) in findings.own_numbers or None,
        no_whatsapp_check_age_s=findings.without_whatsapp.get(message.recipient),
    )


def _digits(text: str) -> str:
    return "".join(character for character in text if character.isdigit())
