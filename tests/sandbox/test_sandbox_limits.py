"""How much and to whom: throughput, pairs, the portfolio, marketing, tokens, and time to live."""

from typing import Any

import pytest

from sandbox_bench import DAY, MESSAGES, PERSON, START, Bench, template, text
from terkirim.sandbox import ACCOUNT, LIVE_SENDER

AMERICAN, CANADIAN, GERMAN = "+12125550123", "+14165550123", "+4915123456789"
DAILY = "marketing_per_person_per_day"
LIMIT = "whatsapp_business_manager_messaging_limit"
TEMPLATES = f"/{ACCOUNT}/message_templates"


def person(number: int) -> str:
    """One of many people."""
    return f"+62812000{number:05d}"


def promo(to: str = PERSON, data: str | None = None) -> dict[str, Any]:
    """A marketing message."""
    return template(data, to=to, name="promo_bulanan")


async def codes_of(bench: Bench, *bodies: dict[str, Any]) -> list[int]:
    """The codes these sends get at once, 0 for those that are taken."""
    found = []
    for body in bodies:
        status, answer = await bench.post(MESSAGES, body)
        found.append(0 if status == 200 else answer["error"]["code"])
    return found


async def failures(bench: Bench) -> dict[str, int]:
    """Whom a message did not reach, and the code its webhook gave."""
    await bench.advance(60)
    return {
        one["recipient_id"]: one["errors"][0]["code"]
        for one in bench.receiver.statuses()
        if one["status"] == "failed"
    }


async def test_nothing_is_limited_in_the_known_world(bench: Bench) -> None:
    many = [template(f"m{n}") for n in range(60)]
    assert set(await codes_of(bench, *many)) == {0}
    assert (
        await codes_of(bench, *(promo(data=f"p{n}") for n in range(5)), promo(AMERICAN)) == [0] * 6
    )
    assert await failures(bench) == {}


async def test_so_many_messages_a_second(bench: Bench) -> None:
    await bench.order(f"senders/{LIVE_SENDER}", {"throughput": 3})
    sends = [template(to=person(n)) for n in range(5)]
    assert await codes_of(bench, *sends) == [0, 0, 0, 130429, 130429]
    _, error = await bench.refused(template())
    assert error["error_data"]["details"] == "Cloud API message throughput has been reached."
    await bench.advance(0.5)
    assert await codes_of(bench, sends[3]) == [130429]
    await bench.advance(0.5)
    assert await codes_of(bench, *sends) == [0, 0, 0, 130429, 130429]
    await bench.order(f"senders/{LIVE_SENDER}", {"throughput": "off"})
    assert await codes_of(bench, *sends) == [0] * 5


async def test_what_is_refused_does_not_count(bench: Bench) -> None:
    await bench.order(f"senders/{LIVE_SENDER}", {"throughput": 1, "pair_per_minute": 60})
    assert await codes_of(bench, template(params=1), template(name="x")) == [132000, 132001]
    assert await codes_of(bench, template()) == [0]


async def test_one_person_gets_a_message_every_six_seconds(bench: Bench) -> None:
    await bench.order(f"senders/{LIVE_SENDER}", {"pair_per_minute": 10, "pair_burst": 1})
    assert await codes_of(bench, template(), template()) == [0, 131056]
    assert await codes_of(bench, template(to=person(2))) == [0]
    await bench.advance(5.9)
    assert await codes_of(bench, template()) == [131056]
    await bench.advance(0.1)
    assert await codes_of(bench, template(), template()) == [0, 131056]


async def test_a_burst_to_one_person_is_paid_back(bench: Bench) -> None:
    await bench.order(f"senders/{LIVE_SENDER}", {"pair_per_minute": 10})
    burst = [template(f"m{n}") for n in range(46)]
    assert await codes_of(bench, *burst) == [0] * 45 + [131056]
    await bench.advance(45 * 6 - 1)
    assert await codes_of(bench, template()) == [131056]
    await bench.advance(1)
    assert await codes_of(bench, template()) == [0]


