"""Failures by order: rules that say which sends or calls go wrong, and how.

The first that matches wins. A rule that names a call (`calls`) concerns that call before anything
else is looked at, known path or not; every other rule concerns messages sent.
"""

from typing import Annotated, Literal

import msgspec

from terkirim.sandbox.amounts import CodeNumber, Count, Instant, Seconds
from terkirim.sandbox.calls import CallName, is_name, is_named
from terkirim.sandbox.chance import Dice

_WITHOUT_A_BODY = (204, 205, 304)
_OF_ANY_CALL = {"call", "first", "after", "before"}


class Match(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Which sends a rule concerns; what is left out matches every send.

    `call` names a call instead, with `first`, `after` and `before` as its only other conditions.
    `recipients`: numbers in E.164. `parameters`: how many body parameters the send carries.
    `window`: whether the recipient's 24-hour window is open. `share`: part of the recipients, the
    same ones each time. `first`: only the first so many sends. `after` and `before`: epoch seconds.
    """

    call: CallName | None = None
    sender: str | None = None
    recipients: frozenset[str] | None = None
    template: str | None = None
    language: str | None = None
    category: str | None = None
    type: str | None = None
    parameters: Count | None = None
    window: Literal["open", "closed"] | None = None
    share: Annotated[float, msgspec.Meta(ge=0, le=1)] | None = None
    first: Count | None = None
    after: Instant | None = None
    before: Instant | None = None

    def __post_init__(self) -> None:
        if self.call is not None and not is_name(self.call):
            msg = "a call is named like `register`, `POST block_users` or `DELETE /*`"
            raise ValueError(msg)


class Fail(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """The error: in the answer itself (`sync`) or in a later `failed` status (`webhook`).

    Left out, `phase` is `webhook` for a send and `sync` for a named call, which has no other. A
    subcode may stand as the code: its first parent then carries it.
    """

    code: CodeNumber
    phase: Literal["sync", "webhook"] | None = None
    details: str | None = None
    subcode: Count | None = None
    http_status: Annotated[int, msgspec.Meta(ge=200, le=599)] | None = None
    delay_s: Seconds | None = None

    def __post_init__(self) -> None:
        if self.http_status in _WITHOUT_A_BODY:
            msg = f"an answer with status {self.http_status} has no body for the error"
            raise ValueError(msg)


class Rule(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """One order for failure. A rule without an effect shields what it matches from later rules."""

    name: str
    match: Match = Match()
    fail: Fail | None = None
    then_deliver_after_s: Seconds | None = None
    connection: Literal["reset_after_acceptance", "reset_before"] | None = None
    times_per_recipient: Count | None = None

    def __post_init__(self) -> None:
        if self.match.call is None:
            return
        if wrong := sorted(_not_at_once(self)):
            msg = f"a rule for a call is answered at once and cannot have {', '.join(wrong)}"
            raise ValueError(msg)

    @property
    def fails_later(self) -> bool:
        """Whether what it concerns is accepted first and fails by webhook."""
        return self.fail is not None and self.fail.phase != "sync"


def _not_at_once(rule: Rule) -> set[str]:
    """What a rule says that makes sense for messages sent alone."""
    wrong = {f"match.{name}" for name in _given(rule.match) - _OF_ANY_CALL}
    wrong |= _given(rule) & {"then_deliver_after_s", "times_per_recipient"}
    if rule.fail is not None and rule.fail.delay_s is not None:
        wrong.add("fail.delay_s")
    if rule.fail is not None and rule.fail.phase == "webhook":
        wrong.add("fail.phase: webhook")
    return wrong


def _given(part: msgspec.Struct) -> set[str]:
    return {name for name in part.__struct_fields__ if getattr(part, name) is not None}


class Occasion(msgspec.Struct, frozen=True):
    """What a rule may look at: one send at one instant."""

    sender: str
    recipient: str
    type: str
    now: float
    template: str | None = None
    language: str | None = None
    category: str | None = None
    parameters: int | None = None
    window: Literal["open", "closed"] = "closed"


class Faults:
    """The rules in force, in order, and how often each was used."""

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self.rules: list[Rule] = []
        self._used: dict[str, int] = {}
        self._used_on: dict[tuple[str, str], int] = {}

    def add(self, rules: list[Rule]) -> None:
        """Put rules in force, behind the present ones; one of the same name is replaced."""
        for rule in rules:
            self.remove(rule.name)
            self.rules.append(rule)

    def remove(self, name: str | None = None) -> int:
        """Take one rule, or all, out of force and forget its counts; answers how many went."""
        gone = [rule.name for rule in self.rules if name is None or rule.name == name]
        self.rules = [rule for rule in self.rules if rule.name not in gone]
        for old in gone:
            self._used.pop(old, None)
            self._used_on = {key: n for key, n in self._used_on.items() if key[0] != old}
        return len(gone)

    def used(self) -> dict[str, int]:
        """How many sends or calls each rule has hit."""
        return {rule.name: self._used.get(rule.name, 0) for rule in self.rules}

    def find(self, occasion: Occasion) -> Rule | None:
        """The first rule that concerns this send; nothing is counted yet."""
        return next((rule for rule in self.rules if self._concerns(rule, occasion)), None)

    def find_call(self, method: str, parts: list[str], now: float) -> Rule | None:
        """The first rule that names this call; nothing is counted yet."""
        for rule in self.rules:
            if (
                rule.match.call is not None
                and is_named(rule.match.call, method, parts)
                and _in_time(rule.match, now)
                and not self._is_spent(rule, "")
            ):
                return rule
        return None

    def spend(self, rule: Rule, recipient: str = "") -> None:
        """Count one use of a rule."""
        self._used[rule.name] = self._used.get(rule.name, 0) + 1
        key = (rule.name, recipient)
        self._used_on[key] = self._used_on.get(key, 0) + 1

    def _concerns(self, rule: Rule, occasion: Occasion) -> bool:
        return (
            rule.match.call is None
            and _same(rule.match, occasion)
            and _in_time(rule.match, occasion.now)
            and not self._is_spent(rule, occasion.recipient)
            and self._in_share(rule, occasion.recipient)
        )

    def _is_spent(self, rule: Rule, recipient: str) -> bool:
        first, times = rule.match.first, rule.times_per_recipient
        if first is not None and self._used.get(rule.name, 0) >= first:
            return True
        return times is not None and self._used_on.get((rule.name, recipient), 0) >= times

    def _in_share(self, rule: Rule, recipient: str) -> bool:
        share = rule.match.share
        return share is None or Dice(self._seed, rule.name, recipient).roll() < share


def _same(match: Match, occasion: Occasion) -> bool:
    wanted = (
        (match.sender, occasion.sender),
        (match.template, occasion.template),
        (match.language, occasion.language),
        (match.category, occasion.category),
        (match.type, occasion.type),
        (match.parameters, occasion.parameters),
        (match.window, occasion.window),
    )
    if any(wish is not None and wish != fact for wish, fact in wanted):
        return False
    return match.recipients is None or occasion.recipient in match.recipients


def _in_time(match: Match, now: float) -> bool:
    if match.after is not None and now < match.after:
        return False
    return match.before is None or now < match.before
