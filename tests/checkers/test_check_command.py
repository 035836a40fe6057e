"""`terkirim contacts check`: the cost first, then the verdicts, and what is missing."""

import asyncio
import csv
import json
import os
import signal
import sys
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from starlette.responses import Response
from typer.testing import CliRunner, Result

from checkers.checking import (
    BUDI,
    SARI,
    TONO,
    Leaping,
    Service,
    checking,
    contacts_at,
    crowd,
    service,
    valid,
)
from terkirim.cli import app, contacts_check
from terkirim.sandbox import ACCOUNT, APP_SECRET, TOKEN, VERIFY_TOKEN

SECRET = "rahasia-sekali"
LIST = "Nama,No WA\nSari,081200000001\nBudi,0812-0000-0002\nSari lagi,+6281200000001\nx,12\n"


def environment(database: str, url: str | None, **more: str) -> dict[str, str]:
    """The settings, as variables; without an address there is no checker."""
    values = {
        "ACCOUNT_ID": ACCOUNT,
        "ACCESS_TOKEN": TOKEN,
        "APP_SECRET": APP_SECRET,
        "VERIFY_TOKEN": VERIFY_TOKEN,
        "DATABASE": database,
    }
    if url is not None:
        own = {"KIND": "contacts", "URL": f"{url}/v1/contacts", "PRICE": "25", "TOKEN": SECRET}
        own |= {"PER_SECOND": "50"} | more
        values |= {f"CHECKER__{name}": value for name, value in own.items()}
    return {"LC_ALL": "en", **{f"TERKIRIM_{name}": value for name, value in values.items()}}


class Desk:
    """Somebody at the command line, and the service at the far end."""

    def __init__(self, far: Service, env: dict[str, str], folder: Path) -> None:
        self.far, self.env, self.folder = far, env, folder

    async def check(self, *words: str, said: str | None = None, **env: str) -> Result:
        """Run the command."""
        words, env = ("contacts", "check", *words), self.env | env
        return await asyncio.to_thread(CliRunner().invoke, app, words, input=said, env=env)

    def rows(self, name: str) -> list[dict[str, str]]:
        """What was written."""
        with (self.folder / name).open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))


def _answer(_service: Service, phones: list[str]) -> Response:
    return valid(phones)


@pytest.fixture
async def desk(tmp_path: Path, database: str) -> AsyncIterator[Desk]:
    async with service(_answer) as (far, url):
        yield Desk(far, environment(database, url), tmp_path)


@pytest.mark.parametrize(
    ("language", "told"), [("en", "nobody can ask Meta"), ("id", "tidak ada yang dapat menanyakan")]
)
async def test_it_is_off_by_default_and_says_so_in_one_line(
    tmp_path: Path, language: str, told: str
) -> None:
    env = environment(str(tmp_path / "terkirim.db"), None) | {"LC_ALL": language}
    words = ["contacts", "check", SARI]
    result = await asyncio.to_thread(CliRunner().invoke, app, words, env=env)
    assert (result.exit_code, result.stdout) == (2, "")
    [line] = result.stderr.splitlines()
    assert told in line
    assert "[checker]" in line


async def test_without_a_terminal_the_cost_is_told_and_nothing_is_asked(desk: Desk) -> None:
    result = await desk.check(SARI, "0812-0000-0002", SARI)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "2 numbers: 0 known already, 2 to ask contacts@127.0.0.1" in result.stderr
    assert "at most IDR 50 (IDR 25 each)" in result.stderr
    assert "add --yes" in result.stderr
    assert desk.far.asked == []


@pytest.mark.parametrize(("said", "code", "asked"), [("n\n", 2, []), ("y\n", 0, [[SARI]])])
async def test_on_a_terminal_it_asks_first(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, said: str, code: int, asked: list[list[str]]
) -> None:
    monkeypatch.setattr(contacts_check, "on_terminal", lambda: True)
    result = await desk.check(SARI, said=said, LC_ALL="id")
    assert result.exit_code == code, result.output
    assert "biaya paling banyak IDR 25 (IDR 25 per nomor). Lanjutkan?" in result.stderr
    assert desk.far.asked == asked


async def test_a_list_and_numbers_each_get_a_row_and_again_costs_nothing(desk: Desk) -> None:
    (desk.folder / "list.csv").write_text(LIST)
    out = desk.folder / "out.csv"
    words = (str(desk.folder / "list.csv"), TONO, "-o", str(out))
    first = await desk.check(*words, "--yes")
    assert first.exit_code == 0, first.output
    assert "3 asked, at a cost of at most IDR 75." in first.stdout
    assert "not Meta's word" in first.stdout
    rows = desk.rows("out.csv")
    assert [(row["whatsapp"], row["verdict"], row["wa_id"]) for row in rows] == [
        (phone, "has_whatsapp", phone[1:]) for phone in (SARI, BUDI, TONO)
    ]
    assert {(row["source"], row["age_days"], row["why"]) for row in rows} == {
        ("contacts@127.0.0.1", "0.0", "")
    }
    again = await desk.check(*words)
    assert again.exit_code == 0, again.output
    assert "0 asked, at a cost of at most IDR 0." in again.stdout
    assert desk.far.asked == [[SARI, BUDI, TONO]]
    assert not list(desk.folder.glob("*.part"))


