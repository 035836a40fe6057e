"""`terkirim serve`: the outbox worker, the webhook receiver, the gateway and the dashboard."""

import asyncio
import contextlib
import signal

import structlog
import typer

from terkirim.assembly import assemble
from terkirim.cli.console import language_of_environment, report_bad_input, run
from terkirim.cli.installation import ConfigOption, settings_of
from terkirim.delivery.access.login import setup_token
from terkirim.errors import BadSettings, TerkirimError
from terkirim.service import Service
from terkirim.settings import Settings
from terkirim.vocabulary.text import Text
from terkirim.web.app import build_app
from terkirim.web.server import serve as serve_app

_TRY_AGAIN = 15.0
_log = structlog.get_logger(__name__)


def serve(config: ConfigOption = None) -> None:
    """Run Terkirim until Ctrl-C; a restart goes on where it was."""
    with report_bad_input(language_of_environment()):
        run(_serve(settings_of(config)))


async def _serve(settings: Settings) -> None:
    stop = asyncio.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(name, stop.set)
    async with assemble(settings) as terkirim:
        service = Service(terkirim)
        app = build_app(terkirim, service.wake)
        try:
            async with serve_app(app, settings.host, settings.port) as url:
                token = await setup_token(terkirim.store)
                typer.echo(f"Terkirim: {url}/" + (f"setup?token={token}" if token else ""))
                if await _start(service, stop):
                    await service.run(stop)
        except OSError as error:
            address = f"{settings.host}:{settings.port}"
            raise BadSettings(
                Text(
                    id=f"Tidak dapat membuka {address} ({error.strerror}); ganti pengaturan port.",
                    en=f"Cannot listen on {address} ({error.strerror}); change setting port.",
                )
            ) from error


async def _start(service: Service, stop: asyncio.Event) -> bool:
    """Take stock with Meta, again and again until it answers; webhooks are received meanwhile."""
    while not stop.is_set():
        try:
            await service.start()
        except TerkirimError as error:
            _log.warning("Meta does not answer yet; trying again", error=str(error))
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), _TRY_AGAIN)
        else:
            return True
    return False
