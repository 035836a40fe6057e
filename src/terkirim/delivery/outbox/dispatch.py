"""Send what is due: claim and write the attempt down, request, write the outcome down."""

import asyncio
from collections.abc import Sequence
from typing import NamedTuple

import msgspec

from terkirim.cloudapi import Accepted, CloudApi
from terkirim.delivery.holds.rules import HoldBook, Treatment, treatment
from terkirim.delivery.outbox.apply_remedies import reroute
from terkirim.delivery.outbox.ledger import Ledger
from terkirim.delivery.outbox.model import Failure
from terkirim.delivery.outbox.pace import Pace
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
        reconcile_s: float,
    ) -> None:
        self._store = store
        self._api = api
        self._settler = settler
        self._clock = clock
        self._pace = Pace(per_second)
        self._room = asyncio.Semaphore(_CONCURRENT)
        self._reconcile_s = reconcile_s
        self._throttled_until: float | None = None

    async def run(self) -> int:
        """Send one batch per sender with something due; answers how many messages it handled."""
        claimed, handled = await self._claim()
        sent = await asyncio.gather(*(self._send(message) for message in claimed))
        if sent:
            await self._record(sent)
        return handled

    async def next_due(self) -> float | None:
        """When there is something to send again."""
        async with self._store.read() as db:
            at = await messages.next_due(db, [State.QUEUED])
        if at is None or self._throttled_until is None:
            return at
        return max(at, self._throttled_until)

    async def _claim(self) -> tuple[list[Message], int]:
        """Mark messages as sending, with their attempts, before any request leaves."""
        now = self._clock.now()
        claimed: list[Message] = []
        handled = 0
        self._throttled_until = None
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
                    self._throttle(self._pace.next_at(sender_id, now))
            await attempts.start(db, [_attempt(message, now) for message in claimed])
        return claimed, handled

    def _throttle(self, until: float) -> None:
        known = self._throttled_until
        self._throttled_until = until if known is None else min(known, until)

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
            for failure in failures:
                if ledger[failure.message_id].state == State.SENDING:
                    await self._settler.settle(db, ledger, failure, evidence)
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
    data = {"hold": hold.id, "cause": hold.cause, "scope": hold.scope, "until": hold.until}
    what = treatment(hold, message)
    if what == Treatment.REROUTE:
        ledger.change(message.id, cause=hold.cause)
        await reroute(db, ledger, message.id)
    elif what == Treatment.LEAVE_OUT:
        ledger.move(message.id, State.CANCELLED, "left_out", data, cause=hold.cause)
    else:
        ledger.move(message.id, State.HELD, "held", data, hold_id=hold.id, released_from=None)


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
