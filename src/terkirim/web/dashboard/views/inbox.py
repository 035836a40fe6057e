"""Webhooks set aside: kept as they came, not applied."""

from typing import NamedTuple

from starlette.responses import Response

from terkirim.store import Webhook
from terkirim.web.dashboard.reader import Reader, mark
from terkirim.web.dashboard.visit import Visit

_SHOWN = 500
_STATES = {
    "quarantined": mark("Not readable as a webhook"),
    "foreign": mark("From an unknown sender"),
    "orphaned": mark("About a message that is not known"),
    "unapplied": mark("Could not be applied"),
}
_NOTES = {
    "quarantined": mark("It is not JSON in the shape that Meta sends."),
    "orphaned": mark("No message came to which this status belongs; it waited three days."),
    "unapplied": mark("Applying it failed; the log says why."),
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
    rows = [_row(visit.reader, one) for one in await visit.terkirim.insights.set_aside()]
    return visit.page("inbox", {"rows": rows, "place": "inbox"})


def _row(reader: Reader, one: Webhook) -> _Row:
    foreign = one.state == "foreign"
    beginning = one.body[: _SHOWN * 4 + 4].decode("utf-8", "replace")
    return _Row(
        one.id,
        one.received_at,
        reader.labelled(_STATES, one.state),
        f"phone_number_id {one.note}" if foreign else reader.labelled(_NOTES, one.state),
        beginning[:_SHOWN],
        len(beginning) > _SHOWN,
    )
