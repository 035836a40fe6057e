"""What a status has told of an attempt stays, whatever comes of its answer."""

from terkirim.store import Attempt, Message, attempts, messages, open_store
from terkirim.vocabulary.states import State


def sending(message_id: str, sent_at: float) -> Message:
    """A message whose first request is under way."""
    return Message(
        id=message_id,
        account_id="account",
        sender_id="sender",
        contact_id="con_1",
        recipient="+6281234567890",
        kind="template",
        category="marketing",
        payload="{}",
        state=State.SENDING,
        due_at=sent_at,
        created_at=sent_at,
        updated_at=sent_at,
        attempts=1,
        sent_at=sent_at,
    )


async def test_an_answer_that_never_came_takes_back_no_message_id(database: str) -> None:
    store = await open_store(database)
    over = Attempt("msg_1", 1, "sender", marketing=True, started_at=1.0, finished_at=9.0)
    async with store.write() as db:
        await messages.add(db, [sending("msg_1", sent_at=1.0)])
        await attempts.note_begun(db, ["msg_1", "msg_1"])
        await attempts.note_begun(db, ["msg_1"])
        await attempts.heard(db, [("msg_1", 1, 5.0, 131026, "wamid.A")])
        await attempts.finish(db, [over])
        [found] = await attempts.of_message(db, "msg_1")
    await store.close()
    assert (found.finished_at, found.wamid, found.code) == (9.0, "wamid.A", 131026)


async def test_what_is_under_way_counts_before_it_is_written_down(database: str) -> None:
    store = await open_store(database)
    async with store.write() as db:
        await messages.add(db, [sending("msg_1", sent_at=5.0)])
        assert await attempts.of_message(db, "msg_1") == []
        assert await attempts.unnamed(db, ["msg_1"]) == {"msg_1": (1, 1, 1)}
        assert await attempts.reached(db, "sender", 5.0) == [("con_1", 5.0)]
        assert await attempts.reached(db, "sender", 6.0) == []
        await attempts.note_begun(db, ["msg_1"])
        [begun] = await attempts.of_message(db, "msg_1")
        assert await attempts.unnamed(db, ["msg_1"]) == {"msg_1": (1, 1, 1)}
    await store.close()
    assert begun == Attempt("msg_1", 1, "sender", marketing=True, started_at=5.0)
