"""The migrated schema is the declared one, and the only way states are written is legal."""

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from terkirim.delivery.outbox.transitions import FINAL, IN_FLIGHT, may, require
from terkirim.errors import IllegalTransition
from terkirim.store import open_store
from terkirim.store.tables import metadata
from terkirim.vocabulary.states import State


async def test_migrations_lead_to_exactly_the_declared_schema(database: str) -> None:
    store = await open_store(database)
    async with store.write() as db:
        differences = await db.run_sync(
            lambda connection: compare_metadata(
                MigrationContext.configure(connection, opts={"compare_type": True}), metadata
            )
        )
    await store.close()
    assert differences == []


def test_delivery_is_never_taken_back() -> None:
    assert not any(may(State.READ, state) for state in State)
    assert {state for state in State if may(State.DELIVERED, state)} == {State.READ}
    with pytest.raises(IllegalTransition):
        require(State.DELIVERED, State.FAILED)


@pytest.mark.parametrize("state", sorted(set(State) - {State.READ}))
def test_a_late_delivery_is_believed_in_every_state_that_had_an_attempt(state: State) -> None:
    if state not in (State.SCHEDULED, State.DELIVERED):
        assert may(state, State.DELIVERED)


def test_every_state_is_waiting_in_flight_or_final() -> None:
    waiting = {State.SCHEDULED, State.QUEUED, State.HELD}
    assert waiting | IN_FLIGHT | FINAL == set(State)
