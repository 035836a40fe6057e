"""Magic recipients do what their page says, in both languages, and nobody else is one."""

import re
from pathlib import Path
from typing import Any

import aiohttp
import phonenumbers
import pytest

from sandbox_bench import DAY, MESSAGES, START, Bench, template
from terkirim.knowledge import catalogue
from terkirim.sandbox import TEST_SENDER

PAGES = [
    Path(__file__).parents[2] / "docs/sandbox" / name
    for name in ("magic-numbers.md", "magic-numbers.id.md")
]
_NUMBER = re.compile(r"\+62 860-\d{4}-\d{4}")
HOUR = 3600.0


def _listed(page: Path) -> list[str]:
    """The numbers of the tables of a page."""
    rows = [line for line in page.read_text("utf-8").splitlines() if line.startswith("| ")]
    return [number for row in rows for number in _NUMBER.findall(row)]


class Seen:
    """What came of attempts to write to one recipient."""

    def __init__(self) -> None:
        self.answers: list[Any] = []  # an HTTP status, with the code where there is one; or "cut"
        self.statuses: list[str] = []
        self.codes: list[int] = []
        self.late_s: list[float] = []
        self.waits: list[float] = []


async def _try(bench: Bench, to: str, attempts: int = 1) -> Seen:
    seen = Seen()
    for n in range(attempts):
        seen.answers.append(await _answer(bench, template(f"m{n}", to=to)))
    await bench.advance(2 * DAY)
    seen.statuses = [one["status"] for one in bench.receiver.statuses()]
    for body in bench.receiver.bodies:
        entry = body["entry"][0]
        told = entry["changes"][0]["value"]["statuses"]
        seen.late_s += [entry["time"] - int(one["timestamp"]) for one in told]
        seen.codes += [error["code"] for one in told for error in one.get("errors", [])]
    traffic = await bench.get("/_sandbox/record/traffic?way=in")
    seen.waits = [one["wait_s"] for one in traffic["exchanges"]]
    return seen


async def _answer(bench: Bench, body: object) -> Any:
    headers = {"Authorization": "Bearer sandbox-token"}
    try:
        async with bench.session.post(bench.url + MESSAGES, json=body, headers=headers) as got:
            if got.content_type != "application/json":
                return got.status
            answer = await got.json()
            return (got.status, answer["error"]["code"]) if "error" in answer else 200
    except aiohttp.ClientError:
        return "cut"


ARRIVES = {"sent", "delivered"}
# the number, how many attempts, their answers, what is told, with which codes
_SAID: dict[str, tuple[list[Any], list[str] | set[str], list[int]]] = {
    "+62 860-0013-1026": ([200], ["failed"], [131026]),
    "+62 860-0013-1056": ([(400, 131056)], [], []),
    "+62 860-1013-1026": ([(400, 131026)], [], []),
    "+62 860-2013-1042": ([200], ["failed"], [131042]),
    "+62 860-3013-1026": ([200], ["failed", "delivered"], [131026]),
    "+62 860-4013-1049": ([200, 200], ARRIVES | {"failed"}, [131049]),
    "+62 860-5013-1026": ([200], ["sent", "delivered", "failed"], [131026]),
    "+62 860-6000-0503": ([503], [], []),
    "+62 860-7000-0503": ([503], ARRIVES, []),
    "+62 860-9000-0001": (["cut"], [], []),
    "+62 860-9000-0002": (["cut"], ARRIVES, []),
    "+62 860-9000-0003": (["cut"], [], []),
    "+62 860-9000-0004": (["cut"], ARRIVES, []),
    "+62 860-9000-0005": ([200], ARRIVES, []),
    "+62 860-9000-0006": (["cut"], ARRIVES, []),
    "+62 860-9000-0031": (["cut", 200, 200], ARRIVES, []),
    "+62 860-9000-0032": (["cut", 200, 200], ARRIVES, []),
    "+62 860-9000-0033": (["cut", 200, 200], ARRIVES, []),
    "+62 860-9000-0034": (["cut", 200, 200], ARRIVES, []),
    "+62 860-9000-0035": ([200, 200], ARRIVES, []),
    "+62 860-9000-0036": (["cut", 200], ARRIVES, []),
    "+62 860-9000-0011": ([200], ARRIVES, []),
    "+62 860-9000-0012": ([200], ARRIVES, []),
    "+62 860-9000-0013": ([200], ARRIVES, []),
    "+62 860-9000-0014": ([200], ["sent", "read"], []),
    "+62 860-9000-0015": ([200], [], []),
    "+62 860-9000-0016": ([200], ["sent", "delivered", "failed"], [131026]),
    "+62 860-9000-0017": ([200], ["sent", "failed", "delivered"], [131026]),
    "+62 860-9000-0018": ([200], ["sent", "failed", "failed"], [131026, 131000]),
    "+62 860-9000-0021": ([200], ["sent"], []),
    "+62 860-9000-0022": ([200], ["sent", "delivered"], []),
    "+62 860-9000-0023": ([200], ["sent", "delivered", "read"], []),
}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_both_pages_list_the_same_numbers_and_all_are_tried_here(page: Path) -> None:
    assert _listed(page) == _listed(PAGES[0])
    assert set(_listed(page)) == set(_SAID)


@pytest.mark.parametrize("number", _SAID)
async def test_a_number_of_the_page_does_what_is_said(bench: Bench, number: str) -> None:
    answers, statuses, codes = _SAID[number]
    seen = await _try(bench, number, len(answers))
    assert seen.answers == answers
    told = set(seen.statuses) - {"read"} if isinstance(statuses, set) else seen.statuses
    assert told == statuses
    assert seen.codes == codes
    assert (await bench.get("/_sandbox/faults")) == {"rules": [], "used": {}}


