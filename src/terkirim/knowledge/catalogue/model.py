"""What the catalogue says about a code, and about a cause."""

from datetime import date
from typing import Literal

import msgspec

from terkirim.vocabulary.causes import Cause
from terkirim.vocabulary.scopes import Scope
from terkirim.vocabulary.text import Text

Family = Literal["data_and_recipients", "policy", "administration_and_system"]
Surface = Literal[
    "sync",
    "status_webhook",
    "message_webhook",
    "errors_webhook",
    "registration",
    "template_management",
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


class Entry(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One error code of the WhatsApp Business Platform.

    `causes` and `scope` are in order of likelihood. `remedy` speaks to a business user,
    `developer` to who wrote the integration. `safe_to_replay` is true only where Meta refuses the
    request before processing it. `guide` and `meta` are there only where the code is read in two
    ways; `read_on` is the day the sources were last read.
    """

    code: int
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
    guide: GuideReading | None = None
    meta: Text | None = None


class CauseWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A cause in words: what happened, what Terkirim does, what only a person can do.

    `person` is None where nobody has to do anything; `link` is the page where the person does it.
    """

    title: Text
    explanation: Text
    action: Text
    person: Text | None = None
    link: str | None = None
