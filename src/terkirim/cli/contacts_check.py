"""`terkirim contacts check`: ask a checker about numbers, after saying what it costs."""

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Annotated

import msgspec
import typer
from rich.console import Console
from rich.progress import Progress

from terkirim.cli.check_report import Report, cost_sentence, show, write_rows
from terkirim.cli.console import language_of_environment, report_bad_input, run
from terkirim.cli.installation import ConfigOption, installation
from terkirim.delivery.checkers.model import Plan, Terms
from terkirim.errors import BadInput, BadSettings
from terkirim.vocabulary import durations
from terkirim.vocabulary.phone import Unusable, read_phone
from terkirim.vocabulary.text import Language, Text

_OFF = Text(
    id="Belum ada pemeriksa nomor: isi [checker] di pengaturan (docs/checkers.id.md). Sejak 2023 "
    "tidak ada yang dapat menanyakan kepada Meta apakah sebuah nomor punya WhatsApp; pemeriksa "
    "hanya tahu apa yang diketahui penyedianya.",
    en="There is no checker: fill in [checker] in the settings (docs/checkers.md). Since 2023 "
    "nobody can ask Meta whether a number has WhatsApp; a checker knows only what its provider "
    "knows.",
)
_NEITHER = Text(
    id="“{said}” bukan berkas dan bukan nomor telepon.",
    en="“{said}” is neither a file nor a phone number.",
)
_NO_AGE = Text(
    id="“{said}” bukan umur; tulis misalnya 12h atau 7d.",
    en="“{said}” is no age; write 12h or 7d, for example.",
)
_SAY_YES = Text(
    id="{cost} Belum ada yang ditanyakan; tambahkan --yes bila setuju.",
    en="{cost} Nothing has been asked yet; add --yes if you agree.",
)
_ASK = Text(id="{cost} Lanjutkan?", en="{cost} Go on?")
_NOT_WRITABLE = Text(
    id="Tidak dapat menulis {out}; periksa folder dan izin aksesnya. Belum ada yang ditanyakan.",
    en="Cannot write {out}; check its folder and permissions. Nothing has been asked.",
)
_NOT_WRITTEN = Text(
    id="Tidak dapat menulis {out}. Jawabannya sudah tersimpan: ulangi perintah ini tanpa biaya.",
    en="Cannot write {out}. The answers are kept: the same command again costs nothing.",
)
_IS_INPUT = Text(
    id="{out} adalah berkas masukan itu sendiri; beri nama lain setelah -o.",
    en="{out} is the input file itself; give another name after -o.",
)


class _Wish(msgspec.Struct, frozen=True):
    """What was typed."""

    targets: Sequence[str]
    out: Path | None
    yes: bool
    most: Decimal | None
    max_age_s: float | None
    region: str | None


