"""Settle failures: diagnose each by its evidence, decide, and apply the remedies."""

from collections.abc import Mapping, Sequence

import msgspec

from terkirim.delivery.contacts.fitness import counts_at_once
from terkirim.delivery.contacts.standing import weigh
from terkirim.delivery.holds.rules import key_of
from terkirim.delivery.outbox.apply_remedies import RemedyDesk
from terkirim.delivery.outbox.evidence import EvidenceGatherer
from terkirim.delivery.outbox.ledger import Ledger
from terkirim.delivery.outbox.model import Failure
from terkirim.knowledge import catalogue
from terkirim.knowledge.diagnosis import Diagnosis, Evidence, Sensitivity, diagnose
from terkirim.knowledge.diagnosis.model import settled
from terkirim.knowledge.diagnosis.scopes import scope_of
from terkirim.knowledge.policy import Decision, History, MessageFacts, Policy, decide
from terkirim.store import Message, contacts
from terkirim.store.engine import Connection
from terkirim.vocabulary.causes import Cause
from terkirim.vocabulary.identifiers import Identifiers
from terkirim.vocabulary.phone import region_of


class Settler:
    """Turns failures into what is done about them."""

    def __init__(
        self,
        gatherer: EvidenceGatherer,
        identifiers: Identifiers,
        policy: Policy,
        *,
        sms_available: bool,
    ) -> None:
        self._gatherer = gatherer
        self._identifiers = identifiers
        self.policy = policy
        self.sms_available = sms_available

    async def gather(
        self, failures: Sequence[Failure], messages: Mapping[str, Message]
    ) -> dict[str, Evidence]:
        """Read what settling will want to know; to be awaited outside the transaction."""
        return await self._gatherer.gather(failures, messages) if failures else {}

    def open(
        self, db: Connection, ledger: Ledger, evidence: Mapping[str, Evidence] | None = None
    ) -> "Settlement":
        """Begin to settle within a transaction."""
        desk = RemedyDesk(db, ledger, self._identifiers, self.policy.park_days)
        return Settlement(self, db, ledger, desk, evidence or {})


class Settlement:
    """The failures settled within one transaction."""

    def __init__(
        self,
        settler: Settler,
        db: Connection,
        ledger: Ledger,
        desk: RemedyDesk,
        evidence: Mapping[str, Evidence],
    ) -> None:
        self._settler = settler
        self._db = db
        self._ledger = ledger
        self._desk = desk
        self._evidence = evidence

    async def settle(self, failure: Failure) -> None:
        """Settle one failure of a message that is in flight."""
        ledger, policy = self._ledger, self._settler.policy
        message = ledger[failure.message_id]
        known = self._evidence.get(message.id)
        sensitivity = Sensitivity(policy.spam_share, policy.spam_sample)
        diagnosis = diagnose(failure.error, known, sensitivity=sensitivity)
        facts = self._facts(message, failure.error.surface)
        history = await self._history(message, diagnosis)
        decision = decide(diagnosis, facts, history, policy, ledger.now)
        ledger.blame(message.id, diagnosis.cause)
        ledger.note(message.id, "failed", {"error": failure.error})
        stated = _stated(diagnosis, decision, facts, history)
        ledger.note(message.id, "decided", {**stated, "evidence": known})
        await self._remember(message, diagnosis.cause, decision)
        await self._desk.apply(message.id, diagnosis.cause, decision.remedies)

    async def _remember(self, message: Message, cause: Cause, decision: Decision) -> None:
        """Keep a failure that speaks about the person: watched, or counted where that is plain."""
        at_once = counts_at_once(decision)
        if decision.watch_until is None and not at_once:
            return
        now, contact_id = self._ledger.now, message.contact_id
        until = decision.watch_until or now
        await contacts.watch_failure(self._db, message.id, contact_id, cause, now, until)
        if at_once:
            await contacts.judge(self._db, message.id, "counted")
            await weigh(self._db, [contact_id], self._settler.policy.failures_until_inactive)

    async def judge(self, message_id: str, cause: Cause, counted: int) -> None:
        """Decide again about a failure that was watched and stands."""
        message = self._ledger[message_id]
        history = History(recipient_failures=counted, grace_over=True)
        facts = self._facts(message, "status_webhook")
        diagnosis = settled(cause, scope_of(cause), catalogue.cause_words(cause).explanation)
        policy = self._settler.policy
        decision = decide(diagnosis, facts, history, policy, self._ledger.now)
        data = {
            "cause": cause,
            "failures": counted,
            "remedies": decision.remedies,
            "facts": facts,
            "history": history,
        }
        self._ledger.note(message_id, "judged", data)
        await self._desk.apply(message_id, cause, decision.remedies)

    async def _history(self, message: Message, diagnosis: Diagnosis) -> History:
        """What came before; pauses are those of the hold the policy has for the cause."""
        cause = diagnosis.cause
        same_cause = message.causes.get(cause, 0)
        scope = self._settler.policy.plans[cause].hold
        if scope is None:
            return History(same_cause)
        pauses = await self._desk.holds.pauses(scope, key_of(scope, message), cause)
        return History(same_cause, pauses=pauses)

    def _facts(self, message: Message, surface: str) -> MessageFacts:
        template = None
        if message.reopening_template is not None:
            body = msgspec.json.decode(message.reopening_template)
            template = str(body["template"]["name"])
        return MessageFacts(
            free_form=message.free_form,
            marketing=message.marketing,
            has_sms=message.sms_text is not None and self._settler.sms_available,
            region=region_of(message.recipient),
            reopening_template=template,
            is_reopening=message.reopens_hold is not None,
            surface=surface,
        )


def _stated(
    diagnosis: Diagnosis, decision: Decision, facts: MessageFacts, history: History
) -> dict[str, object]:
    """What was found and decided, and all the decision rested on: it can be replayed."""
    return {
        "cause": diagnosis.cause,
        "confidence": diagnosis.confidence,
        "scope": diagnosis.scope,
        "alternatives": diagnosis.alternatives,
        "evidence_used": diagnosis.evidence_used,
        "contradictions": diagnosis.contradictions,
        "remedies": decision.remedies,
        "facts": facts,
        "history": history,
    }
