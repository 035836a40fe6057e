"""The command: set up product and sandbox, play the story, report."""

import asyncio
import contextlib
import signal
import tempfile
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, NamedTuple

import aiohttp
import typer
from pydantic import SecretStr
from rich.console import Console

from terkirim.assembly import Terkirim, assemble
from terkirim.cli.console import language_of_environment, report_bad_input, run
from terkirim.cli.demo.audit import Audit, audit
from terkirim.cli.demo.control import SandboxControl
from terkirim.cli.demo.fates import draw
from terkirim.cli.demo.human import Human
from terkirim.cli.demo.report import Live, machine_form, print_report
from terkirim.cli.demo.stage import Stage
from terkirim.cli.demo.story import BLAST_S, Play, read_campaigns, tell
from terkirim.delivery.access.login import setup_token
from terkirim.delivery.insights.model import Overview
from terkirim.delivery.lists.clean import clean
from terkirim.delivery.lists.model import CleanList
from terkirim.sandbox import (
    ACCOUNT,
    APP_SECRET,
    LIVE_SENDER,
    TOKEN,
    VERIFY_TOKEN,
    WALLET_KEY,
    Sandbox,
    serve_sandbox,
)
from terkirim.service import Service
from terkirim.settings import Settings
from terkirim.vocabulary.clock import SimulatedClock
from terkirim.vocabulary.identifiers import Identifiers
from terkirim.vocabulary.text import Language
from terkirim.web.app import build_app
from terkirim.web.receiver import PATH as WEBHOOKS
from terkirim.web.server import serve

START = datetime(2026, 11, 2, 2, 0, tzinfo=UTC).timestamp()  # a Monday, nine in Jakarta
EXAMPLES = Path("examples")


def demo(
    contacts: Annotated[Path | None, typer.Option(help="Another contact list.")] = None,
    seed: Annotated[int, typer.Option(help="Repeats a run exactly.")] = 1,
    json_: Annotated[
        bool, typer.Option("--json", help="The report as JSON, nothing else.")
    ] = False,
    serve_: Annotated[
        bool, typer.Option("--serve", help="Stay up afterwards, with the dashboard.")
    ] = False,
    port: Annotated[int, typer.Option(help="Port of the dashboard; 0 takes a free one.")] = 0,
    lang: Annotated[Language | None, typer.Option(help="id or en; default: as LANG says.")] = None,
    examples: Annotated[Path, typer.Option(help="Folder of the campaign files.")] = EXAMPLES,
) -> None:
    """Play the main job: a real campaign through a failing WhatsApp, weeks in seconds."""
    language = lang or language_of_environment()
    with report_bad_input(language), contextlib.suppress(KeyboardInterrupt):
        cleaned = clean(contacts or examples / "contacts.csv")
        run(_demo(cleaned, examples, seed, language, as_json=json_, stay=serve_, port=port))


async def _demo(
    contacts: CleanList,
    examples: Path,
    seed: int,
    language: Language,
    *,
    as_json: bool,
    stay: bool,
    port: int,
) -> None:
    campaigns = read_campaigns(examples / "campaigns")
    live = Live(Console(stderr=as_json), language, quiet=as_json)
    with tempfile.TemporaryDirectory(prefix="terkirim-demo-") as folder:
        database = Path(folder) / "demo.db"
        async with _world(database, seed, len(contacts.accepted), port) as world:
            terkirim, clock, sandbox, url = world
            service = Service(terkirim)
            await service.start()
            await sandbox.deliver_to(f"{url}{WEBHOOKS}", VERIFY_TOKEN)
            people = [(contact.e164, contact.region) for contact in contacts.accepted]
            play = Play(
                terkirim,
                sandbox,
                Stage(service, clock, sandbox, live.watch),
                Human(terkirim, sandbox),
                contacts,
                draw(people, seed),
                campaigns,
                live.announce,
            )
            live.begin(contacts)
            await tell(play)
            overview, checked = await _take_stock(terkirim, sandbox)
            if as_json:
                typer.echo(machine_form(contacts, overview, checked))
            else:
                print_report(live.console, language, contacts, overview, checked)
            if stay:
                await _stay(terkirim, url, live.console)


class _World(NamedTuple):
    """The product with its clock and its address, and the hand on its sandbox."""

    terkirim: Terkirim
    clock: SimulatedClock
    sandbox: SandboxControl
    url: str


@asynccontextmanager
async def _world(database: Path, seed: int, recipients: int, port: int) -> AsyncIterator[_World]:
    """Product and sandbox, each on its own port, each with its own simulated clock."""
    async with AsyncExitStack() as closing:
        sandbox = Sandbox(seed, SimulatedClock(START))
        sandbox_url = await closing.enter_async_context(serve_sandbox(sandbox))
        settings = _settings(sandbox_url, database, recipients)
        clock = SimulatedClock(START)
        terkirim = await closing.enter_async_context(assemble(settings, clock, Identifiers(seed)))
        app = build_app(terkirim, lambda: None)
        url = await closing.enter_async_context(serve(app, "127.0.0.1", port))
        session = await closing.enter_async_context(aiohttp.ClientSession())
        yield _World(terkirim, clock, SandboxControl(session, sandbox_url), url)


def _settings(sandbox_url: str, database: Path, recipients: int) -> Settings:
    """The settings an owner would write, pointed at the sandbox; a small list is sent slower."""
    policy = database.with_name("policy.toml")
    policy.write_text(f"[general]\nspam_sample = {max(4, min(50, recipients // 40))}\n")
    return Settings(
        account_id=ACCOUNT,
        access_token=SecretStr(TOKEN),
        app_secret=SecretStr(APP_SECRET),
        verify_token=SecretStr(VERIFY_TOKEN),
        sender=LIVE_SENDER,
        graph_url=f"{sandbox_url}/v23.0",
        database=str(database),
        sms_url=SecretStr(f"{sandbox_url.replace('http', 'json', 1)}/sms/send?:to={{to}}"),
        balance_url=f"{sandbox_url}/v2/balance",
        balance_key=SecretStr(WALLET_KEY),
        per_second=max(1.0, min(80.0, recipients / BLAST_S)),
        policy=policy,
    )


async def _take_stock(terkirim: Terkirim, sandbox: SandboxControl) -> tuple[Overview, Audit]:
    overview = await terkirim.insights.overview()
    every = [message async for message in terkirim.insights.every_message()]
    called_off = await terkirim.insights.sms_called_off()
    return overview, audit(await sandbox.record(), every, called_off)


async def _stay(terkirim: Terkirim, url: str, console: Console) -> None:
    token = await setup_token(terkirim.store)
    console.print(f"Dashboard: {url}/setup?token={token}" if token else f"Dashboard: {url}/")
    console.print("Ctrl-C to stop.")
    stop = asyncio.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(name, stop.set)
    await stop.wait()
