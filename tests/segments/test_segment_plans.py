"""A preview looks at everyone once: four times the people cost four times as much, not sixteen."""

from segments.people import hold, person, write
from store.test_plans import executed, postgresql_plan, sqlite_plan
from terkirim.delivery.segments.parse import parse
from terkirim.store import Store, checks, open_store, segments
from terkirim.store.checks import Check
from terkirim.store.engine import Connection
from terkirim.store.segments import Sift

EVERYONE = parse("standing in (active, doubtful) and kota != Depok").condition
CAPPED = ("recipient_marketing", "recipient.marketing_cap")


async def cost(store: Store) -> int:
    """What counting and paging through everyone costs, in the database's own measure."""
    explain = postgresql_plan if store.shared else sqlite_plan
    async with store.write() as db:
        await db.exec_driver_sql("ANALYZE")
    async with store.write() as db:
        with executed(db) as seen:
            await _work(db)
        return sum([(await explain(db, sql, values))[1] for sql, values in list(seen)])


async def _work(db: Connection) -> None:
    await segments.shares(db, EVERYONE, Sift(1e9, a_day=1))
    page = await segments.page(db, EVERYONE, 1e9, "con_00050", 100)
    await segments.sifted(db, [one.id for one in page], Sift(1e9))


async def grow(store: Store, first: int, last: int) -> None:
    people = [person(number) for number in range(first, last)]
    await write(store, people, [hold(one, *CAPPED) for one in people[::2]])
    said = [Check(one.phone or "", "a", "no_whatsapp", {}, 1e9) for one in people[::3]]
    async with store.write() as db:
        await checks.save(db, said)


async def test_the_cost_grows_with_the_people_and_no_faster(database: str) -> None:
    store = await open_store(database)
    await grow(store, 0, 1500)
    small = await cost(store)
    await grow(store, 1500, 6000)
    large = await cost(store)
    await store.close()
    assert large < 7 * small, (small, large)
