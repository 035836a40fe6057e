"""Bring messages to the state their statuses tell, whatever the order in which these come."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from terkirim.cloudapi.webhooks import StatusUpdate
from terkirim.delivery.contacts.recognise import Recogniser
from terkirim.delivery.holds.lift import lift_if_held
from terkirim.delivery.inbox.match import UNREACHED
from terkirim.delivery.inbox.orphans import keep
from terkirim.delivery.inbox.recipients import Named, recognise_all
from terkirim.delivery.inbox.which_attempt import attempt_of
from terkirim.delivery.outbox.advance import TARGETS
from terkirim.delivery.outbox.ledger import Ledger
from terkirim.delivery.outbox.model import Failure
from terkirim.delivery.outbox.settle import Settler
from terkirim.delivery.outbox.transitions import IN_FLIGHT, may
from terkirim.knowledge.diagnosis import Evidence, read_error
from terkirim.store import Attempt, Message, attempts, contacts, messages, progress
from terkirim.store.attempts import Unnamed
from terkirim.store.engine import Connection
from terkirim.vocabulary.scopes import Scope
from terkirim.vocabulary.states import State


class Matched(NamedTuple):
    """A status, the message it is about and the number of the attempt."""

    status: StatusUpdate
    message_id: str
    attempt: int


class StatusBook:
    """One batch of statuses, matched to their messages."""

    def __init__(
        self,
        matched: Sequence[Matched],
        unmatched: Sequence[StatusUpdate],
        known: Mapping[str, Message],
    ) -> None:
        self._matched = matched
        self._unmatched = unmatched
        self._known = known

    @classmethod
    async def open(cls, db: Connection, statuses: Sequence[StatusUpdate]) -> "StatusBook":
        """Match by our id, which Meta echoes, else by Meta's message id."""
        made = await attempts.by_wamid(db, [status.wamid for status in statuses])
        echoed = {status.callback_data for status in statuses if status.callback_data}
        named = {attempt.message_id for attempt in made.values()}
        known = await messages.load(db, sorted(echoed | named))
        unnamed = await attempts.unnamed(db, _of_unknown_id(statuses, made))
        matched, unmatched = [], []
        for status in statuses:
            match = _match(status, made, known, unnamed)
            if match is None:
                unmatched.append(status)
            else:
                matched.append(match)
        return cls(matched, unmatched, known)

    def failures(self) -> tuple[list[Failure], dict[str, Message]]:
        """The failures that will be settled, the first of each message, with their messages."""
        found: dict[str, Failure] = {}
        for status, message_id, number in self._matched:
            message = self._known[message_id]
            if status.status == "failed" and _is_news(message, number):
                error = read_error(status.error, "status_webhook")
                found.setdefault(message_id, Failure(message_id, error))
        return list(found.values()), {i: self._known[i] for i in found}

    async def apply(
        self,
        db: Connection,
        settler: Settler,
        evidence: Mapping[str, Evidence],
        people: Recogniser,
        now: float,
    ) -> None:
        """Bring every message to its state, and keep the statuses nobody knows for later."""
        others = await recognise_all(db, people, self._named())
        about = [match.message_id for match in self._matched]
        ledger = await Ledger.load(db, about, now)
        await attempts.note_begun(db, about)
        settlement = settler.open(db, ledger, evidence)
        await attempts.heard(db, [_heard(match, now) for match in self._matched])
        reached: dict[str, float] = {}
        read: dict[str, float] = {}
        for match in self._matched:
            status, message = match.status, ledger[match.message_id]
            if status.status == "failed":
                if _is_news(message, match.attempt):
                    error = read_error(status.error, "status_webhook")
                    await settlement.settle(Failure(message.id, error))
            elif status.status == "sent":
                _note_sent(ledger, message, match.attempt)
            else:
                target = TARGETS[status.status]
                contact_id = others.get(message.contact_id, message.contact_id)
                _note_reached(ledger, message, target)
                reached[contact_id] = max(status.at, reached.get(contact_id, 0.0))
                if target == State.READ:
                    read[contact_id] = max(status.at, read.get(contact_id, 0.0))
        await _note_people_reached(db, reached, read, now)
        await ledger.write(db)
        await keep(db, self._unmatched, now)

    def _named(self) -> list[Named]:
        known = ((one.status, self._known[one.message_id]) for one in self._matched)
        return [(message.contact_id, status, message.sent_at) for status, message in known]


def _heard(match: Matched, now: float) -> tuple[str, int, float, int | None, str]:
    code = read_error(match.status.error, "status_webhook").code
    return (match.message_id, match.attempt, now, code, match.status.wamid)


def _note_sent(ledger: Ledger, message: Message, attempt: int) -> None:
    current = attempt == message.attempts and message.state in IN_FLIGHT
    if current and may(message.state, State.SENT):
        ledger.move(message.id, State.SENT, "sent")


def _note_reached(ledger: Ledger, message: Message, state: State) -> None:
    """It arrived, whatever was thought before."""
    if may(message.state, state):
        ledger.move(message.id, state, state.value, None, hold_id=None, cause=None)


async def _note_people_reached(
    db: Connection, reached_at: dict[str, float], read_at: dict[str, float], now: float
) -> None:
    """Who got something can be reached: failures are forgiven, holds for absence end."""
    ids = await progress.note_reached(db, reached_at, read_at)
    if ids:
        await contacts.forgive(db, ids)
        await lift_if_held(db, Scope.RECIPIENT, ids, UNREACHED, now, "a message arrived")


def _of_unknown_id(statuses: Sequence[StatusUpdate], made: Mapping[str, Attempt]) -> list[str]:
    return [one.callback_data for one in statuses if one.wamid not in made and one.callback_data]


def _match(
    status: StatusUpdate,
    made: Mapping[str, Attempt],
    known: Mapping[str, Message],
    unnamed: Mapping[str, Unnamed],
) -> Matched | None:
    attempt = made.get(status.wamid)
    if attempt is not None and attempt.message_id in known:
        return Matched(status, attempt.message_id, attempt.number)
    message = known.get(status.callback_data or "")
    if message is None or not message.attempts:
        return None
    number = attempt_of(status, unnamed)
    return None if number is None else Matched(status, message.id, number)


def _is_news(message: Message, number: int) -> bool:
    """A failure counts once, and only for the attempt that is under way."""
    return number == message.attempts and message.state in IN_FLIGHT
