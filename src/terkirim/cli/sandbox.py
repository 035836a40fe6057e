"""`terkirim sandbox`: a stand-in for Meta's Cloud API on this machine."""

import asyncio
import contextlib
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from terkirim.cli.console import language_of_environment
from terkirim.sandbox import Sandbox, run_alone, serve_sandbox
from terkirim.sandbox.scenario import BadScenario, Scenario, load_scenario
from terkirim.sandbox.testing import START
from terkirim.vocabulary.clock import Clock, SimulatedClock, SystemClock
from terkirim.vocabulary.durations import in_words
from terkirim.vocabulary.text import Language, Text

_STORY = Text(id="Cerita: {title}", en="Story: {title}")
_AFTER = Text(id="setelah", en="after")
_WHAT = Text(id="yang terjadi", en="what happens")


def sandbox(
    port: Annotated[int, typer.Option(help="Port on 127.0.0.1; 0 takes a free one.")] = 8089,
    seed: Annotated[int, typer.Option(help="Decides everything left to chance.")] = 1,
    virtual: Annotated[
        bool, typer.Option("--virtual", help="Time moves only by POST /_sandbox/clock.")
    ] = False,
    start: Annotated[
        str | None,
        typer.Option(metavar="TIME", help=f"Where virtual time begins: {START.isoformat()}."),
    ] = None,
    scenario: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Play a scenario (TOML).")
    ] = None,
) -> None:
    """Serve the sandbox, a local stand-in for Meta's Cloud API, until Ctrl-C."""
    language = language_of_environment()
    played = None if scenario is None else _load(scenario, language)
    clock = _clock(start, virtual=virtual)
    try:
        with contextlib.suppress(KeyboardInterrupt):
            run_alone(_serve(Sandbox(seed, clock, played), port, played, language))
    except (OSError, OverflowError) as error:
        typer.echo(f"terkirim sandbox: cannot listen on 127.0.0.1:{port}: {error}", err=True)
        raise typer.Exit(2) from None


def _clock(start: str | None, *, virtual: bool) -> Clock:
    if not virtual:
        if start is not None:
            raise typer.BadParameter("only virtual time has a start: add --virtual")
        return SystemClock()
    try:
        moment = START if start is None else datetime.fromisoformat(start)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise typer.BadParameter(f"--start is written like {START.isoformat()}")
    return SimulatedClock(moment.timestamp())


def _load(file: Path, language: Language) -> Scenario:
    try:
        return load_scenario(file)
    except BadScenario as bad:
        for sentence in bad.sentences(language):
            typer.echo(sentence, err=True)
        raise typer.Exit(2) from None


async def _serve(sandbox: Sandbox, port: int, played: Scenario | None, language: Language) -> None:
    async with serve_sandbox(sandbox, port=port) as url:
        console = Console()
        console.print(_world_table(sandbox, url))
        if played is not None:
            console.print(_story_table(played, language))
        console.print("Ctrl-C to stop.")
        await asyncio.Event().wait()


def _world_table(sandbox: Sandbox, url: str) -> Table:
    table = Table(title=f"Sandbox: {url}", title_justify="left", show_header=False)
    for name, value in _world(sandbox, url):
        table.add_row(name, escape(value))
    return table


def _world(sandbox: Sandbox, url: str) -> list[tuple[str, str]]:
    """The world as it is: the known one, or what a scenario has made of it."""
    world = sandbox.state.world
    senders = list(world.senders.values())
    first = senders[0].id if senders else "{phone_number_id}"
    return [
        ("Graph", f"{url}/v25.0/{first}/messages"),
        ("Control plane", f"{url}/_sandbox/"),
        ("Token", world.token),
        *(("Account (WABA)", one) for one in world.accounts),
        *(("Live sender" if one.mode == "LIVE" else "Test sender", one.id) for one in senders),
        ("App secret", world.app_secret),
        ("Webhook verify token", world.verify_token),
        ("Wallet", f"{url}/v2/balance  (X-API-Key: {world.wallet_key})"),
        ("SMS", f"{url}/sms/send"),
        *(
            ("Template", f"{one.name} ({one.language}, {one.category}): {one.body()}")
            for one in world.templates.values()
        ),
        ("Clock", "virtual" if sandbox.state.virtual else "real"),
        ("Seed", str(sandbox.state.seed)),
    ]


def _story_table(scenario: Scenario, language: Language) -> Table:
    """What the scenario will do, and when."""
    title = _STORY.format(title=scenario.title[language])[language]
    table = Table(_AFTER[language], _WHAT[language], title=escape(title), title_justify="left")
    for step in scenario.steps:
        named = {**step.introduces, **step.body}
        said = ", ".join(f"{key} = {value}" for key, value in named.items())
        subject = f"{step.subject}: " if step.subject else ""
        table.add_row(in_words(step.after_s)[language], escape(f"{step.kind}: {subject}{said}"))
    return table