async def test_a_smaller_burst_is_paid_back_sooner(bench: Bench) -> None:
    await bench.order(f"senders/{LIVE_SENDER}", {"pair_per_minute": 10})
    assert await codes_of(bench, *(template(f"m{n}") for n in range(5))) == [0] * 5
    await bench.advance(6)
    assert await codes_of(bench, template()) == [131056]
    await bench.advance(24)
    assert await codes_of(bench, template()) == [0]


async def test_a_business_reaches_so_many_people_a_day(bench: Bench) -> None:
    await bench.order(f"accounts/{ACCOUNT}", {"tier": 3})
    await bench.order("inbound", {"sender": LIVE_SENDER, "from": person(9), "text": "Halo"})
    await bench.advance(1)
    for number in (1, 2, 1, 3, 2, 4, 5, 9):
        await bench.send(template(to=person(number)))
    await bench.send(text(to=person(9)))
    assert await failures(bench) == {person(4)[1:]: 131048, person(5)[1:]: 131048}
    [failed, _] = [one for one in bench.receiver.statuses() if one["status"] == "failed"]
    assert "messaging limit" in failed["errors"][0]["error_data"]["details"]


@pytest.mark.parametrize("name", ["expires_at", "expires_in_s"])
async def test_a_token_expires_no_more(bench: Bench, name: str) -> None:
    await bench.order("token", {"expires_in_s": 0})
    assert await codes_of(bench, template()) == [190]
    assert (await bench.order("token", {name: None}))["expires_at"] is None
    assert await codes_of(bench, template()) == [0]


TWO_ACCOUNTS = """
[[accounts]]
id = "200000000000002"
name = "Toko Terkirim Bandung"

[[senders]]
id = "100000000000009"
account = "200000000000002"
display = "+62 811-1000-0009"

[[templates]]
account = "200000000000002"
name = "order_ready"
language = "id"
body = "Halo {{1}}, pesanan Anda dengan nomor {{2}} sudah siap diambil. Terima kasih."
"""
BRANCH, BRANCH_SENDER = "200000000000002", "100000000000009"


async def test_accounts_of_one_portfolio_share_its_limit(bench: Bench) -> None:
    await open_branch(bench)
    await bench.order(f"accounts/{ACCOUNT}", {"tier": 2})
    for sender, number in ((LIVE_SENDER, 1), (BRANCH_SENDER, 2), (BRANCH_SENDER, 3)):
        status, _ = await bench.post(f"/{sender}/messages", template(to=person(number)))
        assert status == 200
    assert await failures(bench) == {person(3)[1:]: 131048}
    for sender in (LIVE_SENDER, BRANCH_SENDER):
        shown = await bench.get(f"/{sender}?fields={LIMIT}")
        assert shown == {LIMIT: "TIER_2", "id": sender}
    await bench.order(f"accounts/{BRANCH}", {"tier": "off"})
    await bench.send(template(to=person(4)))
    assert list(await failures(bench)) == [person(3)[1:]]


async def test_a_portfolio_has_one_name(bench: Bench) -> None:
    await open_branch(bench)
    for account in (ACCOUNT, BRANCH):
        owner = (await bench.get(f"/{account}?fields=owner_business_info"))["owner_business_info"]
        assert owner["name"] == "Toko Terkirim"
        portfolio = await bench.get(f"/{owner['id']}")
        assert portfolio["name"] == owner["name"]


async def open_branch(bench: Bench) -> None:
    """A second account of the same business."""
    async with bench.session.post(f"{bench.url}/_sandbox/scenario", data=TWO_ACCOUNTS) as answer:
        assert answer.status == 200, await answer.text()
    await bench.order("webhook", {"url": bench.receiver.url})


async def test_the_day_moves_with_each_person(bench: Bench) -> None:
    await bench.order(f"accounts/{ACCOUNT}", {"tier": 2})
    await bench.send(template(to=person(1)))
    await bench.advance(DAY / 2)
    await bench.send(template(to=person(2)))
    await bench.advance(DAY / 2)
    await bench.send(template(to=person(3)))
    await bench.send(template(to=person(1)))
    assert await failures(bench) == {person(1)[1:]: 131048}


async def test_who_is_written_to_again_counts_from_then(bench: Bench) -> None:
    await bench.order(f"accounts/{ACCOUNT}", {"tier": 2})
    await bench.send(template(to=person(1)))
    await bench.advance(3600)
    await bench.send(template(to=person(2)))
    await bench.advance(3600)
    await bench.send(template(to=person(1)))
    await bench.advance(DAY - 1800)
    for number in (3, 4):
        await bench.send(template(to=person(number)))
    assert await failures(bench) == {person(4)[1:]: 131048}


