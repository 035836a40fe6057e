"""Neighbours of Meta: a prepaid reseller's wallet, an SMS provider, two checkers of numbers."""

from typing import Annotated, Literal

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from terkirim.sandbox.answers import json_answer
from terkirim.sandbox.records.record import Lookup, Sms
from terkirim.sandbox.state import State
from terkirim.sandbox.world.model import digits, is_number

_SOME = msgspec.Meta(min_length=1, max_length=1000)
_TEXT_FIELDS = ("message", "text", "body")


class Providers:
    """The wallet (in YCloud's shape), the SMS end and the checkers over one state.

    The checkers know who has WhatsApp and whose phone is on (`POST /_sandbox/people`), and ask for
    the wallet's key.
    """

    def __init__(self, state: State) -> None:
        self._state = state

    async def balance(self, request: Request) -> Response:
        """GET /v2/balance with header `X-API-Key`: `{"amount": 125000.0, "currency": "IDR"}`."""
        world = self._state.world
        self._state.record.requests += 1
        if request.headers.get("x-api-key") != world.wallet_key:
            error = {"status": 401, "code": "UNAUTHORIZED", "message": "The API key is invalid."}
            return json_answer({"error": error}, 401)
        account = next(iter(world.accounts.values()))
        return json_answer({"amount": account.balance, "currency": account.currency})

    async def send_sms(self, request: Request) -> Response:
        """POST /sms/send: takes any JSON object; the number in `to`, the text in `message`."""
        self._state.record.requests += 1
        try:
            body = msgspec.json.decode(await request.body(), type=dict[str, object])
        except (msgspec.DecodeError, RecursionError):
            return json_answer({"status": "error", "message": "not a JSON object"}, 400)
        if self._state.world.sms_fails:
            return json_answer({"status": "error", "message": "provider out of order"}, 500)
        text = next((body[name] for name in _TEXT_FIELDS if body.get(name)), "")
        self._state.record.sms.append(
            Sms(self._state.now(), _number(str(body.get("to", ""))), str(text))
        )
        return json_answer({"status": "queued", "id": f"sms-{len(self._state.record.sms)}"})

    async def check_contacts(self, request: Request) -> Response:
        """POST /v1/contacts as the On-Premises API had it, with the key as a bearer token."""
        self._state.record.requests += 1
        if request.headers.get("authorization") != f"Bearer {self._state.world.wallet_key}":
            error = {"code": 1005, "title": "Access denied", "details": "Invalid credentials."}
            return json_answer({"errors": [error]}, 401)
        try:
            order = msgspec.json.decode(await request.body(), type=_ContactsOrder)
        except (msgspec.ValidationError, msgspec.DecodeError, RecursionError) as problem:
            error = {"code": 1009, "title": "Parameter value is not valid"}
            return json_answer({"errors": [error | {"details": str(problem)}]}, 400)
        return json_answer({"contacts": [self._contact(one) for one in order.contacts]})

    def _contact(self, said: str) -> dict[str, str]:
        phone = self._asked("contacts", said)
        if phone is None or not self._state.people.has_whatsapp(phone):
            return {"input": said, "status": "invalid"}
        key = self._state.people.key(phone)
        return {"input": said, "status": "valid", "wa_id": digits(key)}

    async def look_up(self, request: Request) -> Response:
        """GET /v1/lookup/{number} with header `X-API-Key`: whether its phone is on, and its line.

        `{"number": "62…", "status": "REACHABLE", "line": {"type": "mobile"}}`; also `ABSENT`, and
        `INVALID` for what nobody's number can be.
        """
        self._state.record.requests += 1
        if request.headers.get("x-api-key") != self._state.world.wallet_key:
            return json_answer({"error": "The API key is invalid."}, 401)
        said = request.path_params["number"]
        phone = self._asked("lookup", said)
        if phone is None:
            return json_answer({"number": said, "status": "INVALID"})
        status = "REACHABLE" if self._state.people.get(phone).delivers else "ABSENT"
        line = {"type": "mobile"}
        return json_answer({"number": digits(phone), "status": status, "line": line})

    def _asked(self, kind: Literal["contacts", "lookup"], said: str) -> str | None:
        """Write down that a number was asked about; None for what cannot be one."""
        phone = _number(said)
        self._state.record.lookups.append(Lookup(self._state.now(), kind, phone))
        return phone if is_number(phone.removeprefix("+")) else None


class _ContactsOrder(msgspec.Struct):
    contacts: Annotated[list[Annotated[str, msgspec.Meta(max_length=40)]], _SOME]
    blocking: Literal["wait", "no_wait"] = "no_wait"
    force_check: bool = False


def _number(text: str) -> str:
    """E.164 where the text holds digits: a `+` gets lost easily on its way through a URL."""
    return f"+{digits(text)}" if digits(text) else text
