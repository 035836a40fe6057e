"""Policies asked from the outside: a failure in, what is decided in a few words out."""

from typing import Any

from terkirim.knowledge.diagnosis.model import settled
from terkirim.knowledge.diagnosis.scopes import scope_of
from terkirim.knowledge.policy import (
    Decision,
    History,
    Hold,
    MessageFacts,
    Policy,
    Retry,
    decide,
)
from terkirim.vocabulary.causes import Cause
from terkirim.vocabulary.durations import written
from terkirim.vocabulary.text import Text

NOW = 1_793_586_000.0


def facts(cause: Cause, **changes: Any) -> MessageFacts:
    """A message with every way out: an SMS text, and a reopening template where it may matter."""
    chosen: dict[str, Any] = {
        "free_form": cause.startswith("window."),
        "marketing": False,
        "has_sms": True,
        "region": "ID",
        "reopening_template": "buka_percakapan",
        "surface": "status_webhook",
    }
    return MessageFacts(**{**chosen, **changes})


def decided(
    cause: Cause,
    history: History | None = None,
    policy: Policy | None = None,
    message: MessageFacts | None = None,
    now: float = NOW,
) -> Decision:
    """What is decided about one failure."""
    diagnosis = settled(cause, scope_of(cause), Text(id="", en=""))
    asked = message or facts(cause)
    return decide(diagnosis, asked, history or History(), policy or Policy(), now)


def told(decision: Decision, now: float = NOW) -> str:
    """A decision in a few words, its times counted from the failure."""
    words = [_word(remedy, now) for remedy in decision.remedies]
    if decision.watch_until is not None:
        words.append(f"watch {written(decision.watch_until - now)}")
    return ", ".join(words)


def _word(remedy: Any, now: float) -> str:
    if isinstance(remedy, Retry):
        return f"{'reconcile' if remedy.reconcile else 'retry'} {written(remedy.at - now)}"
    if isinstance(remedy, Hold):
        ends = [written(remedy.until - now)] if remedy.until is not None else []
        ends += [remedy.probe] if remedy.probe else []
        ends += ["canary"] if remedy.canary else []
        return f"hold {remedy.scope} {' '.join(ends) or 'by hand'}"
    audience = getattr(remedy, "audience", None)
    name: str = type(remedy).__struct_config__.tag
    return f"{name} {audience}" if audience else name
