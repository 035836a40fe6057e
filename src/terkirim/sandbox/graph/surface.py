"""Which of Meta's calls are emulated, named as in Meta's own description."""

from collections.abc import Iterable

from terkirim.sandbox.graph import dispatch

_TABLES: dict[str, Iterable[tuple[str, str]]] = {
    "/{Phone-Number-ID}": dispatch.ON_SENDER,
    "/{WABA-ID}": dispatch.ON_ACCOUNT,
    "/{TEMPLATE_ID}": dispatch.ON_TEMPLATE,
    "/{Media-ID}": dispatch.ON_MEDIA,
    "/{Application-ID}": dispatch.ON_APP,
    "/{Upload-ID}": dispatch.ON_UPLOAD,
    "/{Business-ID}": dispatch.ON_BUSINESS,
    **{f"/{name}": dispatch.ON_ROOT for name in dispatch.ROOT},
}
_ASIDE = {
    ("GET", "/{Media-URL}"),
    ("GET", "/oauth/access_token"),
}


def emulated() -> set[tuple[str, str]]:
    """Every emulated call: method, and path without the version."""
    return _ASIDE | {
        (method, f"{node}/{edge}".rstrip("/"))
        for node, table in _TABLES.items()
        for method, edge in table
    }
