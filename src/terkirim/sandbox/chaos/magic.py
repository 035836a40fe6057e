"""Magic recipients: numbers that fail, or behave oddly, without any rule, like test card numbers.

`+62 860 K CCCCCCC`: the prefix is given to nobody, K is the kind of trouble, and the rest is the
code with zeros before it. `docs/sandbox/magic-numbers.md` lists them. A person known by a
business-scoped user id alone is magic in the same way: `ID.860KCCCCCCC`.
"""

import re
from collections.abc import Callable
from functools import lru_cache

import msgspec

from terkirim.knowledge.catalogue import find
from terkirim.sandbox.chaos.rules import Fail, Http, Rule
from terkirim.sandbox.chaos.telling import Status, Step, Telling

PREFIXES = ("+62860", "ID.860")
_MAGIC = re.compile(r"(?:\+62|ID\.)860(\d)(\d{7})", re.ASCII)
HOUR = 3600.0
_EVERY: frozenset[Status] = frozenset({"sent", "delivered", "read", "played", "failed"})


def magic(recipient: str) -> Rule | None:
    """The rule a magic recipient stands for; None for an ordinary one."""
    return _read(recipient) if recipient.startswith(PREFIXES) else None


@lru_cache(maxsize=4096)
def _read(recipient: str) -> Rule | None:
    found = _MAGIC.fullmatch(recipient)
    if found is None:
        return None
    name, kind, number = f"magic {found[1]} {found[2]}", found[1], int(found[2])
    if kind == "9":
        return _behaviour(name, number)
    if kind in _HTTP:
        known = 500 <= number <= 599 or number == 429
        return Rule(name, http=_HTTP[kind](number)) if known else None
    maker = _FAILURES.get(kind)
    return maker(name, number) if maker is not None and find(number) is not None else None


def _usual(code: int) -> Fail:
    """Where Meta shows this code first: in the answer or in a status."""
    entry = find(code)
    surfaces = () if entry is None else entry.surfaces
    shown = next((one for one in surfaces if one in ("sync", "status_webhook")), "sync")
    return Fail(code, "webhook" if shown == "status_webhook" else "sync")


_FAILURES: dict[str, Callable[[str, int], Rule]] = {
    "0": lambda name, code: Rule(name, fail=_usual(code)),
    "1": lambda name, code: Rule(name, fail=Fail(code, "sync")),
    "2": lambda name, code: Rule(name, fail=Fail(code, "webhook")),
    "3": lambda name, code: Rule(name, fail=Fail(code, "webhook"), then_deliver_after_s=HOUR),
    "4": lambda name, code: Rule(name, fail=_usual(code), times_per_recipient=1),
    "5": lambda name, code: Rule(
        name, fail=Fail(code, "webhook"), statuses=Telling(contradict="failed_after_delivered")
    ),
}
_HTTP: dict[str, Callable[[int], Http]] = {
    "6": lambda status: Http(status, f"<html><body><h1>{status}</h1></body></html>"),
    "7": lambda status: Http(
        status, f"<html><body><h1>{status}</h1></body></html>", after_acceptance=True
    ),
}
_ARRIVED = (Step("sent", 0.5), Step("delivered", 1.0))
_ANSWERS = {
    1: Rule("", connection="reset_before"),
    2: Rule("", connection="reset_after_acceptance"),
    3: Rule("", connection="timeout_before"),
    4: Rule("", connection="timeout_after_acceptance"),
    5: Rule("", latency=5.0),
    6: Rule("", latency=60.0),
}
_TELLINGS = {
    11: Telling(duplicate=1),
    12: Telling(reverse=True),
    13: Telling(delay_s=HOUR),
    14: Telling(contradict="read_without_delivered"),
    15: Telling(lose=_EVERY),
    16: Telling(contradict="failed_after_delivered"),
    17: Telling(contradict="delivered_after_failed"),
    18: Telling(contradict="two_failures"),
    21: Telling(script=_ARRIVED[:1]),
    22: Telling(script=_ARRIVED),
    23: Telling(script=(*_ARRIVED, Step("read", 2.0))),
}
ONCE = 30  # added to the number of an answer: only the first attempt meets it


def _behaviour(name: str, number: int) -> Rule | None:
    if number in _TELLINGS:
        return Rule(name, statuses=_TELLINGS[number])
    if number in _ANSWERS:
        return msgspec.structs.replace(_ANSWERS[number], name=name)
    once = _ANSWERS.get(number - ONCE)
    return once and msgspec.structs.replace(once, name=name, times_per_recipient=1)
