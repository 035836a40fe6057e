"""The verdict on a column of numbers.

Plain cells are looked up in the compiled plans, all at once; the others are read one by one.
"""

from collections.abc import Callable, Iterator

import polars as pl

from terkirim.delivery.lists.numbers.digits import written, written_in_cells
from terkirim.delivery.lists.numbers.glossary import EMPTY, GLOSSARY, UNSURE
from terkirim.delivery.lists.numbers.look_up import look_up, power, respell
from terkirim.delivery.lists.numbers.model import JUDGED, VERDICT
from terkirim.delivery.lists.numbers.one_by_one import judge_cell, verdict_on

_AT_ONCE = 250_000
WORTH_COMPILING = 2_000


def judge_numbers(cells: pl.Series, home_region: str) -> pl.DataFrame:
    """One row a cell, in order: `e164, region, line_type, operator, reason`, all text.

    The verdict of `read_cell_phone`, cell by cell. `e164` and `region` are null where the plan
    knows no such number, `line_type` is `unknown` there; `operator` where numbers can be ported
    or nothing is known; `reason` where the number can hold a WhatsApp account. A null cell is an
    empty one. `home_region` is the ISO country of numbers without a country code.
    """
    texts = cells.cast(pl.String).fill_null("")
    return pl.concat([_judged(part, home_region) for part in _parts(texts)])


def verdicts(numbers: pl.Series, home_region: str) -> pl.DataFrame:
    """One row a number, in order: `e164, region, line_type, valid`.

    What `phonenumbers` itself says of a text, without this product's tolerance for messy cells.
    """
    texts = numbers.cast(pl.String).fill_null("")
    return pl.concat([_verdicts(part, home_region) for part in _parts(texts)])


def _parts(texts: pl.Series) -> Iterator[pl.Series]:
    for start in range(0, max(len(texts), 1), _AT_ONCE):
        yield texts.slice(start, _AT_ONCE)


def _judged(texts: pl.Series, home_region: str) -> pl.DataFrame:
    def slowly(rest: pl.Series) -> pl.DataFrame:
        judged = [judge_cell(text, home_region) for text in rest]
        return pl.DataFrame(judged, schema=JUDGED, orient="row")

    if len(texts) < WORTH_COMPILING:
        return slowly(texts)
    numbers = written_in_cells(texts)
    codes = respell(numbers, look_up(numbers, home_region), home_region)
    codes = codes.set(texts == "", EMPTY)
    said = GLOSSARY.frame()
    known = said["line_type"] != "unknown"
    meanings = said.with_columns(
        before=pl.when(known).then("before"), region=pl.when(known).then("region")
    )
    return _patched(_spelt_out(numbers, codes, meanings, JUDGED), codes, texts, slowly)


def _verdicts(texts: pl.Series, home_region: str) -> pl.DataFrame:
    def slowly(rest: pl.Series) -> pl.DataFrame:
        judged = [verdict_on(text, home_region) for text in rest]
        return pl.DataFrame(judged, schema=VERDICT, orient="row")

    if len(texts) < WORTH_COMPILING:
        return slowly(texts)
    numbers = written(texts)
    codes = look_up(numbers, home_region)
    meanings = GLOSSARY.frame().with_columns(valid=pl.col("line_type") != "unknown")
    return _patched(_spelt_out(numbers, codes, meanings, VERDICT), codes, texts, slowly)


def _spelt_out(
    numbers: pl.DataFrame, codes: pl.Series, meanings: pl.DataFrame, schema: pl.Schema
) -> pl.DataFrame:
    """The columns of the verdicts; of those that are unsure, null."""
    country = meanings["before"].str.slice(1).cast(pl.UInt64).gather(codes)
    scale = power(pl.col("length") - pl.col("cut"))
    e164 = (
        numbers.with_columns(cut=meanings["cut"].gather(codes), country=country)
        .with_columns(scale=scale)
        .select(
            (pl.col("country") * pl.col("scale") + pl.col("value") % pl.col("scale")).alias("e164")
        )
        .select(pl.concat_str(pl.lit("+"), pl.col("e164").cast(pl.String)))
    )
    rest = [meanings[name].gather(codes) for name in schema.names()[1:]]
    return pl.DataFrame([e164.to_series().alias("e164"), *rest])


def _patched(
    quick: pl.DataFrame,
    codes: pl.Series,
    texts: pl.Series,
    slowly: Callable[[pl.Series], pl.DataFrame],
) -> pl.DataFrame:
    """With the unsure rows read one by one, each text once."""
    rows = (codes == UNSURE).arg_true()
    if not len(rows):
        return quick
    rest = texts.gather(rows).to_frame("text")
    distinct = rest["text"].unique()
    read = slowly(distinct).with_columns(text=distinct)
    slow = rest.join(read, on="text", maintain_order="left")
    return pl.DataFrame([one.scatter(rows, slow[one.name]) for one in quick.get_columns()])
