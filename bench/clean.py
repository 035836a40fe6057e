"""Cleaning a list, file to file with its report, against Polars reading and writing that file."""

import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import NamedTuple

from bench.options import Options
from bench.rows import Lap, Row, at_most, compared, interleaved

_FULL = 1_000_000
_FEW = 3_000
_SHARE = 0.25  # of the rate of reading and writing alone: within four times its time
_MEGABYTES, _GROWTH = 1_500.0, 1.25
_CLEAN = "from terkirim.cli import main; main()"
_ALONE = "import sys, polars; polars.read_csv(sys.argv[1]).write_csv(sys.argv[2])"
_MOBILES = ("811", "812", "813", "821", "852", "857", "858", "878", "895", "896")
_CITIES = ("Solo", "Kediri", "Jakarta Selatan", "Bandung", "Medan")


def measure(options: Options) -> Iterator[Row]:
    """Both as processes of their own, in turn; then memory at its peak, twice the rows and half."""
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        folder = Path(name)
        rows = min(options.rows, _FULL)
        for command in (clean_command(folder), _alone_command(folder)):
            _lap(command, folder, _FEW)  # compiles what it imports
        laps = interleaved(
            {
                "clean": partial(_lap, clean_command(folder), folder, rows),
                "alone": partial(_lap, _alone_command(folder), folder, rows),
            },
            options.rounds,
        )
        title = f"clean a CSV file of {rows:,} rows, file to file with report"
        note = "against Polars reading and writing it, both with their start"
        yield compared(title, laps["clean"], laps["alone"], _SHARE, note)
        yield from _memory(folder, options.rows)


def _memory(folder: Path, rows: int) -> Iterator[Row]:
    half, full = (_peak(folder, count) for count in (rows // 2, rows))
    yield at_most(f"clean {rows:,} rows, peak memory", full, "MB", _MEGABYTES)
    note = f"{half:,.0f} MB at {rows // 2:,} rows"
    yield at_most("clean, peak memory of twice the rows", full / half, "times", _GROWTH, note)


def clean_command(folder: Path) -> list[str]:
    """`terkirim contacts clean` with an HTML report."""
    files = [str(folder / "in.csv"), "-o", str(folder / "out.csv")]
    report = ["--report", str(folder / "report.html"), "--json"]
    return [sys.executable, "-c", _CLEAN, "contacts", "clean", *files, *report]


def _alone_command(folder: Path) -> list[str]:
    return [sys.executable, "-c", _ALONE, str(folder / "in.csv"), str(folder / "out.csv")]


def _lap(command: list[str], folder: Path, rows: int) -> Lap:
    _ready(folder / "in.csv", rows)
    began = time.perf_counter()
    used = _run(command, folder / "bytecode")
    return Lap(rows, time.perf_counter() - began, used.cpu_s)


def _peak(folder: Path, rows: int) -> float:
    _ready(folder / "in.csv", rows)
    return _run(clean_command(folder), folder / "bytecode").megabytes


class _Used(NamedTuple):
    """What a process took of the processor and, at its peak, of memory."""

    cpu_s: float
    megabytes: float


def _run(command: list[str], bytecode: Path) -> _Used:
    """Run a command to its end, with modules compiled once, as installed ones are.

    Raises AssertionError where it failed.
    """
    kept = {**os.environ, "PYTHONPYCACHEPREFIX": str(bytecode), "PYTHONDONTWRITEBYTECODE": ""}
    process = subprocess.Popen(  # noqa: S603 - our own
        command, stdout=subprocess.DEVNULL, env=kept
    )
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise AssertionError(f"exit code {process.returncode}")
    cpu_s = usage.ru_utime + usage.ru_stime
    return _Used(cpu_s, usage.ru_maxrss * 1024 / 1_000_000)


def _ready(path: Path, rows: int) -> None:
    """The list, if the one that is there has another length."""
    marker = path.with_suffix(".rows")
    if not marker.exists() or marker.read_text() != str(rows):
        write_list(path, rows)
        marker.write_text(str(rows))


def write_list(path: Path, rows: int) -> None:
    """A list as Indonesian shops have them: nine in ten rows fine, in the usual spellings."""
    chance = random.Random(rows)
    with path.open("w", encoding="utf-8") as file:
        file.write("Nama,Nomor WA,Kota,Setuju,No Pesanan\n")
        file.writelines(
            f"Sari {at},{_phone(chance)},{_CITIES[at % 5]},"
            f"{'Tidak' if at % 50 == 0 else chance.choice(('Ya', 'ya', ''))},INV-{at:07d}\n"
            for at in range(rows)
        )


def _phone(chance: random.Random) -> str:
    prefix, digits = chance.choice(_MOBILES), f"{chance.randrange(10**8):08d}"
    forms: tuple[tuple[float, Callable[[], str]], ...] = (
        (0.60, lambda: f"0{prefix}{digits}"),
        (0.75, lambda: f"62{prefix}{digits}"),
        (0.91, lambda: f"+62 {prefix}-{digits[:4]}-{digits[4:]}"),
        (0.94, lambda: f"021{digits[:7]}"),
        (0.96, lambda: f"0{prefix}{digits[:3]}"),
        (0.98, lambda: ""),
    )
    place = chance.random()
    return next((form() for share, form in forms if place < share), "081234567890")
