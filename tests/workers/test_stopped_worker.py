"""A real worker stands still (SIGSTOP) while it sends, another takes over, it goes on (SIGCONT).

What must hold, by the sandbox's own record: no message is sent twice and none is lost. One window
cannot be closed by any client: a worker looks at its lease, and hands the request to its kernel a
moment later. Stopped between the two for longer than its lease and the reconciling after it (31 s
to an hour, by the settings), it sends a message that another has sent meanwhile. Bytes a kernel has
already do not matter: they arrive while the worker stands still, and their status settles them.
"""

import asyncio
import signal
from pathlib import Path

import pytest
from sqlalchemy import text

from kills.processes import run_all
from workers.scene import Scene, open_scene

MESSAGES = 100
_WITHIN_S = 240.0
_LEASE = text("SELECT key FROM leases WHERE key LIKE 'sender/%' FOR UPDATE")
_WAITS = text(
    "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
    " AND query LIKE '%FROM leases%' AND pid <> pg_backend_pid()"
)
_STANDS = text(
    "SELECT count(*) FROM pg_stat_activity WHERE state = 'idle in transaction'"
    " AND query LIKE '%FROM leases%' AND pid <> pg_backend_pid()"
)


async def all_are_sent_once(scene: Scene) -> None:
    """Now, and after more has gone out."""
    await scene.client.send_all(10, "last")
    await scene.until_settled()
    promised = sorted(scene.client.promised.values())
    assert len(promised) == MESSAGES + 10
    assert sorted((await scene.taken()).elements()) == promised


@pytest.mark.parametrize("when", ["while the other sends", "when the other has sent all"])
async def test_who_stood_still_sends_nothing_twice(tmp_path: Path, shared: str, when: str) -> None:
    async with asyncio.timeout(_WITHIN_S), open_scene(tmp_path, shared) as scene:
        first, second = scene.worker("first"), scene.worker("second")
        await scene.client.send_all(MESSAGES)
        async with run_all(first):
            await scene.until_taken(MESSAGES // 5)
            stopped = await scene.owner()
            assert stopped is not None
            first.signal(signal.SIGSTOP)
            async with run_all(second):
                await scene.until_another_sends(stopped)
                if when == "when the other has sent all":
                    await scene.until_all_are_taken()
                else:
                    await scene.until_taken(MESSAGES // 2)
                first.signal(signal.SIGCONT)
                await scene.until_at_work(stopped)
                await all_are_sent_once(scene)


async def test_who_stands_still_within_a_transaction_keeps_nobody_waiting(
    tmp_path: Path, shared: str
) -> None:
    """Its locks are taken from it: PostgreSQL ends a session that leaves a transaction open."""
    async with asyncio.timeout(_WITHIN_S), open_scene(tmp_path, shared) as scene:
        first, second = scene.worker("first"), scene.worker("second")
        await scene.client.send_all(MESSAGES)
        async with run_all(first):
            await scene.until_taken(MESSAGES // 5)
            stopped = await scene.owner()
            assert stopped is not None
            async with scene.store.write_rows() as db:
                await db.execute(_LEASE)
                await scene.until_some(_WAITS)
                first.signal(signal.SIGSTOP)
            await scene.until_some(_STANDS)
            async with run_all(second):
                await scene.until_another_sends(stopped)
                await scene.until_all_are_taken()
                first.signal(signal.SIGCONT)
                await scene.until_at_work(stopped)
                await all_are_sent_once(scene)
