"""`terkirim serve`: the outbox worker, the receiver, gateway, API and dashboard."""

import asyncio
import contextlib
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from enum import StrEnum
from typing import Annotated

import structlog
import typer

from terkirim.assembly import Terkirim, assemble
from terkirim.cli.console import language_of_environment, report_bad_input, run
from terkirim.cli.installation import ConfigOption, settings_of
from terkirim.delivery.access.login import setup_token
from terkirim.errors import BadSettings, TerkirimError
from terkirim.service import Service
from terkirim.settings import Settings
from terkirim.store.address import is_shared
from terkirim.store.faults import is_databases
from terkirim.store.notify import open_bell
from terkirim.vocabulary.text import Text
from terkirim.web.app import build_app
from terkirim.web.server import serve as serve_app

_TRY_AGAIN = 15.0
_DATABASE_AGAIN = 2.0
_log = structlog.get_logger(__name__)


class Role(StrEnum):
    """What a process does: be there for the outside, do the work, or both."""

    WEB = "web"
    WORKER = "worker"
    ALL = "all"


RoleOption = Annotated[
    Role,
    typer.Option(help="web: all four doors; worker: sends and applies. PostgreSQL."),
]


def serve(config: ConfigOption = None, role: RoleOption = Role.ALL) -> None:
    """Run Terkirim until Ctrl-C; a restart goes on where it was."""
    with report_bad_input(language_of_environment()):
        run(_serve(settings_of(config), role))


async def _serve(settings: Settings, role: Role) -> None:
    if role is not Role.ALL and not is_shared(settings.database):
        raise BadSettings(
            Text(
                id=f"Peran {role} memerlukan PostgreSQL; ganti pengaturan database, "
                "atau jalankan terkirim serve tanpa --role.",
                en=f"Role {role} needs PostgreSQL; change setting database, "
                "or run terkirim serve without --role.",
            )
        )
    stop = asyncio.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(name, stop.set)
    async with AsyncExitStack() as closing:
        terkirim = await _open(closing, settings, stop)
        if terkirim is not None:
            await _play(terkirim, role, stop)


async def _open(
    closing: AsyncExitStack, settings: Settings, stop: asyncio.Event
) -> Terkirim | None:
    """Open all; a database server that is away is waited for. None: told to stop before."""
    while not stop.is_set():
        try:
            return await closing.enter_async_context(assemble(settings))
        except Exception as error:
            if not is_shared(settings.database) or not is_databases(error):
                raise
            _log.warning("the database does not answer; trying again", error=str(error))
            await _wait(stop, _DATABASE_AGAIN)
    return None


async def _play(terkirim: Terkirim, role: Role, stop: asyncio.Event) -> None:
    """Do what the role asks for until told to stop."""
    service = Service(terkirim)
    async with open_bell(terkirim.store, service.wake) as bell:

        def wake() -> None:
            service.wake()
            bell.ring()

        async with AsyncExitStack() as closing:
            if role is not Role.WORKER:
                await closing.enter_async_context(_doors(terkirim, wake))
            else:
                typer.echo("Terkirim: worker")
            if role is Role.WEB:
                await stop.wait()
            elif await _start(service, stop):
                await service.run(stop)
        bell.ring()  # what this process did is free for others


@asynccontextmanager
async def _doors(terkirim: Terkirim, wake: Callable[[], None]) -> AsyncIterator[None]:
    """Be there for the outside while the block runs."""
    settings = terkirim.settings
    app = build_app(terkirim, wake)
    async with AsyncExitStack() as closing:
        try:
            url = await closing.enter_async_context(serve_app(app, settings.host, settings.port))
        except OSError as error:
            address = f"{settings.host}:{settings.port}"
            raise BadSettings(
                Text(
                    id=f"Tidak dapat membuka {address} ({error.strerror}); ganti pengaturan port.",
                    en=f"Cannot listen on {address} ({error.strerror}); change setting port.",
                )
            ) from error
        token = await setup_token(terkirim.store)
        typer.echo(f"Terkirim: {url}/" + (f"setup?token={token}" if token else ""))
        yield


async def _start(service: Service, stop: asyncio.Event) -> bool:
    """Take stock with Meta, again and again until it answers; webhooks are received meanwhile."""
    while not stop.is_set():
        try:
            await service.start()
        except TerkirimError as error:
            _log.warning("Meta does not answer yet; trying again", error=str(error))
            await _wait(stop, _TRY_AGAIN)
        except Exception as error:
            if not is_databases(error):
                raise
            _log.warning("the database does not answer; trying again", error=str(error))
            await _wait(stop, _DATABASE_AGAIN)
        else:
            return True
    return False


async def _wait(stop: asyncio.Event, seconds: float) -> None:
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(stop.wait(), seconds)
