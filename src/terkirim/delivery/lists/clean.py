"""Clean a contact list: every row is accepted, or rejected with its line and its reason."""

import os
import tempfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import NamedTuple

import msgspec
import polars as pl

from terkirim.delivery.lists import sentences, tables
from terkirim.delivery.lists.judge_list import Room, judge_list, side_by_side
from terkirim.delivery.lists.model import (
    Choice,
    CleanList,
    Columns,
    Contact,
    ListReport,
    Rejected,
)
from terkirim.delivery.lists.open_list import OnRead, Reading
from terkirim.delivery.lists.sentences import rejected_table
from terkirim.delivery.lists.tables import accepted_table, every_table, other_columns, tidied
from terkirim.delivery.lists.tally import Tally
from terkirim.delivery.lists.write_list import format_of, not_written, writing
from terkirim.errors import BadInput, NotWritten
from terkirim.vocabulary.text import Text

PORTION = 2_500
_MEMORY, _LITTLE = 256 << 20, 8 << 20  # bytes of rows that wait in memory
_WHY = (
    "problem_id",
    "problem_en",
    "shown",
    "key",
    "refuses",
    "reason",
    "overrule",
    "other",
    "said",
)
_BESIDE = Reading(block=1 << 19, judges=1)  # a campaign goes on in the same memory


def clean_file(
    source: Path,
    out: Path,
    choice: Choice | None = None,
    *,
    every_row: bool = False,
    on_read: OnRead = lambda size: None,
) -> ListReport:
    """Clean a list of any size, file to file; memory stays flat.

    `source` is CSV or the like, XLSX, Parquet or JSON lines, told by its content; the ending of
    `out` tells its format. `out` holds the accepted rows: whatsapp (E.164), name, what the list
    says of consent, language and time zone, then all other columns; `rejected_path(out)` the
    others: line, phone as it was, reason in both languages, its code, and consent, so that a
    person who refused stays refused if that file is mended and cleaned again. With `every_row`,
    `out` holds all rows in their order with their cells as they were, then line, e164, region,
    line_type, operator, verdict and reason.

    `on_read` hears how many bytes were read. What is written appears when it is whole. Raises
    BadContactFile if the file is not what it says, BadInput for a country there is not, an `out`
    that is the source, NotWritten where there is no room.
    """
    chosen = _upper(choice or Choice())
    outs = [out] if every_row else [out, rejected_path(out)]
    _refuse_same_file(source, outs)
    with _folder(out) as folder:
        room = Room(Path(folder), _MEMORY)
        try:
            judged = judge_list(source, chosen, room, Reading(on_read))
        except OSError as error:  # of the room: what is wrong with the list is a BadContactFile
            raise NotWritten(not_written(out)) from error
        tally = Tally(judged.columns, chosen.country)
        with writing(outs) as writers:
            make = partial(_tables, tally, judged.columns, every_row=every_row)
            for made in side_by_side(make, judged.batches):
                for writer, one in zip(writers, made, strict=True):
                    writer.write(one.table, one.ours)
    return tally.report()


def clean(path: Path, home_region: str = "ID") -> CleanList:
    """Read and judge every row of a contact file that fits into memory.

    `home_region` is the ISO country of numbers without a country code. A number whose owner
    refuses on any line is left out on every line. Raises BadContactFile if the file is not what
    it says, BadInput if there is no such region.
    """
    portions = list(sift(path, home_region))
    return CleanList(
        accepted=tuple(one for portion in portions for one in portion.accepted),
        rejected=tuple(one for portion in portions for one in portion.rejected),
        input_rows=sum(portion.input_rows for portion in portions),
        has_consent_column=portions[-1].has_consent_column,
        notes=portions[-1].notes,
    )


