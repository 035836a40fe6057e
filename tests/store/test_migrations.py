"""What an installation holds survives its migrations."""

from sqlalchemy import text

from terkirim.store import open_store, postgresql, sqlite
from terkirim.store.address import address_of
from terkirim.store.migrations.migrate import migrate

_MESSAGE = text(
    "INSERT INTO messages (id, account_id, sender_id, contact_id, recipient, kind, category,"
    " payload, idempotency_key, state, due_at, created_at, updated_at)"
    " VALUES (:id, '2', '1', 'con_1', '+6281200000001', 'text', 'service', '{}', :key,"
    " 'queued', 0, 0, 0)"
)
_KEY = text("INSERT INTO api_keys (key_hash, name, created_at) VALUES (:name, :name, 0)")
KEPT = {
    "msg_1": ("shop", "w/1"),
    "msg_2": ("shop/web", "2"),
    "msg_3": ("", "from the command line"),
    "msg_4": ("", None),
}


async def test_idempotency_keys_find_their_owner(database: str) -> None:
    address = address_of(database)
    kind = sqlite if address.drivername.startswith("sqlite") else postgresql
    writer, reader = kind.engines(address)
    await migrate(writer, "0002")
    async with writer.begin() as db:
        for name in ("shop", "shop/web"):
            await db.execute(_KEY, {"name": name})
        keys = {"msg_1": "shop/w/1", "msg_2": "shop/web/2", "msg_3": "from the command line"}
        for id_ in KEPT:
            await db.execute(_MESSAGE, {"id": id_, "key": keys.get(id_)})
    await writer.dispose()
    await reader.dispose()
    store = await open_store(database)
    async with store.read() as db:
        rows = await db.execute(text("SELECT id, owner, idempotency_key FROM messages"))
        found = {row[0]: (row[1], row[2]) for row in rows.all()}
    await store.close()
    assert found == KEPT
