"""How control-plane requests are read, and refused in plain words."""

from typing import Any, TypeVar

import msgspec
from starlette.requests import Request

from terkirim.sandbox.world.model import digits, is_number
from terkirim.vocabulary.identifiers import is_bsuid

Wanted = TypeVar("Wanted")


class BadOrder(Exception):
    """A control-plane request cannot be carried out."""

    def __init__(self, message: str, status: int = 400) -> None:
        super().__init__(message)
        self.status = status


async def read(request: Request, kind: type[Wanted]) -> Wanted:
    """The body as that type, none at all as `{}`; raises BadOrder naming what is wrong."""
    raw = await request.body()
    try:
        return msgspec.json.decode(raw or b"{}", type=kind)
    except (msgspec.DecodeError, RecursionError) as error:
        raise BadOrder(str(error)) from None


async def read_many(request: Request, kind: type[Wanted]) -> list[Wanted]:
    """The body as a list of that type; a single one is a list of one, no body at all of none."""
    raw = await request.body() or b"[]"
    one_or_many: Any = kind | list[kind]  # type: ignore[valid-type]  # a value
    try:
        found = msgspec.json.decode(raw, type=one_or_many)
    except (msgspec.DecodeError, RecursionError) as error:
        raise BadOrder(str(error)) from None
    return found if isinstance(found, list) else [found]


def e164(text: str) -> str:
    """A number as the sandbox keeps it: `+` and digits; a business-scoped user id as it is."""
    if is_bsuid(text):
        return text
    number = digits(text)
    if not is_number(number):
        message = f"not a phone number: {text[:32]!r}"
        if number.startswith("0"):
            message += ". Write it with its country code: +62…"
        raise BadOrder(message)
    return f"+{number}"
