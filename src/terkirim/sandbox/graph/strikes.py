"""What a fault rule does to an answer: it is another one, comes late, or never.

With a virtual clock no answer is kept waiting, for whoever asks may be the one who moves the clock:
an answer its client would still have waited for comes at once, and for any other the connection
breaks off. Either way the time it would have taken is in the record of the traffic.
"""

import asyncio
from contextvars import ContextVar

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from terkirim.sandbox.answers import DroppedConnection, Silence
from terkirim.sandbox.chance import Dice
from terkirim.sandbox.chaos.rules import PATIENCE_S, Http, Rule
from terkirim.sandbox.chaos.spread import draw
from terkirim.sandbox.records.traffic import Traffic
from terkirim.sandbox.refusals import ordered
from terkirim.sandbox.state import State


class Fate(msgspec.Struct):
    """What was ordered for one request: by which rule, and how long its answer takes.

    `body`: what was read of the request, for the record.
    """

    rule: str | None = None
    wait_s: float = 0.0
    patience_s: float = PATIENCE_S
    body: bytes | None = None


FATE: ContextVar[Fate] = ContextVar("fate")  # of the request being answered


class Interrupted(Exception):
    """Meta's answer does not go out, as ordered by a fault rule; this one does."""

    def __init__(self, answer: Response) -> None:
        super().__init__()
        self.answer = answer


def befall(state: State, rule: Rule, *names: object) -> None:
    """Let a rule concern this request; `names` tell it from all others, for its dice."""
    fate = FATE.get()
    fate.rule = rule.name
    if rule.latency is not None:
        fate.wait_s = draw(rule.latency, Dice(state.seed, "latency", rule.name, *names))
        fate.patience_s = PATIENCE_S if rule.patience_s is None else rule.patience_s


def strike_before(state: State, rule: Rule, recipient: str = "") -> None:
    """What comes before acceptance; raises Interrupted or Refusal, and counts the use then."""
    answer = _broken(state, rule, "before")
    if answer is not None:
        state.faults.spend(rule, recipient)
        raise Interrupted(answer)
    at_once = rule.match.call is not None or not rule.fails_later
    if rule.fail is not None and at_once:
        state.faults.spend(rule, recipient)
        raise ordered(rule.fail)


def strike_after(state: State, rule: Rule) -> None:
    """What comes after acceptance; raises Interrupted."""
    answer = _broken(state, rule, "after_acceptance")
    if answer is not None:
        raise Interrupted(answer)


def _broken(state: State, rule: Rule, when: str) -> Response | None:
    if rule.http is not None and rule.http.after_acceptance == (when != "before"):
        return _plain(rule.http)
    if rule.connection is None or not rule.connection.endswith(when):
        return None
    silent = rule.connection.startswith("timeout") and not state.virtual
    return Silence() if silent else DroppedConnection()


def _plain(http: Http) -> Response:
    headers = {} if http.retry_after_s is None else {"Retry-After": str(http.retry_after_s)}
    return Response(http.body, http.status, headers, media_type=http.type)


async def kept_waiting(state: State, fate: Fate, answer: Response) -> Response:
    """The answer, when its time has come."""
    if fate.wait_s <= 0:
        return answer
    if not state.virtual:
        await asyncio.sleep(fate.wait_s)
        return answer
    return answer if fate.wait_s <= fate.patience_s else DroppedConnection()


def note(traffic: Traffic, at: float, request: Request, answer: Response, fate: Fate) -> None:
    """Write a request and its answer down."""
    exchange = traffic.add(at, "in", request.method, request.scope["path"])
    if request.scope["query_string"]:
        exchange.query = dict(request.query_params)
    exchange.content_type = request.headers.get("content-type", "")
    exchange.rule, exchange.wait_s = fate.rule, fate.wait_s
    body = b""
    if isinstance(answer, DroppedConnection | Silence):
        exchange.outcome = "cut"
    else:
        exchange.status, body = answer.status_code, bytes(answer.body)
    traffic.finish(exchange, fate.body or b"", body)
