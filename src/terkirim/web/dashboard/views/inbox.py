"""Webhooks set aside: kept as they came, not applied."""

from typing import NamedTuple

from starlette.responses import Response

from terkirim.web.dashboard.reader import mark
from terkirim.web.dashboard.visit import Visit

_SHOWN = 500
_STATES = {
    "quarantined": mark("Not readable as a webhook"),
    "foreign": mark("From an unknown sender"),
}


class _Row(NamedTuple):
    id: int
    at: float
    why: str
    note: str
    body: str
    cut: bool


async def listing(visit: Visit) -> Response:
    """The newest webhooks that were not applied, each with its beginning."""
    rows = [
        _Row(
            one.id,
            one.received_at,
            visit.reader.labelled(_STATES, one.state),
            one.note,
            one.body[: _SHOWN * 4].decode("utf-8", "replace")[:_SHOWN],
            len(one.body.decode("utf-8", "replace")) > _SHOWN,
        )
        for one in await visit.terkirim.insights.set_aside()
    ]
    return visit.page("inbox", {"rows": rows, "place": "inbox"})
