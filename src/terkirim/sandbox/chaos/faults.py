"""The fault rules in force: which one concerns a send or a call, and how often each was used.

The first that matches wins. A rule that names a call (`calls`) concerns that call before anything
else is looked at, known path or not; every other rule concerns messages sent. Where no rule says
anything about a recipient, a magic one (`magic`) still brings its own.
"""

from collections import Counter
from typing import Literal

import msgspec

from terkirim.sandbox.chance import Dice
from terkirim.sandbox.chaos.calls import is_named
from terkirim.sandbox.chaos.magic import magic
from terkirim.sandbox.chaos.rules import Match, Rule


class Occasion(msgspec.Struct, frozen=True):
    """What a rule may look at: one send at one instant. `attempt` names it among all others.

    `dialled`: the recipient as the sender named them, where WhatsApp spells them otherwise.
    """

    sender: str
    recipient: str
    type: str
    now: float
    template: str | None = None
    language: str | None = None
    category: str | None = None
    parameters: int | None = None
    window: Literal["open", "closed"] = "closed"
    account: str = ""
    attempt: str = ""
    dialled: str | None = None


class Faults:
    """The rules in force, in order, and how often each was used."""

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self.rules: list[Rule] = []
        self._used: dict[str, int] = {}
        self._used_on: dict[tuple[str, str], int] = {}
        self._calls: Counter[tuple[str, str]] = Counter()

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
        rule = next((rule for rule in self.rules if self._concerns(rule, occasion)), None)
        rule = rule or magic(occasion.recipient)
        return None if rule is None or self._is_spent(rule, occasion.recipient) else rule

    def named(self, name: str | None) -> Rule | None:
        """The rule in force with that name."""
        return next((rule for rule in self.rules if rule.name == name), None)

    def find_call(self, method: str, parts: list[str], now: float) -> Rule | None:
        """The first rule that names this call; nothing is counted yet."""
        for rule in self.rules:
            if (
                rule.match.call is not None
                and is_named(rule.match.call, method, parts)
                and _in_time(rule.match, now)
                and not self._is_spent(rule, "")
                and self._in_share_of_calls(rule, f"{method} {'/'.join(parts)}")
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
            and self._in_share(rule, occasion)
        )

    def _is_spent(self, rule: Rule, recipient: str) -> bool:
        first, times = rule.match.first, rule.times_per_recipient
        if first is not None and self._used.get(rule.name, 0) >= first:
            return True
        return times is not None and self._used_on.get((rule.name, recipient), 0) >= times

    def _in_share(self, rule: Rule, occasion: Occasion) -> bool:
        share = rule.match.share
        if share is None:
            return True
        if rule.match.share_of == "sends":
            return Dice(self._seed, rule.name, "send", occasion.attempt).roll() < share
        return Dice(self._seed, rule.name, occasion.recipient).roll() < share

    def _in_share_of_calls(self, rule: Rule, call: str) -> bool:
        """By how often this very call was made, so that calls to others change nothing."""
        share = rule.match.share
        if share is None:
            return True
        self._calls[rule.name, call] += 1
        return Dice(self._seed, rule.name, call, self._calls[rule.name, call]).roll() < share


def _same(match: Match, occasion: Occasion) -> bool:
    wanted = (
        (match.sender, occasion.sender),
        (match.account, occasion.account),
        (match.template, occasion.template),
        (match.language, occasion.language),
        (match.category, occasion.category),
        (match.type, occasion.type),
        (match.parameters, occasion.parameters),
        (match.window, occasion.window),
    )
    if any(wish is not None and wish != fact for wish, fact in wanted):
        return False
    named = {occasion.recipient, occasion.dialled}
    return match.recipients is None or not named.isdisjoint(match.recipients)


def _in_time(match: Match, now: float) -> bool:
    if match.after is not None and now < match.after:
        return False
    return match.before is None or now < match.before
