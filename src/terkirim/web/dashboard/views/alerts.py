"""Alerts: what a person says is done."""

from starlette.responses import Response

from terkirim.store import alerts
from terkirim.web.dashboard.visit import Visit


async def done(visit: Visit) -> Response:
    """Close an alert that no hold keeps open; one closed already stays so."""
    alert_id = visit.request.path_params["alert_id"]
    async with visit.terkirim.store.write() as db:
        await alerts.resolve_one(db, alert_id, visit.now)
    return visit.go("/")
