"""Forms: read small, and only from our own pages."""

import secrets
from hmac import compare_digest
from urllib.parse import parse_qsl, urlsplit

from starlette.exceptions import HTTPException
from starlette.requests import Request

CSRF_FIELD = "csrf"
_MAX_BYTES = 32 * 1024
_MAX_FIELDS = 50

Form = dict[str, str]


async def read_form(request: Request) -> Form:
    """The fields of a form. Raises HTTPException 413 or 400 for what no page of ours sends."""
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > _MAX_BYTES:
            raise HTTPException(413)
    try:
        text = body.decode("utf-8")
        return dict(parse_qsl(text, keep_blank_values=True, max_num_fields=_MAX_FIELDS))
    except ValueError as error:
        raise HTTPException(400) from error


def from_our_page(request: Request) -> bool:
    """Whether the browser says that a page of ours sent this; one that says nothing may pass."""
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site in ("same-origin", "none")
    origin = request.headers.get("origin")
    return origin is None or urlsplit(origin).netloc == request.headers.get("host")


def matches(form: Form, expected: str | None) -> bool:
    """Whether the form carries the expected CSRF token."""
    given = form.get(CSRF_FIELD, "")
    return expected is not None and compare_digest(given.encode(), expected.encode())


def new_token() -> str:
    """A CSRF token for a form before login."""
    return secrets.token_urlsafe(24)


def local_path(wanted: str) -> str:
    """A path on this site; anything that would lead elsewhere becomes the front page."""
    plain = wanted.isascii() and wanted.isprintable() and "\\" not in wanted
    if plain and wanted.startswith("/") and not wanted.startswith("//"):
        return wanted
    return "/"
