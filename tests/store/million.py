"""A database with many messages, filled by a few statements the database works through alone.

Of a hundred messages one is due, one is due tomorrow, one is unresolved, one is held, the others
are done with. Each has an attempt and three events. Written down as in any order.
"""

from sqlalchemy import text

from terkirim.store import Sender, Store, registry
from terkirim.store.engine import Connection

SENDERS = 20
NOW = 1_793_586_000.0

_NUMBERS = {
    "sqlite": "(WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n"
    " WHERE i < :rows - 1) SELECT i FROM n)",
    "postgresql": "generate_series(0, :rows - 1) AS n(i)",
}
_ID = {
    "sqlite": "'msg_' || printf('%010d', i)",
    "postgresql": "'msg_' || lpad(i::text, 10, '0')",
}
_STATE = "CASE i % 100 WHEN 0 THEN 'queued' WHEN 1 THEN 'queued' WHEN 2 THEN 'unresolved' "
_STATE += "WHEN 3 THEN 'held' ELSE 'read' END"
_STATEMENTS = (
    "INSERT INTO messages (id, account_id, sender_id, contact_id, recipient, kind, category,"
    " payload, priority, state, due_at, hold_id, wamid, sent_at, created_at, updated_at)"
    " SELECT {id}, '2', 's' || (i / 100 % {senders}), 'con_' || i, '+62' || i, 'template',"
    " 'utility', '{{}}', i / 100 % 10, {state},"
    " {now} - i % 7 + CASE i % 100 WHEN 1 THEN 86400 WHEN 2 THEN 3600 ELSE 0 END,"
    " CASE i % 100 WHEN 3 THEN 'hold_1' END, 'wamid.' || i, {now}, {now}, {now} FROM {numbers}",
    "INSERT INTO attempts (message_id, number, sender_id, marketing, started_at, wamid, heard_at)"
    " SELECT {id}, 1, 's' || (i / 100 % {senders}), i % 2 = 0, {now} - i % 100000,"
    " CASE i % 50 WHEN 0 THEN NULL ELSE 'wamid.' || i END, {now} - i % 1000 FROM {numbers}",
    "INSERT INTO events (message_id, at, kind, state)"
    " SELECT {id}, {now}, 'accepted', 'accepted' FROM {numbers}",
)


async def fill(store: Store, rows: int) -> None:
    """Write it all down; PostgreSQL counts what it has, as it does by itself in time."""
    kind = "postgresql" if store.shared else "sqlite"
    async with store.write() as db:
        for number in range(SENDERS):
            await registry.put_sender(db, Sender(f"s{number}", "2"))
        for statement in _STATEMENTS:
            await _run(db, statement, kind, rows)
        for _ in range(2):
            await _run(db, _STATEMENTS[-1], kind, rows)
        if store.shared:
            await db.execute(text("ANALYZE"))


async def _run(db: Connection, statement: str, kind: str, rows: int) -> None:
    words = {"id": _ID[kind], "numbers": _NUMBERS[kind], "state": _STATE}
    filled = statement.format(**words, senders=SENDERS, now=NOW)
    await db.execute(text(filled.replace(":rows", str(rows))))
