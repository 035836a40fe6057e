"""Looks numbers up in the compiled plans."""

import polars as pl

from terkirim.delivery.lists.numbers.glossary import GLOSSARY, UNASSIGNED, UNSURE
from terkirim.delivery.lists.numbers.pattern import Unreadable
from terkirim.delivery.lists.numbers.plan import only_zeros_lead_abroad
from terkirim.delivery.lists.numbers.tables import SHORTEST, TABLES, key

_IN_PLAN = ["landline", "service_number"]
_WITH_VARIANTS = [52, 54, 55]  # Mexico, Argentina, Brazil
_SHORTEST_BARE = 10
_EASILY_MET = 7
_POWERS = pl.Series([10**power for power in range(20)], dtype=pl.UInt64)


def power(exponent: pl.Expr) -> pl.Expr:
    """Ten to the power of this, which is never more than 19 where it matters."""
    return pl.lit(_POWERS).gather(exponent.clip(0, 19))


def look_up(numbers: pl.DataFrame, home_region: str) -> pl.Series:
    """The codes of libphonenumber's verdicts on numbers (`plus`, `value`, `length`) as written."""
    codes = _find(numbers, home_region)
    said = GLOSSARY.frame()
    if not _nobodys_stay_so(home_region):
        codes = codes.replace(UNASSIGNED, UNSURE)
    dialled = (said["fate"] == "abroad").gather(codes).arg_true()
    exits = said["cut"].gather(codes.gather(dialled))
    for digits in exits.unique():
        rows = dialled.filter(exits == digits)
        codes.scatter(rows, _find_behind(numbers[rows], digits, home_region))
    return codes


def respell(numbers: pl.DataFrame, codes: pl.Series, home_region: str) -> pl.Series:
    """The codes of the verdicts `read_phone` comes to.

    What cannot be used as it is written is also tried with its country code written otherwise.
    """
    rows = (~_flags()["settled"]).gather(codes).arg_true()
    if not len(rows):
        return codes
    rest = numbers[rows].with_columns(code=codes.gather(rows), at=rows).with_columns(_beginnings())
    bare = ~pl.col("plus") & ~pl.col("zero") & (pl.col("length") >= _SHORTEST_BARE)
    for skipped, which in ((2, pl.col("zeros")), (0, bare)):
        part = rest.filter(which)
        others = _find_behind(part, skipped, home_region)
        codes.scatter(part["at"], _better(part, others, home_region))
    varied = rest.filter(pl.col("plus") & pl.col("varied"))["at"]
    return codes.scatter(varied, UNSURE)


def _beginnings() -> list[pl.Expr]:
    value, plus = pl.col("value"), pl.col("plus")
    first_two = value // power(pl.col("length") - 2)
    return [
        (~plus & (first_two < 10)).alias("zero"),
        (~plus & (first_two == 0)).alias("zeros"),
        first_two.is_in(_WITH_VARIANTS).alias("varied"),
    ]


def _better(numbers: pl.DataFrame, others: pl.Series, home_region: str) -> pl.Series:
    """The other reading's code where it can be used and is to be preferred."""
    said = _flags()
    rows = numbers.with_columns(
        in_plan=said["in_plan"].gather(numbers["code"]),
        other=others,
        usable=said["usable"].gather(others),
        unsure=said["unsure"].gather(others),
        national=numbers["length"] - said["cut"].gather(others),
    )
    unsure = pl.col("unsure") | (pl.col("varied") & ~pl.col("usable"))
    if not _nobodys_stay_so(home_region):
        unsure |= pl.col("other") == UNASSIGNED
    preferred = ~pl.col("in_plan") | (~pl.col("zero") & (pl.col("national") > _EASILY_MET))
    code = pl.when(pl.col("usable") & preferred).then("other").otherwise("code")
    return rows.select(
        pl.when(unsure).then(pl.lit(UNSURE, pl.UInt32)).otherwise(code).alias("code")
    )["code"]


def _flags() -> pl.DataFrame:
    """Of every code: whether it can be used, is in the plan though, or is left to the parser."""
    read, reason = pl.col("fate") == "read", pl.col("reason")
    usable, unsure = read & reason.is_null(), pl.col("fate") == "unsure"
    return GLOSSARY.frame().select(
        "cut",
        usable=usable,
        in_plan=read & reason.is_in(_IN_PLAN).fill_null(value=False),
        unsure=unsure,
        settled=usable | unsure,
    )


def _find_behind(numbers: pl.DataFrame, digits: int, home_region: str) -> pl.Series:
    """The codes of the international numbers behind so many other digits."""
    length = pl.col("length") - digits
    rest = numbers.select(
        plus=pl.lit(value=True),
        value=pl.when(length >= SHORTEST).then(pl.col("value") % power(length)),
        length=length,
    )
    return GLOSSARY.behind(_find(rest, home_region), digits)


def _find(numbers: pl.DataFrame, home_region: str) -> pl.Series:
    return TABLES.find(numbers.select(key())["key"], home_region)


def _nobodys_stay_so(home_region: str) -> bool:
    """Whether a plus before no country's code can mean nothing else in this country."""
    try:
        return only_zeros_lead_abroad(home_region)
    except Unreadable:
        return False
