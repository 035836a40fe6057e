"""What becomes of an accepted message, and of what people write: planned now, happening later."""

from terkirim.sandbox.chance import Dice, wamid
from terkirim.sandbox.codes import about
from terkirim.sandbox.faults import Fail, Rule
from terkirim.sandbox.notices import (
    Json,
    contact_of,
    error_part,
    inbound_part,
    preference_part,
    status_part,
    text_content,
)
from terkirim.sandbox.people import arrival, moments
from terkirim.sandbox.record import Send, StatusAt
from terkirim.sandbox.schedule import Happening
from terkirim.sandbox.state import State
from terkirim.sandbox.world import Account, Sender, digits

_RANK = {"sent": "1", "failed": "2", "delivered": "3", "read": "4"}


def plan(state: State, send: Send, rule: Rule | None) -> None:
    """Schedule the statuses of a message just accepted."""
    dice = Dice(state.seed, "journey", send.wamid)
    if rule is not None and rule.fail is not None and rule.fails_later:
        delay = rule.fail.delay_s if rule.fail.delay_s is not None else dice.between(1, 4)
        _schedule_status(state, send, "failed", send.at + delay, rule.fail)
        if rule.then_deliver_after_s is not None:
            _schedule_status(state, send, "delivered", send.at + delay + rule.then_deliver_after_s)
        return
    natural = _natural_failure(state, send)
    if natural is not None:
        _schedule_status(state, send, "failed", send.at + dice.between(1, 4), Fail(code=natural))
        return
    person = state.people.get(send.to)
    if not person.delivers:
        state.people.keep_waiting(send.to, send.wamid or "")
    for status, at in moments(person, dice, send.at):
        _schedule_status(state, send, status, at)


def phone_is_on(state: State, phone: str) -> None:
    """Let what waited for a phone arrive now."""
    person = state.people.get(phone)
    for wamid_ in state.people.take_waiting(phone):
        send = state.record.find(wamid_)
        if send is None:
            continue
        dice = Dice(state.seed, "arrival", wamid_)
        for status, at in arrival(person, dice, state.now() + 1.0):
            _schedule_status(state, send, status, at)


def _natural_failure(state: State, send: Send) -> int | None:
    """The code Meta would answer with by webhook, from the state of this world."""
    account = _account_of(state, send.sender)
    if not account.payment_ok:
        return 131042
    if send.template is None and not state.world.window_is_open(send.sender, send.to, send.at):
        return 131047
    stopped = f"{send.sender}/{send.to}" in state.world.stopped_marketing
    return 131050 if stopped and send.category == "MARKETING" else None


def _account_of(state: State, sender: str) -> Account:
    return state.world.accounts[state.world.senders[sender].account]


def _schedule_status(
    state: State, send: Send, status: str, at: float, fail: Fail | None = None
) -> None:
    person = state.people.get(send.to)
    error = None if fail is None else error_part(fail.code, fail.details, fail.subcode)
    state.schedule.push(
        Happening(
            due=at,
            first_due=at,
            key=f"{send.wamid}{_RANK[status]}",
            account=state.world.senders[send.sender].account,
            field="messages",
            part=status_part(send, status, at, error),
            sender=send.sender,
            list_name="statuses",
            contact=contact_of(person),
            subject=send.wamid or "",
            status=status,
            code=None if fail is None else about(fail.code).code,
        )
    )
    state.changed.set()


def person_writes(state: State, sender: Sender, person: str, content: Json, at: float) -> str:
    """Let a person write to a sender at an instant; answers its message id.

    `content`: what a message holds beside its origin (`notices.text_content` and its like).
    """
    count = state.record.count(f"in/{sender.id}/{person}")
    id_ = wamid(digits(person) or person, state.seed, "in", sender.id, person, count)
    state.world.inbound.setdefault(sender.id, set()).add(id_)
    if at <= state.now():
        state.world.open_window(sender.id, person, at)
    state.schedule.push(
        Happening(
            due=at,
            first_due=at,
            key=f"{id_}0",
            account=sender.account,
            field="messages",
            part=inbound_part(id_, person, content, at),
            sender=sender.id,
            list_name="messages",
            contact=contact_of(state.people.get(person), with_profile=True),
            subject=person,
        )
    )
    state.changed.set()
    return id_


def person_prefers(state: State, sender: Sender, person: str, value: str) -> None:
    """Let a person stop or resume marketing from a sender, in WhatsApp's own settings."""
    key = f"{sender.id}/{person}"
    if value == "stop":
        state.world.stopped_marketing.add(key)
    else:
        state.world.stopped_marketing.discard(key)
    at = state.now()
    state.schedule.push(
        Happening(
            due=at,
            first_due=at,
            key=f"preference/{key}/{state.record.count(key)}",
            account=sender.account,
            field="user_preferences",
            part=preference_part(person, value, at),
            sender=sender.id,
            list_name="user_preferences",
            contact=contact_of(state.people.get(person)),
            subject=person,
        )
    )
    state.changed.set()


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
    if happening.attempts:
        return
    if happening.list_name == "messages" and happening.sender is not None:
        state.world.open_window(happening.sender, happening.subject, happening.first_due)
    elif happening.list_name == "statuses":
        _reach(state, happening)


def _reach(state: State, happening: Happening) -> None:
    send = state.record.find(happening.subject)
    if send is None:
        return
    send.statuses.append(StatusAt(happening.status, happening.first_due, happening.code))
    person = state.people.get(send.to)
    if happening.status == "delivered" and person.answers_after_s is not None:
        sender = state.world.senders[send.sender]
        at = happening.first_due + person.answers_after_s
        person_writes(state, sender, send.to, text_content(person.answer_text), at)