def check(
    targets: Annotated[
        list[str], typer.Argument(metavar="FILE|NUMBER", help="Contact lists, or numbers.")
    ],
    out: Annotated[
        Path | None, typer.Option("--out", "-o", help="CSV for the verdict of every number.")
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Agree to the cost unasked.")] = False,
    most: Annotated[
        float | None, typer.Option(min=0, help="What this run may cost, in the checker's currency.")
    ] = None,
    max_age: Annotated[
        str | None, typer.Option(help="Ask again what is older: 12h, 7d; default: cache_days.")
    ] = None,
    region: Annotated[
        str | None, typer.Option(help="Country of numbers without a code; default: settings.")
    ] = None,
    json_: Annotated[bool, typer.Option("--json", help="The report as one JSON object.")] = False,
    lang: Annotated[Language | None, typer.Option(help="id or en; default: as LANG says.")] = None,
    config: ConfigOption = None,
) -> None:
    """Ask the checker of your settings about numbers; the cost is shown first.

    Nobody can ask Meta whether a number has WhatsApp. A verdict is evidence with a source and an
    age. Exit code 1: some numbers have none.
    """
    language = lang or language_of_environment()
    with report_bad_input(language):
        wish = _Wish(
            targets,
            out,
            yes,
            None if most is None else Decimal(str(most)),
            None if max_age is None else _age(max_age),
            region,
        )
        with _kept_free(wish) as part:
            report = run(_check(wish, language, config))
            if part is not None and out is not None:
                _write(report, part, out)
    if json_:
        typer.echo(msgspec.json.encode(report.summary()).decode())
    else:
        show(report, language)
    if report.outcome.missed:
        raise typer.Exit(1)


async def _check(wish: _Wish, language: Language, config: Path | None) -> Report:
    async with installation(config) as terkirim:
        if terkirim.checks is None:
            raise BadSettings(_OFF)
        phones = _numbers(wish.targets, wish.region or terkirim.settings.region)
        plan = await terkirim.checks.estimate(phones, _terms(terkirim.checks.terms, wish))
        if plan.to_ask:
            _agree(plan, wish, language)
        with _progress(len(plan.to_ask)) as tell:
            outcome = await terkirim.checks.run(plan, tell)
        return Report(phones, wish.out, plan, outcome, terkirim.clock.now())


def _terms(terms: Terms, wish: _Wish) -> Terms:
    """The terms of the settings; a cap that is typed cannot raise theirs."""
    caps = [cap for cap in (terms.most, wish.most) if cap is not None]
    cache_s = terms.cache_s if wish.max_age_s is None else wish.max_age_s
    return msgspec.structs.replace(terms, most=min(caps, default=None), cache_s=cache_s)


def _agree(plan: Plan, wish: _Wish, language: Language) -> None:
    cost = cost_sentence(plan)[language]
    if wish.yes:
        typer.echo(cost, err=True)
    elif not on_terminal():
        raise BadInput(_SAY_YES.format(cost=cost))
    elif not typer.confirm(_ASK.format(cost=cost)[language], err=True):
        raise typer.Exit(2)


def on_terminal() -> bool:
    """Whether somebody is there to answer."""
    return sys.stdin.isatty()


def _numbers(targets: Sequence[str], region: str) -> tuple[str, ...]:
    """The numbers of files and those typed, in order, each once. Raises BadInput."""
    found: list[str] = []
    for target in targets:
        found += _of_file(Path(target), region) if _is_file(target) else [_typed(target, region)]
    return tuple(dict.fromkeys(found))


def _is_file(target: str) -> bool:
    try:
        return Path(target).is_file()
    except (OSError, ValueError):
        return False


def _of_file(path: Path, region: str) -> list[str]:
    from terkirim.delivery.lists.clean import sift

    return [one.e164 for portion in sift(path, region) for one in portion.accepted]


def _typed(said: str, region: str) -> str:
    phone = read_phone(said, region)
    if isinstance(phone, Unusable):
        raise BadInput(_NEITHER.format(said=said))
    return phone.e164


def _age(said: str) -> float:
    age = durations.seconds(said)
    if age is None or age < 0:
        raise BadInput(_NO_AGE.format(said=said))
    return age


@contextmanager
def _kept_free(wish: _Wish) -> Iterator[Path | None]:
    """A place beside the output, tried before anything is paid for; it goes if nothing comes."""
    out = wish.out
    if out is None:
        yield None
        return
    if any(_is_file(one) and Path(one).resolve() == out.resolve() for one in wish.targets):
        raise BadInput(_IS_INPUT.format(out=out.name))
    part = out.with_name(f"{out.name}.part")
    try:
        part.touch()
    except OSError as error:
        raise BadInput(_NOT_WRITABLE.format(out=out)) from error
    try:
        yield part
    finally:
        part.unlink(missing_ok=True)


def _write(report: Report, part: Path, out: Path) -> None:
    try:
        write_rows(report, part)
        part.replace(out)
    except OSError as error:
        raise BadInput(_NOT_WRITTEN.format(out=out)) from error


@contextmanager
def _progress(numbers: int) -> Iterator[Callable[[int], object]]:
    console = Console(stderr=True)
    with Progress(console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("", total=numbers)
        yield lambda done: bar.advance(task, done)
