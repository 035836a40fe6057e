"""A sandbox beside a test that is not asynchronous: served by a thread, asked by plain calls."""

import asyncio
import json
import threading
import urllib.error
import urllib.request
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import Future
from contextlib import AsyncExitStack, contextmanager
from datetime import datetime, timedelta, timezone
from typing import Any, NamedTuple, TypeVar, cast

from terkirim.sandbox.emulator import Sandbox
from terkirim.sandbox.letterbox import Letter, Letterbox
from terkirim.sandbox.scenario import Scenario
from terkirim.sandbox.scenario.play import Opening
from terkirim.sandbox.server import serve_sandbox
from terkirim.vocabulary.clock import SimulatedClock

PATIENCE_S = 600.0  # real time an order may take
START = datetime(2026, 11, 2, 9, tzinfo=timezone(timedelta(hours=7)))  # a Monday in Jakarta
GRAPH_VERSION = "v25.0"
Result = TypeVar("Result")
Listener = Callable[["Webhook"], object]


class Webhook(NamedTuple):
    """A webhook as it came: its raw bytes with all headers, signature included."""

    raw: bytes
    headers: dict[str, str]

    @property
    def body(self) -> dict[str, Any]:
        """The decoded body."""
        return cast("dict[str, Any]", json.loads(self.raw))


class Beginning(NamedTuple):
    """How a test begins. A seed or start of the scenario's own goes before these.

    `start` is in seconds since the epoch; `batch` the most events in one webhook, None for the
    world's own habit.
    """

    seed: int = 1
    start: float = START.timestamp()
    scenario: Scenario | None = None
    batch: int | None = None


