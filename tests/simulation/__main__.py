"""`.venv/bin/python tests/simulation 17` plays seed 17; `0 300` plays the seeds from 0 to 299."""

import argparse
import os
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

_TESTS = str(Path(__file__).parents[1])


def main() -> int:
    """Play the seeds; answers how many of them ended badly."""
    asked = argparse.ArgumentParser(prog="python tests/simulation", description=__doc__)
    asked.add_argument("first", type=int)
    asked.add_argument("end", type=int, nargs="?")
    asked.add_argument("--processes", type=int, default=1, help="share the seeds among these")
    asked.add_argument("--plant", help="with this bug in the product")
    asked.add_argument("--story", action="store_true", help="show what became of each message")
    options = asked.parse_args()
    if options.story:
        return _tell(options.first, options.plant)
    seeds = range(options.first, options.end or options.first + 1)
    parts = options.processes
    if parts == 1:
        return _play(seeds, options.plant)
    with ProcessPoolExecutor(parts) as pool:
        shares = [seeds[part::parts] for part in range(parts)]
        return min(sum(pool.map(_play, shares, [options.plant] * parts)), 100)


def _play(seeds: range, plant: str | None) -> int:
    from simulation.plants import planted
    from simulation.play import theatre

    began, failed, messages, deaths, faults = time.process_time(), 0, 0, 0, 0
    with theatre() as stage, planted(plant):
        for seed in seeds:
            verdict = stage.play(seed)
            messages, deaths = messages + verdict.messages, deaths + verdict.deaths
            faults += verdict.faults
            failed += bool(verdict.violations)
            if verdict.violations:
                _report(seed, verdict.violations, plant)
            if len(seeds) == 1:
                print(*verdict)
    spent = time.process_time() - began
    print(
        f"{len(seeds)} seeds, {failed} failed: {messages} messages, {deaths} kills, "
        f"{faults} database errors, {spent:.1f} s of CPU",
        flush=True,
    )
    return min(failed, 100)


def _tell(seed: int, plant: str | None) -> int:
    """Everything that was ordered and became of each message, in seconds since the beginning."""
    from house import START
    from simulation.plants import planted
    from simulation.play import theatre

    with theatre() as stage, planted(plant):
        outcome = stage.watch(seed)
    for order in outcome.fate.orders:
        print(*order)
    print("kills", [round(at - START, 1) for at in outcome.seen.died.values()])
    print("database errors", [round(at - START, 1) for at in outcome.seen.faults])
    sends = outcome.record.sends
    for line in outcome.timelines:
        own = [send for send in sends if send.callback_data == line.message.id]
        lines = [(one.at, f"  {one.kind} -> {one.state}") for one in line.stations]
        lines += [(one.at, f"    Meta: {one.outcome} {one.code or one.wamid}") for one in own]
        wamids = {one.wamid for one in own}
        told = [one for one in outcome.seen.told if one.wamid in wamids]
        lines += [(one.at, f"    told: {one.status}") for one in told]
        print(line.message.id, line.message.recipient, line.message.state, line.message.cause)
        for at, said in sorted(lines, key=lambda pair: pair[0]):
            print(f"{at - START:12.2f} {said}")
    return 0


def _report(seed: int, found: list[str], plant: str | None) -> None:
    more = f" --plant {plant}" if plant else ""
    print(f"seed {seed} failed; replay: .venv/bin/python tests/simulation {seed}{more}")
    for problem in found[:10]:
        print(f"  {problem}", flush=True)


if __name__ == "__main__":
    if os.environ.get("PYTHONHASHSEED") != "0":  # a set of texts must be walked the same way again
        os.environ["PYTHONHASHSEED"] = "0"
        os.execv(sys.executable, [sys.executable, *sys.argv])  # noqa: S606  itself
    sys.path.insert(0, _TESTS)
    sys.exit(main())
