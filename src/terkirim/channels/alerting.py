"""Alerts to people, through any service Apprise knows."""

from collections.abc import Sequence

import apprise


class AlertChannel:
    """Tells people what only they can do; no URL means the dashboard alone shows it."""

    def __init__(self, urls: Sequence[str]) -> None:
        """`urls`: Apprise URLs like `mailto://…`, `tgram://…`, `json://…`."""
        self._notifier = apprise.Apprise()
        self._configured = [url for url in urls if self._notifier.add(url)]

    @property
    def available(self) -> bool:
        """Whether any service is configured."""
        return bool(self._configured)

    async def tell(self, title: str, body: str) -> bool:
        """Send one alert to every service; True when all took it."""
        return bool(await self._notifier.async_notify(title=title, body=body))
