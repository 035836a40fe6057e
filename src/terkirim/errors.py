"""Every exception Terkirim raises on purpose.

    TerkirimError
    ├── BadInput            something a person gave us cannot be used
    │   ├── BadSettings     a setting is missing or wrong
    │   ├── BadContactFile  a contact file is not what it says
    │   ├── NotWritten      what was made of a list cannot be written
    │   ├── BadCampaign     a campaign file or its parameters cannot be used
    │   ├── BadPolicy       a policy file says what cannot be followed
    │   └── NotFound        no such message, hold, code …
    ├── GraphError          Meta (or the sandbox) refused a request
    ├── NotAWebhook         a body that came as a webhook is none
    ├── Ambiguous           a request left and no answer came: it may have been accepted
    ├── Unreachable         a request never left: the other side could not be reached
    └── IllegalTransition   a message was asked to enter a state it cannot reach

Each takes a `Text`, so that the reader meets it in their own language.
"""

from collections.abc import Sequence

from terkirim.vocabulary.text import Text


class TerkirimError(Exception):
    """Something went wrong in Terkirim."""

    def __init__(self, text: Text | None = None) -> None:
        doc = (type(self).__doc__ or "").strip().splitlines()[0]
        self.text = text or Text(id=doc, en=doc)
        super().__init__(self.text.en)


class BadInput(TerkirimError):
    """Something a person gave us cannot be used."""


class BadSettings(BadInput):
    """A setting is missing or wrong."""


class BadContactFile(BadInput):
    """A contact file is not what it says."""


class NotWritten(BadInput):
    """What was made of a list cannot be written: its folder, its permissions, the free space."""


class BadCampaign(BadInput):
    """A campaign file, or what it asks for, cannot be used."""


class BadPolicy(BadInput):
    """A policy file says what cannot be followed."""

    def __init__(self, file: str, faults: Sequence[tuple[int, Text]]) -> None:
        """`faults`: lines, 0 where no line is concerned, and what is wrong there."""
        self.file = file
        self.faults = tuple(faults)
        super().__init__(
            Text(
                id="\n".join(_at(file, "baris", line, text.id) for line, text in faults),
                en="\n".join(_at(file, "line", line, text.en) for line, text in faults),
            )
        )


def _at(file: str, word: str, line: int, said: str) -> str:
    return f"{file}, {word} {line}: {said}." if line else f"{file}: {said}."


class NotFound(BadInput):
    """There is nothing of that name."""


class GraphError(TerkirimError):
    """Meta refused a request."""

    def __init__(self, http_status: int, body: object) -> None:
        """`body` is the decoded JSON answer, normally `{"error": {...}}`."""
        super().__init__()
        self.http_status = http_status
        self.body = body


class NotAWebhook(TerkirimError):
    """The body is no WhatsApp webhook."""


class Ambiguous(TerkirimError):
    """A request left and no answer came; it may or may not have been accepted."""


class Unreachable(TerkirimError):
    """A request never left; the other side could not be reached."""


class IllegalTransition(TerkirimError):
    """A message was asked to enter a state it cannot reach from where it is."""
