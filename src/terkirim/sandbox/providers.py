"""Two neighbours of Meta: a prepaid reseller's wallet, and the far end of an SMS provider."""

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from terkirim.sandbox.answers import json_answer
from terkirim.sandbox.records.record import Sms
from terkirim.sandbox.state import State
from terkirim.sandbox.world.model import digits

_TEXT_FIELDS = ("message", "text", "body")


class Providers:
    """The wallet (in YCloud's shape) and the SMS end over one state."""

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


def _number(text: str) -> str:
    """E.164 where the text holds digits: a `+` gets lost easily on its way through a URL."""
    return f"+{digits(text)}" if digits(text) else text
