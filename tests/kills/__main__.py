"""`.venv/bin/python tests/kills`: the long drill, on both databases; it ends badly or with 0."""

import argparse
import asyncio
import sys
import tempfile
import time
from functools import partial
from pathlib import Path

_TESTS = str(Path(__file__).parents[1])


def main() -> int:
    """Carry the drill out on each database; answers whether anything was lost or doubled."""
    asked = argparse.ArgumentParser(prog="python tests/kills", description=__doc__)
    asked.add_argument("--messages", type=int, default=20_000)
    asked.add_argument("--kills", type=int, default=60)
    asked.add_argument("--restarts", type=int, default=3, help="of PostgreSQL, under load")
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--only", choices=("sqlite", "postgresql"))
    options = asked.parse_args()
    wanted = [options.only] if options.only else ["sqlite", "postgresql"]
    return max([_drill(kind, options) for kind in wanted])


def _drill(kind: str, options: argparse.Namespace) -> int:
    from kills.drill import Drill, carry_out
    from kills.processes import restarted
    from postgres import Postgres

    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="terkirim-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        if kind == "sqlite":
            drill = Drill(options.messages, options.kills, str(folder / "terkirim.db"), folder)
            result = asyncio.run(carry_out(drill._replace(seed=options.seed, settle_s=900.0)))
        else:
            server = Postgres(folder)
            drill = Drill(options.messages, options.kills, server.fresh(), folder)
            drill = drill._replace(seed=options.seed, settle_s=900.0, restarts=options.restarts)
            result = asyncio.run(
                carry_out(drill._replace(restart=partial(restarted, server.server)))
            )
            server.stop()
    print(
        f"{kind}: {result.promised} messages, {result.kills} kill -9, {len(result.lost)} lost, "
        f"{len(result.duplicates)} duplicates, {len(result.open)} open, {result.states}, "
        f"{time.monotonic() - began:.0f} s",
        flush=True,
    )
    for said in (result.lost[:5], result.duplicates[:5], result.open[:5]):
        if said:
            print(*said)
    return int(bool(result.lost or result.duplicates or result.open))


if __name__ == "__main__":
    sys.path.insert(0, _TESTS)
    sys.exit(main())
