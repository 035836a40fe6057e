"""Webhooks out: happenings become signed POSTs; the ones not answered with 200 come again."""

import hashlib
import hmac
import json
from collections.abc import Iterator

import aiohttp

from terkirim.sandbox.chance import Dice
from terkirim.sandbox.notices import Json, envelope, metadata
from terkirim.sandbox.refusals import Refusal
from terkirim.sandbox.schedule import Happening
from terkirim.sandbox.state import State

BATCH = 100
TIMEOUT = aiohttp.ClientTimeout(total=20)
KEEP_S = 7 * 86400.0
FIRST_RETRY_S = 5.0
LONGEST_RETRY_S = 3600.0


def signature(secret: str, body: bytes) -> str:
    """The value of `X-Hub-Signature-256` for these raw bytes."""
    return "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


class Courier:
    """Brings happenings to the webhook address."""

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
        """Post these, in order, up to 100 a request; answers how many were taken.

        The rest go back into the schedule with a growing delay, for seven days. Without a webhook
        address they are dropped, as Meta does for an app that is not subscribed.
        """
        url, counts = self._state.world.webhook_url, self._state.record.webhooks
        if url is None:
            counts.dropped += len(happenings)
            return 0
        before = counts.events
        for parcel in _parcels(happenings):
            if not await self._post(url, parcel):
                self._keep(parcel)
        return counts.events - before

    async def _post(self, url: str, parcel: list[Happening]) -> bool:
        world, counts = self._state.world, self._state.record.webhooks
        changes = _changes(self._state, parcel)
        body = json.dumps(
            envelope(world, parcel[0].account, changes, self._state.now()), separators=(",", ":")
        ).encode()
        counts.posts += 1
        answered = await self._send(url, body, signature(world.app_secret, body))
        counts.events += len(parcel) if answered else 0
        counts.failures += 0 if answered else 1
        return answered

    async def _send(self, url: str, body: bytes, signed: str) -> bool:
        headers = {"Content-Type": "application/json", "X-Hub-Signature-256": signed}
        try:
            async with self._open_session().post(url, data=body, headers=headers) as answer:
                await answer.read()
                return answer.status == 200
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError):
            return False

    def _keep(self, parcel: list[Happening]) -> None:
        now = self._state.now()
        for happening in parcel:
            happening.attempts += 1
            wait = min(FIRST_RETRY_S * 2 ** min(happening.attempts - 1, 20), LONGEST_RETRY_S)
            happening.due = now + wait
            if now - happening.first_due < KEEP_S:
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


def _handshake_failed(problem: str) -> Refusal:
    message = f"(#2200) Callback verification failed with the following errors: {problem}"
    return Refusal(2200, "", message=message)


def _parcels(happenings: list[Happening]) -> Iterator[list[Happening]]:
    by_account: dict[str, list[Happening]] = {}
    for happening in happenings:
        by_account.setdefault(happening.account, []).append(happening)
    for group in by_account.values():
        for start in range(0, len(group), BATCH):
            yield group[start : start + BATCH]


def _changes(state: State, parcel: list[Happening]) -> list[Json]:
    """One change per run of happenings of the same sender and kind."""
    changes: list[Json] = []
    run: list[Happening] = []
    for happening in parcel:
        if run and not _belong_together(run[-1], happening):
            changes.append(_change(state, run))
            run = []
        run.append(happening)
    return [*changes, _change(state, run)]


def _belong_together(one: Happening, other: Happening) -> bool:
    return (
        one.list_name is not None
        and one.list_name == other.list_name
        and one.sender == other.sender
    )


def _change(state: State, run: list[Happening]) -> Json:
    first = run[0]
    if first.list_name is None:
        return {"field": first.field, "value": first.part}
    value: Json = {"messaging_product": "whatsapp"}
    sender = state.world.senders.get(first.sender or "")
    if sender is not None:
        value["metadata"] = metadata(sender)
    contacts = [one.contact for one in run if one.contact is not None]
    unique = {json.dumps(contact): contact for contact in contacts}
    if unique:
        value["contacts"] = list(unique.values())
    value[first.list_name] = [one.part for one in run]
    return {"value": value, "field": first.field}
