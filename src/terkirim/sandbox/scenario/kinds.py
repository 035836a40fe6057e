"""What a scenario's entries may be: each is an order of the control plane, or introduces someone.

An order the control plane gains becomes an entry by one line in KINDS.
"""

from collections.abc import Awaitable, Callable
from typing import Literal, NamedTuple

import msgspec
from starlette.requests import Request

from terkirim.sandbox.chaos.rules import Rule
from terkirim.sandbox.clock.clockwork import Clockwork
from terkirim.sandbox.decisions.account_events import AccountEvent
from terkirim.sandbox.decisions.sender_events import SenderEvent
from terkirim.sandbox.orders import access, changes, chaos, events, habits, people, templates, world
from terkirim.sandbox.orders.reading import BadOrder
from terkirim.sandbox.state import State
from terkirim.sandbox.world.habits import Habits
from terkirim.sandbox.world.model import Account, Sender
from terkirim.sandbox.world.people import Person

Order = Callable[[Clockwork, Request], Awaitable[object]]


class AccountPart(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What makes an account this one; an id nobody has yet introduces it."""

    name: str | None = None
    business_id: str | None = None
    currency: str | None = None
    timezone_id: str | None = None
    country: str | None = None


class SenderPart(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What makes a sender this one; a new one needs its account and its number (`display`)."""

    account: str | None = None
    display: str | None = None
    name: str | None = None
    mode: Literal["LIVE", "SANDBOX"] | None = None


def introduce_account(state: State, id_: str, part: AccountPart) -> None:
    """Add an account or change what it is."""
    known = state.world.accounts.get(id_) or Account(id_, name=f"Account {id_}")
    account = msgspec.structs.replace(known, **_given(part))
    state.world.accounts[id_] = account
    state.world.portfolio(account)


def introduce_sender(state: State, id_: str, part: SenderPart) -> None:
    """Add a sender or change who it is; raises BadOrder."""
    known = state.world.senders.get(id_)
    if known is None:
        if part.account is None or part.display is None:
            raise BadOrder("a new sender needs its account and its number (display)")
        known = Sender(id_, part.account, part.display, part.name or part.display)
    if part.account is not None and part.account not in state.world.accounts:
        raise BadOrder("no such account")
    state.world.senders[id_] = msgspec.structs.replace(known, **_given(part))


def _given(part: msgspec.Struct) -> dict[str, object]:
    return {name: value for name, value in msgspec.structs.asdict(part).items() if value}


class Kind(NamedTuple):
    """How the entries of one array of tables are read and carried out.

    `order` is what the control plane takes, a struct or a union of them. `named`: an entry says by
    `id` which account or sender it is about; `part`: and what makes it this one.
    """

    order: object
    carry_out: Order
    named: bool = False
    part: type[AccountPart | SenderPart] | None = None


def introduce(state: State, id_: str, part: AccountPart | SenderPart) -> None:
    """Let there be an account or a sender."""
    if isinstance(part, AccountPart):
        introduce_account(state, id_, part)
    else:
        introduce_sender(state, id_, part)


KINDS: dict[str, Kind] = {
    "accounts": Kind(world.AccountOrder, world.change_account, named=True, part=AccountPart),
    "senders": Kind(world.SenderOrder, world.change_sender, named=True, part=SenderPart),
    "templates": Kind(templates.TemplateOrder, templates.put_template),
    "reviews": Kind(templates.ReviewOrder, templates.put_review),
    "people": Kind(Person, people.set_people),
    "faults": Kind(Rule, chaos.add_faults),
    "sms": Kind(chaos.SmsOrder, chaos.set_sms),
    "inbound": Kind(people.Inbound, people.write_inbound),
    "preferences": Kind(people.Preference, people.set_preference),
    "account_events": Kind(AccountEvent, events.happen_to_account, named=True),
    "sender_events": Kind(SenderEvent, events.happen_to_sender, named=True),
    "template_quality": Kind(templates.QualityOrder, templates.rate_template),
    "template_pauses": Kind(templates.Act, templates.pause_template),
    "template_categories": Kind(templates.CategoryOrder, templates.recategorise_template),
    "token": Kind(access.TokenOrder, access.change_token),
    "webhook_habits": Kind(Habits, habits.set_habits),
    "changes": Kind(changes.ChangeOrder, changes.send_change),
}
END_OF_FAULT = "faults.until"
