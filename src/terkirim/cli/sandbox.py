"""`terkirim sandbox`: a stand-in for Meta's Cloud API on this machine."""

import asyncio
import contextlib
import time
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from terkirim.sandbox import (
    ACCOUNT,
    APP_SECRET,
    LIVE_SENDER,
    TEST_SENDER,
    TOKEN,
    VERIFY_TOKEN,
    WALLET_KEY,
    Sandbox,
    serve_sandbox,
)
from terkirim.vocabulary.clock import Clock, SimulatedClock, SystemClock


def sandbox(
    port: Annotated[int, typer.Option(help="Port on 127.0.0.1; 0 takes a free one.")] = 8089,
    seed: Annotated[int, typer.Option(help="Decides everything left to chance.")] = 1,
    virtual: Annotated[
        bool, typer.Option("--virtual", help="Time moves only by POST /_sandbox/clock.")
    ] = False,
) -> None:
    """Serve the sandbox, a local stand-in for Meta's Cloud API, until Ctrl-C."""
    clock: Clock = SimulatedClock(time.time()) if virtual else SystemClock()
    try:
        with contextlib.suppress(KeyboardInterrupt):
            asyncio.run(_serve(Sandbox(seed, clock), port))
    except (OSError, OverflowError) as error:
        typer.echo(f"terkirim sandbox: cannot listen on 127.0.0.1:{port}: {error}", err=True)
        raise typer.Exit(2) from None


async def _serve(sandbox: Sandbox, port: int) -> None:
    async with serve_sandbox(sandbox, port=port) as url:
        _print_known_world(sandbox, url)
        await asyncio.Event().wait()


def _print_known_world(sandbox: Sandbox, url: str) -> None:
    table = Table(title=f"Sandbox: {url}", title_justify="left", show_header=False)
    for name, value in _known_world(sandbox, url):
        table.add_row(name, value)
    console = Console()
    console.print(table)
    console.print("Ctrl-C to stop.")


def _known_world(sandbox: Sandbox, url: str) -> list[tuple[str, str]]:
    templates = sandbox.state.world.templates.values()
    return [
        ("Graph", f"{url}/v25.0/{LIVE_SENDER}/messages"),
        ("Control plane", f"{url}/_sandbox/"),
        ("Token", TOKEN),
        ("Account (WABA)", ACCOUNT),
        ("Live sender", LIVE_SENDER),
        ("Test sender", TEST_SENDER),
        ("App secret", APP_SECRET),
        ("Webhook verify token", VERIFY_TOKEN),
        ("Wallet", f"{url}/v2/balance  (X-API-Key: {WALLET_KEY})"),
        ("SMS", f"{url}/sms/send"),
        *(("Template", f"{one.name} ({one.language}, {one.category})") for one in templates),
        ("Clock", "virtual" if sandbox.state.virtual else "real"),
        ("Seed", str(sandbox.state.seed)),
    ]
