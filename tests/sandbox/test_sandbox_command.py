"""`terkirim sandbox`: prints the known world, serves, stops at Ctrl-C."""

import signal
import socket
import subprocess
import sys
from http.client import HTTPConnection

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


def test_a_taken_port_is_said_in_one_line() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        with _start("--port", port) as process:
            _, errors = process.communicate(timeout=20)
    assert process.returncode == 2
    assert errors.startswith(f"terkirim sandbox: cannot listen on 127.0.0.1:{port}")
    assert len(errors.strip().splitlines()) == 1