def sift(path: Path, home_region: str, rows: int = PORTION) -> Iterator[CleanList]:
    """The same list in portions of so many rows; the last one brings the notes.

    The whole file is read once before the first portion, so that a file which is not what it says
    is refused before anything of it is used. Raises what `clean` raises.
    """
    chosen = _upper(Choice(country=home_region))
    with tempfile.TemporaryDirectory(prefix="terkirim-") as folder:
        judged = judge_list(path, chosen, Room(Path(folder), _LITTLE), _BESIDE)
        tally = Tally(judged.columns, chosen.country)
        for settled in judged.batches:
            tally.add(settled, *_parted(settled))
            for part in settled.iter_slices(rows):
                yield _portion(part, judged.columns)
        yield msgspec.structs.replace(
            _portion(settled.clear(), judged.columns), notes=tally.notes()
        )


def rejected_path(out: Path) -> Path:
    """Where the rejected rows of `out` are written: `clean.csv` → `clean.rejected.csv`."""
    return out.with_name(out.name.removesuffix(out.suffix) + ".rejected" + format_of(out))


class _Made(NamedTuple):
    """A table to write, and those of its columns whose text is no stranger's."""

    table: pl.DataFrame
    ours: tuple[str, ...]


def _tables(
    tally: Tally, columns: Columns, settled: pl.DataFrame, *, every_row: bool
) -> list[_Made]:
    """Count the next settled batch, and make of it what is written."""
    accepted, rejected = _parted(settled)
    tally.add(settled, accepted, rejected)
    if every_row:
        return [_Made(every_table(settled, columns), tables.ADDED)]
    return [
        _Made(accepted_table(accepted, columns), tables.OURS),
        _Made(rejected_table(rejected, columns), sentences.OURS),
    ]


def _upper(choice: Choice) -> Choice:
    return msgspec.structs.replace(choice, country=choice.country.upper())


def _refuse_same_file(source: Path, outs: list[Path]) -> None:
    for target in outs:
        if target.resolve() == source.resolve():
            raise BadInput(
                Text(
                    id=f"{target.name} adalah berkas masukan itu sendiri; beri nama lain setelah "
                    "-o.",
                    en=f"{target.name} is the input file itself; give another name after -o.",
                )
            )


def _folder(out: Path) -> tempfile.TemporaryDirectory[str]:
    """A folder beside `out`, where there is room for it. Raises BadInput."""
    try:
        if not os.access(out.parent, os.W_OK) or out.is_dir():
            raise PermissionError
        return tempfile.TemporaryDirectory(prefix=f".terkirim-{os.getpid()}-", dir=out.parent)
    except OSError as error:
        raise NotWritten(not_written(out)) from error


def _parted(settled: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    accepted = pl.col("code").is_null()
    return settled.drop(_WHY).filter(accepted), settled.filter(~accepted)


def _portion(settled: pl.DataFrame, columns: Columns) -> CleanList:
    accepted, rejected = _parted(settled)
    return CleanList(
        accepted=tuple(_contacts(accepted, columns)),
        rejected=tuple(_rejected(rejected, columns)),
        input_rows=settled.height,
        has_consent_column="consent" in columns.roles,
        notes=(),
    )


def _contacts(accepted: pl.DataFrame, columns: Columns) -> Iterator[Contact]:
    others = other_columns(columns)
    names = [name for _, name in others]
    neat = tidied(accepted, columns)
    named = columns.roles.get("name")
    name = pl.lit("") if named is None else pl.col(f"c{named}")
    facts = neat.select(
        "line", "e164", pl.col("region").fill_null(""), name.alias("name"), "consent"
    )
    said = neat.select("language", "time_zone")
    cells = neat.select(at for at, _ in others).rows() if others else [()] * neat.height
    for (line, e164, region, own, consent), own_cells, (language, zone) in zip(
        facts.iter_rows(), cells, said.iter_rows(), strict=True
    ):
        values = dict(zip(names, own_cells, strict=True))
        yield Contact(line, e164, region, own or None, consent, values, language, zone)


def _rejected(rejected: pl.DataFrame, columns: Columns) -> Iterator[Rejected]:
    for line, raw, reason_id, reason_en, code, _ in rejected_table(rejected, columns).iter_rows():
        yield Rejected(line, raw, code, Text(id=reason_id, en=reason_en))
