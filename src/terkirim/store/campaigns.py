"""Statements on campaigns."""

from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from terkirim.store.records import Campaign
from terkirim.store.rows import columns, read
from terkirim.store.tables import campaigns as table


async def add(db: AsyncConnection, new: Campaign) -> None:
    """Write a campaign down."""
    await db.execute(insert(table), [columns(new, table)])


async def by_name(db: AsyncConnection, name: str) -> Campaign | None:
    """A campaign by its name."""
    row = (await db.execute(select(table).where(table.c.name == name))).one_or_none()
    return read(row, Campaign) if row else None


async def set_recipients(db: AsyncConnection, campaign_id: str, recipients: int) -> None:
    """Note how many contacts a campaign reaches."""
    await db.execute(update(table).where(table.c.id == campaign_id).values(recipients=recipients))


async def every(db: AsyncConnection) -> list[Campaign]:
    """All campaigns, newest first."""
    rows = (await db.execute(select(table).order_by(table.c.created_at.desc()))).all()
    return [read(row, Campaign) for row in rows]
