"""Holds: what is stopped, until when, and how a person lifts it."""

from typing import NamedTuple

from starlette.responses import Response

from terkirim.delivery.holds.lift import lift_by_hand
from terkirim.delivery.insights.model import HoldView
from terkirim.errors import NotFound
from terkirim.store import Hold
from terkirim.vocabulary.scopes import Scope
from terkirim.vocabulary.text import Text
from terkirim.web.dashboard.paging import Paging
from terkirim.web.dashboard.subjects import Subjects
from terkirim.web.dashboard.visit import Visit
from terkirim.web.dashboard.words.holds import PERSONAL, SCOPES_WIDE_FIRST, waits_for

_ROWS = 50


class _Row(NamedTuple):
    hold: Hold
    held: int
    subject: str
    waits_for: str


async def listing(visit: Visit) -> Response:
    """The holds in force, wide and full ones first; with `cause`, those of one cause."""
    cause = visit.query("cause")
    views = list((await visit.terkirim.insights.overview()).holds)
    causes = sorted({view.hold.cause for view in views})
    if cause:
        views = [view for view in views if view.hold.cause == cause]
    views.sort(key=_weight)
    paging = Paging(visit, _ROWS)
    values = {
        "rows": await _rows(visit, paging.cut(views)),
        "total": len(views),
        "causes": causes,
        "cause": cause,
        "paging": paging,
        "lifted": visit.query("lifted") == "yes",
        "place": "holds",
    }
    return visit.page("holds", values)


async def ask(visit: Visit) -> Response:
    """Say what lifting does, and ask once more."""
    wanted = visit.request.path_params["hold_id"]
    for view in (await visit.terkirim.insights.overview()).holds:
        if view.hold.id == wanted:
            row = (await _rows(visit, [view]))[0]
            return visit.page("lift", {"row": row, "place": "holds"})
    raise NotFound(
        Text(
            id="Penahanan ini sudah tidak berlaku; tidak ada yang perlu dilepas.",
            en="This hold is no longer in force; there is nothing to lift.",
        )
    )


async def lift(visit: Visit) -> Response:
    """Lift a hold by hand."""
    terkirim = visit.terkirim
    user = visit.session.user if visit.session else ""
    hold_id = visit.request.path_params["hold_id"]
    await lift_by_hand(terkirim.store, terkirim.clock, hold_id, f"{user} by hand")
    return visit.go("/holds?lifted=yes")


def _weight(view: HoldView) -> tuple[bool, int, int]:
    scope = Scope(view.hold.scope)
    return scope in PERSONAL, -view.held, SCOPES_WIDE_FIRST.index(scope)


async def _rows(visit: Visit, views: list[HoldView]) -> list[_Row]:
    subjects = await Subjects.read(visit.terkirim.store, [view.hold for view in views])
    return [
        _Row(
            view.hold,
            view.held,
            subjects.of(visit.reader, view.hold),
            waits_for(visit.reader, view.hold, visit.now),
        )
        for view in views
    ]
