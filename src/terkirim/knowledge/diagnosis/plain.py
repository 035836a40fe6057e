"""Plain values out of untrusted ones."""


def number(value: object) -> int | None:
    """A whole number, also written as text; None for anything else."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return value
    if isinstance(value, str) and value.strip().isdecimal() and len(value) < 12:
        return int(value)
    return None


def text(value: object) -> str:
    """A text, or an empty one for anything else."""
    return value if isinstance(value, str) else ""