class Hall:
    """A thread with an event loop that serves one sandbox and its letterbox."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._stack = AsyncExitStack()
        self.sandbox_itself = Sandbox(1, SimulatedClock(START.timestamp()))
        self.letterbox = Letterbox()
        self.url = ""

    def __enter__(self) -> "Hall":
        self._thread.start()
        self.run(self._open())
        return self

    def __exit__(self, *_problem: object) -> None:
        self.run(self._stack.aclose())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(PATIENCE_S)
        self._loop.close()

    async def _open(self) -> None:
        self.url = await self._stack.enter_async_context(serve_sandbox(self.sandbox_itself))
        await self._stack.enter_async_context(self.letterbox.served())

    def submit(self, work: Coroutine[Any, Any, Result]) -> "Future[Result]":
        """Let work begin in the thread."""
        return asyncio.run_coroutine_threadsafe(work, self._loop)

    def run(self, work: Coroutine[Any, Any, Result]) -> Result:
        """Let work be done in the thread, and wait for it."""
        return self.submit(work).result(PATIENCE_S)

    @contextmanager
    def sandbox(self, beginning: Beginning) -> Iterator["WhatsAppSandbox"]:
        """The sandbox, begun anew."""
        _, _, scenario, batch = beginning
        self.sandbox_itself.state.opening = None if scenario is None else Opening(scenario)
        self.letterbox.empty()
        sandbox = WhatsAppSandbox(self, batch)
        own_seed, own_start = (None, None) if scenario is None else (scenario.seed, scenario.start)
        seed = beginning.seed if own_seed is None else own_seed
        start = beginning.start if own_start is None else own_start
        sandbox.order("reset", seed=seed, now=start)
        sandbox.pack()
        yield sandbox


class WhatsAppSandbox:
    """A stand-in for Meta's Cloud API, in virtual time: nothing arrives until `advance`."""

    def __init__(self, hall: Hall, batch: int | None = None) -> None:
        self._hall = hall
        self._batch = batch
        self.base_url = hall.url
        self.graph_url = f"{hall.url}/{GRAPH_VERSION}"
        self.webhooks: list[Webhook] = []
        self._listener: Listener | None = None

    @property
    def _world(self) -> Any:
        return self._hall.sandbox_itself.state.world

    @property
    def token(self) -> str:
        """The access token."""
        return str(self._world.token)

    @property
    def app_secret(self) -> str:
        """What webhooks are signed with."""
        return str(self._world.app_secret)

    @property
    def verify_token(self) -> str:
        """What a webhook address is asked for in the handshake."""
        return str(self._world.verify_token)

    @property
    def account_id(self) -> str:
        """The (first) WhatsApp Business account."""
        return str(next(iter(self._world.accounts)))

    @property
    def phone_number_id(self) -> str:
        """The (first) live sender."""
        return self._sender("LIVE")

    @property
    def test_phone_number_id(self) -> str:
        """The (first) test sender."""
        return self._sender("SANDBOX")

    def _sender(self, mode: str) -> str:
        return next(str(one.id) for one in self._world.senders.values() if one.mode == mode)

    @property
    def now(self) -> float:
        """The virtual present, in seconds since the epoch."""
        return self._hall.sandbox_itself.state.now()

    def order(self, path: str, method: str = "POST", **body: object) -> Any:
        """Any order of the control plane, `from_` for `from`; raises ValueError when refused."""
        named = {key.removesuffix("_"): value for key, value in body.items()}
        return self._ask(path, method, json.dumps(named).encode())

    def look(self, path: str) -> Any:
        """Anything the control plane shows."""
        return self._ask(path, "GET", None)

    def _ask(self, path: str, method: str, raw: bytes | None) -> Any:
        url = f"{self.base_url}/_sandbox/{path}"
        request = urllib.request.Request(url, raw, method=method)  # noqa: S310  our own address
        try:
            with urllib.request.urlopen(request, timeout=PATIENCE_S) as answer:  # noqa: S310
                return json.loads(answer.read())
        except urllib.error.HTTPError as refused:
            with refused:
                raise ValueError(json.loads(refused.read())["error"]) from None

    def play(self, scenario: str) -> Any:
        """Begin anew with a scenario, given as TOML."""
        shown = self._ask("scenario", "POST", scenario.encode())
        self.pack()
        return shown

    def pack(self) -> None:
        """Let webhooks hold as many events at most as this test wants."""
        if self._batch is not None:
            habits = self.look("")["world"].get("habits", {})
            self.order("webhook/habits", **{**habits, "batch": self._batch})

    def fail(self, code: int, *, phase: str = "webhook", name: str = "", **match: object) -> None:
        """Let matching sends fail with a code: `fail(131026, recipients=["+62…"], first=1)`."""
        fail = {"code": code, "phase": phase}
        self.order("faults", name=name or f"{phase} {code}", match=match, fail=fail)

    def heal(self) -> None:
        """Take all faults back."""
        self._ask("faults", "DELETE", b"")

    def inbound(self, text: str, from_: str = "+6281200000001", **more: object) -> str:
        """Let a person write to the live sender, now; answers the message id."""
        told = {"sender": self.phone_number_id, "from": from_, "text": text, **more}
        answer = self._ask("inbound", "POST", json.dumps(told).encode())
        self.advance(0)
        return str(answer["id"])

    @property
    def sent(self) -> list[dict[str, Any]]:
        """Every request to send a message, accepted or refused, with the statuses it reached."""
        return cast("list[dict[str, Any]]", self.look("record")["sends"])

    def webhooks_to(self, target: str | Listener) -> None:
        """Post webhooks to a URL, or hand them to a callable in the test's own thread.

        A callable that raises lets `advance` raise the same; Meta would see a 500 and try again.
        Either way the ones handed over are kept in `webhooks`; those to a URL are not.
        """
        if isinstance(target, str):
            self.order("webhook", url=target)
            return
        self._listener = target
        self.order("webhook", url=self._hall.letterbox.url)

    def advance(self, seconds: float) -> int:
        """Let virtual time pass; answers how many events the receiver took on the way."""
        if self._world.webhook_url is None:
            self.order("webhook", url=self._hall.letterbox.url)
        moving = self._hall.submit(asyncio.to_thread(self.order, "clock", advance_s=seconds))
        moving.add_done_callback(lambda _: self._hall.letterbox.wake())
        problem: Exception | None = None
        while not moving.done() or self._hall.letterbox.has_some():
            letter = self._hall.letterbox.take()
            if letter is not None:
                problem = self._open_letter(letter) or problem
        if problem is not None:
            raise problem
        return int(moving.result()["delivered"])

    def _open_letter(self, letter: Letter) -> Exception | None:
        webhook = Webhook(letter.raw, letter.headers)
        self.webhooks.append(webhook)
        try:
            if self._listener is not None:
                self._listener(webhook)
        except Exception as problem:  # whatever it is, it is the test's
            letter.answer(500)
            return problem
        letter.answer(200)
        return None

    def statuses(self, wamid: str | None = None) -> list[dict[str, Any]]:
        """The statuses handed over so far, of one message or of all."""
        found = [one for value in self._values() for one in value.get("statuses", [])]
        return [one for one in found if wamid in (None, one["id"])]

    def _values(self) -> Iterator[dict[str, Any]]:
        for webhook in self.webhooks:
            for entry in webhook.body["entry"]:
                yield from (change["value"] for change in entry["changes"])
