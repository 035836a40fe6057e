"""The decisions Terkirim ships with, read once."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

from terkirim.errors import BadPolicy
from terkirim.knowledge.policy.file.rows import read_row
from terkirim.knowledge.policy.plan import Plan
from terkirim.vocabulary.causes import Cause

_FILE = "defaults.toml"


@cache
def default_plans() -> Mapping[Cause, Plan]:
    """The plan of every cause, in the causes' order. Raises KeyError where one is missing."""
    raw = tomllib.loads(Path(__file__).parent.joinpath(_FILE).read_text("utf-8"))
    plans = {}
    for cause in Cause:
        plan, faults = read_row(cause, raw.pop(cause.value), None)
        if faults:
            raise BadPolicy(f"{_FILE} {cause}", [(1, fault.text) for fault in faults])
        plans[cause] = plan
    if raw:
        raise KeyError(*raw)
    return MappingProxyType(plans)
