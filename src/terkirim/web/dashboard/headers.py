"""The headers every answer of the dashboard carries."""

from starlette.responses import Response

_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
_ALWAYS = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
}


def secure(response: Response, cache: str = "no-store") -> Response:
    """Give an answer its headers. `cache` is what browsers may keep."""
    for name, value in _ALWAYS.items():
        response.headers[name] = value
    response.headers["Cache-Control"] = cache
    return response
