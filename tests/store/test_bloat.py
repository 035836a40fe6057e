"""What is worked on stays as large as the work, however many messages have passed: no bloat.

PostgreSQL keeps old row versions until they are vacuumed. Here generation after generation passes;
in CI small ones, with a VACUUM after each. For `make soak` BLOAT_ROWS says how many messages were
there before: then generations are larger, and the server's own autovacuum cleans, by the settings
the migrations gave the tables, looking every second instead of every minute.
"""

import asyncio
import os
from collections.abc import Awaitable, Callable, Mapping, Sequence

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from postgres import Postgres
from store.generations import Mill, open_mill
from terkirim.store import Store, Webhook, webhooks
from terkirim.store.engine import Connection

BEFORE = int(os.environ.get("BLOAT_ROWS", "0"))
ROWS = 10_000 if BEFORE else 500
GENERATIONS, EARLY = 10, 3
MORE = 1.6  # as large as in EARLY generations, and what chance adds
CLEAN_WITHIN_S = 60.0

# As large as one generation's work, whatever the number of generations.
HOT = (
    *("ix_messages_queue", "ix_messages_open", "contacts", "leases"),
    *("webhooks", "pk_webhooks", "ix_webhooks_state_id"),
)
# These grow, with each message by the same.
KEPT = (
    *("messages", "pk_messages", "ux_messages_contact_campaign"),
    *("attempts", "pk_attempts", "ix_attempts_wamid", "ix_attempts_spread"),
)
_CHANGED = ("messages", "attempts", "webhooks", "contacts", "leases")
_SIZE = text("SELECT pg_relation_size(CAST(:name AS regclass))")
# What one generation left behind, so many times.
_COPY = """
    INSERT INTO {table} SELECT (jsonb_populate_record(one, jsonb_build_object(
        '{key}', n || one.{key}, 'wamid', n || one.wamid))).*
    FROM {table} AS one, generate_series(1, {times}) AS n
"""
# autovacuum's own rule: more dead rows than the threshold and the share of the table
_UNCLEAN = text("""
    SELECT pg_class.relname FROM pg_stat_user_tables JOIN pg_class ON pg_class.oid = relid
    LEFT JOIN LATERAL (
        SELECT max(option_value) FILTER (WHERE option_name = 'autovacuum_vacuum_threshold') AS own,
            max(option_value) FILTER (WHERE option_name = 'autovacuum_vacuum_scale_factor') AS share
        FROM pg_options_to_table(reloptions)
    ) AS options ON true
    WHERE n_dead_tup > coalesce(own::float, 50) + coalesce(share::float, 0.2) * reltuples
""")

Sizes = Mapping[str, float]


@pytest.fixture
def shared(postgres: Postgres) -> str:
    """A database without rows on PostgreSQL."""
    return postgres.migrated()


async def sizes(mill: Mill) -> Sizes:
    """Bytes of what is hot, and bytes a message of what is kept."""
    async with mill.terkirim.store.read() as db:
        found = {one: (await db.execute(_SIZE, {"name": one})).scalar_one() for one in HOT + KEPT}
    kept = BEFORE + mill.made
    return {name: size / (kept if name in KEPT else 1) for name, size in found.items()}


async def grown_old(mill: Mill) -> None:
    """Have BEFORE messages there that are done with, and autovacuum look often."""
    await mill.generation()
    copied = [
        _COPY.format(table=table, key=key, times=BEFORE // ROWS)
        for table, key in (("messages", "id"), ("attempts", "message_id"))
    ]
    often = ("ALTER SYSTEM SET autovacuum_naptime = 1", "SELECT pg_reload_conf()")
    await _apart(mill.terkirim.store, *copied, "VACUUM ANALYZE", *often)


def bloated(seen: Sequence[Sizes]) -> set[str]:
    """What is never again as small as it was at its largest early on.

    A table is as large as the work since autovacuum last came, which is now more, now less.
    """
    early, late = seen[:EARLY], seen[-EARLY:]
    return {
        name
        for name in seen[0]
        if min(one[name] for one in late) > MORE * max(one[name] for one in early)
    }


async def passed(
    mill: Mill, generations: int, clean: Callable[[Store], Awaitable[None]]
) -> list[Sizes]:
    """Let generations pass; the sizes after each, before it is cleaned."""
    seen = []
    for _ in range(generations):
        await mill.generation()
        seen.append(await sizes(mill))
        await clean(mill.terkirim.store)
    return seen


async def vacuumed(store: Store) -> None:
    """Clean what changed, as autovacuum does in time."""
    await _apart(store, *(f"VACUUM {name}" for name in _CHANGED))


async def seen_to_be_clean(store: Store) -> None:
    """Wait until autovacuum has nothing left to do."""
    async with asyncio.timeout(CLEAN_WITHIN_S):
        while True:
            async with store.read() as db:
                if not (await db.execute(_UNCLEAN)).all():
                    return
            await asyncio.sleep(0.2)


async def left(_store: Store) -> None:
    """Nobody cleans."""


async def _apart(store: Store, *statements: str) -> None:
    """Statements that stand outside any transaction."""
    engine = create_async_engine(store.address, isolation_level="AUTOCOMMIT")
    async with engine.connect() as db:
        for statement in statements:
            await db.execute(text(statement))
    await engine.dispose()


async def test_what_is_hot_stays_as_large_as_the_work(
    shared: str, record_property: Callable[[str, object], None]
) -> None:
    async with open_mill(shared, ROWS) as mill:
        if BEFORE:
            await grown_old(mill)
        seen = await passed(mill, GENERATIONS, seen_to_be_clean if BEFORE else vacuumed)
    for name in HOT + KEPT if BEFORE else HOT[:1]:
        told = ", ".join(f"{one[name]:,.0f}" for one in seen)
        record_property(
            "measured", f"{name}, bytes, a generation of {ROWS:,} after another: {told}"
        )
    assert bloated(seen) == set()


async def test_what_nobody_cleans_is_noticed(shared: str) -> None:
    async with open_mill(shared, 300) as mill:
        off = [f"ALTER TABLE {name} SET (autovacuum_enabled = off)" for name in _CHANGED]
        await _apart(mill.terkirim.store, *off)
        seen = await passed(mill, 3 * EARLY, left)
    assert {"ix_messages_queue", "ix_messages_open", "webhooks"} <= bloated(seen)


async def test_webhooks_that_stay_when_they_are_applied_are_noticed(
    shared: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def marked(db: Connection, done: Sequence[Webhook], _now: float) -> None:
        await webhooks.put_aside(db, [hook.id for hook in done], "applied", "")

    monkeypatch.setattr(webhooks, "applied", marked)
    async with open_mill(shared, 300) as mill:
        seen = await passed(mill, 3 * EARLY, vacuumed)
    assert {"webhooks", "pk_webhooks", "ix_webhooks_state_id"} <= bloated(seen)
