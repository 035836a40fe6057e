"""Reliability by simulation: hundreds of seeds, each with kills, errors and chaos of its own.

A seed that fails is named with the command that plays it again, to the last step.
"""

import asyncio
import os
import re
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

SIMULATION = Path(__file__).parent
SEEDS = 300
PARTS = 3
CAUGHT = {  # the planted bug, seeds in which it is caught, and as what
    "retry-without-reconcile": (16, 22, "sent again after"),
    "outcome-lost": (0, 12, "known: ['accepted']"),
    "holds-keep": (0, 6, "which is not in force"),
    "blind-probe": (0, 6, "is in force after its cause is gone"),
}


async def _play(first: int, end: int, *more: str) -> str:
    """The seeds in a process of their own: sets of texts are walked the same way there."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, str(SIMULATION), str(first), str(end), *more),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
        env={**os.environ, "PYTHONHASHSEED": "0"},
    )
    said, _ = await process.communicate()
    return said.decode()


@pytest.mark.parametrize("part", range(PARTS))
async def test_every_invariant_holds_for_every_seed(
    part: int, record_property: Callable[[str, object], None]
) -> None:
    said = await _play(SEEDS * part // PARTS, SEEDS * (part + 1) // PARTS)
    record_property("measured", f"simulation: {said.strip().splitlines()[-1]}")
    assert re.search(rf"{SEEDS // PARTS} seeds, 0 failed", said), said


async def test_a_seed_replays_to_the_last_step() -> None:
    first, second = await _play(7, 8), await _play(7, 8)
    [line] = [line for line in first.splitlines() if line.startswith("7 ")]
    assert line in second


@pytest.mark.parametrize("plant", CAUGHT)
async def test_a_planted_bug_is_caught(plant: str) -> None:
    first, end, words = CAUGHT[plant]
    said = await _play(first, end, "--plant", plant)
    assert words in said, said
    assert f"--plant {plant}" in said
