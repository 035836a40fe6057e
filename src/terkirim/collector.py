"""Python's garbage collector, told what this program is like."""

import gc


def calm_the_collector() -> None:
    """What is imported lives as long as the process, and batches of rows are no garbage: looking
    for cycles among them took a tenth of the time of a busy outbox and four tenths of that of a
    campaign's intake (`make bench`).
    """
    gc.freeze()
    gc.set_threshold(20_000, 50, 50)
