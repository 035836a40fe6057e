"""`terkirim policy`: what is decided about each cause, and what another policy would change."""

import contextlib
from pathlib import Path
from typing import Annotated, Any

import msgspec
import typer
from rich.console import Console
from rich.table import Table

from terkirim.cli.console import language_of_environment, report_bad_input, run
from terkirim.cli.installation import ConfigOption, installation, settings_of
from terkirim.cli.policy_changes import Outcome, machine_form, print_changes
from terkirim.delivery.insights.past import past_failures
from terkirim.errors import BadSettings
from terkirim.knowledge import catalogue
from terkirim.knowledge.policy import Policy
from terkirim.knowledge.policy.defaults import default_plans
from terkirim.knowledge.policy.file.general import general_of
from terkirim.knowledge.policy.file.read import load_policy
from terkirim.knowledge.policy.file.write import as_toml, row_of
from terkirim.knowledge.policy.replay import replay, unseen
from terkirim.knowledge.policy.words import plan_words
from terkirim.vocabulary.text import Language, Text

policy_app = typer.Typer(no_args_is_help=True, help="Policy: what is decided about each cause.")

FileArgument = Annotated[Path, typer.Argument(metavar="FILE", help="A policy.toml.")]
JsonOption = Annotated[bool, typer.Option("--json", help="As JSON.")]
LangOption = Annotated[Language | None, typer.Option(help="id or en.")]

DEFAULT_SETTINGS = Path("terkirim.toml")
_SHIPPED = Text(id="Kebijakan bawaan", en="The policy as shipped")
_OF_FILE = Text(id="Kebijakan dari {file}; * pilihan Anda", en="The policy of {file}; * your own")
_VALID = Text(id="{file} benar; keputusan Anda: {own}.", en="{file} is valid; your own: {own}.")
_NONE = Text(id="tidak ada", en="none")


@policy_app.callback()
def policy() -> None:
    """Policy: what is decided about each cause."""


@policy_app.command("show")
def show_command(
    json_: JsonOption = False,
    toml: Annotated[bool, typer.Option("--toml", help="As a complete policy.toml.")] = False,
    lang: LangOption = None,
    config: ConfigOption = None,
) -> None:
    """Show the decision for every cause; your own are marked."""
    language = lang or language_of_environment()
    with report_bad_input(language):
        file = _file(config)
        chosen = load_policy(file) if file else Policy()
    if toml:
        titles = {cause: catalogue.cause_words(cause).title[language] for cause in chosen.plans}
        typer.echo(as_toml(chosen, titles), nl=False)
    elif json_:
        typer.echo(_json(_shown(chosen, file)))
    else:
        _print(chosen, file, language)


@policy_app.command("check")
def check_command(file: FileArgument, lang: LangOption = None) -> None:
    """Check a policy file; every fault is told with its line."""
    language = lang or language_of_environment()
    with report_bad_input(language):
        own = ", ".join(_own(load_policy(file))) or _NONE[language]
        typer.echo(_VALID.format(file=file, own=own)[language])


@policy_app.command("test")
def replay_command(
    file: FileArgument,
    json_: JsonOption = False,
    lang: LangOption = None,
    config: ConfigOption = None,
) -> None:
    """Decide every past failure again under a changed policy and show what would differ."""
    language = lang or language_of_environment()
    with report_bad_input(language):
        outcome = run(_replayed(load_policy(file), config))
    if json_:
        typer.echo(_json(machine_form(outcome)))
    else:
        print_changes(outcome, language)


def _file(config: Path | None) -> Path | None:
    """The policy file of the installation; none where nothing is installed here."""
    if config is None and not DEFAULT_SETTINGS.is_file():
        with contextlib.suppress(BadSettings):
            return settings_of(None).policy_file()
        return None
    return settings_of(config).policy_file()


async def _replayed(changed: Policy, config: Path | None) -> Outcome:
    async with installation(config) as terkirim:
        present = terkirim.settings.the_policy()
        every = [failure async for failure in past_failures(terkirim.store)]
    past = [failure for failure in every if failure is not None]
    return Outcome(replay(past, present, changed), len(every) - len(past), unseen(present, changed))


def _own(chosen: Policy) -> list[str]:
    """The names of everything that is not as shipped."""
    shipped = general_of(Policy())
    general = [key for key, value in general_of(chosen).items() if value != shipped[key]]
    plans = default_plans()
    return [*general, *(cause for cause, plan in chosen.plans.items() if plan != plans[cause])]


def _shown(chosen: Policy, file: Path | None) -> dict[str, Any]:
    own = _own(chosen)
    return {
        "file": str(file) if file else None,
        "general": general_of(chosen),
        "causes": {
            cause: {"decision": row_of(plan), "words": plan_words(plan), "own": cause in own}
            for cause, plan in chosen.plans.items()
        },
        "own": own,
    }


def _print(chosen: Policy, file: Path | None, language: Language) -> None:
    own = _own(chosen)
    title = _OF_FILE.format(file=file) if file else _SHIPPED
    table = Table("", "", "", title=title[language], show_header=False)
    for key, value in general_of(chosen).items():
        numbers = value if isinstance(value, tuple) else (value,)
        said = ", ".join(f"{number:g}" for number in numbers)
        table.add_row("*" if key in own else "", key, said)
    table.add_section()
    for cause, plan in chosen.plans.items():
        table.add_row("*" if cause in own else "", cause, plan_words(plan)[language])
    Console().print(table)


def _json(form: object) -> str:
    return msgspec.json.format(msgspec.json.encode(form), indent=2).decode()
