"""Dispatch from a database that holds the messages of years, against an empty one."""

import asyncio
from collections.abc import Iterator
from contextlib import ExitStack
from functools import partial

from bench.dispatch import our_room
from bench.options import Options
from bench.parts.children import Child
from bench.parts.databases import Database, databases
from bench.parts.graph import graph_room
from bench.parts.lookout import open_lookout
from bench.parts.old import multiply
from bench.rows import Lap, Row, compared, interleaved

_SEEDS = 2000
_GOAL = 0.9


def measure(options: Options) -> Iterator[Row]:
    """On each database: one that has grown and an empty one, in turn."""
    with Child(graph_room) as graph, databases() as found:
        for database in found:
            yield from _of(database, graph.hello, options)


def _of(database: Database, url: str, options: Options) -> Iterator[Row]:
    grown, empty = database.fresh(), database.fresh()
    old = grow(url, grown, options.old)
    with ExitStack() as closing:
        children = {
            place: closing.enter_context(Child(our_room, url, place, place="measured"))
            for place in (grown, empty)
        }
        contestants = {
            place: partial(_lap, child, options.messages) for place, child in children.items()
        }
        laps = interleaved(contestants, options.rounds)
    name = f"dispatch with {old:,} old messages, {database.name} / an empty database"
    yield compared(name, laps[grown], laps[empty], _GOAL)


def grow(url: str, place: str, wanted: int) -> int:
    """Send some messages, have them read, and make old ones of them; how many there are."""
    with Child(our_room, url, place) as child:
        child.ask("queue", _SEEDS)
        child.ask("send", _SEEDS)
    asyncio.run(_have_them_read(place))
    return asyncio.run(multiply(place, _SEEDS, wanted))


async def _have_them_read(place: str) -> None:
    async with open_lookout(place) as lookout:
        await lookout.change("UPDATE messages SET state = 'read' WHERE state = 'accepted'")


def _lap(child: Child, many: int) -> Lap:
    child.ask("queue", many)
    lap: Lap = child.ask("send", many)
    return lap
