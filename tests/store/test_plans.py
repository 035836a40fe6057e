"""What runs all the time costs the same however many messages there are: it uses its index.

PLAN_ROWS says how many messages there are. `make soak` takes a million, which take SQLite some 15 s
to write down and PostgreSQL 30 to 40 s; CI a tenth of it, where the same faults show.
"""

import os
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import event, text

from store.million import NOW, fill
from terkirim.store import (
    Store,
    attempts,
    campaigns,
    events,
    insights,
    messages,
    open_store,
    pace,
    queue,
)
from terkirim.store import progress as marks
from terkirim.store.agenda import read_agenda
from terkirim.store.engine import Connection
from terkirim.vocabulary.states import State

ROWS = int(os.environ.get("PLAN_ROWS", "100_000"))
IDS = [f"msg_{number:010d}" for number in range(0, ROWS, ROWS // 100)]
WAMIDS = [f"wamid.{number}" for number in range(0, ROWS, ROWS // 100)]
OPEN = (State.UNRESOLVED, State.SENDING)
MOST_STEPS = 300_000  # of SQLite's machine; a look at each of 100,000 rows takes more
MOST_PAGES = 7_000  # of PostgreSQL's; a million messages lie on far more
BY_TEMPLATE = text("SELECT id FROM messages WHERE template_name = 'promo'")
_LARGE = ("messages", "attempts", "events")

QUERIES: dict[str, tuple[Callable[[Connection], Awaitable[object]], tuple[str, ...]]] = {
    "senders with due": (lambda db: queue.senders_with_due(db, NOW), ("ix_messages_queue",)),
    "claim": (lambda db: queue.due(db, "s1", NOW, 200), ("ix_messages_queue",)),
    "webhook match": (lambda db: attempts.by_wamid(db, WAMIDS), ("ix_attempts_wamid",)),
    "webhook match, plain": (lambda db: marks.made(db, WAMIDS), ("ix_attempts_wamid",)),
    "webhook match, by our id": (lambda db: marks.standings(db, IDS), ("pk_messages",)),
    "webhook match, nameless": (lambda db: attempts.unnamed(db, IDS), ("pk_attempts",)),
    "timeline": (lambda db: events.of_message(db, IDS[7]), ("ix_events_message",)),
    "timeline, attempts": (lambda db: attempts.of_message(db, IDS[7]), ("pk_attempts",)),
    "agenda": (read_agenda, ("ix_messages_open", "ix_messages_expiry")),
    "pace of marketing": (
        lambda db: pace.of_marketing(db, [f"con_{place}" for place in range(200)], NOW - 86400),
        ("ux_messages_contact_campaign",),
    ),
    "reconcile": (lambda db: messages.due(db, OPEN, NOW + 7200, 500), ("ix_messages_open",)),
    "webhooks flow": (lambda db: attempts.last_heard(db, "s1"), ("ix_attempts_spread",)),
    "a person's messages": (
        lambda db: insights.to_recipient(db, "+62812000000077", 100),
        ("ux_messages_contact_campaign",),
    ),
    "newest": (lambda db: insights.recent(db, None, None, 50, 0), ("pk_messages",)),
    "takeover": (
        lambda db: messages.in_state(db, State.SENDING, 1000, "s1"),
        ("ix_messages_open",),
    ),
    "expiry": (lambda db: messages.expired(db, NOW, 500), ("ix_messages_expiry",)),
    "held": (lambda db: messages.held_by(db, "hold_1", 100), ("ix_messages_hold",)),
    "in a campaign": (
        lambda db: campaigns.entered(db, "camp_1", [f"con_{place}" for place in range(500)]),
        ("ux_messages_contact_campaign",),
    ),
}


@pytest.fixture
async def grown(database: str) -> AsyncIterator[Store]:
    store = await open_store(database)
    await fill(store, ROWS)
    yield store
    await store.close()


@contextmanager
def executed(db: Connection) -> Iterator[list[tuple[str, Any]]]:
    """The statements executed meanwhile, as the driver got them."""
    seen: list[tuple[str, Any]] = []

    def note(_connection: object, _cursor: object, sql: str, values: Any, *_more: object) -> None:
        seen.append((sql, values))

    event.listen(db.sync_connection, "before_cursor_execute", note)
    yield seen
    event.remove(db.sync_connection, "before_cursor_execute", note)


async def sqlite_plan(db: Connection, sql: str, values: Any) -> tuple[str, int]:
    """The plan, and how many steps of its machine it takes."""
    rows = await db.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", values)
    plan = "\n".join(rows.scalars(3))
    raw: Any = (await db.get_raw_connection()).driver_connection
    steps = 0

    def count() -> None:
        nonlocal steps
        steps += 1000

    await raw.set_progress_handler(count, 1000)
    (await db.exec_driver_sql(sql, values)).all()
    await raw.set_progress_handler(None, 0)
    return plan, steps


async def postgresql_plan(db: Connection, sql: str, values: Any) -> tuple[str, int]:
    """The plan, and how many pages it looks at."""
    rows = await db.exec_driver_sql(f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {sql}", values)
    (found,) = rows.scalar_one()
    plan = found["Plan"]
    return str(plan), plan["Shared Hit Blocks"] + plan["Shared Read Blocks"]


def reads_a_table_whole(plan: str) -> list[str]:
    """The large tables a plan goes through from one end to the other."""
    return [
        name
        for name in _LARGE
        if f"SCAN {name}\n" in f"{plan}\n"
        or f"'Seq Scan', 'Parallel Aware': False, 'Async Capable': False, 'Relation Name': '{name}'"
        in plan
    ]


async def faults(store: Store, name: str) -> list[str]:
    """What is wrong with a query's plans."""
    query, indexes = QUERIES[name]
    explain = postgresql_plan if store.shared else sqlite_plan
    async with store.write() as db:
        with executed(db) as seen:
            await query(db)
        plans = [await explain(db, sql, values) for sql, values in list(seen)]
    whole = "\n".join(plan for plan, _ in plans)
    spent = sum(cost for _, cost in plans)
    found = [f"{table} is read whole" for table in reads_a_table_whole(whole)]
    found += [f"costs {spent:,}"] if spent > (MOST_PAGES if store.shared else MOST_STEPS) else []
    own = [one if store.shared else one.replace("pk_", "sqlite_autoindex_") for one in indexes]
    return found + [f"{index} is not used" for index in own if index not in whole]


async def test_everything_uses_its_index(grown: Store) -> None:
    """One test for all, for the database takes its time to write down."""
    found = {name: await faults(grown, name) for name in QUERIES}
    assert {name: wrong for name, wrong in found.items() if wrong} == {}


async def test_a_query_without_an_index_is_noticed(
    database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = await open_store(database)
    await fill(store, 20_000)
    monkeypatch.setitem(
        QUERIES, "by template", (lambda db: db.execute(BY_TEMPLATE), ("ix_messages_queue",))
    )
    found = await faults(store, "by template")
    await store.close()
    assert found == ["messages is read whole", "ix_messages_queue is not used"]
