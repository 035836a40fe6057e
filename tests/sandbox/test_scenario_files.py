"""Scenario files: what they say happens when it should, and what they may not say is told."""

import re
import textwrap
from typing import Any

import pytest

from sandbox_bench import MESSAGES, PERSON, Bench, open_bench, template
from story import HOUR, PAGES
from terkirim.sandbox import ACCOUNT, LIVE_SENDER
from terkirim.sandbox.scenario import BadScenario, read_scenario
from terkirim.sandbox.scenario.kinds import KINDS
from terkirim.vocabulary.text import LANGUAGES

_TOML = re.compile(r"```toml\n(.*?)```", re.DOTALL)
REFUSED = {
    "not TOML": ("a = [", 1, "TOML"),
    "unknown table": ('[[fault]]\nname = "a"', 1, "“faults”"),
    "unknown key within": ('[[faults]]\nname = "a"\nfail = { cod = 1 }', 3, "“code”"),
    "missing key": ('[[faults]]\nname = "a"\n\n[[faults]]\nfail = { code = 1 }', 4, "“name”"),
    "unknown value": ('[[faults]]\nname = "a"\nconnection = "reset"', 3, "“reset_before”"),
    "unknown event": (
        f'[[account_events]]\nid = "{ACCOUNT}"\nevent = "PAYMEN"',
        3,
        "“PAYMENT”",
    ),
    "wrong kind": ('[[faults]]\nname = "a"\nfail.code = "x"', 3, "code"),
    "a limit that is none": (
        '[[senders]]\nid = "100000000000001"\nthroughput = "none"',
        3,
        "“off”",
    ),
    "a limit of nothing": (f'[[accounts]]\nid = "{ACCOUNT}"\ntier = 0', 3, "tier"),
    "half a limit": ('[[senders]]\nid = "100000000000001"\npair_per_minute = 1.5', 3, "“off”"),
    "out of bounds": ('[[faults]]\nname = "a"\n[faults.match]\nshare = 3', 4, "share"),
    "no duration": ('[[people]]\nphone = "+6281"\nafter = "2x"', 3, "“2x”"),
    "no duration within": ('[[people]]\nphone = "+6281"\nanswers_after_s = "so"', 3, "“so”"),
    "never": ('[[faults]]\nname = "a"\nafter = "2h"\nuntil = "1h"', 4, "until"),
    "a date without zone": ("seed = 1\nstart = 2027-02-08T09:00:00", 2, "+07:00"),
    "not an array": ("faults = 3", 1, "[[faults]]"),
    "not tables": ("seed = 1\nfaults = [3]", 2, "[[faults]]"),
    "nobody": ("[[accounts]]\nbalance = 1", 1, "id"),
    "unknown account": ('[[senders]]\nid = "7"\naccount = "8"\ndisplay = "+62"', 1, "[[accounts]]"),
    "half a sender": ('seed = 1\n[[senders]]\nid = "7"', 2, "display"),
    "unknown sender, later": (
        'seed = 1\n\n[[inbound]]\nafter = "1d"\nsender = "7"\nfrom = "+6281"\ntext = "x"',
        3,
        "[[senders]]",
    ),
    "no phone": ('[[people]]\nphone = "abc"', 1, "“abc”"),
    "no such template": (
        '[[template_quality]]\nname = "a"\nlanguage = "id"\nscore = "RED"',
        1,
        "[[templates]]",
    ),
    "wrong world": ("[world]\ntoken = 3", 2, "token"),
    "too long": ("# " + "x" * 200_000, 0, "200 kB"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_played_is_refused_with_its_line(case: str) -> None:
    text, line, named = REFUSED[case]
    with pytest.raises(BadScenario) as refused:
        read_scenario(text, "story.toml")
    ((found, said),) = refused.value.faults
    assert found == line
    words = {"id": "baris", "en": "line"}
    for language in LANGUAGES:
        (sentence,) = refused.value.sentences(language)
        place = f"story.toml, {words[language]} {line}: " if line else "story.toml: "
        assert sentence.startswith(place)
        assert named in sentence
        assert sentence.endswith(".")
    assert said.id != said.en


def test_every_fault_is_told_at_once() -> None:
    with pytest.raises(BadScenario) as refused:
        read_scenario('titel = "x"\n[[faults]]\n[[people]]\nphone = 3\n')
    assert [fault.line for fault in refused.value.faults] == [1, 2, 4]


async def _play(bench: Bench, text: str) -> tuple[int, Any]:
    url, raw = f"{bench.url}/_sandbox/scenario", textwrap.dedent(text).encode()
    async with bench.session.post(url, data=raw) as answer:
        return answer.status, await answer.json()


HOSTILE = [b"\xff", b"a = [", b"[[inbound]]\n[[people]]", b"[a]\n" * 9999, b"\x00"]
STORY = f"""
seed = 5
[world]
app_secret = "sandbox-secret"
[[accounts]]
id = "{ACCOUNT}"
balance = 10.0
[[faults]]
after = "2h"
until = "3h"
name = "cap"
fail = {{ code = 131049, phase = "sync" }}
[[inbound]]
after = "90m"
sender = "{LIVE_SENDER}"
from = "{PERSON}"
text = "Halo"
[[accounts]]
after = "4h"
id = "{ACCOUNT}"
locked = true
notify = true
"""


async def test_what_a_scenario_says_happens_at_its_time() -> None:
    async with open_bench() as bench:
        status, shown = await _play(bench, STORY)
        assert status == 200
        assert [(step["after_s"] / HOUR, step["order"]) for step in shown["steps"]] == [
            (0, "accounts"),
            (1.5, "inbound"),
            (2, "faults"),
            (3, "faults.until"),
            (4, "accounts"),
        ]
        found = []
        for _ in range(5):
            await bench.advance(HOUR)
            status, answer = await bench.post(MESSAGES, template())
            found.append(answer["error"]["code"] if status != 200 else 200)
        assert found == [200, 131049, 200, 131031, 131031]
        inbound = bench.receiver.messages()[0]
        assert int(inbound["timestamp"]) == int(shown["now"] + 1.5 * HOUR)
        bans = bench.receiver.changes("account_update")
        assert [one["ban_info"]["waba_ban_state"] for one in bans] == ["DISABLE"]
        assert (await bench.get("/_sandbox/scenario"))["missed"] == []


LIMITS = {
    "accounts": (ACCOUNT, ("tier", "marketing_per_person_per_day")),
    "senders": (LIVE_SENDER, ("throughput", "pair_per_minute")),
}


@pytest.mark.parametrize("table", LIMITS)
async def test_every_limit_can_be_lifted(table: str) -> None:
    id_, names = LIMITS[table]
    head = f'[[{table}]]\nid = "{id_}"\n'
    begins = head + "".join(f"{name} = 7\n" for name in names)
    ends = head + 'after = "1h"\n' + "".join(f'{name} = "off"\n' for name in names)
    async with open_bench() as bench:
        assert (await _play(bench, begins + ends))[0] == 200
        for value in (7, None):
            world = (await bench.get("/_sandbox/"))["world"]
            [portfolio] = world["portfolios"].values()
            shown = portfolio | world[table][id_]
            assert {shown.get(name) for name in names} == {value}
            await bench.advance(HOUR)


async def test_reset_tells_the_story_again_until_it_is_ended() -> None:
    async with open_bench() as bench:
        await _play(bench, STORY)
        await bench.advance(5 * HOUR)
        await bench.order("reset", {"seed": 5})
        assert (await bench.send(template())).startswith("wamid.")
        await bench.advance(2.5 * HOUR)
        assert (await bench.refused(template()))[1]["code"] == 131049
        assert (await bench.order("scenario", None, "DELETE"))["scenario"] is None
        await bench.advance(5 * HOUR)
        assert (await bench.send(template())).startswith("wamid.")


async def test_a_step_that_the_world_no_longer_allows_is_shown() -> None:
    async with open_bench() as bench:
        later = '[[template_quality]]\nafter = "1h"\nname = "promo_bulanan"\nlanguage = "id"\n'
        await _play(bench, later)
        await bench.call("DELETE", "/_sandbox/templates?name=promo_bulanan")
        await bench.advance(2 * HOUR)
        assert (await bench.get("/_sandbox/scenario"))["missed"] == ["line 1: no such template"]


async def test_a_world_of_ones_own() -> None:
    async with open_bench() as bench:
        text = _TOML.findall((PAGES / "README.md").read_text())[0]
        status, shown = await _play(bench, text.replace("webhook_url", "# webhook_url"))
        assert (status, shown["title"]["en"]) == (200, "Our shop")
        path = "/v25.0/100000000000009?access_token=our-token"
        assert (await bench.get("/_sandbox/"))["world"]["token"] == "our-token"
        async with bench.session.get(bench.url + path) as answer:
            assert (await answer.json())["display_phone_number"] == "+62 811-1000-0009"
        assert (await bench.call("GET", f"/v25.0/{ACCOUNT}"))[0] == 401
        assert (await _play(bench, "[world]\nknown = false"))[0] == 200
        assert (await bench.get("/_sandbox/"))["world"]["accounts"] == {}


@pytest.mark.parametrize("raw", HOSTILE)
async def test_over_http_a_bad_scenario_is_one_answer_and_changes_nothing(raw: bytes) -> None:
    async with open_bench() as bench:
        id_ = await bench.send(template("one"))
        async with bench.session.post(f"{bench.url}/_sandbox/scenario", data=raw) as answer:
            assert answer.status == 400
            assert "\n" not in (await answer.json())["error"]
        assert (await bench.record())["sends"][0]["wamid"] == id_


@pytest.mark.parametrize("page", ["README.md", "README.id.md"])
def test_the_pages_name_every_table_and_their_example_plays(page: str) -> None:
    told = (PAGES / page).read_text()
    assert [name for name in KINDS if f"`[[{name}]]`" not in told] == []
    (example,) = _TOML.findall(told)
    assert len(read_scenario(example).steps) == 7
