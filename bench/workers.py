"""Two workers against one, each with a sender of its own, on PostgreSQL."""

from collections.abc import Iterator
from contextlib import ExitStack
from functools import partial

import msgspec

from bench.dispatch import our_room
from bench.options import Options
from bench.parts.children import Child
from bench.parts.cores import cores
from bench.parts.databases import NOT_TAKEN, postgresql, takes_postgresql
from bench.parts.graph import graph_room
from bench.rows import Lap, Row, compared, interleaved, not_measured

_NAME = "two workers, two senders, PostgreSQL / one worker"
_GOAL = 1.7
_ROOMY = 4  # cores: two workers, the database, the endpoint


def measure(options: Options) -> Iterator[Row]:
    """The same messages of two senders, sent by one worker, then by two."""
    if not takes_postgresql():
        yield not_measured(_NAME, NOT_TAKEN, _GOAL)
        return
    with ExitStack() as closing:
        database = closing.enter_context(postgresql())
        graph = closing.enter_context(Child(graph_room, 2))
        teams = {}
        for name, size in (("one", 1), ("two", 2)):
            place = database.fresh()
            team = [Child(our_room, graph.hello, place, place="anywhere") for _ in range(size)]
            teams[name] = [closing.enter_context(child) for child in team]
        contestants = {name: partial(_sent, team, options.messages) for name, team in teams.items()}
        laps = interleaved(contestants, options.rounds)
    count = len(cores()) or 1
    goal = _GOAL if count >= _ROOMY else None
    note = f"{count} cores" + ("" if goal else f": not judged below {_ROOMY}")
    row = compared(_NAME, laps["two"], laps["one"], goal, note)
    yield msgspec.structs.replace(row, goal=_GOAL)


def _sent(team: list[Child], many: int) -> Lap:
    """Queue messages of two senders, then send them, the whole team at once."""
    for sender in range(2):
        team[0].ask("queue", many // 2, sender)
    for child in team:
        child.tell("share", many)
    laps: list[Lap] = [child.hear() for child in team]
    return Lap(many, max(lap.took_s for lap in laps), sum(lap.cpu_s for lap in laps))
