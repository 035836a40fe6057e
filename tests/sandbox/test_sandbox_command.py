"""`terkirim sandbox`: prints the known world, serves, stops at Ctrl-C."""

import json
import os
import signal
import socket
import subprocess
import sys
from http.client import HTTPConnection
from pathlib import Path

import pytest

from terkirim.sandbox import ACCOUNT, LIVE_SENDER, TEST_SENDER, TOKEN

_RUN = "import typer; from terkirim.cli.sandbox import sandbox; typer.run(sandbox)"
_COMMAND = [sys.executable, "-c", _RUN]


def _start(*options: str) -> subprocess.Popen[str]:
    return subprocess.Popen(  # noqa: S603  our own command
        [*_COMMAND, *options], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def _shown_at_start(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    lines: list[str] = []
    while not lines or "Ctrl-C" not in lines[-1]:
        line = process.stdout.readline()
        assert line, "ended before it served"
        lines.append(line)
    return "".join(lines)


@pytest.mark.parametrize("options", [[], ["--virtual"]])
def test_it_serves_until_interrupted(options: list[str]) -> None:
    with _start("--port", "0", *options) as process:
        shown = _shown_at_start(process)
        url = next(word for word in shown.split() if word.startswith("http://"))
        connection = HTTPConnection(url.removeprefix("http://").rstrip("/"))
        connection.request("GET", "/_sandbox/clock")
        assert connection.getresponse().status == 200
        connection.close()
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=20)
    assert (process.returncode, errors) == (0, "")
    for known in (TOKEN, ACCOUNT, LIVE_SENDER, TEST_SENDER, "order_ready", "promo_bulanan"):
        assert known in shown


def _told(url: str) -> list[bytes]:
    """The record of a day with a few messages, then of the same day after a reset."""

    def ask(method: str, path: str, body: object = None) -> bytes:
        connection = HTTPConnection(url.removeprefix("http://").rstrip("/"))
        headers = {"Authorization": f"Bearer {TOKEN}"}
        connection.request(method, path, json.dumps(body) if body else None, headers)
        answer = connection.getresponse().read()
        connection.close()
        return answer

    found = []
    for _ in range(2):
        for number in range(5):
            to = f"+6281200000{number:03d}"
            body = {"messaging_product": "whatsapp", "to": to, "text": {"body": "Halo"}}
            assert b"wamid" in ask("POST", f"/v25.0/{LIVE_SENDER}/messages", body)
        ask("POST", "/_sandbox/clock", {"advance_s": 86_400})
        found.append(ask("GET", "/_sandbox/record"))
        ask("POST", "/_sandbox/reset", {"seed": 7})
    return found


def test_one_seed_tells_the_same_story_in_every_process_and_after_every_reset() -> None:
    told = []
    for options in ([], [], ["--start", "2026-11-02T10:00:00+07:00"]):
        with _start("--port", "0", "--virtual", "--seed", "7", *options) as process:
            shown = _shown_at_start(process)
            url = next(word for word in shown.split() if word.startswith("http://"))
            told.append(_told(url))
            process.send_signal(signal.SIGINT)
            process.communicate(timeout=20)
    [first, again], twin, later = told
    assert json.loads(first)["sends"][0]["at"] == 1793584800.0
    assert [first, again] == twin == [first] * 2
    assert json.loads(later[0])["sends"][0]["at"] == 1793588400.0


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--start", "2026-11-02T09:00:00+07:00"], "--virtual"),
        (["--virtual", "--start", "2026-11-02T09:00:00"], "written like"),
        (["--virtual", "--start", "besok"], "written like"),
    ],
)
def test_a_start_is_of_virtual_time_and_says_its_zone(options: list[str], said: str) -> None:
    with _start("--port", "0", *options) as process:
        _, errors = process.communicate(timeout=20)
    assert (process.returncode, said in errors) == (2, True)


def test_a_taken_port_is_said_in_one_line() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        with _start("--port", port) as process:
            _, errors = process.communicate(timeout=20)
    assert process.returncode == 2
    assert errors.startswith(f"terkirim sandbox: cannot listen on 127.0.0.1:{port}")
    assert len(errors.strip().splitlines()) == 1


def _refuse(file: Path, language: str) -> str:
    options = [*_COMMAND, "--port", "0", "--scenario", str(file)]
    environment = {**os.environ, "LC_ALL": language}
    done = subprocess.run(  # noqa: S603  our own command
        options, capture_output=True, text=True, timeout=20, check=False, env=environment
    )
    assert (done.returncode, done.stdout) == (2, "")
    return done.stderr


def test_a_scenario_is_played_and_its_steps_are_shown(tmp_path: Path) -> None:
    file = tmp_path / "ours.toml"
    file.write_text(
        'title = { id = "Toko kami", en = "Our shop [/red]" }\n[world]\ntoken = "our-token"\n'
        '[[faults]]\nafter = "2h"\nname = "evening"\nfail = { code = 131049 }\n'
    )
    with _start("--port", "0", "--virtual", "--scenario", str(file)) as process:
        shown = _shown_at_start(process)
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=20)
    assert process.returncode == 0
    for said in ("our-token", "Our shop [/red]", "2 h", "evening"):
        assert said in shown
    assert TOKEN not in shown


def test_a_bad_scenario_is_refused_line_by_line_in_the_readers_language(tmp_path: Path) -> None:
    file = tmp_path / "ours.toml"
    file.write_text('seed = "x"\n[[people]]\nphone = "abc"\nlikes = 1\n')
    english = _refuse(file, "en_US.UTF-8").splitlines()
    assert [line.split(": ")[0] for line in english] == [f"{file}, line 1", f"{file}, line 4"]
    assert _refuse(file, "id_ID.UTF-8").startswith(f"{file}, baris 1: seed harus berupa ")
    assert _refuse(tmp_path / "none.toml", "en_US.UTF-8").count("\n") == 1
    file.write_bytes(b"seed = 1\n\xff")
    assert "line 2" in _refuse(file, "en_US.UTF-8")
