"""The migrated schema is the declared one, and the only way states are written is legal."""

from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine

from terkirim.delivery.outbox.transitions import FINAL, IN_FLIGHT, may, require
from terkirim.errors import IllegalTransition
from terkirim.store.migrations.migrate import migrate
from terkirim.store.tables import metadata
from terkirim.vocabulary.states import State


def test_migrations_lead_to_exactly_the_declared_schema(tmp_path: Path) -> None:
    path = tmp_path / "fresh.db"
    migrate(path)
    engine = create_engine(f"sqlite:///{path}")
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
    engine.dispose()


def test_delivery_is_never_taken_back() -> None:
    assert not any(may(State.READ, state) for state in State)
    assert {state for state in State if may(State.DELIVERED, state)} == {State.READ}
    with pytest.raises(IllegalTransition):
        require(State.DELIVERED, State.FAILED)


@pytest.mark.parametrize("state", sorted(set(State) - {State.CANCELLED, State.READ}))
def test_a_late_delivery_is_believed_in_every_state_that_had_an_attempt(state: State) -> None:
    if state not in (State.SCHEDULED, State.DELIVERED):
        assert may(state, State.DELIVERED)


def test_every_state_is_waiting_in_flight_or_final() -> None:
    waiting = {State.SCHEDULED, State.QUEUED, State.HELD}
    assert waiting | IN_FLIGHT | FINAL == set(State)
