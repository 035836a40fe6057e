"""The requests Terkirim makes of Meta, over shared connections.

Shapes: facts/platform.md sections a, d, e, f. Every method raises `GraphError` when Meta refuses,
`Unreachable` when the request never left, and `Ambiguous` when no usable answer came back.
"""

from collections.abc import AsyncIterator, Mapping
from contextlib import suppress
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

import msgspec

from terkirim.errors import Ambiguous, GraphError
from terkirim.http import Http

_SENDER_FIELDS = (
    "id,display_phone_number,verified_name,account_mode,status,quality_rating,"
    "code_verification_status,platform_type,throughput,is_on_biz_app,"
    "whatsapp_business_manager_messaging_limit,last_onboarded_time"
)
_TEMPLATE_FIELDS = "id,name,language,status,category,parameter_format,components"
_PAGES = 200
# What a proxy may say though the request went on to Meta; other 4xx it says in its place.
_ALSO_AFTERWARDS = (HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_MANY_REQUESTS)


class Accepted(msgspec.Struct, frozen=True):
    """Meta took a message: accepted, not delivered."""

    wamid: str
    wa_id: str | None = None
    user_id: str | None = None


class CloudApi:
    """One account's view of the Graph API."""

    def __init__(self, http: Http, base_url: str, token: str) -> None:
        """`base_url` includes the version, like https://graph.facebook.com/v23.0."""
        self._http = http
        self._base = base_url.rstrip("/")
        self._headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}

    async def send(self, sender_id: str, body: bytes) -> Accepted:
        """`POST /{sender}/messages` with a whole JSON body."""
        url = f"{self._base}/{sender_id}/messages"
        status, raw = await self._http.exchange("POST", url, self._headers, body)
        if status == HTTPStatus.OK:
            with suppress(msgspec.DecodeError, IndexError):
                return _read_accepted(raw)
        _decode(status, raw)
        raise Ambiguous  # a success that names no message

    async def sender(self, sender_id: str) -> dict[str, Any]:
        """The fields of one phone number."""
        return await self._request("GET", f"/{sender_id}", query={"fields": _SENDER_FIELDS})

    async def senders(self, account_id: str) -> list[dict[str, Any]]:
        """All phone numbers of an account."""
        path, query = f"/{account_id}/phone_numbers", {"fields": _SENDER_FIELDS, "limit": "100"}
        return [number async for number in self._pages(path, query)]

    async def health(self, account_id: str) -> dict[str, Any]:
        """The `health_status` of an account."""
        answer = await self._request("GET", f"/{account_id}", query={"fields": "health_status"})
        status = answer.get("health_status")
        return status if isinstance(status, dict) else {}

    async def templates(self, account_id: str) -> list[dict[str, Any]]:
        """All templates of an account."""
        path, query = (
            f"/{account_id}/message_templates",
            {"fields": _TEMPLATE_FIELDS, "limit": "100"},
        )
        return [template async for template in self._pages(path, query)]

    async def request_code(self, sender_id: str, method: str, language: str) -> None:
        """Have a verification code sent by SMS or VOICE."""
        body = {"code_method": method, "language": language}
        await self._post(f"/{sender_id}/request_code", body)

    async def verify_code(self, sender_id: str, code: str) -> None:
        """Prove the ownership of a number."""
        await self._post(f"/{sender_id}/verify_code", {"code": code})

    async def register(self, sender_id: str, pin: str) -> None:
        """Register a verified number on the platform."""
        await self._post(f"/{sender_id}/register", {"messaging_product": "whatsapp", "pin": pin})

    async def _post(self, path: str, body: Mapping[str, str]) -> None:
        await self._request("POST", path, body=msgspec.json.encode(body))

    async def _pages(self, path: str, query: dict[str, str]) -> AsyncIterator[dict[str, Any]]:
        for _ in range(_PAGES):
            answer = await self._request("GET", path, query=query)
            for item in answer.get("data") or ():
                if isinstance(item, dict):
                    yield item
            paging = answer.get("paging") or {}
            after = (paging.get("cursors") or {}).get("after")
            if not after or not answer.get("data") or "next" not in paging:
                return
            query = {**query, "after": after}

    async def _request(
        self,
        method: str,
        path: str,
        *,
        body: bytes | None = None,
        query: Mapping[str, str] | None = None,
    ) -> dict[str, Any]:
        asked = f"?{urlencode(query)}" if query else ""
        url = f"{self._base}{path}{asked}"
        return _decode(*await self._http.exchange(method, url, self._headers, body))


class _Message(msgspec.Struct):
    id: str


class _Contact(msgspec.Struct):
    wa_id: str | None = None
    user_id: str | None = None


class _Taken(msgspec.Struct):
    messages: list[_Message]
    contacts: list[_Contact] = []


_TAKEN = msgspec.json.Decoder(_Taken)


def _read_accepted(raw: bytes) -> Accepted:
    """Raises msgspec.DecodeError or IndexError where no message is named."""
    taken = _TAKEN.decode(raw)
    contact = taken.contacts[0] if taken.contacts else _Contact()
    return Accepted(taken.messages[0].id, contact.wa_id, contact.user_id)


def _decode(status: int, raw: bytes) -> dict[str, Any]:
    try:
        answer = msgspec.json.decode(raw)
    except msgspec.DecodeError:
        answer = None
    if status >= 400:
        if isinstance(answer, dict) and "error" in answer:
            raise GraphError(status, answer)
        if status >= 500 or status in _ALSO_AFTERWARDS:
            raise Ambiguous  # a proxy's page, not Meta's word
        raise GraphError(status, {"error": {"message": raw[:200].decode(errors="replace")}})
    if not isinstance(answer, dict):
        raise Ambiguous
    return answer
