"""SMS through any provider Apprise knows, named by a URL with `{to}` in it."""

from urllib.parse import quote

import apprise


class SmsChannel:
    """Sends texts to phones. Without a URL it can send nothing, and says so."""

    def __init__(self, url: str | None) -> None:
        """`url`: an Apprise URL like `twilio://SID:TOKEN@FROM/{to}`."""
        self._url = url

    @property
    def available(self) -> bool:
        """Whether an SMS provider is configured."""
        return self._url is not None

    async def send(self, to: str, text: str) -> bool:
        """Hand one SMS to the provider; True when it took it."""
        if self._url is None:
            return False
        notifier = apprise.Apprise()
        if not notifier.add(self._url.replace("{to}", quote(to, safe=""))):
            return False
        return bool(await notifier.async_notify(body=text))
