"""What becomes of an accepted message, and of what people write: planned now, happening later."""

from terkirim.sandbox.chance import Dice
from terkirim.sandbox.chaos.rules import Fail, Rule
from terkirim.sandbox.chaos.spread import draw
from terkirim.sandbox.chaos.telling import Moment, Told, as_told, scripted
from terkirim.sandbox.codes import about
from terkirim.sandbox.messages.ceilings import ceiling
from terkirim.sandbox.messages.lifetime import is_over
from terkirim.sandbox.messages.pricing import price
from terkirim.sandbox.messages.sight import note_exchange, see
from terkirim.sandbox.messages.voices import person_writes, take_in
from terkirim.sandbox.notices import (
    Json,
    Seen,
    contact_of,
    error_part,
    named_in_failure,
    status_part,
    text_content,
)
from terkirim.sandbox.records.record import Send, StatusAt
from terkirim.sandbox.schedule import Happening
from terkirim.sandbox.state import State
from terkirim.sandbox.world.model import Account
from terkirim.sandbox.world.people import Person, arrival, listening, moments
from terkirim.vocabulary.identifiers import is_bsuid

_RANK = {"sent": "1", "failed": "2", "delivered": "3", "read": "4", "played": "5"}


def plan(state: State, send: Send, rule: Rule | None) -> None:
    """Schedule the statuses of a message just accepted."""
    dice = Dice(state.seed, "journey", send.wamid)
    person = state.people.get(send.to)
    if not is_bsuid(send.address or send.to):
        note_exchange(state, send.sender, person)
    _tell(state, send, person, rule, _moments(state, send, person, rule, dice))


def _moments(
    state: State, send: Send, person: Person, rule: Rule | None, dice: Dice
) -> list[Moment]:
    """What happens to a message."""
    if rule is not None and rule.statuses is not None and rule.statuses.is_scripted:
        fail = rule.fail
        steps = rule.statuses.steps(*(None, None) if fail is None else (fail.code, fail.details))
        return scripted(steps, send.at, Dice(state.seed, "script", rule.name, send.wamid))
    if rule is not None and rule.fail is not None and rule.fails_later:
        delay = dice.between(1, 4) if rule.fail.delay_s is None else draw(rule.fail.delay_s, dice)
        failed = _failed(rule.fail, send.at + delay)
        if rule.then_deliver_after_s is None:
            return [failed]
        return [failed, Moment("delivered", failed.at + rule.then_deliver_after_s)]
    natural = _natural_failure(state, send)
    if natural is not None:
        return [_failed(natural, send.at + dice.between(1, 4))]
    if not person.delivers:
        state.people.keep_waiting(send.to, send.wamid or "")
    reached = moments(person, dice, send.at)
    if send.voice:
        reached += listening(person, dice, reached)
    return [Moment(status, at) for status, at in reached]


def _failed(fail: Fail, at: float) -> Moment:
    return Moment("failed", at, fail.code, fail.details, fail.subcode)


def _tell(
    state: State, send: Send, person: Person, rule: Rule | None, reached: list[Moment]
) -> None:
    """Schedule what happens, and what is told of it."""
    telling = None if rule is None else rule.statuses
    dice = Dice(state.seed, "telling", rule and rule.name, send.wamid)
    parts: dict[int, Json] = {}
    seen = see(state, state.world.senders[send.sender], person)
    for told in as_told(reached, telling, dice):
        named = named_in_failure(send, seen) if told.moment.status == "failed" else seen
        _schedule_status(state, send, named, told, parts)
    state.changed.set()


def phone_is_on(state: State, phone: str) -> None:
    """Let what waited for a phone arrive now."""
    person = state.people.get(phone)
    for wamid_ in state.people.take_waiting(phone):
        send = state.record.find(wamid_)
        if send is None or is_over(send, state.now()):
            continue
        dice = Dice(state.seed, "arrival", wamid_)
        reached = arrival(person, dice, state.now() + 1.0)
        if send.voice:
            reached += listening(person, dice, reached)
        arrived = [Moment(status, at) for status, at in reached]
        _tell(state, send, person, state.faults.named(send.rule), arrived)


def _natural_failure(state: State, send: Send) -> Fail | None:
    """How Meta would fail it by webhook, from the state of this world."""
    account = _account_of(state, send.sender)
    if not account.payment_ok:
        return Fail(code=131042, details=account.payment_words())
    if send.media_problem is not None:
        return Fail(code=131053, details=send.media_problem)
    if send.stale_identity or not state.people.has_whatsapp(send.to):
        return Fail(code=137000 if send.stale_identity else 131026)
    if send.template is None and not state.world.window_is_open(send.sender, send.to, send.at):
        return Fail(code=131047)
    stopped = f"{send.sender}/{send.to}" in state.world.stopped_marketing
    if stopped and send.category == "MARKETING":
        return Fail(code=131050)
    return ceiling(state, account, send)


def _account_of(state: State, sender: str) -> Account:
    return state.world.accounts[state.world.senders[sender].account]


def _schedule_status(
    state: State, send: Send, seen: Seen, told: Told, parts: dict[int, Json]
) -> None:
    """Put one on the schedule. What tells of a moment again shares its part (`parts`)."""
    moment, sender = told.moment, state.world.senders[send.sender]
    code = moment.code
    error = None if code is None else error_part(code, moment.details, moment.subcode)
    part = parts.setdefault(told.number, status_part(send, seen, moment.status, moment.at, error))
    state.schedule.push(
        Happening(
            due=told.due,
            first_due=moment.at,
            key=f"{send.wamid}{_RANK[moment.status]}{'~' * told.copy}",
            account=sender.account,
            field="messages",
            part=part,
            sender=send.sender,
            list_name="statuses",
            contact=contact_of(seen),
            subject=send.wamid or "",
            status=moment.status,
            code=None if code is None else about(code).code,
            happens=told.happens,
            tells=told.tells,
        )
    )


def tell(state: State, account: str, field: str, value: Json, in_s: float = 0.0) -> None:
    """Schedule a webhook whose value is known whole, for now or so many seconds from now."""
    at = state.now() + in_s
    key = f"{field}/{account}/{state.record.count(f'{field}/{account}'):06d}"
    state.schedule.push(
        Happening(due=at, first_due=at, key=key, account=account, field=field, part=value)
    )
    state.changed.set()


def happen(state: State, happening: Happening) -> None:
    """Make it so in this world; the first time only, not when its webhook is repeated."""
    if happening.attempts or happening.held_back or not happening.happens:
        return
    if happening.list_name == "messages" and happening.sender is not None:
        sender, person, part = happening.sender, happening.subject, happening.part
        take_in(state, sender, person, part, happening.first_due)
    elif happening.list_name == "statuses":
        _reach(state, happening)


def _reach(state: State, happening: Happening) -> None:
    send = state.record.find(happening.subject)
    if send is None:
        return
    if (cost := price(state.world, send, happening.status, happening.first_due)) is not None:
        happening.part.update(cost.parts())
    send.statuses.append(StatusAt(happening.status, happening.first_due, happening.code))
    if happening.status != "delivered":
        return
    person = state.people.get(send.to)
    if person.answers_after_s is not None:
        sender = state.world.senders[send.sender]
        at = happening.first_due + person.answers_after_s
        person_writes(state, sender, send.to, text_content(person.answer_text), at)
