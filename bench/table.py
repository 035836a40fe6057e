"""The rows as a table for people and as bench.json."""

from collections.abc import Iterable, Sequence
from pathlib import Path

import msgspec
from rich.console import Console
from rich.table import Table

from bench.rows import Row

FILE = Path(__file__).parents[1] / "bench.json"
_WORDS = {True: "yes", False: "NO", None: ""}


def show(rows: Sequence[Row], console: Console) -> None:
    """Print one table."""
    table = Table(pad_edge=False, box=None)
    table.add_column("what", overflow="fold")
    for title in ("value", "unit", "baseline", "ratio", "goal", "holds"):
        table.add_column(title, justify="right", no_wrap=True)
    table.add_column("note", overflow="fold")
    for row in rows:
        figures = (_figure(row.value), row.unit, _figure(row.baseline), _share(row.ratio))
        table.add_row(row.name, *figures, _goal(row), _WORDS[row.holds], row.note)
    console.print(table)


def write(rows: Sequence[Row], file: Path = FILE) -> None:
    """Write bench.json: a list, an object a row."""
    file.write_bytes(msgspec.json.format(msgspec.json.encode(list(rows)), indent=1) + b"\n")


def broken(rows: Iterable[Row]) -> list[str]:
    """The names of the goals that do not hold."""
    return [row.name for row in rows if row.holds is False]


def _figure(value: float | None) -> str:
    if value is None:
        return ""
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:,.2f}"


def _share(ratio: float | None) -> str:
    return "" if ratio is None else f"{ratio:.2f}"


def _goal(row: Row) -> str:
    if row.goal is None:
        return ""
    return f">= {row.goal:g}" if row.ratio is not None or row.value is None else f"<= {row.goal:g}"
