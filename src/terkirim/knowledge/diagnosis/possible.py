"""Which causes an error can have before any evidence is heard, likeliest first."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from terkirim.knowledge import catalogue
from terkirim.knowledge.catalogue import DetailsReading, Entry
from terkirim.knowledge.diagnosis.clues.case import STRONG, Clue, Conflict
from terkirim.knowledge.diagnosis.report import ErrorReport, plain_words
from terkirim.vocabulary.causes import Cause

_BY_HTTP_STATUS = {401: Cause.TOKEN_INVALID, 403: Cause.DENIED, 429: Cause.APP_LIMIT}
_NAMED = re.compile(r"\(#(\d{1,7})\)")
_GENERIC = 100  # carries subcodes that are documented as codes of their own
_LONG = range(100_000, 10_000_000)
_NOTHING: tuple[DetailsReading, ...] = ()


class Reading(NamedTuple):
    """What code, subcode and provider say: the causes in order, and what words would tell."""

    causes: tuple[Cause, ...]
    details: tuple[DetailsReading, ...]
    conflicts: tuple[Conflict, ...] = ()


def reading_of(error: ErrorReport) -> Reading:
    """Meta's own code beats a provider's; a subcode says more than the code that carries it."""
    if error.code is not None:
        known = _of_meta(error.code, error.subcode)
        if known is not None:
            return known
    if error.provider and error.provider not in catalogue.PROVIDERS:
        return _of_nobody(error, Conflict(f"provider {error.provider} is in no catalogue"))
    if error.provider:
        known = _of_provider(error.provider, error.provider_code)
        if known is not None:
            return known
    return _of_nobody(error)


def possible_causes(error: ErrorReport) -> tuple[Cause, ...]:
    """The causes an error can have before any evidence is heard: what to gather evidence about."""
    return reading_of(error).causes


def heard_in_words(error: ErrorReport, reading: Reading) -> Iterator[Clue]:
    """What the error's own words say, where the catalogue knows them; details beat the title."""
    if not reading.details:
        return
    clues = list(_heard(plain_words(error.details), reading.details)) if error.details else []
    yield from clues or _heard(plain_words(error.title), reading.details)


def _heard(words: str, details: tuple[DetailsReading, ...]) -> Iterator[Clue]:
    for each in details:
        found = next((match for match in each.match if match.lower() in words), None)
        if found is not None:
            yield Clue(each.cause, STRONG, f'details "{found}"')


def doubts_in_words(error: ErrorReport) -> Iterator[Conflict]:
    """Words that name another code than the error itself carries."""
    for words in (error.title, error.details):
        named = _NAMED.search(words)
        if named is not None and int(named.group(1)) not in (error.code, error.subcode):
            yield Conflict(f"the text names code {named.group(1)}")


def _of_meta(code: int, subcode: int | None) -> Reading | None:
    entry = _of_subcode(code, subcode) if subcode is not None else None
    entry = entry or catalogue.find(code)
    return Reading(entry.causes, entry.details) if entry is not None else None


def _of_subcode(code: int, subcode: int) -> Entry | None:
    """The entry of a subcode under this code. Short ones are Graph's own and name no entry."""
    entry = catalogue.find(subcode) if subcode in _LONG else None
    if entry is None:
        return None
    return entry if code in entry.parents or (code == _GENERIC and not entry.parents) else None


def _of_provider(provider: str, code: str) -> Reading | None:
    known = catalogue.provider_code(provider, code)
    return Reading(known.causes, known.details) if known is not None else None


def _of_nobody(error: ErrorReport, *doubts: Conflict) -> Reading:
    """An error nobody documented: its HTTP status and Meta's own hint are all there is."""
    by_status = _BY_HTTP_STATUS.get(error.http_status or 0)
    if error.transient or (error.http_status or 0) >= 500:
        return Reading((Cause.TEMPORARY, Cause.UNKNOWN), _NOTHING, doubts)
    if by_status is not None and error.code is None:
        return Reading((by_status, Cause.UNKNOWN), _NOTHING, doubts)
    if error.code is not None:
        doubts += (Conflict(f"code {error.code} is in no catalogue"),)
    elif not error.provider_code:
        doubts += (Conflict("no code could be read from the error"),)
    return Reading((Cause.UNKNOWN,), _NOTHING, doubts)
