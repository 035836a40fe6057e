"""Message QR codes: made, changed, listed, looked at and deleted."""

import re
from typing import Any

import pytest

from sandbox_bench import START, Bench, open_bench
from terkirim.sandbox import LIVE_SENDER, TEST_SENDER

CODES = f"/v25.0/{LIVE_SENDER}/message_qrdls"
HELLO = {"prefilled_message": "Halo, ada promo apa?"}


async def _make(bench: Bench, **changes: object) -> Any:
    status, answer = await bench.post(CODES, {**HELLO, **changes})
    assert status == 200, answer
    return answer


async def test_a_code_is_made_changed_and_deleted(bench: Bench) -> None:
    made = await _make(bench)
    code = made["code"]
    assert re.fullmatch("[A-Z2-7]{14}", code)
    facts = {"code": code, **HELLO, "deep_link_url": f"https://wa.me/message/{code}"}
    assert made == facts
    assert await bench.get(f"{CODES}/{code}") == {"data": [facts]}
    changed = {"code": code, "prefilled_message": "Halo lagi"}
    assert (await bench.post(CODES, changed))[1] == {**facts, **changed}
    assert (await bench.get(CODES))["data"] == [{**facts, **changed}]
    assert (await bench.call("DELETE", f"{CODES}/{code}"))[1] == {"success": True}
    assert await bench.get(CODES) == {"data": []}
    for method in ("GET", "DELETE"):
        status, answer = await bench.call(method, f"{CODES}/{code}")
        assert (status, answer["error"]["code"]) == (404, 803)
    assert (await bench.refused(changed, CODES))[0] == 404


async def test_an_image_is_given_where_it_is_asked_for(bench: Bench) -> None:
    made = await _make(bench, generate_qr_image="SVG")
    assert made["qr_image_url"].endswith(".svg")
    fields = "?fields=creation_time,qr_image_url.format(PNG)"
    [shown] = (await bench.get(CODES + fields))["data"]
    assert shown["creation_time"] == START
    assert shown["qr_image_url"].endswith(".png")
    assert shown["prefilled_message"] == HELLO["prefilled_message"]
    status, answer = await bench.call("GET", f"{CODES}?fields=warna")
    assert (status, answer["error"]["code"]) == (400, 100)


async def test_the_newest_comes_first_a_page_at_a_time(bench: Bench) -> None:
    codes = [(await _make(bench, prefilled_message=f"Pesan {n}"))["code"] for n in range(3)]
    first = await bench.get(f"{CODES}?limit=2")
    assert [one["code"] for one in first["data"]] == [codes[2], codes[1]]
    after = first["paging"]["cursors"]["after"]
    rest = (await bench.get(f"{CODES}?limit=2&after={after}"))["data"]
    assert [one["code"] for one in rest] == [codes[0]]
    [one] = (await bench.get(f"{CODES}?code={codes[1]}"))["data"]
    assert one["code"] == codes[1]
    assert await bench.get(f"{CODES}?code=AAAAAAAAAAAAAA") == {"data": []}
    assert await bench.get(f"/{TEST_SENDER}/message_qrdls") == {"data": []}


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"prefilled_message": ""}, "prefilled_message is required"),
        ({"prefilled_message": 5}, "must be a string"),
        ({"prefilled_message": "a" * 141}, "Maximum 140 characters allowed"),
        ({"generate_qr_image": "GIF"}, "must be one of {PNG, SVG}"),
        ({"code": 5}, "Param code must be a string"),
    ],
)
async def test_a_code_that_is_none(bench: Bench, wrong: dict[str, Any], said: str) -> None:
    status, error = await bench.refused({**HELLO, **wrong}, CODES)
    assert (status, error["code"]) == (400, 100)
    assert said in error["message"]
    assert await bench.get(CODES) == {"data": []}


async def test_codes_repeat_with_the_seed_and_differ_from_each_other() -> None:
    found = []
    for seed in (1, 1, 2):
        async with open_bench(seed) as bench:
            found.append(((await _make(bench))["code"], (await _make(bench))["code"]))
    assert found[0] == found[1] != found[2]
    assert found[0][0] != found[0][1]
