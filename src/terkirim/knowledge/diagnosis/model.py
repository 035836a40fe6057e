"""The answer of a diagnosis."""

import msgspec

from terkirim.vocabulary.causes import Cause
from terkirim.vocabulary.scopes import Scope
from terkirim.vocabulary.text import Text


class Alternative(msgspec.Struct, frozen=True):
    """Another reading of the same error, less likely here, and the test that would prove it."""

    cause: Cause
    confidence: float
    proof: Text


class Diagnosis(msgspec.Struct, frozen=True):
    """Why it failed. Confidences are 0-1; `evidence_used` names facts like `window=open`."""

    code: int | None
    cause: Cause
    confidence: float
    scope: Scope
    alternatives: tuple[Alternative, ...]
    evidence_used: tuple[str, ...]
    contradictions: tuple[str, ...]
    explanation: Text


def settled(cause: Cause, scope: Scope, explanation: Text) -> Diagnosis:
    """A diagnosis that was made earlier and stands."""
    return Diagnosis(None, cause, 1.0, scope, (), (), (), explanation)
