"""`terkirim policy` from the outside: show, check, test; and what the settings do with the file."""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from crowd import PROMO
from house import House, open_house
from terkirim.cli import app
from terkirim.delivery.insights.past import past_failures
from terkirim.sandbox import ACCOUNT, LIVE_SENDER
from terkirim.vocabulary.causes import Cause
from terkirim.vocabulary.clock import DAY, HOUR

RUN = CliRunner()
SARI = "+6281200000001"
BUDI = "+6281200000002"
MINE = """
[general]
grace_hours = 12

["recipient.in_experiment"]
then = "sms"
"""


def command(*words: object, language: str = "en_GB.UTF-8") -> Any:
    """Run a command; wide enough for no line to be broken."""
    env = {"LANG": language, "LC_ALL": "", "LC_MESSAGES": "", "COLUMNS": "240"}
    return RUN.invoke(app, ["policy", *map(str, words)], env=env)


def install(folder: Path, policy: str | None = None, more: str = "") -> Path:
    """Write a terkirim.toml, and the policy.toml beside it; the settings' path."""
    config = folder / "terkirim.toml"
    config.write_text(
        f'account_id = "{ACCOUNT}"\naccess_token = "x"\napp_secret = "s"\nverify_token = "y"\n'
        f'sender = "{LIVE_SENDER}"\ndatabase = "{folder / "terkirim.db"}"\n{more}'
    )
    if policy is not None:
        (folder / "policy.toml").write_text(policy)
    return config


def test_show_tells_every_cause_and_marks_the_owners_own(tmp_path: Path) -> None:
    shown = command("show", "-c", install(tmp_path, MINE))
    assert shown.exit_code == 0, shown.output
    lines = {cause: line for cause in Cause for line in shown.stdout.splitlines() if cause in line}
    assert list(lines) == list(Cause)
    assert [cause for cause, line in lines.items() if "*" in line] == ["recipient.in_experiment"]
    assert "SMS, or give up without an SMS text" in lines[Cause.IN_EXPERIMENT]
    assert "for 24 h, then 48 h" in lines[Cause.MARKETING_CAP]
    assert [line.count("*") for line in shown.stdout.splitlines() if "grace_hours" in line] == [1]
    indonesian = command("show", "-c", install(tmp_path, MINE), "--lang", "id").stdout
    assert "selama 24 jam, lalu 48 jam" in indonesian


def test_show_needs_no_installation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    shown = command("show", "--json")
    assert shown.exit_code == 0, shown.output
    form = json.loads(shown.stdout)
    assert (form["file"], form["own"]) == (None, [])
    assert form["causes"]["limit.pair"]["decision"]["then"] == "sms"


def test_show_in_json_is_complete(tmp_path: Path) -> None:
    form = json.loads(command("show", "--json", "-c", install(tmp_path, MINE)).stdout)
    assert list(form["causes"]) == list(Cause)
    assert form["own"] == ["grace_hours", "recipient.in_experiment"]
    assert form["general"]["grace_hours"] == 12
    own = form["causes"]["recipient.in_experiment"]
    assert own["own"] is True
    assert own["decision"] == {"then": "sms"}
    for told in form["causes"].values():
        assert told["words"]["id"]
        assert told["words"]["en"]


@pytest.mark.parametrize("policy", [None, MINE])
@pytest.mark.parametrize("language", ["id", "en"])
def test_show_as_toml_is_a_whole_policy_that_says_the_same(
    tmp_path: Path, policy: str | None, language: str
) -> None:
    config = install(tmp_path, policy)
    before = json.loads(command("show", "--json", "-c", config).stdout)
    written = command("show", "--toml", "-c", config, "--lang", language)
    assert written.exit_code == 0, written.output
    (tmp_path / "policy.toml").write_text(written.stdout)
    after = json.loads(command("show", "--json", "-c", config).stdout)
    assert after["causes"] == before["causes"]
    assert after["general"] == before["general"]
    assert written.stdout.count("\n[") == len(Cause)


