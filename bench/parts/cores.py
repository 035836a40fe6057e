"""Which core does what: what is measured has one, all that surrounds it has the others."""

import os
import time
from typing import Literal

Place = Literal["measured", "around", "anywhere"]


def cores() -> list[int]:
    """The cores this process may use; empty where the system does not say."""
    if not hasattr(os, "sched_getaffinity"):
        return []
    return sorted(os.sched_getaffinity(0))


def stay(place: Place) -> None:
    """Bind the process that calls to its cores; does nothing where there is only one."""
    found = cores()
    if len(found) < 2 or place == "anywhere":
        return
    os.sched_setaffinity(0, found[:1] if place == "measured" else found[1:])


def cpu_seconds() -> float:
    """What this process, with all its threads, has used of the processor."""
    return time.process_time()