async def test_a_limit_may_be_lowered_and_lifted(bench: Bench) -> None:
    for number in range(4):
        await bench.send(template(to=person(number)))
    await bench.order(f"accounts/{ACCOUNT}", {"tier": 2})
    await bench.send(template(to=person(8)))
    await bench.order(f"accounts/{ACCOUNT}", {"tier": None})
    await bench.send(template(to=person(9)))
    assert await failures(bench) == {person(8)[1:]: 131048}


async def test_so_much_marketing_a_person_a_day(bench: Bench) -> None:
    await bench.order(f"accounts/{ACCOUNT}", {DAILY: 2})
    for number in range(3):
        await bench.send(promo(data=f"p{number}"))
        await bench.send(promo(GERMAN, data=f"g{number}"))
    await bench.send(template())
    assert await failures(bench) == {PERSON[1:]: 131049}
    await bench.advance(DAY)
    bench.receiver.bodies.clear()
    await bench.send(promo(data="besok"))
    assert await failures(bench) == {}


async def test_marketing_within_a_window_does_not_count(bench: Bench) -> None:
    await bench.order(f"accounts/{ACCOUNT}", {DAILY: 1})
    await bench.order("inbound", {"sender": LIVE_SENDER, "from": PERSON, "text": "Halo"})
    await bench.advance(1)
    for number in range(3):
        await bench.send(promo(data=f"p{number}"))
    assert await failures(bench) == {}


async def test_a_share_of_people_has_had_enough(bench: Bench) -> None:
    await bench.order(f"accounts/{ACCOUNT}", {"marketing_capped_share": 0.4})
    for number in range(100):
        await bench.send(promo(person(number)))
    first = await failures(bench)
    assert set(first.values()) == {131049}
    assert 25 <= len(first) <= 55
    await bench.order("reset", {"seed": 1, "now": START})
    await bench.order("webhook", {"url": bench.receiver.url})
    await bench.order(f"accounts/{ACCOUNT}", {"marketing_capped_share": 0.4})
    bench.receiver.bodies.clear()
    for number in reversed(range(100)):
        await bench.send(promo(person(number)))
    assert await failures(bench) == first


async def test_marketing_to_the_united_states_is_withheld(bench: Bench) -> None:
    await bench.order(f"accounts/{ACCOUNT}", {"us_marketing": False})
    for to in (AMERICAN, CANADIAN, PERSON):
        await bench.send(promo(to))
    await bench.send(template(to="+12125550199"))
    assert await failures(bench) == {AMERICAN[1:]: 131049}


async def test_marketing_to_someone_who_stopped_it(bench: Bench) -> None:
    order = {"sender": LIVE_SENDER, "phone": PERSON, "value": "stop"}
    await bench.order("preferences", order)
    await bench.send(promo())
    await bench.send(template())
    assert await failures(bench) == {PERSON[1:]: 131050}
    await bench.order("preferences", {**order, "value": "resume"})
    bench.receiver.bodies.clear()
    await bench.send(promo(data="lagi"))
    assert await failures(bench) == {}


async def test_a_token_expires(bench: Bench) -> None:
    await bench.order("token", {"expires_at": START + 60})
    await bench.send(template())
    await bench.advance(60)
    for method, path in (("POST", MESSAGES), ("GET", f"/{ACCOUNT}"), ("GET", TEMPLATES)):
        status, answer = await bench.call(method, path, template() if method == "POST" else None)
        error = answer["error"]
        assert (status, error["code"], error["error_subcode"]) == (401, 190, 463)
    assert error["message"] == (
        "Error validating access token: Session has expired on Monday, 21-Sep-26 07:14:20 PDT. "
        "The current time is Monday, 21-Sep-26 07:14:20 PDT."
    )
    await bench.order("token", {"expires": False})
    await bench.send(template())


