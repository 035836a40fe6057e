"""What is known from earlier runs, for whoever asks why a message failed; nothing is asked anew."""

from collections.abc import Iterable

from terkirim.delivery.checkers.rules import without_whatsapp
from terkirim.store import checks
from terkirim.store.engine import Connection


async def said_without_whatsapp(
    db: Connection, phones: Iterable[str], now: float
) -> dict[str, float]:
    """Of which E.164 numbers the last word of all checkers is: no WhatsApp; its age in seconds."""
    said = await checks.said_of(db, phones)
    ages = {phone: without_whatsapp(newest_first, now) for phone, newest_first in said.items()}
    return {phone: age for phone, age in ages.items() if age is not None}
