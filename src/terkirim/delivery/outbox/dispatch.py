"""Send what is due: claim and write the attempt down, request, write the outcome down."""

import asyncio
from collections.abc import Sequence
from typing import NamedTuple

import msgspec

from terkirim.cloudapi import Accepted, CloudApi
from terkirim.delivery.holds.rules import HoldBook, Treatment, treatment
from terkirim.delivery.outbox.ledger import Ledger
from terkirim.delivery.outbox.model import Failure
from terkirim.delivery.outbox.pace import Pace
from terkirim.delivery.outbox.reroute import reroute
from terkirim.delivery.outbox.settle import Settler
from terkirim.errors import Ambiguous, GraphError, Unreachable
from terkirim.knowledge.diagnosis import read_error
from terkirim.store import Attempt, Hold, Message, Store, attempts, holds, messages
from terkirim.store.engine import Connection
from terkirim.vocabulary.clock import Clock
from terkirim.vocabulary.states import State

_BATCH = 200
_CONCURRENT = 64
_TRY_AGAIN = 30.0  # seconds until a request that never left is made again

Outcome = Accepted | GraphError | Ambiguous | Unreachable


class Sent(NamedTuple):
    """A message that was tried, the number of the attempt, and how it went."""

    message: Message
    outcome: Outcome


class Dispatcher:
    """Sends queued messages. One runs at a time; Ctrl-C or a crash leaves attempts to reconcile."""

    def __init__(
        self,
        store: Store,
        api: CloudApi,
        settler: Settler,
        clock: Clock,
        *,
        per_second: float,
    ) -> None:
        self._store = store
        self._api = api
        self._settler = settler
        self._clock = clock
        self._pace = Pace(per_second)
        self._room = asyncio.Semaphore(_CONCURRENT)
        self._reconcile_s = settler.policy.reconcile
        self._throttled_until = 0.0

    async def run(self) -> int:
        """Send one batch per sender with something due; answers how many messages it handled."""
        claimed, handled = await self._claim()
        sent = await asyncio.gather(*(self._send(message) for message in claimed))
        if sent:
            await self._record(sent)
        return handled

    def not_before(self) -> float:
        """When the pace lets something out again."""
        return self._throttled_until

    async def _claim(self) -> tuple[list[Message], int]:
        """Mark messages as sending, with their attempts, before any request leaves."""
        now = self._clock.now()
        claimed: list[Message] = []
        handled = 0
        throttled: list[float] = []
        async with self._store.read() as db:
            waiting = await messages.senders_with_due(db, now)
        if not waiting:
            return [], 0
        async with self._store.write() as db:
            book = HoldBook(await holds.active(db))
            for sender_id in waiting:
                due = await messages.due(db, State.QUEUED, now, _BATCH, sender_id)
                ledger = Ledger({message.id: message for message in due}, now)
                free = [message for message in due if await self._admit(db, ledger, message, book)]
                allowed = self._pace.take(sender_id, now, len(free))
                claimed += [_start(ledger, message) for message in free[:allowed]]
                handled += len(due) - len(free) + allowed
                await ledger.write(db)
                if allowed < len(free):
                    throttled.append(self._pace.next_at(sender_id, now))
            await attempts.start(db, [_attempt(message, now) for message in claimed])
        # Another sender may have room: rest only when all that are waiting are out of pace.
        self._throttled_until = min(throttled) if len(throttled) == len(waiting) else 0.0
        return claimed, handled

    async def _admit(
        self, db: Connection, ledger: Ledger, message: Message, book: HoldBook
    ) -> bool:
        hold = book.over(message)
        if hold is None:
            return True
        await _keep_back(db, ledger, message, hold)
        return False

    async def _send(self, message: Message) -> Sent:
        async with self._room:
            try:
                return Sent(message, await self._api.send(message.sender_id, _body(message)))
            except (GraphError, Ambiguous, Unreachable) as error:
                return Sent(message, error)

    async def _record(self, sent: Sequence[Sent]) -> None:
        failures = [
            Failure(one.message.id, read_error(one.outcome.body, "sync", one.outcome.http_status))
            for one in sent
            if isinstance(one.outcome, GraphError)
        ]
        by_id = {one.message.id: one.message for one in sent}
        evidence = await self._settler.gather(failures, by_id)
        now = self._clock.now()
        async with self._store.write() as db:
            ledger = await Ledger.load(db, by_id, now)
            for one in sent:
                self._note_outcome(ledger, one)
            settlement = self._settler.open(db, ledger, evidence)
            for failure in failures:
                if ledger[failure.message_id].state == State.SENDING:
                    await settlement.settle(failure)
            await attempts.finish(db, [_finished(one, now) for one in sent])
            await ledger.write(db)

    def _note_outcome(self, ledger: Ledger, sent: Sent) -> None:
        """A status may have overtaken the answer: then the state stays as the status made it."""
        message, outcome = ledger[sent.message.id], sent.outcome
        if isinstance(outcome, Accepted):
            if message.state in (State.SENDING, State.UNRESOLVED):
                ledger.move(message.id, State.ACCEPTED, "accepted", {"wamid": outcome.wamid})
            ledger.change(message.id, wamid=outcome.wamid)
        elif message.state != State.SENDING:
            return
        elif isinstance(outcome, Ambiguous):
            due_at = ledger.now + self._reconcile_s
            ledger.move(message.id, State.UNRESOLVED, "no_answer", None, due_at=due_at)
        elif isinstance(outcome, Unreachable):
            due_at = ledger.now + _TRY_AGAIN
            ledger.move(message.id, State.QUEUED, "not_sent", None, due_at=due_at)


