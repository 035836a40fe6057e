"""Settle what one row decides for another: the same person twice, a refusal on any line."""

from collections.abc import Iterator
from pathlib import Path

import msgspec
import polars as pl

from terkirim.delivery.lists.tidy import shown

_AT_ONCE = 4_000_000  # rows whose numbers are compared at a time
_COLUMNS = ["line", "key"]


class Overruled(msgspec.Struct, frozen=True):
    """Rows that are left out although their own number can be used, in the order of their lines.

    Columns: `line`; `overrule`, the reason; `other`, the line that decides; `said`, there.
    """

    rows: pl.DataFrame

    def join(self, batch: pl.DataFrame) -> pl.DataFrame:
        """A batch with `overrule, other, said`, null where nothing overrules."""
        lines, kept = self.rows["line"], batch["line"]
        if not batch.height:
            return batch.join(self.rows, on="line", how="left")
        start = lines.search_sorted(int(kept[0]), "left")
        end = lines.search_sorted(int(kept[-1]), "right")
        part = self.rows.slice(start, end - start)
        at = kept.search_sorted(part["line"])
        return batch.hstack(
            [
                pl.repeat(None, batch.height, dtype=one.dtype, eager=True)
                .scatter(at, one)
                .alias(one.name)
                for one in part.drop("line").get_columns()
            ]
        )


class Parts:
    """The judged batches of a list: all of them are read before one is settled.

    As many as there is `room` for (bytes) are in memory, the others in a folder.
    """

    def __init__(self, folder: Path, room: int) -> None:
        self._folder = folder
        self._room = room
        self._parts: list[pl.DataFrame | Path] = []
        self._refusals: list[pl.DataFrame] = []
        self.rows = 0

    def add(self, batch: pl.DataFrame, said: str) -> None:
        """Keep a batch; `said` is the column that holds refusals in their owners' words."""
        self._parts.append(self._kept(batch))
        self.rows += batch.height
        if batch["refuses"].any():
            refusing = _first_of_each(batch.filter(pl.col("refuses")))
            own = refusing.select("key", other="line", said=shown(refusing[said]))
            self._refusals.append(own)

    def take(self) -> Iterator[pl.DataFrame]:
        """The batches in their order, each once."""
        self._parts.reverse()
        while self._parts:
            part = self._parts.pop()
            if isinstance(part, pl.DataFrame):
                yield part
            else:
                yield pl.read_ipc(part)
                part.unlink()

    def _kept(self, batch: pl.DataFrame) -> pl.DataFrame | Path:
        self._room -= int(batch.estimated_size())
        if self._room >= 0:
            return batch
        path = self._folder / f"part-{len(self._parts):06d}.arrow"
        batch.write_ipc(path, compression="uncompressed")
        return path

    def _people(self, mine: pl.Expr) -> pl.DataFrame:
        """Of all rows, those with a person of whom `mine` is true."""
        own = [
            (part.lazy() if isinstance(part, pl.DataFrame) else pl.scan_ipc(part))
            .select(_COLUMNS)
            .filter(mine)
            .collect()
            for part in self._parts
        ]
        return pl.concat(own)

    def settle(self) -> Overruled:
        """Compare all rows; a share of the people at a time, so that memory stays small."""
        refusals = pl.concat([_NOBODY, *self._refusals]).unique(
            "key", keep="first", maintain_order=True
        )
        shares = 1 + self.rows // _AT_ONCE
        found = [_NOTHING]
        for share in range(shares):
            mine = pl.col("key").is_not_null()
            if shares > 1:
                mine = pl.col("key") % shares == share
            found += _settled(self._people(mine), refusals.filter(mine))
        return Overruled(pl.concat(found).sort("line"))


_NOBODY = pl.DataFrame(schema={"key": pl.Int64, "other": pl.Int64, "said": pl.String})
_NOTHING = pl.DataFrame(
    schema={"line": pl.Int64, "overrule": pl.String, "other": pl.Int64, "said": pl.String}
)


def _first_of_each(people: pl.DataFrame) -> pl.DataFrame:
    return people.unique("key", keep="first", maintain_order=True)


def _of_several_rows(people: pl.DataFrame) -> pl.DataFrame:
    """The rows of those who have more than one: sorting tells sooner than a table of all."""
    keys = people["key"].sort()
    again = keys.filter(keys == keys.shift(1))
    return people.filter(pl.col("key").is_in(again.implode()))


def _settled(people: pl.DataFrame, refusals: pl.DataFrame) -> list[pl.DataFrame]:
    """Who among some people is overruled: first by a refusal, then by an earlier row."""
    found = []
    if refusals.height:
        refused = people.join(refusals, on="key").select(
            "line", overrule=pl.lit("no_consent"), other="other", said="said"
        )
        found.append(refused)
        people = people.join(refusals, on="key", how="anti", maintain_order="left")
    several = _of_several_rows(people)
    first = several["key"].is_first_distinct()
    again, origin = several.filter(~first), several.filter(first)
    if again.height:
        found.append(
            again.join(origin.select("key", other="line"), on="key").select(
                "line",
                overrule=pl.lit("duplicate"),
                other="other",
                said=pl.lit(None, pl.String),
            )
        )
    return found
