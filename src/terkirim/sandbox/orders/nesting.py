"""How deep JSON given by order may be nested: far deeper than any webhook of Meta's."""

from typing import cast

Json = dict[str, object]
DEEPEST = 64


def is_too_deep(value: object) -> bool:
    """Whether something is nested deeper than that; counted no further than needed."""
    layer, depth = [value], 0
    while layer and depth <= DEEPEST:
        layer = [inner for one in layer for inner in _within(one)]
        depth += 1
    return depth > DEEPEST


def _within(value: object) -> list[object]:
    if isinstance(value, dict):
        return list(cast("Json", value).values())
    return cast("list[object]", value) if isinstance(value, list) else []
