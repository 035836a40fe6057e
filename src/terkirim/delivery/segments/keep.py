"""Segments by their names: kept, listed, forgotten, and read as conditions."""

import difflib
import re
from collections.abc import Iterable

from terkirim.delivery.segments.faults import pointed
from terkirim.delivery.segments.model import FIELDS, SENTENCES
from terkirim.delivery.segments.parse import parse
from terkirim.errors import BadInput, NotFound
from terkirim.store import Store, segments
from terkirim.store.conditions import Condition
from terkirim.store.engine import Connection
from terkirim.store.segments import Segment
from terkirim.vocabulary.clock import Clock
from terkirim.vocabulary.text import Text

_NAME = re.compile(r"[\w-]{1,64}")


async def keep(store: Store, clock: Clock, name: str, expression: str) -> bool:
    """Keep an expression under a name; answers whether it replaces another.

    Raises BadInput where the name or the expression cannot be used.
    """
    if not _NAME.fullmatch(name):
        raise BadInput(
            Text(
                id=f"“{name}” tidak bisa menjadi nama segmen; pakai huruf, angka, _ dan -, "
                "paling banyak 64.",
                en=f"“{name}” cannot name a segment; use letters, digits, _ and -, 64 at most.",
            )
        )
    async with store.write() as db:
        await read_expression(db, expression)
        return await segments.put(db, Segment(name, expression, clock.now()))


async def forget(store: Store, name: str) -> None:
    """Forget a segment. Raises NotFound."""
    async with store.write() as db:
        if not await segments.remove(db, name):
            raise await _no_such(db, name)


async def every(store: Store) -> list[Segment]:
    """All segments, by their names."""
    async with store.read() as db:
        return await segments.every(db)


async def read(db: Connection, wanted: str) -> Condition:
    """The condition of a segment's name, or of an expression. Raises NotFound, BadInput."""
    if not _NAME.fullmatch(wanted):
        return await read_expression(db, wanted)
    return await read_named(db, wanted)


async def read_named(db: Connection, name: str) -> Condition:
    """The condition of a segment. Raises NotFound, BadInput where its fields are gone."""
    segment = await segments.by_name(db, name)
    if segment is None:
        raise await _no_such(db, name)
    return await read_expression(db, segment.expression)


async def read_expression(db: Connection, expression: str) -> Condition:
    """The condition an expression states. Raises BadInput, for a field nobody has too."""
    condition, named = parse(expression)
    for unknown in await segments.nobodys(db, named):
        known = (*FIELDS, *await segments.field_names(db))
        nearest = _nearest(unknown, known)
        like = SENTENCES["nearest"].format(one=nearest) if nearest else Text(id="", en="")
        said = Text(
            id=SENTENCES["unknown"].id.format(field=unknown, nearest=like.id),
            en=SENTENCES["unknown"].en.format(field=unknown, nearest=like.en),
        )
        raise pointed(expression, named[unknown], said)
    return condition


async def _no_such(db: Connection, name: str) -> NotFound:
    nearest = _nearest(name, [one.name for one in await segments.every(db)])
    like = SENTENCES["nearest"].format(one=nearest) if nearest else Text(id="", en="")
    return NotFound(
        Text(
            id=f"Tidak ada segmen “{name}”{like.id}.",
            en=f"There is no segment “{name}”{like.en}.",
        )
    )


def _nearest(wanted: str, known: Iterable[str]) -> str | None:
    return next(iter(difflib.get_close_matches(wanted, list(known), 1)), None)
