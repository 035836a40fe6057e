"""One statement that says what is due when: the only thing an idle process asks."""

from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Select, TextClause, func, select, text, union_all
from sqlalchemy.ext.asyncio import AsyncConnection

from terkirim.store.tables import (
    EXPIRES,
    OPEN,
    alerts,
    failures,
    holds,
    messages,
    orphans,
    sms,
    webhooks,
)
from terkirim.vocabulary.states import State


class Agenda(msgspec.Struct, frozen=True):
    """For each duty the earliest instant it is needed (epoch seconds), None where it is not."""

    inbox: float | None
    orphans: float | None
    judge: float | None
    probe: float | None
    ends: float | None
    lifted: float | None
    expire: float | None
    reconcile: float | None
    dispatch: float | None
    sms: float | None
    untold: float | None
    untold_end: float | None


def _first(
    column: ColumnElement[Any], *conditions: ColumnElement[bool] | TextClause
) -> Select[Any]:
    return select(func.min(column)).where(*conditions)


_m, _h = messages.c, holds.c
_in_force = _h.lifted_at.is_(None)
_still_holding = select(_m.id).where(_m.hold_id == _h.id, _m.state == State.HELD.value).exists()


def _first_in(*states: State) -> Select[Any]:
    """The earliest message in one of these states: a look at the index for each of them."""
    each = [_first(_m.due_at, text(OPEN), _m.state == state.value) for state in states]
    earliest = union_all(*(one.subquery().select() for one in each)).subquery()
    return select(func.min(earliest.c[0]))


_entries = select(
    *(
        query.scalar_subquery()
        for query in (
            _first(webhooks.c.received_at, webhooks.c.state == "pending"),
            _first(orphans.c.check_at),
            _first(failures.c.watch_until, failures.c.verdict == "watched"),
            _first(_h.probe_at, _in_force),
            _first(_h.until, _in_force),
            _first(_h.lifted_at, _h.lifted_at.is_not(None), _still_holding),
            _first(_m.expires_at, text(EXPIRES)),
            _first_in(State.UNRESOLVED, State.SENDING),
            _first_in(State.QUEUED),
            _first(sms.c.due_at, sms.c.state.in_(("waiting", "sending"))),
            _first(alerts.c.raised_at, alerts.c.told_at.is_(None)),
            _first(
                alerts.c.resolved_at,
                alerts.c.told_at.is_not(None),
                alerts.c.told_resolved_at.is_(None),
            ),
        )
    )
)
# With its values in it: a bound value that decides whether a partial index will do makes SQLite
# plan the statement anew every time, which takes ten times as long as answering it.
_QUERY = text(str(_entries.compile(compile_kwargs={"literal_binds": True})))


async def read_agenda(db: AsyncConnection) -> Agenda:
    """What is due when."""
    return Agenda(*(await db.execute(_QUERY)).one())
