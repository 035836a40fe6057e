"""What may be ordered to go wrong: a rule says which sends or calls, and how."""

from typing import Annotated, Literal

import msgspec

from terkirim.sandbox.amounts import CodeNumber, Count, Instant, Seconds
from terkirim.sandbox.chaos.calls import CallName, is_name
from terkirim.sandbox.chaos.spread import Amount
from terkirim.sandbox.chaos.telling import Telling

_WITHOUT_A_BODY = (204, 205, 304)
_OF_ANY_CALL = {"call", "first", "after", "before", "share"}
_OF_SENDS = {"then_deliver_after_s", "times_per_recipient", "statuses"}
PATIENCE_S = 30.0


class Match(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Which sends a rule concerns; what is left out matches every send.

    `call` names a call instead, with `first`, `after`, `before` and `share` (of such calls) as its
    only other conditions. `recipients`: numbers in E.164. `parameters`: how many body parameters
    the send carries. `window`: whether the recipient's 24-hour window is open. `share`: part of the
    recipients, the same ones each time, or with `share_of` "sends" part of all attempts. `first`:
    only the first so many sends. `after` and `before`: epoch seconds.
    """

    call: CallName | None = None
    sender: str | None = None
    account: str | None = None
    recipients: frozenset[str] | None = None
    template: str | None = None
    language: str | None = None
    category: str | None = None
    type: str | None = None
    parameters: Count | None = None
    window: Literal["open", "closed"] | None = None
    share: Annotated[float, msgspec.Meta(ge=0, le=1)] | None = None
    share_of: Literal["people", "sends"] | None = None
    first: Count | None = None
    after: Instant | None = None
    before: Instant | None = None

    def __post_init__(self) -> None:
        if self.call is not None and not is_name(self.call):
            msg = "a call is named like `register`, `POST block_users` or `DELETE /*`"
            raise ValueError(msg)
        if self.share_of is not None and self.share is None:
            msg = "share_of says what a share is of: it needs one"
            raise ValueError(msg)


class Fail(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """The error: in the answer itself (`sync`) or in a later `failed` status (`webhook`).

    Left out, `phase` is `webhook` for a send and `sync` for a named call, which has no other. A
    subcode may stand as the code: its first parent then carries it.
    """

    code: CodeNumber
    phase: Literal["sync", "webhook"] | None = None
    details: str | None = None
    subcode: Count | None = None
    http_status: Annotated[int, msgspec.Meta(ge=200, le=599)] | None = None
    delay_s: Amount | None = None

    def __post_init__(self) -> None:
        if self.http_status in _WITHOUT_A_BODY:
            msg = f"an answer with status {self.http_status} has no body for the error"
            raise ValueError(msg)


class Http(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """An answer that is not Meta's envelope, as from something in front of it that is down.

    `after_acceptance`: the message or call has been taken nevertheless.
    """

    status: Annotated[int, msgspec.Meta(ge=400, le=599)] = 503
    body: Annotated[str, msgspec.Meta(max_length=10_000)] = ""
    type: Annotated[str, msgspec.Meta(pattern=r"^[a-z]+/[a-z0-9.+-]+$")] = "text/html"
    retry_after_s: Count | None = None
    after_acceptance: bool = False


Connection = Literal[
    "reset_before", "reset_after_acceptance", "timeout_before", "timeout_after_acceptance"
]


class Rule(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """One order for failure. A rule without an effect shields what it matches from later rules.

    `latency`: how long the answer takes, whatever it is. A message counts as accepted when its
    request comes in, so a latency beyond the client's timeout is acceptance without an answer. With
    a virtual clock nobody waits: an answer within `patience_s` comes at once, for a longer one the
    connection breaks off, as if the client had given up. `connection`: a reset breaks it off, a
    timeout leaves it open without any answer; before the message is taken, or after.
    `at_s`, `for_s`: in force from so many seconds after the order, for so many.
    """

    name: str
    match: Match = Match()
    fail: Fail | None = None
    then_deliver_after_s: Seconds | None = None
    connection: Connection | None = None
    times_per_recipient: Count | None = None
    latency: Amount | None = None
    patience_s: Seconds | None = None
    http: Http | None = None
    statuses: Telling | None = None
    at_s: Seconds | None = None
    for_s: Seconds | None = None

    def __post_init__(self) -> None:
        for problem in (self._of_a_call(), self._of_an_answer(), self._of_statuses()):
            if problem:
                raise ValueError(problem)

    def _of_a_call(self) -> str:
        wrong = sorted(_not_at_once(self)) if self.match.call is not None else []
        if not wrong:
            return ""
        return f"a rule for a call is answered at once and cannot have {', '.join(wrong)}"

    def _of_an_answer(self) -> str:
        if self.patience_s is not None and self.latency is None:
            return "patience_s is about a latency: it needs one"
        ends = [self.connection is not None, self.http is not None]
        sync = self.fail is not None and self.fail.phase == "sync"
        return "an answer is one of connection, http and fail sync" if sum(ends) + sync > 1 else ""

    def _of_statuses(self) -> str:
        if self.statuses is None:
            return ""
        if self.then_deliver_after_s is not None and self.statuses.is_scripted:
            return "then_deliver_after_s says what statuses says already"
        refused = self.fail is not None and self.fail.phase == "sync"
        return "a send refused at once has no statuses" if refused else ""

    def __deepcopy__(self, _memo: object) -> "Rule":
        return self  # nothing in it can change

    @property
    def fails_later(self) -> bool:
        """Whether what it concerns is accepted first and fails by webhook."""
        return self.fail is not None and self.fail.phase != "sync"

    def begun(self, now: float) -> "Rule":
        """The rule with its own times put into its match, counted from the order."""
        if self.at_s is None and self.for_s is None:
            return self
        after = now + (self.at_s or 0.0)
        before = self.match.before if self.for_s is None else after + self.for_s
        match = msgspec.structs.replace(self.match, after=after, before=before)
        return msgspec.structs.replace(self, match=match, at_s=None, for_s=None)


def _not_at_once(rule: Rule) -> set[str]:
    """What a rule says that makes sense for messages sent alone."""
    wrong = {f"match.{name}" for name in _given(rule.match) - _OF_ANY_CALL}
    wrong |= _given(rule) & _OF_SENDS
    if rule.fail is not None and rule.fail.delay_s is not None:
        wrong.add("fail.delay_s")
    if rule.fail is not None and rule.fail.phase == "webhook":
        wrong.add("fail.phase: webhook")
    return wrong


def _given(part: msgspec.Struct) -> set[str]:
    return {name for name in part.__struct_fields__ if getattr(part, name) is not None}
