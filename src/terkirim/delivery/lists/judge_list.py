"""Judge a whole list: every row for itself, then against all others."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from itertools import chain
from pathlib import Path
from threading import Thread
from typing import TypeVar

import msgspec
import phonenumbers
import polars as pl

from terkirim.delivery.lists.batch import schema
from terkirim.delivery.lists.judge_batch import judge_batch
from terkirim.delivery.lists.model import Choice, Columns
from terkirim.delivery.lists.numbers import TABLES
from terkirim.delivery.lists.open_list import OpenList, Reading
from terkirim.delivery.lists.read_json_lines import open_json_lines
from terkirim.delivery.lists.read_parquet import open_parquet
from terkirim.delivery.lists.read_text import open_text
from terkirim.delivery.lists.read_workbook import open_workbook
from terkirim.delivery.lists.recognise_file import recognise
from terkirim.delivery.lists.settle import Overruled, Parts
from terkirim.errors import BadInput
from terkirim.vocabulary.text import Text

_OPENERS = {
    "text": open_text,
    "workbook": open_workbook,
    "parquet": open_parquet,
    "json_lines": open_json_lines,
}
_LARGE = 1 << 20  # bytes; a list of so many will need its country's plan
Made = TypeVar("Made")


class Room(msgspec.Struct, frozen=True):
    """Where rows wait: so many bytes in memory, the rest in a folder."""

    folder: Path
    memory: int


class JudgedList(msgspec.Struct, frozen=True):
    """A list whose rows are all judged: its columns, and settled batches in their order.

    A settled batch has, beside what `judge_batch` adds, `code`: why a row is left out, null where
    it is accepted; and `other` and `said`, the line that decides and what it says.
    """

    columns: Columns
    batches: Iterator[pl.DataFrame]


def judge_list(path: Path, choice: Choice, room: Room, reading: Reading) -> JudgedList:
    """Read a list to its end, so that nothing of a file that is none is used, and settle it.

    Judged batches wait where there is room; on disk they take about four times the list. Raises
    BadContactFile if the file is not what it says, BadInput if there is no such country.
    """
    opened = open_list(path, choice, reading)
    columns = opened.columns
    roles = columns.roles
    said = f"c{roles.get('consent', roles.get('refusal', roles['phone']))}"
    parts = Parts(room.folder, room.memory)
    empty = pl.DataFrame(schema=schema(len(columns.names)))
    filled = (rows for rows in opened.batches if rows.height)
    judge = partial(judge_batch, columns=columns, home_region=choice.country)
    if path.stat().st_size > _LARGE:  # while the first batch is read
        Thread(target=TABLES.prepare, args=[choice.country], daemon=True).start()
    for judged in side_by_side(judge, chain([empty], filled), reading.judges):
        parts.add(judged, said)
    return JudgedList(columns, _settled(parts, parts.settle()))


def open_list(path: Path, choice: Choice, reading: Reading) -> OpenList:
    """Open a contact list of any kind. Raises BadContactFile, BadInput."""
    if choice.country not in phonenumbers.SUPPORTED_REGIONS:
        shown = choice.country[:40]
        raise BadInput(
            Text(
                id=f"“{shown}” bukan kode negara; pakai dua huruf seperti ID atau MY.",
                en=f"“{shown}” is not a country code; use two letters such as ID or MY.",
            )
        )
    return _OPENERS[recognise(path)](path, choice, reading)


def side_by_side(
    work: Callable[[pl.DataFrame], Made], batches: Iterable[pl.DataFrame], at_once: int = 1
) -> Iterator[Made]:
    """What is made of each batch, in order; so many next ones are worked on while one is used."""
    with ThreadPoolExecutor(at_once) as workers:
        waiting: deque[Future[Made]] = deque()
        for batch in batches:
            waiting.append(workers.submit(work, batch))
            if len(waiting) > at_once:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


def _settled(parts: Parts, overruled: Overruled) -> Iterator[pl.DataFrame]:
    for judged in parts.take():
        yield overruled.join(judged).with_columns(code=pl.coalesce("reason", "overrule"))
