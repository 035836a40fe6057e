"""What the catalogue says about a code, and about a cause."""

from datetime import date
from typing import Any, Literal

import msgspec

from terkirim.vocabulary.causes import Cause
from terkirim.vocabulary.scopes import Scope
from terkirim.vocabulary.text import Text

Family = Literal["data_and_recipients", "policy", "administration_and_system"]
Kind = Literal["error", "subcode", "health", "legacy", "flow"]
Surface = Literal[
    "sync",
    "status_webhook",
    "message_webhook",
    "errors_webhook",
    "registration",
    "template_management",
    "call_webhook",
    "group_webhook",
    "history_webhook",
    "health_status",
    "flow_endpoint",
]
Retry = Literal[
    "never", "after_fix", "backoff", "wait_hours", "not_to_same_recipient", "informational"
]
Confidence = Literal["high", "medium", "low"]
Verdict = Literal["wrong", "partly", "right_direction", "cause_right_action_wrong"]


class GuideReading(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """How the founding guide reads a code, and how that stands beside Meta's documentation.

    `means` names the codes that really carry the guide's cause, where it belongs to another code.
    """

    reading: Text
    remedy: Text
    verdict: Verdict
    means: tuple[int, ...] = ()


class Misreading(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """How others than the guide misread a code; `means` names the codes that carry that cause."""

    by: Text
    reading: Text
    means: tuple[int, ...] = ()


class DetailsReading(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What words in an error's text tell: any of `match`, in any case, speaks for `cause`."""

    match: tuple[str, ...]
    cause: Cause
    reading: Text


class Example(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """An occasion on which this code has this cause: details text, and evidence in its JSON form.

    `code` is the carrying code, where the entry is a subcode with several.
    """

    cause: Cause
    details: str = ""
    surface: str = "sync"
    evidence: dict[str, Any] = {}
    code: int | None = None


class Entry(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One error code of the WhatsApp Business Platform.

    `causes` and `scope` are in order of likelihood. `remedy` speaks to a business user,
    `developer` to who wrote the integration. `safe_to_replay` is true only where Meta refuses the
    request before processing it. `guide` and `meta` are there only where the code is read in two
    ways, `misread` where others than the guide go wrong. `read_on` is the day the sources were last
    read. `http_status` is what Meta's table says; answers differ, so nothing may hang on it.

    A subcode has the codes that carry it as `parents`; a legacy code may have a Cloud API
    `successor`. Every cause but the first has an example of how it is reached.
    """

    code: int
    kind: Kind = "error"
    family: Family
    scope: tuple[Scope, ...]
    surfaces: tuple[Surface, ...]
    retry: Retry
    safe_to_replay: bool
    confidence: Confidence
    causes: tuple[Cause, ...]
    read_on: date
    sources: tuple[str, ...]
    title: Text
    cause: Text
    impact: Text
    remedy: Text
    developer: Text
    official_title: str | None = None
    http_status: int | None = None
    guide: GuideReading | None = None
    meta: Text | None = None
    misread: tuple[Misreading, ...] = ()
    parents: tuple[int, ...] = ()
    successor: int | None = None
    details: tuple[DetailsReading, ...] = ()
    examples: tuple[Example, ...] = ()


class CauseWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A cause in words: what happened, what Terkirim does, what only a person can do.

    `person` is None where nobody has to do anything; `link` is the page where the person does it;
    `proof` is the test that would prove the cause or rule it out (facts/two-readings.md).
    """

    title: Text
    explanation: Text
    action: Text
    proof: Text
    person: Text | None = None
    link: str | None = None
