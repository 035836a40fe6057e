"""What an installation holds survives its migrations."""

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from terkirim.store import open_store, postgresql, sqlite
from terkirim.store.address import address_of
from terkirim.store.migrations.migrate import migrate

_MESSAGE = text(
    "INSERT INTO messages (id, account_id, sender_id, contact_id, recipient, kind, category,"
    " payload, idempotency_key, state, due_at, created_at, updated_at)"
    " VALUES (:id, '2', '1', 'con_1', '+6281200000001', 'text', 'service', '{}', :key,"
    " 'queued', 0, 0, 0)"
)
_CONTACT = text(
    "INSERT INTO contacts (id, phone, bsuid, name, delivered_at, read_at, inbound_at, created_at)"
    " VALUES (:id, :phone, :bsuid, 'Sari', :delivered_at, :read_at, :inbound_at, 5)"
)
_KEY = text("INSERT INTO api_keys (key_hash, name, created_at) VALUES (:name, :name, 0)")
KEPT = {
    "msg_1": ("shop", "w/1"),
    "msg_2": ("shop/web", "2"),
    "msg_3": ("", "from the command line"),
    "msg_4": ("", None),
}


def engines(database: str) -> tuple[AsyncEngine, AsyncEngine]:
    """Engines on a database whose schema is not the newest."""
    address = address_of(database)
    on_sqlite = address.drivername.startswith("sqlite")
    return sqlite.engines(address) if on_sqlite else postgresql.engines(address)


async def test_idempotency_keys_find_their_owner(database: str) -> None:
    writer, reader = engines(database)
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


# Address, user id, when delivered to, read, heard of; and when each address counts as seen.
HEARD = {
    "con_1": ("+6281200000001", "ID.1001", 10.5, 12.0, 11.0, 12.0, 12.0),
    "con_2": ("+6281200000002", None, None, None, 11.0, 11.0, None),
    "con_3": (None, "ID.1003", 10.5, None, None, None, 10.5),
    "con_4": ("+6281200000004", "ID.1004", None, None, None, None, None),
}


async def test_an_address_counts_as_seen_when_its_owner_was_last_heard_of(database: str) -> None:
    writer, reader = engines(database)
    await migrate(writer, "0005")
    names = ("phone", "bsuid", "delivered_at", "read_at", "inbound_at")
    async with writer.begin() as db:
        for id_, told in HEARD.items():
            await db.execute(_CONTACT, {"id": id_, **dict(zip(names, told, strict=False))})
    await writer.dispose()
    await reader.dispose()
    store = await open_store(database)
    async with store.read() as db:
        columns = f"id, {', '.join(names)}, phone_seen_at, bsuid_seen_at, name, created_at"
        rows = (await db.execute(text(f"SELECT {columns} FROM contacts"))).all()  # noqa: S608 - ours
    await store.close()
    assert {row[0]: tuple(row[1:8]) for row in rows} == HEARD
    assert {tuple(row[8:]) for row in rows} == {("Sari", 5.0)}
