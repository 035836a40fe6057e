"""The front page: what needs a person now, and the whole at a glance."""

import hashlib
from collections import defaultdict
from typing import NamedTuple

from markupsafe import Markup
from starlette.responses import Response

from terkirim.delivery.holds.rules import subject_of
from terkirim.delivery.insights.model import HoldView, Overview
from terkirim.store import Alert
from terkirim.store.webhooks import SET_ASIDE
from terkirim.vocabulary.states import State
from terkirim.web.dashboard.subjects import Subjects
from terkirim.web.dashboard.visit import Visit
from terkirim.web.dashboard.words.holds import PERSONAL, waits_for
from terkirim.web.dashboard.words.remedies import AUDIENCES, DONE
from terkirim.web.dashboard.words.states import tone

_ARRIVED = (State.DELIVERED, State.READ)


class _AlertRow(NamedTuple):
    alert: Alert
    audience: str
    waiting: int
    holding: bool


class _HoldRow(NamedTuple):
    """Holds on single people are told together: `people` is then how many."""

    cause: str
    subject: str
    held: int
    waits_for: str
    people: int = 0


async def page(visit: Visit) -> Response:
    """The front page."""
    html, digest = await _glance(visit)
    return visit.page("overview", {"glance": html, "digest": digest, "place": "overview"})


async def part(visit: Visit) -> Response:
    """What the front page refreshes; nothing where it has not changed since it was `seen`."""
    html, digest = await _glance(visit)
    if visit.query("seen") == digest:
        return Response(status_code=204)
    return visit.page("_refreshed", {"glance": html, "digest": digest})


async def _glance(visit: Visit) -> tuple[Markup, str]:
    overview = await visit.terkirim.insights.overview()
    html = visit.html("_glance", await _values(visit, overview))
    digest = hashlib.sha256(html.encode()).hexdigest()[:16]
    return Markup(html), digest  # noqa: S704  # a template's own output, escaped by it


async def _values(visit: Visit, overview: Overview) -> dict[str, object]:
    total = sum(overview.states.values())
    tones: dict[str, int] = defaultdict(int)
    for state, count in overview.states.items():
        tones[tone(state)] += count
    return {
        "total": total,
        "tones": tones,
        "arrived": sum(overview.states.get(state, 0) for state in _ARRIVED),
        "alerts": [_alert(visit, alert, overview) for alert in overview.alerts if _open(alert)],
        "holds": await _holds(visit, overview),
        "states": [(state.value, overview.states.get(state, 0)) for state in State],
        "most": max(overview.states.values(), default=0),
        "causes": _causes(visit, overview),
        "sms": overview.sms,
        "aside": sum(overview.webhooks.get(state, 0) for state in SET_ASIDE),
        "inactive": overview.inactive,
    }


def _open(alert: Alert) -> bool:
    return alert.resolved_at is None


def _alert(visit: Visit, alert: Alert, overview: Overview) -> _AlertRow:
    concerned = [
        view
        for view in overview.holds
        if subject_of(view.hold.cause, view.hold.scope, view.hold.key) == alert.subject
    ]
    audience = visit.reader.labelled(AUDIENCES, alert.audience)
    return _AlertRow(alert, audience, sum(view.held for view in concerned), bool(concerned))


async def _holds(visit: Visit, overview: Overview) -> list[_HoldRow]:
    """The wide holds one by one, those on single people added up by cause."""
    wide = [view for view in overview.holds if view.hold.scope not in PERSONAL]
    subjects = await Subjects.read(visit.terkirim.store, [view.hold for view in wide])
    rows = [
        _HoldRow(
            view.hold.cause,
            subjects.of(visit.reader, view.hold),
            view.held,
            waits_for(visit.reader, view.hold, visit.now),
        )
        for view in wide
    ]
    personal: dict[str, list[HoldView]] = defaultdict(list)
    for view in overview.holds:
        if view.hold.scope in PERSONAL:
            personal[view.hold.cause].append(view)
    rows += [
        _HoldRow(cause, "", sum(view.held for view in views), "", len(views))
        for cause, views in personal.items()
    ]
    return sorted(rows, key=lambda row: (row.people > 0, -row.held, row.cause))


def _causes(visit: Visit, overview: Overview) -> list[tuple[str, int, list[tuple[str, int]]]]:
    by_weight = sorted(overview.causes.items(), key=lambda one: (-one[1].messages, one[0]))
    return [
        (
            cause,
            count.messages,
            [(visit.reader.labelled(DONE, name), n) for name, n in count.remedies.items()],
        )
        for cause, count in by_weight
    ]
