"""A contacts check in the form of the On-Premises API, which some providers keep.

Meta's own ended in October 2025 (facts/platform.md, section i). It took
`{"blocking": "wait", "contacts": ["+62…"], "force_check": false}` and answered
`{"contacts": [{"input": "+62…", "status": "valid", "wa_id": "62…"}]}`, where `invalid` means no
WhatsApp account and `processing` that it is still being looked at.
"""

import re
from collections.abc import Mapping, Sequence
from typing import cast

import msgspec

from terkirim.channels.checkers.fetch import Asking, Missed, fetch, host_of
from terkirim.channels.checkers.model import Finding, Miss, Reply, Verdict
from terkirim.http import Http

_VERDICTS: dict[object, Verdict] = {"valid": "has_whatsapp", "invalid": "no_whatsapp"}
_PENDING = "processing"
_WA_ID = re.compile(r"[1-9]\d{6,14}", re.ASCII)


class ContactsEndpoint:
    """Asks `POST …/v1/contacts` about many numbers in one request."""

    most_at_once = 50

    def __init__(self, http: Http, url: str, headers: Mapping[str, str]) -> None:
        """`url`: the whole address, with `/v1/contacts`."""
        self._http = http
        self._url = url
        self._headers = {**headers, "Content-Type": "application/json"}

    @property
    def name(self) -> str:
        return f"contacts@{host_of(self._url)}"

    async def ask(self, phones: Sequence[str]) -> Reply:
        order = {"blocking": "wait", "contacts": list(phones), "force_check": False}
        body = msgspec.json.encode(order)
        answer = await fetch(self._http, Asking("POST", self._url, self._headers, body))
        if isinstance(answer, Missed):
            return Reply((), dict.fromkeys(phones, answer.why), answer.retry_after)
        said = _by_input(answer)
        read = [_read(phone, said.get(phone.removeprefix("+"), [])) for phone in phones]
        findings = tuple(one for one in read if isinstance(one, Finding))
        found = {one.phone for one in findings}
        missed = {
            phone: cast("Miss", why)
            for phone, why in zip(phones, read, strict=True)
            if phone not in found
        }
        return Reply(findings, missed)


def _by_input(answer: object) -> dict[str, list[dict[str, object]]]:
    """What is said, by the digits it is said of; anything of another shape says nothing."""
    found: dict[str, list[dict[str, object]]] = {}
    contacts = answer.get("contacts") if isinstance(answer, dict) else None
    for one in contacts if isinstance(contacts, list) else ():
        asked = one.get("input") if isinstance(one, dict) else None
        if isinstance(asked, str):
            found.setdefault(asked.removeprefix("+"), []).append(one)
    return found


def _read(phone: str, said: Sequence[Mapping[str, object]]) -> Finding | Miss:
    """What was said of one number. Twice the same is once; two different things are nothing."""
    statuses = [one.get("status") for one in said]
    if not statuses or any(status != statuses[0] for status in statuses):
        return "not_understood"
    if statuses[0] == _PENDING:
        return "pending"
    status = statuses[0]
    if not isinstance(status, str) or status not in _VERDICTS:
        return "not_understood"
    wa_id = said[0].get("wa_id")
    plausible = isinstance(wa_id, str) and _WA_ID.fullmatch(wa_id)
    return Finding(phone, _VERDICTS[status], {"wa_id": str(wa_id)} if plausible else {})
