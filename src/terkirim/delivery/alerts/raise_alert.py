"""Raise an alert, once per subject."""

import msgspec

from terkirim.knowledge import catalogue
from terkirim.store import Alert, alerts
from terkirim.store.engine import Connection
from terkirim.vocabulary.causes import Cause
from terkirim.vocabulary.text import Text


class Notice(msgspec.Struct, frozen=True):
    """What to tell whom: `subject` names what it is about, `details` what is special here."""

    cause: Cause
    subject: str
    audience: str
    details: Text | None = None


async def raise_alert(db: Connection, alert_id: str, notice: Notice, now: float) -> bool:
    """Tell a person; False where an open alert on the same subject already does."""
    if await alerts.open_on(db, notice.subject) is not None:
        return False
    words = catalogue.cause_words(notice.cause)
    body = words.person or words.explanation
    if (details := notice.details) is not None:
        body = Text(id=f"{details.id} {body.id}", en=f"{details.en} {body.en}")
    alert = Alert(
        id=alert_id,
        subject=notice.subject,
        audience=notice.audience,
        cause=notice.cause,
        title=words.title,
        body=body,
        link=words.link,
        raised_at=now,
    )
    await alerts.add(db, alert)
    return True
