"""What became of a list, for a person at a terminal."""

from collections.abc import Mapping
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from terkirim.delivery.lists.model import ListReport
from terkirim.delivery.lists.report_words import line_type, operator, reason
from terkirim.vocabulary.text import Language, Text

_MOST = 12
_TOTALS = Text(
    id="{rows} baris: [green]{accepted} diterima[/], [red]{rejected} ditolak[/].",
    en="{rows} rows: [green]{accepted} accepted[/], [red]{rejected} rejected[/].",
)
_FILES = {
    "accepted_file": Text(id="Yang diterima: {path}", en="Accepted rows: {path}"),
    "rejected_file": Text(
        id="Yang ditolak, dengan alasannya: {path}", en="Rejected rows, with reasons: {path}"
    ),
    "all_file": Text(id="Semua baris: {path}", en="All rows: {path}"),
    "report_file": Text(id="Laporan: {path}", en="Report: {path}"),
}
_WHY = Text(id="Alasan ditolak", en="Why rejected")
_OPERATOR = Text(id="Operator (diterima)", en="Operator (accepted)")
_LINE_TYPE = Text(id="Jenis nomor (semua baris)", en="Line type (all rows)")
_COUNT = Text(id="Jumlah", en="Rows")
_EXAMPLES = Text(id="Contoh: baris dan isinya", en="Examples: line and what it says")
_CONSENT = Text(
    id="Persetujuan di antara yang diterima: {yes} ya, {unknown} belum diketahui.",
    en="Consent among the accepted: {yes} yes, {unknown} unknown.",
)
_NO_CONSENT_COLUMN = Text(
    id="Daftar ini tidak punya kolom persetujuan; pastikan semua orang di dalamnya bersedia.",
    en="This list has no consent column; make sure that everyone on it has agreed.",
)


def show(
    report: ListReport, files: Mapping[str, str], console: Console, language: Language
) -> None:
    """Print it: totals, reasons with examples, operators, line types, and what was written."""
    totals = _TOTALS.format(
        rows=report.input_rows, accepted=report.accepted, rejected=report.rejected
    )
    console.print(totals[language])
    if report.rejected:
        console.print(_by_reason(report, language))
    if report.input_rows:
        console.print(_counted(_OPERATOR, report.operators, operator, language))
        console.print(_counted(_LINE_TYPE, report.line_types, line_type, language))
    console.print(consent_of(report)[language])
    for note in report.notes:
        console.print(f"• {escape(note[language])}")
    for name, path in files.items():
        console.print(escape(_FILES[name].format(path=path)[language]), soft_wrap=True)


def consent_of(report: ListReport) -> Text:
    """What the list says of consent."""
    if not report.has_consent_column:
        return _NO_CONSENT_COLUMN
    counts = report.consent
    return _CONSENT.format(yes=counts.get("yes", 0), unknown=counts.get("unknown", 0))


def _by_reason(report: ListReport, language: Language) -> Table:
    table = _table(_WHY, language)
    table.add_column(_EXAMPLES[language], overflow="fold")
    for code, count in report.reasons.items():
        seen = ", ".join(f"{one.line}: “{one.raw}”" for one in report.examples[code])
        table.add_row(reason(code)[language], str(count), escape(seen))
    return table


def _counted(title: Text, counts: Mapping[str, int], words: Any, language: Language) -> Table:
    table = _table(title, language)
    for value, count in list(counts.items())[:_MOST]:
        table.add_row(escape(words(value)[language]), str(count))
    return table


def _table(title: Text, language: Language) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0))
    table.add_column(title[language])
    table.add_column(_COUNT[language], justify="right")
    return table
