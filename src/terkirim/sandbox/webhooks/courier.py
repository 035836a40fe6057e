"""Webhooks out: happenings become signed POSTs; the ones not answered with 200 come again."""

import hashlib
import hmac
import io

import aiohttp

from terkirim.sandbox.chance import Dice
from terkirim.sandbox.refusals import Refusal
from terkirim.sandbox.schedule import Happening
from terkirim.sandbox.state import State
from terkirim.sandbox.webhooks.addresses import by_address
from terkirim.sandbox.webhooks.parcels import parcels, write_body

TIMEOUT = aiohttp.ClientTimeout(total=20)
LARGEST_BODY = 3 * 1024 * 1024
_AT_ONCE = 512 * 1024


def signature(secret: str, body: bytes) -> str:
    """The value of `X-Hub-Signature-256` for these raw bytes."""
    return "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


class Courier:
    """Brings happenings to the webhook addresses."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._session: aiohttp.ClientSession | None = None

    async def open(self) -> None:
        """Get ready to post; within a running event loop."""
        self._session = aiohttp.ClientSession(timeout=TIMEOUT)

    async def close(self) -> None:
        """Let go of all connections."""
        if self._session is not None:
            await self._session.close()

    async def deliver(self, happenings: list[Happening]) -> int:
        """Post these as the world's habits say; answers how many were taken.

        The rest go back into the schedule with a growing delay, until it is time to give up.
        Without a webhook address they are dropped, as Meta does for an app that is not subscribed.
        """
        world, counts = self._state.world, self._state.record.webhooks
        ready = [one for one in happenings if not self._held_back(one)]
        before = counts.events
        for url, group in by_address(world, ready).items():
            if url is None:
                counts.dropped += len(group)
                continue
            for parcel in parcels(self._state.seed, world.habits, group):
                await self._bring(url, parcel)
        return counts.events - before

    def _held_back(self, happening: Happening) -> bool:
        """Whether it comes later than it should, once, to be overtaken by others."""
        spread_s = self._state.world.habits.spread_s
        if spread_s == 0 or happening.held_back or happening.attempts:
            return False
        dice = Dice(self._state.seed, "held back", happening.key, happening.first_due)
        happening.held_back = True
        happening.due = max(happening.due, self._state.now()) + dice.between(0, spread_s)
        self._state.schedule.push(happening)
        return True

    async def _bring(self, url: str, parcel: list[Happening]) -> None:
        """Post a parcel, in halves where the body would be larger than Meta's ever is."""
        world, counts = self._state.world, self._state.record.webhooks
        body = write_body(world, parcel, self._state.now())
        if len(body) > LARGEST_BODY and len(parcel) > 1:
            middle = len(parcel) // 2
            await self._bring(url, parcel[:middle])
            await self._bring(url, parcel[middle:])
            return
        counts.posts += 1
        if await self._send(url, body, signature(world.app_secret, body)):
            counts.events += len(parcel)
        else:
            counts.failures += 1
            self._keep(parcel)

    async def _send(self, url: str, body: bytes, signed: str) -> bool:
        headers = {"Content-Type": "application/json", "X-Hub-Signature-256": signed}
        exchange = self._state.traffic.add(self._state.now(), "out", "POST", url)
        exchange.outcome, said = "unreachable", b""
        try:
            async with self._open_session().post(
                url, data=_readable(body), headers=headers, allow_redirects=False
            ) as answer:
                said = await answer.read()
                exchange.status, exchange.outcome = answer.status, "answered"
                return answer.status == 200
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError):
            return False
        finally:
            self._state.traffic.finish(exchange, body, said)

    def _keep(self, parcel: list[Happening]) -> None:
        now, habits = self._state.now(), self._state.world.habits
        for happening in parcel:
            happening.attempts += 1
            happening.due = now + habits.wait_s(happening.attempts)
            if now - happening.first_due < habits.give_up_after_s:
                self._state.schedule.push(happening)
            else:
                self._state.record.webhooks.dropped += 1

    async def shake_hands(self, url: str, verify_token: str) -> None:
        """Ask an address to prove itself, as Meta does; raises Refusal (2200) when it fails."""
        challenge = str(int(Dice(self._state.seed, "challenge", url).roll() * 2**31))
        query = {
            "hub.mode": "subscribe",
            "hub.challenge": challenge,
            "hub.verify_token": verify_token,
        }
        try:
            async with self._open_session().get(url, params=query) as answer:
                found = (await answer.text(errors="replace")).strip()
                problem = f"HTTP Status Code = {answer.status}" if answer.status != 200 else ""
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as error:
            found, problem = "", type(error).__name__
        if problem or found != challenge:
            raise _handshake_failed(problem or "the challenge was not returned")

    def _open_session(self) -> aiohttp.ClientSession:
        if self._session is None:
            msg = "the sandbox is not running: serve it with serve_sandbox or its lifespan"
            raise RuntimeError(msg)
        return self._session


def _readable(body: bytes) -> bytes | io.BytesIO:
    """What aiohttp sends without holding up the others."""
    return body if len(body) < _AT_ONCE else io.BytesIO(body)


def _handshake_failed(problem: str) -> Refusal:
    message = f"(#2200) Callback verification failed with the following errors: {problem}"
    return Refusal(2200, "", message=message)
