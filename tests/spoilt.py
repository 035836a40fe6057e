"""Well-formed JSON with some of its parts replaced by anything, for fuzzing."""

from typing import Any

from hypothesis import strategies as st

_LEAVES: st.SearchStrategy[Any] = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**20), 10**20),
    st.integers(10**18, 10**40),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(max_size=12),
    st.sampled_from(["", "0", "-1", "id", "whatsapp", "{{1}}", "\ud800", "x" * 5000]),
    st.sampled_from(["+6281200000001", "100000000000001", "order_ready"]),
)
ANYTHING: st.SearchStrategy[Any] = st.recursive(
    _LEAVES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=6,
)


def spoil(draw: st.DrawFn, value: Any) -> Any:
    """The value with one in six of its parts replaced."""
    if draw(st.integers(0, 5)) == 0:
        return draw(ANYTHING)
    if isinstance(value, dict):
        return {key: spoil(draw, inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [spoil(draw, inner) for inner in value]
    return value
