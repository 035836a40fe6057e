"""kill -9 at random, on both databases: nothing is lost and nothing is sent twice."""

from collections.abc import Callable
from pathlib import Path

from kills.drill import Drill, carry_out


async def test_nothing_is_lost_or_sent_twice_when_processes_are_killed(
    tmp_path: Path, untouched: str, record_property: Callable[[str, object], None]
) -> None:
    result = await carry_out(Drill(600, 6, untouched, tmp_path))
    record_property("measured", f"kills: {result.promised} messages, {result.kills} kill -9")
    assert result.kills >= 6
    assert result.promised == 605
    assert (result.lost, result.duplicates, result.open) == ([], [], [])
