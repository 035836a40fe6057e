"""A campaign of a million recipients from file to outbox: time, and memory at its peak."""

import asyncio
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

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
_COMMAND = "from terkirim.cli import main; main()"
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
    """Run the command to its end."""
    arguments = [sys.executable, "-c", _COMMAND, "campaign", "run", str(campaign)]
    began = time.perf_counter()
    process = subprocess.Popen(arguments, env=environment, stdout=subprocess.DEVNULL)  # noqa: S603 - our own
    _, status, used = os.wait4(process.pid, 0)
    unit = 1024 if sys.platform != "darwin" else 1
    megabytes = used.ru_maxrss * unit / 1_000_000
    return Taken(time.perf_counter() - began, megabytes, os.waitstatus_to_exitcode(status))


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
