"""A policy as a complete policy.toml: what is written here reads back the same."""

import json
from collections.abc import Mapping
from typing import Any

from terkirim.knowledge.policy.file.general import GENERAL, general_of
from terkirim.knowledge.policy.plan import Plan
from terkirim.knowledge.policy.situation import Policy
from terkirim.vocabulary.causes import Cause
from terkirim.vocabulary.durations import written


def row_of(plan: Plan) -> dict[str, Any]:
    """The table that says this plan, by its keys."""
    row = {
        "retry": [written(delay) for delay in plan.retry],
        "hold": plan.hold.value if plan.hold else None,
        "for": [written(pause) for pause in plan.pauses],
        "probe": plan.probe,
        "canary": plan.canary,
        "watch": plan.watch,
        "then": plan.then,
        "alert": plan.alert,
    }
    return {key: value for key, value in row.items() if value}


def as_toml(policy: Policy, titles: Mapping[Cause, str]) -> str:
    """The whole policy; a cause's title stands above its table as a comment."""
    tables = [_table(f"[{GENERAL}]", general_of(policy))]
    for cause, plan in policy.plans.items():
        comment = f"# {titles[cause]}\n" if cause in titles else ""
        tables.append(comment + _table(f'["{cause}"]', row_of(plan)))
    return "\n".join(tables)


def _table(header: str, keys: Mapping[str, Any]) -> str:
    """TOML writes texts, numbers, lists and truth values as JSON does."""
    return "".join([f"{header}\n", *(f"{key} = {json.dumps(keys[key])}\n" for key in keys)])
