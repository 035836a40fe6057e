"""The wallet of a prepaid provider: how much is left in it."""

import aiohttp
import msgspec


class BalanceSource:
    """Reads a wallet over HTTP, in YCloud's form: `{"amount": 125000.0, "currency": "IDR"}`.

    Source: facts/platform.md, section j (`GET /v2/balance`, header X-API-Key).
    """

    def __init__(self, session: aiohttp.ClientSession, url: str, key: str) -> None:
        self._session = session
        self._url = url
        self._headers = {"X-API-Key": key}
        self._timeout = aiohttp.ClientTimeout(total=15)

    async def read(self) -> float | None:
        """The amount left, or None where it cannot be read: a failed read is no evidence."""
        try:
            async with self._session.get(
                self._url, headers=self._headers, timeout=self._timeout
            ) as response:
                answer = msgspec.json.decode(await response.read())
        except (aiohttp.ClientError, TimeoutError, msgspec.DecodeError):
            return None
        amount = answer.get("amount") if isinstance(answer, dict) else None
        return float(amount) if isinstance(amount, int | float) else None
