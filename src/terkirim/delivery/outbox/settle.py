"""Settle failures: diagnose each by its evidence, decide, and apply the remedies."""

from collections.abc import Mapping, Sequence

import msgspec

from terkirim.delivery.holds import place
from terkirim.delivery.holds.rules import key_of
from terkirim.delivery.outbox.apply_remedies import RemedyApplier
from terkirim.delivery.outbox.evidence import EvidenceGatherer
from terkirim.delivery.outbox.ledger import Ledger
from terkirim.delivery.outbox.model import Failure
from terkirim.knowledge import catalogue
from terkirim.knowledge.diagnosis import Diagnosis, Evidence, Sensitivity, diagnose
from terkirim.knowledge.diagnosis.model import settled
from terkirim.knowledge.diagnosis.scopes import scope_of
from terkirim.knowledge.policy import History, MessageFacts, Policy, decide
from terkirim.store import Message, contacts
from terkirim.store.engine import Connection
from terkirim.vocabulary.causes import Cause
from terkirim.vocabulary.phone import region_of


class Settler:
    """Turns a failure into what is done about it, inside one transaction."""

    def __init__(
        self,
        gatherer: EvidenceGatherer,
        applier: RemedyApplier,
        policy: Policy,
        *,
        sms_available: bool,
    ) -> None:
        self._gatherer = gatherer
        self._applier = applier
        self._policy = policy
        self._sms_available = sms_available

    async def gather(
        self, failures: Sequence[Failure], messages: Mapping[str, Message]
    ) -> dict[str, Evidence]:
        """Read what `settle` will want to know; to be awaited outside the transaction."""
        return await self._gatherer.gather(failures, messages) if failures else {}

    async def settle(
        self,
        db: Connection,
        ledger: Ledger,
        failure: Failure,
        evidence: Mapping[str, Evidence],
    ) -> Diagnosis:
        """Settle one failure of a message that is in flight."""
        message = ledger[failure.message_id]
        known = evidence.get(message.id)
        sensitivity = Sensitivity(self._policy.spam_share, self._policy.spam_sample)
        diagnosis = diagnose(failure.error, known, sensitivity)
        facts = self._facts(message, failure.error.surface)
        history = await self._history(db, message, diagnosis, ledger.now)
        decision = decide(diagnosis, facts, history, self._policy, ledger.now)
        ledger.blame(message.id, diagnosis.cause)
        ledger.note(message.id, "failed", {"error": failure.error})
        ledger.note(
            message.id,
            "decided",
            {
                "cause": diagnosis.cause,
                "confidence": diagnosis.confidence,
                "alternatives": diagnosis.alternatives,
                "evidence_used": diagnosis.evidence_used,
                "contradictions": diagnosis.contradictions,
                "remedies": decision.remedies,
                "evidence": known,
            },
        )
        if decision.watch_until is not None:
            until = decision.watch_until
            await contacts.watch_failure(
                db, message.id, message.contact_id, diagnosis.cause, ledger.now, until
            )
        await self._applier.apply(db, ledger, message.id, diagnosis.cause, decision.remedies)
        return diagnosis

    async def judge(
        self, db: Connection, ledger: Ledger, message_id: str, cause: Cause, counted: int
    ) -> None:
        """Decide again about a failure that was watched and stands."""
        message = ledger[message_id]
        history = History(recipient_failures=counted, grace_over=True)
        facts = self._facts(message, "status_webhook")
        diagnosis = settled(cause, scope_of(cause), catalogue.cause_words(cause).explanation)
        decision = decide(diagnosis, facts, history, self._policy, ledger.now)
        ledger.note(
            message_id,
            "judged",
            {"cause": cause, "failures": counted, "remedies": decision.remedies},
        )
        await self._applier.apply(db, ledger, message_id, cause, decision.remedies)

    async def _history(
        self, db: Connection, message: Message, diagnosis: Diagnosis, now: float
    ) -> History:
        key = key_of(diagnosis.scope, message) if diagnosis.scope != "service" else ""
        return History(
            same_cause=message.causes.get(diagnosis.cause, 0),
            pauses=await place.pauses(db, diagnosis.scope, key, diagnosis.cause, now),
        )

    def _facts(self, message: Message, surface: str) -> MessageFacts:
        template = None
        if message.reopening_template is not None:
            body = msgspec.json.decode(message.reopening_template)
            template = str(body["template"]["name"])
        return MessageFacts(
            free_form=message.free_form,
            marketing=message.marketing,
            has_sms=message.sms_text is not None and self._sms_available,
            region=region_of(message.recipient),
            reopening_template=template,
            is_reopening=message.reopens_hold is not None,
            surface=surface,
        )
