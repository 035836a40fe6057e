"""`terkirim contacts clean`: sort a list into who can be written to and who cannot, and why."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import msgspec
import typer

from terkirim.cli.console import language_of_environment, report_bad_input, run
from terkirim.delivery.lists.model import Choice, ListReport, Role
from terkirim.vocabulary.text import Language, Text

_LARGE = 20_000_000  # bytes; below it a list is read before a bar is seen
_READING = Text(id="Membaca", en="Reading")


def clean_command(
    source: Annotated[
        Path,
        typer.Argument(metavar="FILE", help="The list: CSV, TSV, XLSX, Parquet or JSON lines."),
    ],
    out: Annotated[
        Path,
        typer.Option(
            "--out", "-o", help="Where accepted rows go; .csv, .tsv, .xlsx, .parquet or .jsonl."
        ),
    ],
    country: Annotated[str, typer.Option(help="Whose numbers have no country code.")] = "ID",
    all_: Annotated[
        bool, typer.Option("--all", help="Every row in order, with its cells and what was found.")
    ] = False,
    phone: Annotated[str | None, typer.Option(help="The header of the phone column.")] = None,
    name: Annotated[str | None, typer.Option(help="The header of the name column.")] = None,
    consent: Annotated[str | None, typer.Option(help="The header of the consent column.")] = None,
    language: Annotated[str | None, typer.Option(help="The header of the language.")] = None,
    time_zone: Annotated[str | None, typer.Option(help="The header of the time zone.")] = None,
    report: Annotated[Path | None, typer.Option(help="A report with charts, as HTML.")] = None,
    json_: Annotated[bool, typer.Option("--json", help="The summary as one JSON object.")] = False,
    lang: Annotated[Language | None, typer.Option(help="id or en; default: as LANG says.")] = None,
) -> None:
    """Sort a list into rows that can be written to and rows that cannot, with the reason."""
    spoken = lang or language_of_environment()
    wanted: dict[Role, str | None] = {
        "phone": phone,
        "name": name,
        "consent": consent,
        "language": language,
        "time_zone": time_zone,
    }
    columns = {role: header for role, header in wanted.items() if header is not None}
    with report_bad_input(spoken):
        made = _clean(source, out, Choice(country, columns), all_, spoken)
        if report is not None:
            from terkirim.delivery.lists.report_page import write_page

            write_page(made, source.name, report, spoken)
        files = _files(out, all_, report)
        if json_:
            typer.echo(msgspec.json.encode({**msgspec.structs.asdict(made), **files}).decode())
        else:
            from rich.console import Console

            from terkirim.cli.contacts_report import show

            show(made, files, Console(highlight=False), spoken)


def _clean(
    source: Path, out: Path, choice: Choice, every_row: bool, language: Language
) -> ListReport:
    from terkirim.delivery.lists.recognise_file import may_end_its_reader

    if may_end_its_reader(source):
        from terkirim.delivery.lists.clean_apart import Order, clean_apart

        return run(clean_apart(Order(str(source), str(out), None, choice, every_row, language)))
    from terkirim.delivery.lists.clean import clean_file

    with _bar(source, language) as on_read:
        return clean_file(source, out, choice, every_row=every_row, on_read=on_read)


def _files(out: Path, every_row: bool, report: Path | None) -> dict[str, str]:
    from terkirim.delivery.lists.clean import rejected_path

    files = {"accepted_file": out, "rejected_file": rejected_path(out)}
    chosen = {"all_file": out} if every_row else files
    return {name: str(path) for name, path in chosen.items()} | (
        {"report_file": str(report)} if report else {}
    )


@contextmanager
def _bar(source: Path, language: Language) -> Iterator[Callable[[int], None]]:
    """A progress bar on stderr, for a large file and a person at a terminal; it takes the bytes
    read.
    """
    if not sys.stderr.isatty() or _size(source) < _LARGE:
        yield lambda size: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn())
    progress = Progress(
        *columns, TimeRemainingColumn(), console=Console(stderr=True), transient=True
    )
    with progress as bar:
        task = bar.add_task(_READING[language], total=_size(source))
        yield lambda size: bar.advance(task, size)


def _size(source: Path) -> int:
    return source.stat().st_size if source.is_file() else 0
