"""A fact of any family, in words."""

import re

from terkirim.web.dashboard.reader import Reader, mark
from terkirim.web.dashboard.words.causes import cause_title
from terkirim.web.dashboard.words.evidence import (
    accounts,
    errors,
    marketing,
    recipients,
    senders,
    service,
    templates,
    windows,
)

_FAMILIES = (recipients, marketing, windows, templates, senders, accounts, service, errors)
EXACT: dict[str, str] = {fact: said for family in _FAMILIES for fact, said in family.EXACT.items()}
FORMS: dict[str, str] = {form: said for family in _FAMILIES for form, said in family.FORMS.items()}

_COMPILED = tuple((re.compile(form), msgid) for form, msgid in FORMS.items())
_OVERRULED = re.compile(r"(?P<fact>.+) speaks for (?P<cause>[\w.]+)")


def fact_words(reader: Reader, fact: str) -> str:
    """A fact in words; one nobody has words for is shown as it stands."""
    overruled = _OVERRULED.fullmatch(fact)
    if overruled:
        return reader.say(
            mark("%(fact)s; that points to “%(cause)s”"),
            fact=_plain_fact(reader, overruled["fact"]),
            cause=cause_title(reader, overruled["cause"]),
        )
    return _plain_fact(reader, fact)


def _plain_fact(reader: Reader, fact: str) -> str:
    if fact in EXACT:
        return reader.say(EXACT[fact])
    for form, msgid in _COMPILED:
        match = form.fullmatch(fact)
        if match:
            return reader.say(msgid, **_figures(reader, match.groupdict()))
    return fact


def _figures(reader: Reader, values: dict[str, str]) -> dict[str, str]:
    share = values.get("share")
    return {**values, "share": reader.percent(float(share))} if share else values
