"""What a status has told of an attempt stays, whatever comes of its answer."""

from terkirim.store import Attempt, attempts, open_store


async def test_an_answer_that_never_came_takes_back_no_message_id(database: str) -> None:
    store = await open_store(database)
    begun = Attempt("msg_1", 1, "sender", marketing=False, started_at=1.0)
    over = Attempt("msg_1", 1, "sender", marketing=False, started_at=1.0, finished_at=9.0)
    async with store.write() as db:
        await attempts.start(db, [begun])
        await attempts.heard(db, [("msg_1", 1, 5.0, 131026, "wamid.A")])
        await attempts.finish(db, [over])
        [found] = await attempts.of_message(db, "msg_1")
    await store.close()
    assert (found.finished_at, found.wamid, found.code) == (9.0, "wamid.A", 131026)
