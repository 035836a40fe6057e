"""Verdict, E.164 and line type of a column of numbers, against `phonenumbers` in a loop.

Five million rows in memory, of an Indonesian list and of all countries. The loop does the same on a
sample of them: parse, is_valid_number, number_type, E.164. Plans are compiled before the rounds;
how long that takes, once in a process, is a row of its own.
"""

import random
import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial

import phonenumbers
import polars as pl

from bench.options import Options
from bench.rows import Lap, Row, at_most, compared, interleaved
from terkirim.delivery.lists.numbers import judge_numbers, verdicts

ROWS, SAMPLE, DISTINCT = 5_000_000, 30_000, 1_000_000
OURS, JUDGED, LOOP = "at file scale", "with operator and reason", "phonenumbers in a loop"
DIGITS = "0123456789"


def indonesian(chance: random.Random) -> str:
    """Mostly mobiles in all spellings; some landlines, wrong and foreign numbers."""
    kind = chance.random()
    if kind < 0.05:
        return chance.choice(["021", "022", "(0274) ", "+62 31 "]) + _digits(chance, 7)
    if kind < 0.08:
        return chance.choice(["0812", "62857", "08", "+62899"]) + _digits(chance, 4)
    if kind < 0.12:
        return chance.choice(["+6591", "6598", "+6012", "+8190", "+6141"]) + _digits(chance, 7)
    prefix = chance.choice(["811", "812", "813", "857", "878", "896", "831", "881"])
    mobile = prefix + _digits(chance, chance.choice([7, 8, 8, 9]))
    start = chance.choice(["0", "0", "62", "+62", "+62 ", "62 "])
    between = chance.choice(["", "", "", " ", "-", "."])
    return f"{start}{mobile[:3]}{between}{mobile[3:7]}{between}{mobile[7:]}"


def worldwide() -> Callable[[random.Random], str]:
    """Numbers of every country and kind, with a plus, one in ten damaged."""
    examples = [
        phonenumbers.format_number(example, form)
        for region in sorted(phonenumbers.SUPPORTED_REGIONS)
        for kind in range(11)
        for form in (
            phonenumbers.PhoneNumberFormat.E164,
            phonenumbers.PhoneNumberFormat.INTERNATIONAL,
        )
        if (example := phonenumbers.example_number_for_type(region, kind))
    ]

    def one(chance: random.Random) -> str:
        number = chance.choice(examples)
        kept = len(number) - 4 if chance.random() < 0.9 else len(number) // 2
        return number[:kept] + _digits(chance, len(number) - kept)

    return one


def _digits(chance: random.Random, length: int) -> str:
    return "".join(chance.choices(DIGITS, k=length))


def _loop(numbers: Sequence[str]) -> Lap:
    begun, cpu = time.perf_counter(), time.process_time()
    for text in numbers:
        try:
            number = phonenumbers.parse(text, "ID")
        except phonenumbers.NumberParseException:
            continue
        phonenumbers.is_valid_number(number)
        phonenumbers.number_type(number)
        phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return Lap(len(numbers), time.perf_counter() - begun, time.process_time() - cpu)


def _column(numbers: pl.Series, verdict: Callable[[pl.Series, str], pl.DataFrame]) -> Lap:
    begun, cpu = time.perf_counter(), time.process_time()
    verdict(numbers, "ID")
    return Lap(len(numbers), time.perf_counter() - begun, time.process_time() - cpu)


def measure(options: Options) -> Iterator[Row]:
    """Both lists."""
    yield from _list("mixed Indonesian rows", indonesian, 60.0, options)
    yield from _list("rows of all countries", worldwide(), 25.0, options)


def _list(
    name: str, make: Callable[[random.Random], str], goal: float, options: Options
) -> Iterator[Row]:
    chance = random.Random(name)
    distinct = pl.Series([make(chance) for _ in range(DISTINCT)])
    column = pl.concat([distinct.shuffle(seed) for seed in range(ROWS // DISTINCT)], rechunk=True)
    first = _column(distinct, verdicts).took_s
    laps = interleaved(
        {
            OURS: partial(_column, column, verdicts),
            JUDGED: partial(_column, column, judge_numbers),
            LOOP: partial(_loop, column.head(SAMPLE).to_list()),
        },
        options.rounds,
    )
    note = f"{ROWS:,} rows, {DISTINCT:,} of them distinct; the loop on {SAMPLE:,} of them"
    yield compared(f"verdicts, {name}", laps[OURS], laps[LOOP], goal, note)
    yield compared(f"the same {JUDGED}, {name}", laps[JUDGED], laps[LOOP], None, note)
    again = _column(distinct, verdicts).took_s
    yield at_most(f"plans compiled, once in a process, {name}", max(first - again, 0.0), "s", 30.0)
