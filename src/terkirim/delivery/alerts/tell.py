"""Pass alerts on to people: once when raised, once when resolved."""

import structlog

from terkirim.channels.alerting import AlertChannel
from terkirim.store import Alert, Store, alerts
from terkirim.vocabulary.text import Language, Text

_RESOLVED = Text(id="Selesai: {title}", en="Resolved: {title}")
_log = structlog.get_logger(__name__)


class AlertTeller:
    """Tells what has not been told. Without a service the dashboard alone shows alerts."""

    def __init__(self, store: Store, channel: AlertChannel, language: Language) -> None:
        self._store = store
        self._channel = channel
        self._language = language

    async def run(self, now: float) -> int:
        """Tell everything untold; answers how much. A service that fails is asked again later."""
        if not self._channel.available:
            return 0
        async with self._store.read() as db:
            untold = await alerts.untold(db)
        return sum([await self._tell(alert, now) for alert in untold])

    async def _tell(self, alert: Alert, now: float) -> int:
        title, body = alert.title[self._language], alert.body[self._language]
        resolved = alert.told_at is not None
        if resolved:
            title = _RESOLVED[self._language].format(title=title)
        elif alert.link:
            body = f"{body}\n{alert.link}"
        if not await self._channel.tell(title, body):
            _log.warning("alert not passed on", alert=alert.id)
            return 0
        async with self._store.write() as db:
            await alerts.told(db, alert.id, now, resolved=resolved)
        return 1
