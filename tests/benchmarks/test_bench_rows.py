"""From rounds to rows, to the table and to bench.json."""

import io
from pathlib import Path

import bench
import msgspec
import pytest
from bench.options import Options, read_options
from bench.registry import BENCHMARKS, chosen
from bench.rows import Lap, at_most, compared, interleaved, not_measured
from bench.table import broken, show, write
from rich.console import Console

KEYS = {"name", "value", "unit", "baseline", "ratio", "goal", "holds", "note"}


def _laps(*rates: float) -> list[Lap]:
    return [Lap(rate, 1.0, 1.0) for rate in rates]


def test_the_ratio_is_that_of_the_medians() -> None:
    row = compared("ours / bare", _laps(50, 60, 1000), _laps(100, 80, 1), 0.6)
    assert (row.value, row.baseline, row.ratio, row.holds) == (60, 80, 0.75, True)


@pytest.mark.parametrize(("goal", "holds"), [(0.5, True), (0.51, False), (None, None)])
def test_a_goal_holds_when_it_is_reached(goal: float | None, holds: bool | None) -> None:
    assert compared("ours / bare", _laps(1, 1, 1), _laps(2, 2, 2), goal).holds is holds


@pytest.mark.parametrize(("value", "holds"), [(60.0, True), (60.1, False)])
def test_what_may_not_be_exceeded(value: float, holds: bool) -> None:
    assert at_most("intake", value, "s", 60).holds is holds


def test_a_rate_does_not_hold_because_its_baseline_was_starved() -> None:
    starved, ours = [Lap(10, 1.0, 0.2)] * 3, [Lap(9, 1.0, 0.9)] * 3
    row = compared("ours / bare", ours, starved, 0.6)
    assert row.ratio == 0.9
    assert row.holds is False
    assert "by processor time 0.20" in row.note
    assert compared("ours / bare", ours, _laps(10, 10, 10), 0.6).holds


def test_contestants_take_turns_and_at_least_three() -> None:
    order: list[str] = []

    def run(name: str) -> Lap:
        order.append(name)
        return Lap(1, 1, 1)

    laps = interleaved({"bare": lambda: run("bare"), "ours": lambda: run("ours")}, 1)
    assert order == ["bare", "ours"] * 3
    assert [len(found) for found in laps.values()] == [3, 3]


def test_bench_json_is_a_list_of_rows(tmp_path: Path) -> None:
    rows = [
        compared("ours / bare", _laps(1, 1, 1), _laps(2, 2, 2), 0.6),
        not_measured("PostgreSQL", "there is none", 0.6),
    ]
    write(rows, tmp_path / "bench.json")
    read = msgspec.json.decode((tmp_path / "bench.json").read_bytes())
    assert [set(row) for row in read] == [KEYS, KEYS]
    assert read[0]["ratio"] == 0.5
    assert read[1]["value"] is None
    assert read[1]["holds"] is None
    assert broken(rows) == ["ours / bare"]


def test_the_table_says_what_does_not_hold() -> None:
    shown = io.StringIO()
    show([at_most("intake", 61.0, "s", 60)], Console(file=shown, width=120))
    assert "61.00" in shown.getvalue()
    assert "<= 60" in shown.getvalue()
    assert "NO" in shown.getvalue()


def test_every_benchmark_can_be_chosen_alone() -> None:
    assert chosen(None) == BENCHMARKS
    for one in BENCHMARKS:
        assert chosen(one.name) == (one,)
    with pytest.raises(KeyError):
        chosen("no-such-benchmark")


def test_a_quick_run_is_asked_for_by_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    assert read_options() == Options()
    monkeypatch.setenv("BENCH_OLD", "100_000")
    assert read_options() == Options()._replace(old=100_000)


def test_every_benchmark_has_a_module_that_measures() -> None:
    for one in BENCHMARKS:
        module = Path(bench.__file__).with_name(f"{one.name}.py")
        assert "\ndef measure(" in module.read_text(), one.name
