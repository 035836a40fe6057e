"""Write down how requests ended; a status may have overtaken the answer."""

from collections.abc import Sequence

import msgspec

from terkirim.cloudapi import Accepted
from terkirim.delivery.contacts.respell import respell
from terkirim.delivery.outbox.flight import Sent
from terkirim.delivery.outbox.ledger import Ledger
from terkirim.delivery.outbox.model import Failure
from terkirim.delivery.outbox.pacers import Pacers
from terkirim.delivery.outbox.settle import Settler
from terkirim.errors import Ambiguous, GraphError, Unreachable
from terkirim.knowledge.diagnosis import read_error
from terkirim.store import Attempt, Event, Message, Store, attempts, events, messages
from terkirim.store.engine import Connection
from terkirim.store.messages import Claim
from terkirim.vocabulary.clock import Clock
from terkirim.vocabulary.phone import spellings
from terkirim.vocabulary.states import State

_OPEN = (
    State.SENDING,
    State.UNRESOLVED,
)  # takeover makes the one the other; the answer still counts
_TRY_AGAIN = 30.0  # seconds until a request that never left is made again


class Recorder:
    """Brings messages to the state their requests ended in."""

    def __init__(self, store: Store, settler: Settler, pacers: Pacers, clock: Clock) -> None:
        self._store = store
        self._settler = settler
        self._pacers = pacers
        self._clock = clock

    async def record(self, db: Connection, landed: Sequence[Sent]) -> None:
        """Acceptances and requests without an answer, beside other writers."""
        now = self._clock.now()
        accepted = await _accept(db, landed, now)
        landed = [one for one in landed if one.message.id not in accepted]
        if not landed:
            return
        ledger = await _ledger(db, landed, now)
        own = [one for one in landed if _is_own_attempt(ledger, one.message)]
        for one in landed:
            self._note(ledger, one)
        await attempts.finish(db, [_finished(one, now) for one in own])
        await ledger.write(db)

    async def settle(self, refused: Sequence[Sent]) -> None:
        """Refusals: evidence is gathered outside the transaction, decided and applied within."""
        failures = refusals(refused)
        by_id = {one.message.id: one.message for one in refused}
        evidence = await self._settler.gather(failures, by_id)
        now = self._clock.now()
        for failure in failures:
            message = by_id[failure.message_id]
            self._pacers.refused(message.sender_id, failure.error.code, message.contact_id, now)
        async with self._store.write() as db:
            ledger = await Ledger.load(db, by_id, now)
            settlement = self._settler.open(db, ledger, evidence)
            for failure in failures:
                if _is_open(ledger, by_id[failure.message_id]):
                    await settlement.settle(failure)
            await attempts.finish(db, [_finished(one, now) for one in refused])
            await ledger.write(db)

    async def learn(self, landed: Sequence[Sent]) -> None:
        """Where Meta spells a number otherwise than it was dialled, its spelling is the person's.

        Lost with a crash, it is learnt from the next answer or status.
        """
        news = {
            one.message.contact_id: _as_meta_spells(one)
            for one in landed
            if _spelled_otherwise(one)
        }
        if news:
            await respell(self._store, news, self._clock.now())

    def _note(self, ledger: Ledger, sent: Sent) -> None:
        message, outcome = ledger[sent.message.id], sent.outcome
        if not _is_same_claim(message, sent.message):
            return  # another worker took the sender over and has made the next attempt
        if isinstance(outcome, Accepted):
            if message.state in _OPEN:
                data = {"wamid": outcome.wamid}
                ledger.move(message.id, State.ACCEPTED, "accepted", data, wamid=outcome.wamid)
            else:
                ledger.change(message.id, wamid=outcome.wamid)
        elif isinstance(outcome, Ambiguous) and message.state == State.SENDING:
            due_at = ledger.now + self._settler.policy.reconcile
            ledger.move(message.id, State.UNRESOLVED, "no_answer", None, due_at=due_at)
        elif isinstance(outcome, Unreachable) and message.state in _OPEN:
            due_at = ledger.now + _TRY_AGAIN
            ledger.move(message.id, State.QUEUED, "not_sent", None, due_at=due_at)


def _as_meta_spells(sent: Sent) -> str:
    """The number in the answer; empty where it names none."""
    wa_id = sent.outcome.wa_id if isinstance(sent.outcome, Accepted) else None
    return f"+{wa_id.removeprefix('+')}" if wa_id else ""


def _spelled_otherwise(sent: Sent) -> bool:
    spelled, dialled = _as_meta_spells(sent), sent.message.recipient
    return spelled not in ("", dialled) and spelled in spellings(dialled)


def refusals(sent: Sequence[Sent]) -> list[Failure]:
    """Those that Meta refused, as failures."""
    return [
        Failure(one.message.id, read_error(one.outcome.body, "sync", one.outcome.http_status))
        for one in sent
        if isinstance(one.outcome, GraphError)
    ]


async def _accept(db: Connection, landed: Sequence[Sent], now: float) -> set[str]:
    """Almost all come back so, and as they were claimed: those need not be read again."""
    taken = {
        one.message.id: (Claim(State.SENDING, one.message.attempts, one.message.sent_at), wamid)
        for one in landed
        if (wamid := isinstance(one.outcome, Accepted) and one.outcome.wamid)
    }
    accepted = await messages.accept(db, taken, now)
    told = [(one, taken[one][1]) for one in sorted(accepted)]
    await events.add(
        db,
        [
            Event(one, now, "accepted", State.ACCEPTED, _data({"wamid": wamid}))
            for one, wamid in told
        ],
    )
    await attempts.finish(db, [_finished(one, now) for one in landed if one.message.id in accepted])
    return accepted


def _data(data: object) -> str:
    return msgspec.json.encode(data).decode()


async def _ledger(db: Connection, landed: Sequence[Sent], now: float) -> Ledger:
    """Messages are as they were claimed, unless something came between."""
    known = await messages.claims(db, [one.message.id for one in landed])
    as_claimed = {
        one.message.id: one.message
        for one in landed
        if known.get(one.message.id) == (State.SENDING, one.message.attempts, one.message.sent_at)
    }
    others = await messages.load(db, known.keys() - as_claimed.keys())
    return Ledger(as_claimed | others, now)


def _is_same_claim(present: Message, sent: Message) -> bool:
    return (present.attempts, present.sent_at) == (sent.attempts, sent.sent_at)


def _is_open(ledger: Ledger, sent: Message) -> bool:
    """Whether it is still this request's answer that the message waits for."""
    present = ledger[sent.id]
    return present.state in _OPEN and _is_same_claim(present, sent)


def _is_own_attempt(ledger: Ledger, sent: Message) -> bool:
    """Not so where the claim was never written: the next one bears the same number."""
    present = ledger[sent.id]
    return present.attempts > sent.attempts or _is_same_claim(present, sent)


def _finished(sent: Sent, now: float) -> Attempt:
    message, outcome = sent.message, sent.outcome
    begun = (message.id, message.attempts, message.sender_id, message.marketing)
    attempt = Attempt(*begun, message.sent_at or now)
    changes: dict[str, object] = {"finished_at": now}
    if isinstance(outcome, Accepted):
        changes |= {"outcome": "accepted", "http_status": 200, "wamid": outcome.wamid}
    elif isinstance(outcome, GraphError):
        code = read_error(outcome.body).code
        changes |= {"outcome": "refused", "http_status": outcome.http_status, "code": code}
    else:
        changes["outcome"] = "ambiguous" if isinstance(outcome, Ambiguous) else "not_sent"
    return msgspec.structs.replace(attempt, **changes)
