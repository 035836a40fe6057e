"""`terkirim contacts`: clean a contact list before anyone writes to it."""

from collections import Counter
from pathlib import Path
from typing import Annotated

import msgspec
import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from terkirim.cli.console import language_of_environment
from terkirim.delivery.lists.clean import clean, rejected_path, write_clean
from terkirim.delivery.lists.model import CleanList, ReasonCode
from terkirim.errors import BadInput
from terkirim.vocabulary.text import Language, Text

contacts_app = typer.Typer(no_args_is_help=True, help="Contact lists: clean them before sending.")

_SHOWN_LINES = 3
_LABELS: dict[ReasonCode, Text] = {
    "empty": Text(id="nomor kosong", en="no number"),
    "not_a_number": Text(id="bukan nomor telepon", en="not a phone number"),
    "too_short": Text(id="terlalu pendek", en="too short"),
    "too_long": Text(id="terlalu panjang", en="too long"),
    "invalid": Text(id="tidak ada di penomoran negaranya", en="not in its country's plan"),
    "landline": Text(id="telepon rumah atau kantor", en="landline"),
    "service_number": Text(id="nomor layanan", en="service number"),
    "rounded_by_excel": Text(id="dibulatkan oleh Excel", en="rounded by Excel"),
    "duplicate": Text(id="nomor ganda", en="duplicate"),
    "no_consent": Text(id="tidak setuju dihubungi", en="consent refused"),
    "unreadable": Text(id="baris tidak terbaca", en="row unreadable"),
}
_TOTALS = Text(
    id="{rows} baris: [green]{accepted} diterima[/], [red]{rejected} ditolak[/].",
    en="{rows} rows: [green]{accepted} accepted[/], [red]{rejected} rejected[/].",
)
_WRITTEN = Text(
    id="Yang diterima: {out}\nYang ditolak, dengan alasannya: {rejected}",
    en="Accepted rows: {out}\nRejected rows, with reasons: {rejected}",
)
_WHY = Text(id="Alasan ditolak", en="Why rejected")
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
_SAME_FILE = Text(
    id="{out} adalah berkas masukan itu sendiri; beri nama lain setelah -o.",
    en="{out} is the input file itself; give another name after -o.",
)
_NOT_WRITTEN = Text(
    id="Tidak dapat menulis {out}; periksa folder dan izin aksesnya.",
    en="Cannot write {out}; check its folder and permissions.",
)


@contacts_app.callback()
def contacts() -> None:
    """Contact lists: clean them before sending."""


@contacts_app.command("clean")
def clean_command(
    source: Annotated[Path, typer.Argument(metavar="IN", help="The contact list, a CSV file.")],
    out: Annotated[Path, typer.Option("--out", "-o", help="Where the accepted rows go.")],
    lang: Annotated[Language | None, typer.Option(help="id or en; default: as LANG says.")] = None,
    json_: Annotated[bool, typer.Option("--json", help="The summary as one JSON object.")] = False,
    region: Annotated[
        str, typer.Option(help="The country of numbers without a country code.")
    ] = "ID",
) -> None:
    """Sort a list into rows that can be written to and rows that cannot, with the reason."""
    language = lang or language_of_environment()
    try:
        _refuse_same_file(source, out)
        cleaned = clean(source, region)
        _write(cleaned, out)
    except BadInput as error:
        typer.echo(error.text[language], err=True)
        raise typer.Exit(2) from error
    if json_:
        typer.echo(msgspec.json.encode(_summary(cleaned, out)).decode())
    else:
        _show(cleaned, out, language)


def _refuse_same_file(source: Path, out: Path) -> None:
    for target in (out, rejected_path(out)):
        if target.resolve() == source.resolve():
            raise BadInput(_SAME_FILE.format(out=target.name))


def _write(cleaned: CleanList, out: Path) -> None:
    try:
        write_clean(cleaned, out)
    except OSError as error:
        raise BadInput(_NOT_WRITTEN.format(out=out)) from error


def _summary(cleaned: CleanList, out: Path) -> dict[str, object]:
    return {
        "input_rows": cleaned.input_rows,
        "accepted": len(cleaned.accepted),
        "rejected": len(cleaned.rejected),
        "reasons": dict(Counter(one.code for one in cleaned.rejected).most_common()),
        "consent": dict(Counter(one.consent for one in cleaned.accepted).most_common()),
        "has_consent_column": cleaned.has_consent_column,
        "notes": cleaned.notes,
        "accepted_file": str(out),
        "rejected_file": str(rejected_path(out)),
    }


def _show(cleaned: CleanList, out: Path, language: Language) -> None:
    console = Console(highlight=False)
    totals = _TOTALS.format(
        rows=cleaned.input_rows, accepted=len(cleaned.accepted), rejected=len(cleaned.rejected)
    )
    console.print(totals[language])
    if cleaned.rejected:
        console.print(_by_reason(cleaned, language))
    console.print(_consent(cleaned)[language])
    for note in cleaned.notes:
        console.print(f"• {escape(note[language])}")
    written = _WRITTEN.format(out=out, rejected=rejected_path(out))
    console.print(escape(written[language]), soft_wrap=True)


def _consent(cleaned: CleanList) -> Text:
    if not cleaned.has_consent_column:
        return _NO_CONSENT_COLUMN
    said = Counter(one.consent for one in cleaned.accepted)
    return _CONSENT.format(yes=said["yes"], unknown=said["unknown"])


def _by_reason(cleaned: CleanList, language: Language) -> Table:
    counts = Counter(one.code for one in cleaned.rejected)
    table = Table(box=None, padding=(0, 2, 0, 0))
    table.add_column(_WHY[language])
    table.add_column(_COUNT[language], justify="right")
    table.add_column(_EXAMPLES[language], overflow="fold")
    for code, count in counts.most_common():
        table.add_row(_LABELS[code][language], str(count), _examples(cleaned, code))
    return table


def _examples(cleaned: CleanList, code: ReasonCode) -> str:
    found = [one for one in cleaned.rejected if one.code == code][:_SHOWN_LINES]
    return escape(", ".join(f"{one.line}: “{one.raw}”" for one in found))
