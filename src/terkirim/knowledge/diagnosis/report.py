"""An error, as Meta or a provider stated it."""

from typing import Literal

import msgspec

Surface = Literal["sync", "status_webhook", "message_webhook", "errors_webhook"]
SURFACES: tuple[Surface, ...] = ("sync", "status_webhook", "message_webhook", "errors_webhook")


class ErrorReport(msgspec.Struct, frozen=True, omit_defaults=True):
    """One error. `code` is Meta's, None where the body names none.

    `provider` and `provider_code` are there where a provider stated the error in numbers or words
    of its own; Meta's code, where the provider passes it on, stands in `code` as well.
    """

    code: int | None = None
    subcode: int | None = None
    title: str = ""
    details: str = ""
    transient: bool = False
    surface: Surface = "sync"
    http_status: int | None = None
    trace: str = ""
    provider: str = ""
    provider_code: str = ""


def plain_words(said: str) -> str:
    """Words to search in: lower case, with plain spaces where Meta sends fixed ones."""
    return said.lower().replace("\xa0", " ")
