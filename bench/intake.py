"""A campaign of a million recipients from file to outbox: time, and memory at its peak."""

import asyncio
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from bench.options import Options
from bench.parts.children import Child
from bench.parts.databases import Database, databases
from bench.parts.graph import ACCOUNT, TEMPLATE, VERSION, graph_room, sender_ids
from bench.parts.lookout import open_lookout
from bench.parts.product import BEARER
from bench.parts.webhooks import SIGNED_WITH, VERIFY
from bench.rows import Row, at_most

_FULL = 1_000_000
_SECONDS, _MEGABYTES = 60.0, 300.0
_COMMAND = (sys.executable, "-c", "from terkirim.cli import main; main()")
_QUIET: dict[str, Any] = {"stdout": subprocess.DEVNULL}
_LOOK_EVERY_S = 0.1
_CAMPAIGN = f"""name = "Pesanan siap"
template = "{TEMPLATE}"
language = "id"
contacts = "daftar.csv"
parameters = [{{ column = "nama" }}, {{ column = "pesanan" }}]
"""


class Taken(NamedTuple):
    """What the command took, and how it ended."""

    seconds: float
    megabytes: float
    code: int


def measure(options: Options) -> Iterator[Row]:
    """`terkirim campaign run`, a process of its own, on each database."""
    with tempfile.TemporaryDirectory(prefix="bench-") as name, databases() as found:
        folder = Path(name)
        _write(folder, options.recipients)
        with Child(graph_room) as graph:
            for database in found:
                yield from _of(database, graph.hello, folder, options.recipients)


def _of(database: Database, url: str, folder: Path, recipients: int) -> Iterator[Row]:
    place = database.fresh()
    taken = run(_environment(url, place), folder / "kampanye.toml")
    queued = _queued(place)
    if taken.code or queued != recipients:
        raise AssertionError(f"exit code {taken.code}, {queued:,} of {recipients:,} queued")
    name = f"campaign of {recipients:,} from file to outbox, {database.name}"
    share = recipients / _FULL
    note = "" if share == 1 else f"goal of {_FULL:,} in proportion"
    yield at_most(name, taken.seconds, "s", _SECONDS * share, note)
    yield at_most(f"{name}, peak memory", taken.megabytes, "MB", _MEGABYTES)


def run(environment: dict[str, str], campaign: Path) -> Taken:
    """Run the command to its end; the numbers were read from Meta before."""
    subprocess.run([*_COMMAND, "senders", "sync"], env=environment, check=True, **_QUIET)  # noqa: S603 - our own
    began = time.perf_counter()
    process = subprocess.Popen([*_COMMAND, "campaign", "run", campaign], env=environment, **_QUIET)  # noqa: S603 - our own
    peak = 0.0
    while process.poll() is None:
        peak = max(peak, megabytes_of(process.pid))
        time.sleep(_LOOK_EVERY_S)
    return Taken(time.perf_counter() - began, peak, process.returncode)


def megabytes_of(pid: int) -> float:
    """What a process and its children have in memory, shared pages once; 0 where it is gone."""
    try:
        text = Path(f"/proc/{pid}/smaps_rollup").read_text("ascii")
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text("ascii").split()
    except OSError:
        return 0.0
    kilobytes = sum(int(line.split()[1]) for line in text.splitlines() if line[:4] == "Pss:")
    return kilobytes * 1024 / 1_000_000 + sum(megabytes_of(int(child)) for child in children)


def _environment(url: str, place: str) -> dict[str, str]:
    chosen = {
        "ACCOUNT_ID": ACCOUNT,
        "ACCESS_TOKEN": BEARER,
        "APP_SECRET": SIGNED_WITH,
        "VERIFY_TOKEN": VERIFY,
        "SENDER": sender_ids(1)[0],
        "GRAPH_URL": f"{url}/{VERSION}",
        "DATABASE": place,
    }
    return {**os.environ, **{f"TERKIRIM_{name}": value for name, value in chosen.items()}}


def _write(folder: Path, recipients: int) -> None:
    (folder / "kampanye.toml").write_text(_CAMPAIGN)
    with (folder / "daftar.csv").open("w") as file:
        file.write("Nama,Nomor WA,Pesanan,Setuju\n")
        file.writelines(
            f"Sari {number},0812{number:08d},A-{number},ya\n" for number in range(recipients)
        )


def _queued(place: str) -> int:
    async def count() -> int:
        async with open_lookout(place) as lookout:
            return await lookout.number("SELECT count(*) FROM messages WHERE state = 'queued'")

    return asyncio.run(count())
