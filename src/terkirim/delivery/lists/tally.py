"""Count what became of a list, batch by batch, for its report."""

from collections import Counter

import polars as pl

from terkirim.delivery.lists.model import Columns, Example, ListReport
from terkirim.delivery.lists.remarks import Remarks
from terkirim.delivery.lists.sentences import rejected_table
from terkirim.vocabulary.text import Text

_EXAMPLES = 3


class Tally:
    """Counts; `report` says what they are of."""

    def __init__(self, columns: Columns, home_region: str) -> None:
        self._columns = columns
        self._remarks = Remarks(columns, home_region)
        self._rows = self._accepted = 0
        self._counts: dict[str, Counter[str]] = {
            name: Counter() for name in ("code", "operator", "line_type", "region", "consent")
        }
        self._examples: dict[str, tuple[Example, ...]] = {}

    def add(self, settled: pl.DataFrame, accepted: pl.DataFrame, rejected: pl.DataFrame) -> None:
        """Count a settled batch, whose rows are these accepted and these rejected ones."""
        self._rows += settled.height
        self._accepted += accepted.height
        self._count("code", rejected["code"])
        self._count("line_type", settled["line_type"].filter(settled["e164"].is_not_null()))
        for name in ("operator", "region", "consent"):
            self._count(name, accepted[name])
        self._keep_examples(rejected)
        self._remarks.look(accepted)

    def report(self) -> ListReport:
        """All of it."""
        counts = {name: dict(counter.most_common()) for name, counter in self._counts.items()}
        return ListReport(
            input_rows=self._rows,
            accepted=self._accepted,
            rejected=self._rows - self._accepted,
            reasons=counts["code"],
            operators=counts["operator"],
            line_types=counts["line_type"],
            regions=counts["region"],
            consent=counts["consent"],
            has_consent_column="consent" in self._columns.roles,
            examples={code: self._examples[code] for code in counts["code"]},
            notes=self.notes(),
        )

    def notes(self) -> tuple[Text, ...]:
        """What the owner should know."""
        return self._columns.notes + self._remarks.texts()

    def _count(self, name: str, column: pl.Series) -> None:
        for value, count in column.fill_null("").value_counts().iter_rows():
            self._counts[name][value] += count

    def _keep_examples(self, rejected: pl.DataFrame) -> None:
        wanted = [
            part.head(_EXAMPLES - len(self._examples.get(part["code"][0], ())))
            for part in self._still_wanted(rejected).partition_by("code")
        ]
        for part in wanted:
            for row in rejected_table(part, self._columns).iter_rows(named=True):
                reason = Text(id=row["reason_id"], en=row["reason_en"])
                example = Example(row["line"], row["phone"], reason)
                code = row["code"]
                self._examples[code] = (*self._examples.get(code, ()), example)

    def _still_wanted(self, rejected: pl.DataFrame) -> pl.DataFrame:
        enough = [code for code, own in self._examples.items() if len(own) == _EXAMPLES]
        return rejected.filter(~pl.col("code").is_in(enough))
