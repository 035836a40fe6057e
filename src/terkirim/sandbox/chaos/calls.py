"""Naming a call to the Graph surface, so that a fault rule can be about it.

`register` is any call to a path that ends so, `POST block_users` only that method of it. `*` stands
for any one component: `DELETE /*` deletes an object, whichever it is; the leading slash says that
the whole path, without its version, is meant.
"""

import re
from typing import Annotated

import msgspec

_VERSION = re.compile(r"^v\d{1,3}(\.\d{1,3})?$")
_NAME = re.compile(r"((GET|POST|PUT|PATCH|DELETE) )?/?[^/\s]+(/[^/\s]+)*")
CallName = Annotated[str, msgspec.Meta(max_length=200)]


def is_name(text: str) -> bool:
    """Whether a text has the form of a call's name."""
    return _NAME.fullmatch(text) is not None


def components(path: str) -> list[str]:
    """The components of a path, its version left out."""
    parts = [part for part in path.split("/") if part]
    return parts[1:] if parts and _VERSION.match(parts[0]) else parts


def is_named(name: str, method: str, parts: list[str]) -> bool:
    """Whether a call of that method, to a path of those components, goes by that name."""
    how, _, tail = name.rpartition(" ")
    if how and how != method:
        return False
    wanted = tail.strip("/").split("/")
    reached = parts if tail.startswith("/") else parts[-len(wanted) :]
    return len(reached) == len(wanted) and all(
        wish in ("*", part) for wish, part in zip(wanted, reached, strict=True)
    )
