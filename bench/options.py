"""How much is measured; every figure can be made smaller for a quick run, and rows say what it was.

BENCH_ROUNDS=3 BENCH_MESSAGES=6000 BENCH_SECONDS=3 BENCH_RECIPIENTS=1000000 BENCH_OLD=10000000
BENCH_ROWS=10000000
"""

import os
from typing import NamedTuple


class Options(NamedTuple):
    """Rounds of everything compared, messages a round of dispatch, seconds a round of load,
    recipients of the campaign, old messages in the database that has grown, rows of the list whose
    cleaning is measured for memory.
    """

    rounds: int = 3
    messages: int = 6000
    seconds: int = 3
    recipients: int = 1_000_000
    old: int = 10_000_000
    rows: int = 10_000_000


def read_options() -> Options:
    """The defaults, changed by BENCH_* variables. Raises ValueError where one is no number."""
    chosen = {
        name: int(os.environ[variable].replace("_", ""))
        for name in Options._fields
        if (variable := f"BENCH_{name.upper()}") in os.environ
    }
    return Options(**chosen)