async def test_a_cap_and_an_age_are_kept_to(desk: Desk) -> None:
    capped = await desk.check(SARI, BUDI, TONO, "--yes", "--most", "50", "--json")
    assert capped.exit_code == 1
    assert "1 more are beyond the cap" in capped.stderr
    report = json.loads(capped.stdout)
    assert (report["asked"], report["cost"], report["currency"]) == (2, "50", "IDR")
    assert report["missing"] == {"over_cap": 1}
    assert [row["why"] for row in report["rows"]] == ["", "", "over_cap"]
    tighter = await desk.check(TONO, "--yes", "--most", "50", TERKIRIM_CHECKER__MOST="24")
    assert tighter.exit_code == 1
    assert desk.far.asked == [[SARI, BUDI]]
    await desk.check(SARI, "--yes", "--max-age", "1h")
    assert len(desk.far.asked) == 1
    await desk.check(SARI, "--yes", "--max-age", "0s")
    assert desk.far.asked[1:] == [[SARI]]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["tidak-ada.csv"], "neither a file nor a phone number"),
        (["x" * 5000], "neither a file nor a phone number"),
        ([SARI, "--max-age", "kemarin"], "is no age"),
        ([SARI, "--max-age", "-1d"], "is no age"),
        ([SARI, "-o", "/tidak/ada/out.csv"], "Nothing has been asked"),
    ],
)
async def test_what_cannot_be_used_is_said_before_anything_is_paid(
    desk: Desk, words: list[str], told: str
) -> None:
    result = await desk.check(*words, "--yes")
    assert result.exit_code == 2
    assert told in result.stderr
    assert len(result.stderr.splitlines()) == 1
    assert desk.far.asked == []


async def test_the_list_itself_is_not_written_over(desk: Desk) -> None:
    file = desk.folder / "list.csv"
    file.write_text(LIST)
    result = await desk.check(str(file), "-o", str(file), "--yes")
    assert (result.exit_code, file.read_text()) == (2, LIST)
    assert desk.far.asked == []


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"PRICE": "gratis"}, "checker.price"),
        ({"PRICE": "-1"}, "checker.price"),
        ({"URL": "lookup.example.invalid"}, "an address begins with https://"),
        ({"KIND": "lookup"}, "a lookup needs answer"),
        ({"KIND": "ramal"}, "checker.kind"),
        ({"PER_SECOND": "0"}, "checker.per_second"),
        ({"CACHE_DAY": "3"}, "checker.CACHE_DAY"),
        ({"KIND": "lookup", "ANSWER__STATUS": "status"}, "needs {phone} or {digits}"),
        (
            {"KIND": "lookup", "ANSWER": '{"status": "s", "invalid": ["x"], "reachable": ["X"]}'},
            "stands in two lists",
        ),
    ],
)
async def test_a_setting_that_is_wrong_is_named(
    tmp_path: Path, wrong: dict[str, str], told: str
) -> None:
    env = environment(str(tmp_path / "terkirim.db"), "https://lookup.example.invalid", **wrong)
    result = await asyncio.to_thread(CliRunner().invoke, app, ["contacts", "check", SARI], env=env)
    assert result.exit_code == 2
    assert told.lower() in result.stderr.lower()
    assert SECRET not in result.output


async def test_neither_tokens_nor_numbers_are_logged(
    tmp_path: Path, database: str, capfd: pytest.CaptureFixture[str]
) -> None:
    async with service(lambda _service, _phones: Response(SECRET, 500)) as (far, url):
        (tmp_path / "list.csv").write_text(LIST)
        desk = Desk(far, environment(database, url), tmp_path)
        out = str(tmp_path / "out.csv")
        result = await desk.check(str(tmp_path / "list.csv"), "--yes", "-o", out)
    assert result.exit_code == 1
    assert "Still unknown: 2 numbers (2 the checker failed)" in result.stdout
    assert [row["why"] for row in desk.rows("out.csv")] == ["failed", "failed"]
    printed = result.output + "".join(capfd.readouterr())
    assert "left numbers open" in printed
    for hidden in (SECRET, SARI, SARI[1:], BUDI[1:]):
        assert hidden not in printed
    assert far.headers[0]["authorization"] == f"Bearer {SECRET}"


async def test_what_was_paid_before_a_kill_is_not_paid_again(tmp_path: Path, database: str) -> None:
    """The process dies by SIGKILL with its third request under way; ten minutes later, again."""
    reached, over = asyncio.Event(), asyncio.Event()

    async def silent_at_the_third(service: Service, phones: list[str]) -> Response:
        if len(service.asked) == 3:
            reached.set()
            await over.wait()
        return valid(phones)

    async with service(silent_at_the_third) as (far, url):
        env = environment(database, url, PER_SECOND="4")
        program = [sys.executable, "-c", "from terkirim.cli import main; main()"]
        words = [*program, "contacts", "check", "--yes", *crowd(20)]
        process = await asyncio.create_subprocess_exec(
            *words, env={**os.environ, **env}, cwd=tmp_path, stdout=asyncio.subprocess.DEVNULL
        )
        await reached.wait()
        process.send_signal(signal.SIGKILL)
        await process.wait()
        over.set()
        refused = await Desk(far, env, tmp_path).check(*crowd(20), "--yes")
        assert "Another process is asking" in refused.stderr
        assert far.asked == [crowd(4), crowd(8)[4:], crowd(12)[8:]]
        await _ten_minutes_later(database, url)
    assert far.times == {phone: 2 if phone in crowd(12)[8:] else 1 for phone in crowd(20)}


async def _ten_minutes_later(database: str, url: str) -> None:
    async with checking(database, contacts_at(url), Leaping(time.time() + 600)) as checks:
        plan = await checks.estimate(crowd(20))
        assert (set(plan.known), plan.to_ask) == (set(crowd(8)), tuple(crowd(20)[8:]))
        outcome = await checks.run(plan)
    assert (len(outcome.checks), str(outcome.cost)) == (20, "300")
