"""What must hold when all is quiet, whatever went wrong before."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import pairwise

from simulation.witness import Outcome
from terkirim.delivery.insights.model import Timeline
from terkirim.delivery.outbox.transitions import FINAL, may
from terkirim.sandbox.records.record import Send
from terkirim.store import Attempt
from terkirim.vocabulary.clock import DAY
from terkirim.vocabulary.states import State

_ARRIVED = {"delivered", "read", "played"}
_MARGIN_S = 60.0  # within which what is on disk must have been understood
_BEGINNINGS = {State.QUEUED, State.CANCELLED, State.SCHEDULED}
_WITH_META = {State.ACCEPTED, State.SENT}
_SEEN_GONE = {"health", "balance", "sender", "template"}


def violations(outcome: Outcome) -> list[str]:
    """Everything that does not hold, in words; nothing where all does."""
    found = [*outcome.seen.complaints, *_of_intake(outcome), *_of_holds(outcome)]
    if outcome.waiting_webhooks:
        found.append(f"{outcome.waiting_webhooks} webhooks were never applied")
    sends = defaultdict(list)
    for send in outcome.record.sends:
        sends[send.callback_data].append(send)
    for line in outcome.timelines:
        case = Case(outcome, line, sends.pop(line.message.id, []))
        for check in _CHECKS:
            found += [f"{line.message.id}: {problem}" for problem in check(case)]
    found += [f"{name} was sent and is not in our books" for name in sends]
    return found


class Case:
    """One message: our books, and the sandbox's."""

    def __init__(self, outcome: Outcome, line: Timeline, sends: list[Send]) -> None:
        self.outcome = outcome
        self.line = line
        self.message = line.message
        self.sends = sends
        self.accepted = [send for send in sends if send.outcome == "accepted"]
        wamids = {send.wamid for send in self.accepted}
        self.told = [one for one in outcome.seen.told if one.wamid in wamids]
        self.told_in_vain = [one for one in outcome.seen.told_in_vain if one.wamid in wamids]

    def attempt_of(self, send: Send) -> Attempt | None:
        """The attempt a request belongs to: the last one begun before it came."""
        begun = [one for one in self.line.attempts if one.started_at <= send.at]
        return begun[-1] if begun else None

    def wrote_failure(self, since: float, until: float) -> bool:
        """Whether our log has a failure of that time."""
        stations = self.line.stations
        return any(one.kind == "failed" and since <= one.at <= until for one in stations)

    def known_of(self, send: Send, began: float) -> str | None:
        """What the product knew of a send when the next attempt began.

        That it failed counts at once; anything else must have had time to be understood.
        """
        of_it = [one for one in self.told if one.wamid == send.wamid and one.at <= began]
        early = {one.status for one in of_it if one.at < began - _MARGIN_S}
        if early & _ARRIVED:
            return "arrived"
        if any(one.status == "failed" for one in of_it):
            return "failed"
        if early or self._was_answered(send, began - _MARGIN_S):
            return "accepted"
        return None

    def _was_answered(self, send: Send, instant: float) -> bool:
        """Whether the answer came to a process that could write it down."""
        seen = self.outcome.seen
        answer = seen.answered.get(send.wamid or "")
        if answer is None or answer.at >= instant:
            return False
        died = seen.died.get(answer.process)
        until = answer.at + _MARGIN_S
        disturbed = any(answer.at - 1 <= at <= until for at in seen.faults)
        return not disturbed and (died is None or died > until)


def _of_intake(outcome: Outcome) -> Iterator[str]:
    """What was promised is there, once; a campaign reaches nobody twice."""
    ids = {line.message.id for line in outcome.timelines}
    for key, message_id in outcome.seen.promised.items():
        if message_id not in ids:
            yield f"{key} was promised as {message_id} and is lost"
    asked = {letter.key for letter in outcome.fate.letters} - outcome.seen.unwanted
    missing = asked - set(outcome.seen.promised)
    if missing:
        yield f"never taken in: {sorted(missing)}"
    messages = [line.message for line in outcome.timelines]
    keys = Counter(one.idempotency_key for one in messages if one.idempotency_key)
    pairs = Counter((one.campaign_id, one.contact_id) for one in messages if one.campaign_id)
    yield from (f"key {key} was used {n} times" for key, n in keys.items() if n > 1)
    yield from (f"campaign contact {pair} has {n} messages" for pair, n in pairs.items() if n > 1)
    wanted = sum(len(blast.people) for blast in outcome.fate.blasts)
    if sum(pairs.values()) != wanted:
        yield f"the campaigns have {sum(pairs.values())} messages for {wanted} people"