async def test_those_of_which_only_the_time_or_the_number_of_statuses_is_odd(
    bench: Bench,
) -> None:
    twice = await _try(bench, "+62 860-9000-0011")
    assert sorted(twice.statuses) == sorted(2 * sorted(set(twice.statuses)))
    bench.receiver.bodies.clear()
    backwards = await _try(bench, "+62 860-9000-0012")
    assert [one for one in backwards.statuses if one != "read"] == ["delivered", "sent"]
    bench.receiver.bodies.clear()
    late = await _try(bench, "+62 860-9000-0013")
    assert min(late.late_s) >= HOUR - 1
    bench.receiver.bodies.clear()
    slow = await _try(bench, "+62 860-9000-0005")
    assert slow.waits[-1] == 5
    never = await _try(bench, "+62 860-9000-0006")
    assert never.waits[-1] == 60
    bench.receiver.bodies.clear()
    after_all = await _try(bench, "+62 860-3013-1026")
    [failed, delivered] = [int(one["timestamp"]) for one in bench.receiver.statuses()]
    assert delivered - failed in (HOUR - 1, HOUR, HOUR + 1)
    assert after_all.statuses == ["failed", "delivered"]


async def test_what_never_is_told_still_happens(bench: Bench) -> None:
    await _try(bench, "+62 860-9000-0015")
    [send] = (await bench.record())["sends"]
    assert [one["status"] for one in send["statuses"]][:2] == ["sent", "delivered"]


@pytest.mark.parametrize("kind", [1, 2])
async def test_every_code_of_the_catalogue_has_its_number(bench: Bench, kind: int) -> None:
    entries = {f"+62860{kind}{entry.code:07d}": entry for entry in catalogue.entries()}
    for to, entry in entries.items():
        expected = entry.parents[0] if entry.kind == "subcode" and entry.parents else entry.code
        status, answer = await bench.post(MESSAGES, template(to, to=to))
        if kind == 1:
            assert answer["error"]["code"] == expected
        else:
            assert status == 200
    await bench.advance(60)
    failed = {
        one["biz_opaque_callback_data"]: one["errors"][0]["code"]
        for one in bench.receiver.statuses()
    }
    assert len(failed) == (len(entries) if kind == 2 else 0)


async def test_the_usual_place_is_where_the_catalogue_says(bench: Bench) -> None:
    for entry in catalogue.entries():
        shown = [one for one in entry.surfaces if one in ("sync", "status_webhook")]
        status, _ = await bench.post(MESSAGES, template(to=f"+628600{entry.code:07d}"))
        assert (status == 200) is (shown[:1] == ["status_webhook"]), entry.code


def test_magic_numbers_are_valid_mobile_numbers_by_libphonenumber() -> None:
    for kind in range(10):
        for code in ("0131026", "0000100", "2388019"):
            number = phonenumbers.parse(f"+62860{kind}{code}")
            assert phonenumbers.is_valid_number(number)
            assert phonenumbers.number_type(number) == phonenumbers.PhoneNumberType.MOBILE
    for listed in _SAID:
        number = phonenumbers.parse(listed)
        form = phonenumbers.PhoneNumberFormat.INTERNATIONAL
        assert phonenumbers.format_number(number, form) == listed


@pytest.mark.parametrize(
    "to",
    [
        "+6286009999999",  # a code nobody knows
        "+6286080131026",  # a kind there is none of
        "+62860600000200",  # too long
        "+6286060000418",  # an HTTP status that is not one of those
        "+628609000009",  # too short
        "+6286090000099",  # a behaviour there is none of
        "+6281200131026",  # another prefix
    ],
)
async def test_ordinary_numbers_that_look_alike(bench: Bench, to: str) -> None:
    seen = await _try(bench, to)
    assert seen.answers == [200]
    assert seen.statuses[:2] == ["sent", "delivered"]


async def test_a_person_known_by_user_id_alone_is_magic_too(bench: Bench) -> None:
    body = {**template("m"), "recipient": "ID.86020131026"}
    del body["to"]
    await bench.send(body)
    await bench.advance(60)
    [failed] = bench.receiver.statuses()
    assert (failed["status"], failed["errors"][0]["code"]) == ("failed", 131026)


async def test_a_rule_comes_before_the_magic(bench: Bench) -> None:
    to = "+6286010131026"
    await bench.order("faults", {"name": "shield", "match": {"recipients": [to]}})
    await bench.send(template(to=to))
    await bench.order("faults", None, "DELETE")
    assert (await bench.refused(template(to=to)))[1]["code"] == 131026


async def test_a_test_number_writes_only_to_those_on_its_list(bench: Bench) -> None:
    to = "+6286010131049"
    path = f"/v25.0/{TEST_SENDER}/messages"
    assert (await bench.refused(template(to=to), path))[1]["code"] == 131030
    await bench.order(f"senders/{TEST_SENDER}", {"allow_list": [to]})
    assert (await bench.refused(template(to=to), path))[1]["code"] == 131049


async def test_a_reset_forgets_which_attempt_was_the_first(bench: Bench) -> None:
    to = "+6286040131056"
    got = [(await bench.post(MESSAGES, template(to=to)))[0] for _ in range(3)]
    assert got == [400, 200, 200]
    await bench.order("reset", {"seed": 1, "now": START})
    assert (await bench.post(MESSAGES, template(to=to)))[0] == 400
