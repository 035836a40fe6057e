"""How control-plane requests are read, and refused in plain words."""

from typing import TypeVar

import msgspec
from starlette.requests import Request

from terkirim.sandbox.world.model import digits
from terkirim.vocabulary.identifiers import is_bsuid

Wanted = TypeVar("Wanted")


class BadOrder(Exception):
    """A control-plane request cannot be carried out."""

    def __init__(self, message: str, status: int = 400) -> None:
        super().__init__(message)
        self.status = status


async def read(request: Request, kind: type[Wanted]) -> Wanted:
    """The body as that type, an empty one as `{}`; raises BadOrder naming what is wrong."""
    raw = await request.body()
    try:
        return msgspec.json.decode(raw.strip() or b"{}", type=kind)
    except (msgspec.DecodeError, RecursionError) as error:
        raise BadOrder(str(error)) from None


async def read_many(request: Request, kind: type[Wanted]) -> list[Wanted]:
    """The body as a list of that type; a single one is a list of one."""
    raw = (await request.body()).strip()
    listed = raw if raw.startswith(b"[") else b"[" + raw + b"]"
    try:
        return msgspec.json.decode(listed, type=list[kind])  # type: ignore[valid-type]  # a value
    except (msgspec.DecodeError, RecursionError) as error:
        raise BadOrder(str(error)) from None


def e164(text: str) -> str:
    """A number as the sandbox keeps it: `+` and digits; a business-scoped user id as it is."""
    if is_bsuid(text):
        return text
    if not digits(text):
        message = f"not a phone number: {text[:32]!r}"
        raise BadOrder(message)
    return f"+{digits(text)}"
