"""`terkirim serve` as its own process against the sandbox: start, work, stop, go on."""

import asyncio
import os
import signal
import sys
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from terkirim.cli import app
from terkirim.cli.demo.control import SandboxControl
from terkirim.sandbox import (
    ACCOUNT,
    APP_SECRET,
    LIVE_SENDER,
    TOKEN,
    VERIFY_TOKEN,
    Sandbox,
    serve_sandbox,
)

RUN = CliRunner()
SARI = "0812-0000-0001"


def _write_settings(folder: Path, graph_url: str) -> Path:
    config = folder / "terkirim.toml"
    config.write_text(
        f"""
account_id = "{ACCOUNT}"
access_token = "{TOKEN}"
app_secret = "{APP_SECRET}"
verify_token = "{VERIFY_TOKEN}"
sender = "{LIVE_SENDER}"
graph_url = "{graph_url}/v23.0"
database = "{folder / "terkirim.db"}"
port = 0
"""
    )
    return config


async def _start(config: Path) -> tuple[asyncio.subprocess.Process, str]:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        "from terkirim.cli import main; main()",
        "serve",
        "-c",
        str(config),
        stdout=asyncio.subprocess.PIPE,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )
    assert process.stdout is not None
    line = (await asyncio.wait_for(process.stdout.readline(), 30)).decode()
    return process, line.split()[1]


async def _command(*words: str) -> Any:
    return await asyncio.to_thread(RUN.invoke, app, list(words))


async def _eventually(config: Path, message_id: str, wanted: str) -> str:
    for _ in range(200):
        shown = await _command("messages", "show", message_id, "-c", str(config), "--json")
        if f'"state": "{wanted}"' in shown.output:
            return str(shown.output)
        await asyncio.sleep(0)
    raise AssertionError(shown.output)


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL])
async def test_serve_sends_stops_and_goes_on_where_it_was(tmp_path: Path, how: int) -> None:
    import aiohttp

    async with serve_sandbox(Sandbox(1)) as url, aiohttp.ClientSession() as http:
        config = _write_settings(tmp_path, url)
        control = SandboxControl(http, url)
        process, base = await _start(config)
        assert "/setup?token=" in base
        await control.deliver_to(f"{base.partition('/setup')[0]}/webhooks/whatsapp", VERIFY_TOKEN)
        synced = await _command("senders", "sync", "-c", str(config))
        assert synced.exit_code == 0, synced.output
        send = ["send", SARI, "--template", "order_ready", "-p", "Sari", "-p", "A-17"]
        first = (await _command(*send, "-c", str(config))).output.strip()
        await _eventually(config, first, "sent")
        process.send_signal(how)
        code = await asyncio.wait_for(process.wait(), 20)
        assert code == (0 if how == signal.SIGINT else -signal.SIGKILL)
        second = (await _command(*send, "-c", str(config))).output.strip()
        assert second.startswith("msg_")
        process, base = await _start(config)
        await control.deliver_to(f"{base.partition('/setup')[0]}/webhooks/whatsapp", VERIFY_TOKEN)
        await _eventually(config, second, "sent")
        process.send_signal(signal.SIGINT)
        assert await asyncio.wait_for(process.wait(), 20) == 0
        record = await control.record()
        sent = [one["callback_data"] for one in record["sends"]]
        assert sorted(sent) == sorted([first, second])


def test_a_missing_setting_is_one_line_with_name_place_and_example(tmp_path: Path) -> None:
    config = tmp_path / "terkirim.toml"
    config.write_text('account_id = "1"\naccess_token = "x"\nverify_token = "y"\n')
    shown = RUN.invoke(app, ["serve", "-c", str(config)])
    assert shown.exit_code == 2
    [line] = shown.stderr.splitlines()
    assert "app_secret" in line
    assert "TERKIRIM_APP_SECRET" in line
    assert "terkirim.toml" in line


@pytest.mark.parametrize(
    ("content", "named"),
    [
        ('port = "many"', "port"),
        ("colour = 3", "colour"),
        ("[policy]\ngrace_hours = 'x'", "policy"),
        ("not toml", "TOML"),
    ],
)
def test_a_wrong_setting_is_one_line(tmp_path: Path, content: str, named: str) -> None:
    config = tmp_path / "terkirim.toml"
    needed = 'account_id="1"\naccess_token="x"\napp_secret="s"\nverify_token="y"\n'
    config.write_text(needed + content)
    shown = RUN.invoke(app, ["serve", "-c", str(config)], env={"LANG": "id_ID.UTF-8"})
    assert shown.exit_code == 2
    [line] = shown.stderr.splitlines()
    assert named in line


@pytest.mark.parametrize(
    ("language", "said"),
    [("id_ID.UTF-8", "Peran worker memerlukan PostgreSQL"), ("C", "Role worker needs PostgreSQL")],
)
def test_roles_need_a_shared_database(tmp_path: Path, language: str, said: str) -> None:
    config = _write_settings(tmp_path, "http://127.0.0.1:9")
    words = ["serve", "-c", str(config), "--role", "worker"]
    shown = RUN.invoke(app, words, env={"LC_ALL": language})
    assert shown.exit_code == 2
    [line] = shown.stderr.splitlines()
    assert line.startswith(said)
    assert "--role" in line
