"""One cause's table, read strictly: a plan, or every fault of it with the key it lies at."""

import difflib
from collections.abc import Collection, Mapping
from typing import Any, NamedTuple, get_args

import msgspec

from terkirim.knowledge.policy.file import sentences as say
from terkirim.knowledge.policy.file.checks import HELD, Checked, broken
from terkirim.knowledge.policy.plan import MOST_TRIES, Ending, Plan, with_facts
from terkirim.knowledge.policy.remedies import Audience, Probe
from terkirim.vocabulary.causes import Cause
from terkirim.vocabulary.durations import seconds
from terkirim.vocabulary.scopes import Scope
from terkirim.vocabulary.text import Text

KEYS = ("retry", "hold", "for", "probe", "canary", "watch", "then", "alert")


class RowFault(NamedTuple):
    """What is wrong, and at which key; the empty key is the table itself."""

    key: str
    text: Text


def read_row(
    cause: Cause, row: Mapping[str, Any], default: Plan | None
) -> tuple[Plan, list[RowFault]]:
    """The plan a table says; with faults it is not to be used.

    `default` is the shipped plan of the cause, None while that itself is read.
    """
    reading = _Reading(row)
    retry, pauses = reading.durations("retry"), reading.durations("for")
    held = reading.choice("hold", HELD)
    plan = Plan(
        retry=retry,
        hold=Scope(held) if held else None,
        pauses=pauses,
        probe=msgspec.convert(reading.choice("probe", get_args(Probe)), Probe | None),
        canary=reading.flag("canary"),
        then=msgspec.convert(reading.ending(), Ending),
        alert=msgspec.convert(reading.choice("alert", get_args(Audience)), Audience | None),
        watch=reading.flag("watch"),
    )
    plan = with_facts(cause, plan)
    checked = Checked(cause, plan, "then" in row, default)
    unusable = {fault.key for fault in reading.faults}
    faults = [RowFault(key, text) for key, text in broken(checked, unusable)]
    return plan, [*reading.faults, *faults]


def nearest(name: str, known: Collection[str]) -> str:
    """The known name that looks most like this one."""
    return max(sorted(known), key=lambda one: difflib.SequenceMatcher(None, name, one).ratio())


class _Reading:
    """Takes values out of a table and gathers what is wrong with them."""

    def __init__(self, row: Mapping[str, Any]) -> None:
        self._row = row
        self.faults: list[RowFault] = []
        known = ", ".join(KEYS)
        for key in row:
            if key not in KEYS:
                self._refuse(key, say.UNKNOWN_KEY, nearest=nearest(key, KEYS), known=known)

    def _refuse(self, key: str, sentence: Text, **values: object) -> None:
        self.faults.append(RowFault(key, sentence.format(key=key, **values)))

    def durations(self, key: str) -> tuple[float, ...]:
        """A list of delays, in seconds."""
        raw = self._row.get(key, [])
        if not isinstance(raw, list):
            self._refuse(key, say.NOT_A_LIST)
            return ()
        if len(raw) > MOST_TRIES:
            self._refuse(key, say.TOO_MANY, count=len(raw), most=MOST_TRIES)
        found = []
        for value in raw:
            duration = seconds(value) if isinstance(value, str) else None
            if duration is None:
                self._refuse(key, say.NOT_A_DURATION, value=value)
            elif duration <= 0:
                self._refuse(key, say.NOT_POSITIVE, value=value)
            else:
                found.append(duration)
        return tuple(found)

    def choice(self, key: str, known: Collection[str]) -> str | None:
        """One of the known words, or None where the key is left out."""
        value = self._row.get(key)
        if value is None or (isinstance(value, str) and value in known):
            return value
        like, listed = nearest(str(value), known), ", ".join(known)
        self._refuse(key, say.UNKNOWN_VALUE, value=value, nearest=like, known=listed)
        return None

    def ending(self) -> str:
        """How it ends; a hold without a time is an end by itself."""
        if self._row.get("then") == "retry":
            self._refuse("then", say.ENDLESS)
            return "give_up"
        lasting = "hold" in self._row and "for" not in self._row
        return self.choice("then", get_args(Ending)) or ("hold" if lasting else "give_up")

    def flag(self, key: str) -> bool:
        """True or false; false where the key is left out."""
        value = self._row.get(key, False)
        if not isinstance(value, bool):
            self._refuse(key, say.NOT_A_FLAG)
            return False
        return value
