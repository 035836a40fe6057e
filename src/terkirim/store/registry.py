"""Statements on what Meta told us it has: accounts, senders, templates."""

from collections.abc import Iterable
from typing import Any

import msgspec
from sqlalchemy import Row, delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from terkirim.store.records import Account, Sender, Template
from terkirim.store.rows import among, chunks, columns, read
from terkirim.store.tables import accounts, senders, templates


def _account(row: Row[Any]) -> Account:
    return read(row, Account, recent_events=msgspec.json.decode(row.recent_events))


async def account(db: AsyncConnection, account_id: str) -> Account | None:
    """One account."""
    row = (await db.execute(select(accounts).where(accounts.c.id == account_id))).one_or_none()
    return _account(row) if row else None


async def put_account(db: AsyncConnection, record: Account) -> None:
    """Write an account, new or known."""
    events = msgspec.json.encode(record.recent_events).decode()
    values = columns(record, accounts, recent_events=events)
    changed = await db.execute(update(accounts).where(accounts.c.id == record.id).values(values))
    if changed.rowcount == 0:
        await db.execute(insert(accounts), [values])


async def sender(db: AsyncConnection, sender_id: str) -> Sender | None:
    """One sender by its phone_number_id."""
    row = (await db.execute(select(senders).where(senders.c.id == sender_id))).one_or_none()
    return read(row, Sender) if row else None


async def all_senders(db: AsyncConnection) -> list[Sender]:
    """All senders."""
    rows = (await db.execute(select(senders).order_by(senders.c.id))).all()
    return [read(row, Sender) for row in rows]


async def sender_ids(db: AsyncConnection) -> set[str]:
    """The phone_number_ids of all senders."""
    return set((await db.execute(select(senders.c.id))).scalars())


async def put_sender(db: AsyncConnection, record: Sender) -> None:
    """Write a sender, new or known."""
    values = columns(record, senders)
    changed = await db.execute(update(senders).where(senders.c.id == record.id).values(values))
    if changed.rowcount == 0:
        await db.execute(insert(senders), [values])


async def all_templates(db: AsyncConnection, account_id: str) -> list[Template]:
    """The templates of an account."""
    query = (
        select(templates)
        .where(templates.c.account_id == account_id)
        .order_by(templates.c.name, templates.c.language)
    )
    return [read(row, Template) for row in (await db.execute(query)).all()]


async def templates_named(
    db: AsyncConnection, account_id: str, names: Iterable[str]
) -> list[Template]:
    """The templates of an account that bear one of these names, in every language."""
    found: list[Template] = []
    for part in chunks(sorted(names)):
        query = select(templates).where(
            templates.c.account_id == account_id, among(db, templates.c.name, part)
        )
        found += [read(row, Template) for row in (await db.execute(query)).all()]
    return found


async def replace_templates(db: AsyncConnection, account_id: str, records: list[Template]) -> None:
    """Make the registry of an account exactly these."""
    await db.execute(delete(templates).where(templates.c.account_id == account_id))
    if records:
        await db.execute(insert(templates), [columns(record, templates) for record in records])