async def test_a_token_lacks_a_permission(bench: Bench) -> None:
    manage, send = "whatsapp_business_management", "whatsapp_business_messaging"
    await bench.order("token", {"permissions": [manage]})
    status, error = await bench.refused(template())
    assert (status, error["code"]) == (403, 10)
    assert error["message"] == "(#10) Application does not have permission for this action"
    await bench.get(TEMPLATES)
    await bench.order("token", {"permissions": [send]})
    await bench.send(template())
    status, answer = await bench.call("GET", TEMPLATES)
    assert (status, answer["error"]["code"]) == (403, 200)
    assert manage in answer["error"]["message"]
    await bench.order("token", {"permissions": [send, manage]})
    await bench.get(TEMPLATES)


@pytest.mark.parametrize(
    ("path", "order"),
    [
        ("token", {"expires_at": 1, "expires_in_s": 1}),
        ("token", {"expires": True}),
        ("token", {"expires": False, "expires_in_s": None}),
        ("token", {"permissions": ["public_profile"]}),
        (f"senders/{LIVE_SENDER}", {"throughput": 0}),
        (f"senders/{LIVE_SENDER}", {"pair_per_minute": -1}),
        (f"senders/{LIVE_SENDER}", {"pair_burst": "45"}),
        (f"accounts/{ACCOUNT}", {"tier": 0}),
        (f"accounts/{ACCOUNT}", {"marketing_capped_share": 1.1}),
        (f"accounts/{ACCOUNT}", {DAILY: 0.5}),
    ],
)
async def test_a_wrong_limit_is_refused_in_one_sentence(
    bench: Bench, path: str, order: dict[str, Any]
) -> None:
    status, answer = await bench.call("POST", f"/_sandbox/{path}", order)
    assert status == 400
    assert list(answer) == ["error"]


async def new_template(bench: Bench, **changes: object) -> tuple[int, Any]:
    """A template made by the API and approved."""
    new = {
        "name": "pendek",
        "language": "id",
        "category": "UTILITY",
        "components": [{"type": "BODY", "text": "Kurir sudah di depan rumah Anda."}],
    }
    status, answer = await bench.post(TEMPLATES, {**new, **changes})
    if status == 200:
        order = {"name": "pendek", "language": "id", "status": "APPROVED"}
        await bench.order("templates", order, "PUT")
    return status, answer


async def statuses_after(bench: Bench, asleep_s: float, body: dict[str, Any]) -> list[str]:
    """What becomes of a message whose recipient's phone is off for so long."""
    await bench.order("people", {"phone": PERSON, "delivers": False})
    id_ = await bench.send(body)
    await bench.advance(asleep_s)
    await bench.order("people", {"phone": PERSON, "delivers": True, "reads": False})
    await bench.advance(60)
    return [one["status"] for one in bench.receiver.statuses() if one["id"] == id_]


@pytest.mark.parametrize(("asleep_s", "reached"), [(50, ["sent", "delivered"]), (61, ["sent"])])
async def test_a_message_is_dropped_when_its_time_is_over(
    bench: Bench, asleep_s: float, reached: list[str]
) -> None:
    assert (await new_template(bench, message_send_ttl_seconds=60))[0] == 200
    message = template(name="pendek", params=0)
    assert await statuses_after(bench, asleep_s, message) == reached


@pytest.mark.parametrize(
    ("asleep_s", "reached"), [(29 * DAY, ["sent", "delivered"]), (31 * DAY, ["sent"])]
)
async def test_without_a_time_of_its_own_a_message_is_kept_for_thirty_days(
    bench: Bench, asleep_s: float, reached: list[str]
) -> None:
    assert await statuses_after(bench, asleep_s, template()) == reached


async def test_a_code_is_kept_for_ten_minutes(bench: Bench) -> None:
    order = {"name": "kode", "language": "id", "body": "{{1}} adalah kode Anda."}
    await bench.order("templates", {**order, "category": "AUTHENTICATION"}, "PUT")
    assert await statuses_after(bench, 601, template(name="kode", params=1)) == ["sent"]


@pytest.mark.parametrize("ttl", [29, 43201, "lama", 1.5, True])
async def test_a_time_to_live_out_of_range_is_refused(bench: Bench, ttl: object) -> None:
    status, answer = await new_template(bench, message_send_ttl_seconds=ttl)
    assert (status, answer["error"]["code"]) == (400, 100)
