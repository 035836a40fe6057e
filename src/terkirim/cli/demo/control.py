"""The demo's hand on the sandbox: its control plane, over HTTP."""

from typing import Any

import aiohttp
import msgspec


class SandboxControl:
    """Orders to the sandbox, and its own record of what happened."""

    def __init__(self, session: aiohttp.ClientSession, url: str) -> None:
        self._session = session
        self._url = url.rstrip("/")

    async def advance_to(self, instant: float) -> None:
        """Move the sandbox's clock; every webhook due on the way is delivered."""
        await self._call("POST", "/clock", {"advance_to": instant})

    async def next_event_at(self) -> float | None:
        """When the sandbox's next event is due."""
        at: float | None = (await self._call("GET", "/clock"))["next_event_at"]
        return at

    async def deliver_to(self, url: str, verify_token: str) -> None:
        """Have webhooks sent to `url`, after the handshake."""
        await self._call("POST", "/webhook", {"url": url, "verify_token": verify_token})

    async def faults(self, *rules: dict[str, Any]) -> None:
        """Order failures."""
        await self._call("POST", "/faults", list(rules))

    async def forget_fault(self, name: str) -> None:
        """End a failure."""
        await self._call("DELETE", f"/faults?name={name}")

    async def people(self, *people: dict[str, Any]) -> None:
        """Say how people behave."""
        await self._call("POST", "/people", list(people))

    async def writes(self, sender: str, person: str, text: str, in_s: float = 0.0) -> None:
        """Have a person write to a sender."""
        await self._call(
            "POST", "/inbound", {"sender": sender, "from": person, "text": text, "at_s": in_s}
        )

    async def prefers(self, sender: str, person: str, value: str) -> None:
        """Have a person stop or resume a sender's marketing in WhatsApp."""
        await self._call(
            "POST", "/preferences", {"sender": sender, "phone": person, "value": value}
        )

    async def inbound(self, **order: Any) -> None:
        """Have anything come in from a person: see `POST /_sandbox/inbound`."""
        await self._call("POST", "/inbound", order)

    async def account(self, account_id: str, **changes: Any) -> None:
        """Change an account: payment_ok, payment_phase, locked, balance."""
        await self._call("POST", f"/accounts/{account_id}", changes)

    async def sender(self, sender_id: str, **changes: Any) -> None:
        """Change a sender: registered, verified, allow_list."""
        await self._call("POST", f"/senders/{sender_id}", changes)

    async def template(self, **template: Any) -> None:
        """Add or change a template."""
        await self._call("PUT", "/templates", template)

    async def drop_template(self, name: str, language: str) -> None:
        """Delete a template in one language."""
        await self._call("DELETE", f"/templates?name={name}&language={language}")

    async def otp(self, sender_id: str) -> str:
        """The code that arrived on the phone of the number's owner."""
        answer = await self._call("GET", f"/otp/{sender_id}")
        return str(answer["code"])

    async def record(self) -> dict[str, Any]:
        """All the sandbox saw."""
        return await self._call("GET", "/record")

    async def _call(self, method: str, path: str, body: object = None) -> dict[str, Any]:
        data = msgspec.json.encode(body) if body is not None else None
        async with self._session.request(
            method, f"{self._url}/_sandbox{path}", data=data
        ) as response:
            raw = await response.read()
            response.raise_for_status()
            answer: dict[str, Any] = msgspec.json.decode(raw)
            return answer
