"""The wallet of a prepaid provider: how much is left in it."""

import msgspec

from terkirim.errors import Ambiguous, Unreachable
from terkirim.http import Http


class BalanceSource:
    """Reads a wallet over HTTP, in YCloud's form: `{"amount": 125000.0, "currency": "IDR"}`.

    Source: facts/platform.md, section j (`GET /v2/balance`, header X-API-Key).
    """

    def __init__(self, http: Http, url: str, key: str) -> None:
        self._http = http
        self._url = url
        self._headers = {"X-API-Key": key}

    async def read(self) -> float | None:
        """The amount left, or None where it cannot be read: a failed read is no evidence."""
        try:
            answer = await self._http.exchange("GET", self._url, self._headers)
            wallet = msgspec.json.decode(answer.body)
        except (Unreachable, Ambiguous, msgspec.DecodeError):
            return None
        amount = wallet.get("amount") if isinstance(wallet, dict) else None
        return float(amount) if isinstance(amount, int | float) else None