def _of_holds(outcome: Outcome) -> Iterator[str]:
    """A hold whose cause was gone for a day and can be seen to be gone is lifted."""
    for hold in outcome.holds.values():
        if hold.lifted_at is not None:
            continue
        if hold.probe in _SEEN_GONE and (hold.probe_at or 0) < outcome.now + DAY:
            yield f"hold {hold.id} ({hold.cause}) is in force after its cause is gone"
        if hold.until is not None and hold.until < outcome.now - _MARGIN_S:
            yield f"hold {hold.id} ({hold.cause}) outlasted its time"


def _state(case: Case) -> Iterator[str]:
    """It is over, or held, or waits for an instant to come, or lies with Meta."""
    message, now = case.message, case.outcome.now
    if message.state in FINAL:
        needs_cause = message.state in {State.FAILED, State.EXPIRED, State.CANCELLED}
        if needs_cause and message.cause is None:
            yield f"{message.state} without a cause"
    elif message.state == State.HELD:
        hold = case.outcome.holds.get(message.hold_id or "")
        if hold is None or hold.lifted_at is not None:
            yield f"held by {message.hold_id}, which is not in force"
    elif message.state in _WITH_META:
        yield from _lies_with_meta(case)
    elif message.state == State.SENDING:
        yield "is still sending"
    elif message.due_at is None or message.due_at < now - _MARGIN_S:
        yield f"{message.state} and overdue since {now - message.due_at:.0f} s"


def _lies_with_meta(case: Case) -> Iterator[str]:
    latest = case.accepted[-1].wamid if case.accepted else None
    if latest is None:
        yield f"{case.message.state}, and Meta has never taken it"
    ends = [one for one in case.told if one.wamid == latest and one.status != "sent"]
    if ends:
        yield f"{case.message.state}, though told {[one.status for one in ends]}"


def _arrival(case: Case) -> Iterator[str]:
    """It arrived if and only if that was told, whatever else was told."""
    told = {one.status for one in case.told}
    perhaps = told | {one.status for one in case.told_in_vain}
    ours = case.message.state in {State.DELIVERED, State.READ}
    if told & _ARRIVED and not ours:
        yield f"arrived, as was told, but is {case.message.state}"
    if ours and not perhaps & _ARRIVED:
        yield f"{case.message.state}, which nobody told"
    if case.message.state == State.DELIVERED and told & {"read", "played"}:
        yield "read, as was told, but only delivered"


def _once(case: Case) -> Iterator[str]:
    """Sent again only where the one before failed, or there was no way to know of it."""
    for number, send in enumerate(case.accepted[1:], start=1):
        attempt = case.attempt_of(send)
        began = attempt.started_at if attempt is not None else send.at
        known = [case.known_of(one, began) for one in case.accepted[:number]]
        if any(one in ("arrived", "accepted") for one in known):
            yield f"sent again at +{began - case.line.stations[0].at:.1f} s, known: {known}"
        before = case.accepted[number - 1]
        waited = began - before.at
        if case.wrote_failure(before.at, began):
            continue  # it was on disk, though whoever told it did not hear so before the end
        if known[-1] is None and waited < case.outcome.reconcile_s - _MARGIN_S:
            yield f"sent again after {waited:.0f} s, without waiting for its status"


def _attempts(case: Case) -> Iterator[str]:
    """Every request was written down before it left, and what came of it afterwards."""
    attempts = case.line.attempts
    begun = sum(one.kind == "sending" for one in case.line.stations)
    if not len(attempts) == case.message.attempts == begun:
        yield f"{len(attempts)} attempts, {case.message.attempts} counted, {begun} begun"
    if len(case.sends) > len(attempts):
        yield f"{len(case.sends)} requests reached Meta, {len(attempts)} were written down"
    wamids = {one.wamid for one in case.accepted}
    for one in attempts:
        if one.wamid is not None and one.wamid not in wamids:
            yield f"attempt {one.number} claims a message id Meta never gave"


def _replay(case: Case) -> Iterator[str]:
    """The event log leads, by legal steps, to where the message is."""
    states = [station.state for station in case.line.stations]
    if not states or states[0] not in _BEGINNINGS:
        yield f"its log begins with {states[:1]}"
        return
    for before, after in pairwise(states):
        if before != after and not may(before, after):
            yield f"its log goes from {before} to {after}"
    if states[-1] != case.message.state:
        yield f"its log ends with {states[-1]}, the message is {case.message.state}"


def _texts(case: Case) -> Iterator[str]:
    """What was rerouted has its SMS, and nothing else has."""
    rerouted = any(station.state == State.REROUTED for station in case.line.stations)
    if rerouted != (case.line.sms is not None):
        yield "rerouted without an SMS, or the other way round"
    if case.line.sms is not None and case.line.sms.state in ("waiting", "sending"):
        yield f"its SMS is still {case.line.sms.state}"


_CHECKS = (_state, _arrival, _once, _attempts, _replay, _texts)
