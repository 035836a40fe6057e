"""`terkirim move`: take an installation's data to another database."""

from typing import Annotated

import typer

from terkirim.cli.console import language_of_environment, report_bad_input, run
from terkirim.cli.installation import ConfigOption, settings_of
from terkirim.errors import BadInput
from terkirim.store.address import is_shared
from terkirim.store.move import move as move_all
from terkirim.vocabulary.text import Text

_KIND = "sqlite"
_TABLE = Text(id="{table}: {rows} baris", en="{table}: {rows} rows")
_DONE = Text(
    id="Selesai: {rows} baris, semua tabel dihitung dan cocok. Ubah pengaturan database ke "
    "alamat baru, lalu jalankan terkirim serve.",
    en="Done: {rows} rows, every table counted and the same. Set database to the new address in "
    "the settings, then run terkirim serve.",
)


def move(
    target: Annotated[
        str, typer.Option("--to", help="The empty database: SQLite file or postgresql://…")
    ],
    source: Annotated[
        str | None,
        typer.Option("--from", help="Database, or sqlite for the settings' file; default: theirs."),
    ] = None,
    config: ConfigOption = None,
) -> None:
    """Copy all data to an empty database; the old one stays as it is.

    Stop `terkirim serve` first. Either all arrives, or nothing.
    """
    language = language_of_environment()
    copied: list[int] = []

    def tell(table: str, rows: int) -> None:
        copied.append(rows)
        typer.echo(_TABLE.format(table=table, rows=rows)[language], err=True)

    with report_bad_input(language):
        run(move_all(_source(source, config), target, tell))
        typer.echo(_DONE.format(rows=sum(copied))[language])


def _source(chosen: str | None, config: ConfigOption) -> str:
    if chosen is not None and chosen != _KIND:
        return chosen
    database = settings_of(config).database
    if chosen == _KIND and is_shared(database):
        raise BadInput(
            Text(
                id="Pengaturan database bukan berkas SQLite; sebutkan berkasnya setelah --from.",
                en="The setting database is no SQLite file; name the file after --from.",
            )
        )
    return database