async def _keep_back(db: Connection, ledger: Ledger, message: Message, hold: Hold) -> None:
    what = treatment(hold, message)
    remedy = "give_up" if what == Treatment.LEAVE_OUT else what.value
    data = {
        "cause": hold.cause,
        "remedy": remedy,
        "hold": hold.id,
        "scope": hold.scope,
        "until": hold.until,
    }
    if what == Treatment.REROUTE:
        ledger.change(message.id, cause=hold.cause)
        ledger.note(message.id, "kept_back", data)
        await reroute(db, ledger, message.id)
    elif what == Treatment.LEAVE_OUT:
        ledger.move(message.id, State.CANCELLED, "kept_back", data, cause=hold.cause)
    else:
        changes = {"hold_id": hold.id, "released_from": None, "cause": hold.cause}
        ledger.move(message.id, State.HELD, "kept_back", data, **changes)


def _start(ledger: Ledger, message: Message) -> Message:
    number = message.attempts + 1
    return ledger.move(
        message.id,
        State.SENDING,
        "sending",
        {"attempt": number},
        attempts=number,
        hold_id=None,
    )


def _attempt(message: Message, now: float) -> Attempt:
    return Attempt(message.id, message.attempts, message.sender_id, message.marketing, now)


def _finished(sent: Sent, now: float) -> Attempt:
    attempt = _attempt(sent.message, now)
    outcome = sent.outcome
    changes: dict[str, object] = {"finished_at": now}
    if isinstance(outcome, Accepted):
        changes |= {"outcome": "accepted", "http_status": 200, "wamid": outcome.wamid}
    elif isinstance(outcome, GraphError):
        code = read_error(outcome.body).code
        changes |= {"outcome": "refused", "http_status": outcome.http_status, "code": code}
    else:
        name = "ambiguous" if isinstance(outcome, Ambiguous) else "not_sent"
        changes |= {"outcome": name}
    return msgspec.structs.replace(attempt, **changes)


def _body(message: Message) -> bytes:
    """The request: the stored body with the address, and our id for Meta to echo."""
    address = "to" if message.recipient.startswith("+") else "recipient"
    body = {
        "messaging_product": "whatsapp",
        "recipient_type": "individual",
        **msgspec.json.decode(message.payload),
        address: message.recipient,
        "biz_opaque_callback_data": message.id,
    }
    return msgspec.json.encode(body)
