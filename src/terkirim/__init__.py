"""Terkirim: every WhatsApp message is delivered, or its owner knows exactly why not.

As a library it tells what an error means, without server, database or network:

    >>> from terkirim import diagnose
    >>> found = diagnose({"code": 131031}, {"account": {"balance_empty": True}})
    >>> found.cause.value
    'account.balance'
"""

from terkirim.errors import BadInput, NotFound, TerkirimError
from terkirim.knowledge.catalogue import Entry
from terkirim.knowledge.catalogue import entry as explain
from terkirim.knowledge.diagnosis import (
    Alternative,
    Diagnosis,
    ErrorReport,
    Evidence,
    diagnose,
    read_error,
)
from terkirim.vocabulary.causes import Cause
from terkirim.vocabulary.scopes import Scope
from terkirim.vocabulary.text import Text

__version__ = "0.1.0"
__all__ = [
    "Alternative",
    "BadInput",
    "Cause",
    "Diagnosis",
    "Entry",
    "ErrorReport",
    "Evidence",
    "NotFound",
    "Scope",
    "TerkirimError",
    "Text",
    "diagnose",
    "explain",
    "read_error",
]
