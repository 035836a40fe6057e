"""Whose fault it is when a transaction fails: the database's, or that of what was to be written."""

from sqlalchemy.exc import DataError, DBAPIError, IntegrityError
from sqlalchemy.exc import TimeoutError as PoolExhausted

_OF_THE_DATA = ("22", "23")  # classes of SQLSTATE: data exception, integrity constraint violation


def is_databases(error: Exception) -> bool:
    """Whether the same, later, may succeed: the database was away, full or busy."""
    if isinstance(error, IntegrityError | DataError):
        return False
    if isinstance(error, DBAPIError):
        state = getattr(error.orig, "sqlstate", None) or ""
        return not state.startswith(_OF_THE_DATA)
    return isinstance(error, OSError | PoolExhausted)
