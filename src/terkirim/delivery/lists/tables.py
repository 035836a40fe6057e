"""Settled rows as the tables that are written: accepted, rejected, or every row."""

import polars as pl

from terkirim.delivery.lists.model import Columns, Role
from terkirim.delivery.lists.tidy import tidy

OURS = ("whatsapp", "consent", "language", "time_zone")
ADDED = ("line", "e164", "region", "line_type", "operator", "verdict", "reason")
_OWN: tuple[Role, ...] = ("consent", "language", "time_zone")


def other_columns(columns: Columns) -> list[tuple[str, str]]:
    """The columns without a role: how a batch calls them, and their names."""
    taken = columns.roles.values()
    return [(f"c{at}", name) for at, name in enumerate(columns.names) if at not in taken]


def tidied(accepted: pl.DataFrame, columns: Columns) -> pl.DataFrame:
    """Accepted rows whose texts, but for the phone, are on one line and harmless."""
    named = columns.roles.get("name")
    own = [] if named is None else [f"c{named}"]
    texts = [*own, *(at for at, _ in other_columns(columns))]
    return tidy(accepted, texts)


def accepted_table(accepted: pl.DataFrame, columns: Columns) -> pl.DataFrame:
    """`whatsapp` (E.164), `name`, consent, language and time zone where the list has them, then
    all other columns by their normalised headers.
    """
    named = columns.roles.get("name")
    name = pl.lit("") if named is None else pl.col(f"c{named}")
    own = [role for role in _OWN if role in columns.roles]
    reserved = {"name", *OURS}
    others = {at: f"{name}_2" if name in reserved else name for at, name in other_columns(columns)}
    return tidied(accepted, columns).select(
        pl.col("e164").alias("whatsapp"),
        name.alias("name"),
        *own,
        *(pl.col(at).alias(_free(other, others, at)) for at, other in others.items()),
    )


def _free(name: str, others: dict[str, str], at: str) -> str:
    """A name no column before has: `name_2` may be a header of its own."""
    before = list(others.values())[: list(others).index(at)]
    while name in before:
        name += "_2"
    return name


def every_table(settled: pl.DataFrame, columns: Columns) -> pl.DataFrame:
    """Every row with its cells as they were under their own headers, and what was found of it."""
    return settled.select(
        *(pl.col(f"c{at}").alias(name) for at, name in enumerate(own_headers(columns))),
        *ADDED[:5],
        pl.when(pl.col("code").is_null())
        .then(pl.lit("accepted"))
        .otherwise(pl.lit("rejected"))
        .alias("verdict"),
        pl.col("code").alias("reason"),
    )


def own_headers(columns: Columns) -> list[str]:
    """The headers as they were, told apart from each other and from what is added."""
    taken = set(ADDED)
    found = []
    for header, name in zip(columns.headers, columns.names, strict=True):
        own = header.strip() or name
        while own in taken:
            own += "_2"
        taken.add(own)
        found.append(own)
    return found
