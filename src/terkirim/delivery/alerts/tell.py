"""Pass alerts on to people: once when raised, once when resolved."""

import math

import structlog

from terkirim.channels.alerting import AlertChannel
from terkirim.store import Alert, Store, alerts
from terkirim.vocabulary.clock import MINUTE, Clock
from terkirim.vocabulary.text import Language, Text

_RESOLVED = Text(id="Selesai: {title}", en="Resolved: {title}")
_TRY_AGAIN = 5 * MINUTE
_log = structlog.get_logger(__name__)


class AlertTeller:
    """Tells what has not been told. Without a service the dashboard alone shows alerts."""

    def __init__(
        self, store: Store, channel: AlertChannel, language: Language, clock: Clock
    ) -> None:
        self._store = store
        self._channel = channel
        self._language = language
        self._clock = clock
        self._not_before = 0.0

    def not_before(self) -> float:
        """When a service that failed is asked again; never, where none is configured."""
        return self._not_before if self._channel.available else math.inf

    async def run(self) -> int:
        """Tell everything untold; answers how much."""
        now = self._clock.now()
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
            _log.warning("alert not passed on; it will be tried again", alert=alert.id)
            self._not_before = now + _TRY_AGAIN
            return 0
        async with self._store.write() as db:
            await alerts.told(db, alert.id, now, resolved=resolved)
        return 1