@pytest.mark.parametrize("name", ["README.md", "README.id.md"])
def test_the_policy_the_readme_shows_is_valid(tmp_path: Path, name: str) -> None:
    readme = (Path(__file__).parents[2] / name).read_text("utf-8")
    [shown] = [part for part in readme.split("```toml\n") if part.startswith("[general]")]
    file = tmp_path / "policy.toml"
    file.write_text(shown.partition("```")[0], encoding="utf-8")
    checked = command("check", file)
    assert checked.exit_code == 0, checked.stderr
    assert "grace_hours, recipient.in_experiment, recipient.marketing_cap" in checked.stdout


def test_check_says_that_a_file_is_valid_and_what_is_own(tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.write_text("\ufeff" + MINE.replace("\n", "\r\n"), encoding="utf-8")
    shown = command("check", file)
    assert shown.exit_code == 0, shown.output
    assert "grace_hours, recipient.in_experiment" in shown.stdout


BROKEN = '["limit.pair"]\nretry = ["-1m"]\nthen = "retry"\n'


def test_check_tells_every_fault_one_a_line(tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.write_text(BROKEN)
    for language, word in (("id_ID.UTF-8", "baris"), ("en_GB.UTF-8", "line")):
        shown = command("check", file, language=language)
        assert shown.exit_code == 2
        first, second = shown.stderr.splitlines()
        assert first.startswith(f"{file}, {word} 2: ")
        assert second.startswith(f"{file}, {word} 3: ")


def test_check_of_what_cannot_be_read_is_one_line(tmp_path: Path) -> None:
    binary = tmp_path / "binary.toml"
    binary.write_bytes(b"[general]\n# \xff\xfe\n")
    for file in (tmp_path / "none.toml", tmp_path, binary):
        shown = command("check", file)
        assert shown.exit_code == 2
        assert len(shown.stderr.splitlines()) == 1
        assert str(file) in shown.stderr
    assert "line 2" in shown.stderr


@pytest.mark.parametrize("more", ["", 'policy = "{folder}/other.toml"\n'])
def test_serve_refuses_to_start_with_a_faulty_policy(tmp_path: Path, more: str) -> None:
    (tmp_path / "other.toml").write_text(BROKEN)
    beside = BROKEN if not more else None
    config = install(tmp_path, beside, more.format(folder=tmp_path))
    shown = RUN.invoke(app, ["serve", "-c", str(config)])
    assert shown.exit_code == 2
    assert len(shown.stderr.splitlines()) == 2
    assert "-1m" in shown.stderr
    assert not (tmp_path / "terkirim.db").exists()


def test_choices_left_in_the_settings_are_refused_with_the_way_out(tmp_path: Path) -> None:
    config = install(tmp_path, more="[policy]\ngrace_hours = 12\n")
    shown = RUN.invoke(app, ["serve", "-c", str(config)])
    assert shown.exit_code == 2
    [line] = shown.stderr.splitlines()
    assert 'policy = "policy.toml"' in line


async def _history(folder: Path) -> None:
    """A promotion Meta withholds from Sari twice, and one number without WhatsApp."""
    async with open_house(folder) as house:
        withheld = {"recipients": [SARI], "category": "MARKETING"}
        await house.sandbox.faults({"name": "a", "match": withheld, "fail": {"code": 130472}})
        await house.sandbox.faults(
            {"name": "b", "match": {"recipients": [BUDI]}, "fail": {"code": 131026}}
        )
        await house.agree(SARI)
        await house.send(SARI, PROMO, sms_text="Potongan 20%")
        await house.send(BUDI)
        await house.stage.play(DAY)


async def test_test_replays_what_happened_under_another_policy(tmp_path: Path) -> None:
    await _history(tmp_path)
    config = install(tmp_path, "")
    file = tmp_path / "changed.toml"
    file.write_text('["recipient.in_experiment"]\nretry = ["2h"]\nthen = "give_up"\n')
    shown = await asyncio.to_thread(command, "test", file, "--json", "-c", config)
    assert shown.exit_code == 0, shown.output
    form = json.loads(shown.stdout)
    assert (form["failures"], form["left_out"], form["different"]) == (4, 0, 2)
    told = {(one["cause"], one["from"]["en"], one["to"]["en"]) for one in form["changes"]}
    assert told == {
        ("recipient.in_experiment", "retry after 6 h", "retry after 2 h"),
        ("recipient.in_experiment", "SMS", "give up"),
    }
    [message] = form["changes"][0]["messages"]
    assert message["id"].startswith("msg_")
    assert message["recipient"] == "+62********001"
    assert SARI not in shown.stdout
    person = await asyncio.to_thread(command, "test", file, "-c", config, language="id_ID.UTF-8")
    assert "coba lagi setelah 2 jam" in person.stdout
    assert SARI not in person.stdout


async def test_test_says_when_nothing_would_differ_and_what_it_cannot_see(tmp_path: Path) -> None:
    await _history(tmp_path)
    config = install(tmp_path, "")
    file = tmp_path / "changed.toml"
    file.write_text('[general]\nspam_share = 0.5\n["recipient.is_sender"]\nthen = "sms"\n')
    shown = await asyncio.to_thread(command, "test", file, "-c", config)
    assert shown.exit_code == 0, shown.output
    assert "Nothing would differ." in shown.stdout
    assert "spam_share" in shown.stdout


async def test_test_judges_watched_failures_as_well(tmp_path: Path) -> None:
    await _history(tmp_path)
    config = install(tmp_path, "")
    file = tmp_path / "changed.toml"
    file.write_text("[general]\nfailures_until_inactive = 1\ngrace_hours = 1\n")
    shown = await asyncio.to_thread(command, "test", file, "--json", "-c", config)
    form = json.loads(shown.stdout)
    assert [(one["from"]["en"], one["to"]["en"]) for one in form["changes"]] == [
        ("watch for 6 h", "watch for 1 h"),
        ("give up", "hold one recipient until you lift it; give up"),
    ]


async def test_every_past_failure_is_read_once_whatever_the_page(house: House) -> None:
    match = {"recipients": [SARI]}
    await house.sandbox.faults({"name": "a", "match": match, "fail": {"code": 131051}})
    sent = [await house.send(SARI) for _ in range(5)]
    await house.stage.play(HOUR)
    for page in (2, 5, 100):
        read: list[str] = []
        async for failure in past_failures(house.terkirim.store, page):
            assert failure is not None
            read.append(failure.message_id)
            assert len(read) <= len(sent)
        assert sorted(read) == sorted(sent)


async def test_the_owners_policy_is_what_is_done(tmp_path: Path) -> None:
    policy = '["recipient.in_experiment"]\nretry = ["1h", "2h"]\nthen = "give_up"\n'
    async with open_house(tmp_path, policy=policy) as house:
        match = {"recipients": [SARI], "category": "MARKETING"}
        await house.sandbox.faults({"name": "a", "match": match, "fail": {"code": 130472}})
        await house.agree(SARI)
        message_id = await house.send(SARI, PROMO, sms_text="Potongan 20%")
        await house.stage.play(DAY)
        first, second, third = [send["at"] for send in await house.sends(message_id)]
        assert HOUR <= second - first < 1.2 * HOUR
        assert 2 * HOUR <= third - second < 2.2 * HOUR
        assert (await house.message(message_id)).state == "failed"
        assert (await house.sandbox.record())["sms"] == []


async def test_an_owners_hold_grows_with_its_own_recurrence(tmp_path: Path) -> None:
    policy = '["limit.app"]\nhold = "sender"\nfor = ["1h", "3h"]\nthen = "hold"\n'
    async with open_house(tmp_path, policy=policy) as house:
        fail = {"recipients": [SARI]}
        await house.sandbox.faults({"name": "a", "match": fail, "fail": {"code": 80007}})
        message_id = await house.send(SARI)
        await house.stage.play(6 * HOUR)
        first, second, third = [send["at"] for send in await house.sends(message_id)]
        assert HOUR <= second - first < 1.2 * HOUR
        assert 3 * HOUR <= third - second < 3.2 * HOUR
