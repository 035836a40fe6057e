"""Orders for later: a story told in advance happens in its time, or is refused at once."""

from typing import Any

import pytest

from sandbox_bench import START, Bench, template
from terkirim.sandbox import ACCOUNT, LIVE_SENDER


async def test_orders_for_later(bench: Bench) -> None:
    story = [
        {
            "at_s": 3600,
            "order": f"POST accounts/{ACCOUNT}",
            "body": {"payment_ok": False, "payment_phase": "sync"},
        },
        {
            "at_s": 7200,
            "order": f"POST accounts/{ACCOUNT}",
            "body": {"payment_ok": True, "locked": True, "notify": True},
        },
        {"at_s": 10_000, "order": f"POST /accounts/{ACCOUNT}", "body": {"locked": False}},
        {
            "at_s": 10_800,
            "order": "PUT templates",
            "body": {"name": "order_ready", "language": "id", "status": "PAUSED"},
        },
        {"at_s": 14_400, "order": "DELETE templates?name=order_ready&language=id"},
    ]
    shown = await bench.order("later", story)
    assert [one["at"] - START for one in shown["pending"]] == [3600, 7200, 10_000, 10_800, 14_400]
    await bench.send(template())
    codes = []
    for _ in range(4):
        await bench.advance(3600)
        codes.append((await bench.refused(template()))[1]["code"])
    assert codes == [131042, 131031, 132015, 132001]
    assert [one["event"] for one in bench.receiver.changes("account_update")] == ["DISABLED_UPDATE"]
    assert await bench.get("/_sandbox/later") == {"pending": [], "missed": []}


async def test_an_order_for_later_is_done_at_its_own_instant(bench: Bench) -> None:
    quality = {"quality": "RED"}
    await bench.order("later", {"at_s": 5, "order": f"POST senders/{LIVE_SENDER}", "body": quality})
    await bench.advance(4.9)
    number = await bench.get(f"/v25.0/{LIVE_SENDER}?fields=quality_rating")
    assert number["quality_rating"] == "GREEN"
    await bench.advance(0.1)
    number = await bench.get(f"/v25.0/{LIVE_SENDER}?fields=quality_rating")
    assert number["quality_rating"] == "RED"


async def test_orders_for_later_can_be_taken_back(bench: Bench) -> None:
    await bench.order("later", {"at_s": 5, "order": "POST sms", "body": {"fails": True}})
    assert await bench.order("later", None, "DELETE") == {"forgotten": 1}
    await bench.advance(10)
    assert (await bench.get("/_sandbox/"))["world"]["sms_fails"] is False


async def test_what_can_no_longer_be_done_is_told(bench: Bench) -> None:
    order = "PUT templates"
    body = {"name": "baru", "language": "id", "account": ACCOUNT}
    await bench.order("later", {"at_s": 5, "order": order, "body": body})
    await bench.order("later", {"at_s": 9, "order": "POST templates/pause", "body": body})
    await bench.order("later", {"at_s": 7, "order": "DELETE templates?name=baru"})
    await bench.advance(10)
    shown = await bench.get("/_sandbox/later")
    assert shown["pending"] == []
    assert [one.split(":")[0] for one in shown["missed"]] == ["POST templates/pause"]


_LATER: dict[str, Any] = {"at_s": 1, "order": f"POST accounts/{ACCOUNT}", "body": {"locked": True}}


@pytest.mark.parametrize(
    ("path", "wrong", "said"),
    [
        ("later", {**_LATER, "at_s": -1}, "at_s"),
        ("later", {**_LATER, "order": "POST clock"}, "put off"),
        ("later", {**_LATER, "order": "accounts"}, "put off"),
        ("later", {**_LATER, "order": "POST accounts/1"}, "no such account"),
        ("later", {**_LATER, "body": {"lokced": True}}, "lokced"),
        ("later", {**_LATER, "body": 5}, "body"),
        ("later", [{**_LATER}, {"order": "POST sms"}], "at_s"),
        ("later", b"\xff", ""),
    ],
)
async def test_wrong_orders_are_refused_when_they_are_given(
    bench: Bench, path: str, wrong: object, said: str
) -> None:
    kwargs: dict[str, Any] = {"data": wrong} if isinstance(wrong, bytes) else {"json": wrong}
    async with bench.session.post(f"{bench.url}/_sandbox/{path}", **kwargs) as got:
        assert got.status == 400
        answer = await got.json()
    assert list(answer) == ["error"]
    assert said in answer["error"]
    assert (await bench.get("/_sandbox/later"))["pending"] == []
