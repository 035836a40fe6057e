"""What all tables share. Instants are epoch seconds (float); JSON is stored as text."""

from typing import Any

from sqlalchemy import BigInteger, Integer, MetaData, text

# Rows numbered as they come: 64 bits everywhere, and SQLite's own row number there.
RowNumber = BigInteger().with_variant(Integer(), "sqlite")


def where(condition: str) -> dict[str, Any]:
    """A partial index, on either database."""
    return {"sqlite_where": text(condition), "postgresql_where": text(condition)}


metadata = MetaData(
    naming_convention={"ix": "ix_%(table_name)s_%(column_0_N_name)s", "pk": "pk_%(table_name)s"}
)
