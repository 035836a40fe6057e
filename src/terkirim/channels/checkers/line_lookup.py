"""A lookup of one number over HTTP, with JSON for an answer: HLR, line type, or both.

Every provider has its own form, so the settings say where in the answer what stands.
"""

import asyncio
import re
from collections.abc import Iterable, Mapping, Sequence
from urllib.parse import quote

import msgspec

from terkirim.channels.checkers.fetch import Asking, Missed, fetch, host_of
from terkirim.channels.checkers.model import Finding, Miss, Reply, Verdict
from terkirim.http import Http

_WORD = re.compile(r"[a-z0-9][a-z0-9 _-]{0,39}", re.ASCII)
_NOT_DIGITS = re.compile(r"\D")
_MOST = 10**18
_JSON = "application/json"


class Reading(msgspec.Struct, frozen=True):
    """Where in an answer what stands, and which words mean what; other words mean `unknown`.

    A place is names and positions with dots between them: `result.0.status`. Words are compared
    without regard to case; `true`, `false` and numbers are words too. `number`: where the answer
    repeats the number asked about; one of another number is not understood.
    """

    status: str
    reachable: tuple[str, ...] = ()
    unreachable: tuple[str, ...] = ()
    invalid: tuple[str, ...] = ()
    line_type: str | None = None
    number: str | None = None


class Request(msgspec.Struct, frozen=True):
    """How to ask. `{phone}` (E.164) and `{digits}` are filled in, in the address and the body."""

    url: str
    headers: Mapping[str, str]
    method: str = "GET"
    body: str | None = None


class LineLookup:
    """Asks about one number a request, about some of them at the same time."""

    most_at_once = 8

    def __init__(self, http: Http, request: Request, reading: Reading) -> None:
        self._http = http
        self._request = request
        self._reading = reading
        self._meanings = _meanings(reading)

    @property
    def name(self) -> str:
        return f"lookup@{host_of(self._request.url)}"

    async def ask(self, phones: Sequence[str]) -> Reply:
        answers = await asyncio.gather(*(self._one(phone) for phone in phones))
        missed = {
            phone: answer.why
            for phone, answer in zip(phones, answers, strict=True)
            if isinstance(answer, Missed)
        }
        said = (one.retry_after for one in answers if isinstance(one, Missed))
        return Reply(
            tuple(one for one in answers if isinstance(one, Finding)),
            missed,
            next((one for one in said if one is not None), None),
        )

    async def _one(self, phone: str) -> Finding | Missed:
        how, digits = self._request, phone.removeprefix("+")
        url = how.url.replace("{phone}", quote(phone, safe="")).replace("{digits}", digits)
        body = how.body and how.body.replace("{phone}", phone).replace("{digits}", digits)
        headers = how.headers if body is None else {**how.headers, "Content-Type": _JSON}
        asking = Asking(how.method, url, headers, body.encode() if body else None)
        answer = await fetch(self._http, asking)
        if isinstance(answer, Missed):
            return answer
        found = self._read(phone, answer)
        return found if isinstance(found, Finding) else Missed(found)

    def _read(self, phone: str, answer: object) -> Finding | Miss:
        reading = self._reading
        if reading.number is not None:
            repeated = _NOT_DIGITS.sub("", _word_at(answer, reading.number) or "")
            if repeated != phone.removeprefix("+"):
                return "not_understood"
        said = _word_at(answer, reading.status)
        if said is None:
            return "not_understood"
        verdict = self._meanings.get(said, "unknown")
        line_type = _word_at(answer, reading.line_type) if reading.line_type else None
        details = {"line_type": line_type, "said": said if verdict == "unknown" else None}
        kept = {name: word for name, word in details.items() if word and _WORD.fullmatch(word)}
        return Finding(phone, verdict, kept)


def _meanings(reading: Reading) -> dict[str, Verdict]:
    told: dict[Verdict, Iterable[str]] = {
        "reachable": reading.reachable,
        "unreachable": reading.unreachable,
        "invalid": reading.invalid,
    }
    return {word.casefold(): verdict for verdict, words in told.items() for word in words}


def _word_at(answer: object, place: str) -> str | None:
    """The word at a place, in small letters; None where there is nothing or no single word."""
    found = answer
    for step in place.split("."):
        found = _inside(found, step)
    if isinstance(found, bool):
        return "true" if found else "false"
    if isinstance(found, int):
        return str(found) if abs(found) < _MOST else None
    return found.strip().casefold() or None if isinstance(found, str) else None


def _inside(value: object, step: str) -> object:
    if isinstance(value, dict):
        return value.get(step)
    if isinstance(value, list) and step.isdecimal() and int(step) < len(value):
        return value[int(step)]
    return None
