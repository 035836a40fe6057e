"""What statuses say of money where it is not the same for everyone."""

from typing import Any

import pytest

from sandbox_bench import DAY, PERSON, START, Bench, template, text
from terkirim.sandbox import ACCOUNT, LIVE_SENDER

INDIAN, SINGAPOREAN, NIGERIAN = "+919812345678", "+6581234567", "+2348031234567"
CODE = {"name": "kode", "language": "id", "category": "AUTHENTICATION", "body": "{{1}} kode Anda."}
EXEMPT_FROM, EXEMPT_UNTIL = 1_791_763_200.0, 1_830_297_600.0  # 12 October 2026, 1 January 2028
BILLED = {"billable": True, "pricing_model": "PMP", "type": "regular"}
EXEMPT = {**BILLED, "billable": False, "subtype": "paid_exempt"}


async def _prices(bench: Bench) -> list[Any]:
    """The category of each code sent, by the order of their people."""
    del bench.receiver.bodies[:]
    for person in (PERSON, INDIAN, SINGAPOREAN, NIGERIAN):
        await bench.send(template(to=person, name="kode", params=1))
        await bench.advance(60)
    sent = [one for one in bench.receiver.statuses() if one["status"] == "sent"]
    return [one["pricing"]["category"].removeprefix("authentication") for one in sent]


async def _event(bench: Bench, name: str, **order: object) -> Any:
    """Something Meta decides about the account; answers the webhook that tells it."""
    await bench.order(f"accounts/{ACCOUNT}/events", {"event": name, **order})
    await bench.advance(0)
    return bench.receiver.changes("account_update")[-1]


async def test_codes_to_other_countries_cost_more_a_month_after_it_is_told(bench: Bench) -> None:
    await bench.order("templates", CODE, "PUT")
    told = await _event(bench, "AUTH_INTL_PRICE_ELIGIBILITY_UPDATE", exceptions={"NG": 60 * DAY})
    rates = {
        "start_time": int(START + 30 * DAY),
        "exception_countries": [{"country_code": "NG", "start_time": int(START + 60 * DAY)}],
    }
    assert told == {
        "event": "AUTH_INTL_PRICE_ELIGIBILITY_UPDATE",
        "auth_international_rate_eligibility": rates,
    }
    field = "auth_international_rate_eligibility"
    assert (await bench.get(f"/{ACCOUNT}?fields={field}"))[field] == rates
    assert await _prices(bench) == ["", "", "", ""]
    await bench.advance(30 * DAY)
    assert await _prices(bench) == ["", "-international", "", ""]
    await bench.advance(30 * DAY)
    assert await _prices(bench) == ["", "-international", "", "-international"]


async def test_where_a_business_is_decides_what_is_abroad(bench: Bench) -> None:
    await bench.order("templates", CODE, "PUT")
    await _event(bench, "AUTH_INTL_PRICE_ELIGIBILITY_UPDATE", in_s=0)
    told = await _event(bench, "BUSINESS_PRIMARY_LOCATION_COUNTRY_UPDATE", country="IN")
    assert told == {"event": "BUSINESS_PRIMARY_LOCATION_COUNTRY_UPDATE", "country": "IN"}
    field = "primary_business_location"
    assert (await bench.get(f"/{ACCOUNT}?fields={field}"))[field] == "IN"
    assert await _prices(bench) == ["-international", "", "", "-international"]


@pytest.mark.parametrize(
    ("name", "order"),
    [
        ("BUSINESS_PRIMARY_LOCATION_COUNTRY_UPDATE", {"country": "Indonesia"}),
        ("BUSINESS_PRIMARY_LOCATION_COUNTRY_UPDATE", {}),
        ("AUTH_INTL_PRICE_ELIGIBILITY_UPDATE", {"exceptions": {"in": 1}}),
    ],
)
async def test_a_country_has_two_letters(bench: Bench, name: str, order: dict[str, object]) -> None:
    path = f"/_sandbox/accounts/{ACCOUNT}/events"
    status, answer = await bench.post(path, {"event": name, **order})
    assert (status, list(answer)) == (400, ["error"])


async def _of_a_notice(bench: Bench, at: float) -> dict[str, Any]:
    """What a notice costs at an instant, in a window just opened."""
    await bench.order("clock", {"advance_to": at})
    order = {"sender": LIVE_SENDER, "from": PERSON, "text": "Halo"}
    await bench.order("inbound", order)
    await bench.send(template())
    await bench.advance(1)
    pricing: dict[str, Any] = bench.receiver.statuses()[-1]["pricing"]
    return pricing


async def test_who_is_exempt_pays_nothing_for_what_was_free_before(bench: Bench) -> None:
    await bench.order(f"accounts/{ACCOUNT}", {"price_exempt": True})
    utility = {"category": "utility"}
    assert await _of_a_notice(bench, EXEMPT_FROM - DAY) == {**BILLED, **utility}
    assert await _of_a_notice(bench, EXEMPT_FROM) == {**EXEMPT, **utility}
    assert await _of_a_notice(bench, EXEMPT_UNTIL - DAY) == {**EXEMPT, **utility}
    assert await _of_a_notice(bench, EXEMPT_UNTIL) == {**BILLED, **utility}


async def test_who_is_exempt_pays_for_marketing_and_not_for_the_1001st_answer(
    bench: Bench,
) -> None:
    await bench.order(f"accounts/{ACCOUNT}", {"price_exempt": True})
    await bench.order("people", {"phone": PERSON, "reads": False})
    await _of_a_notice(bench, EXEMPT_FROM)
    for n in range(1001):
        await bench.send(text(f"m{n}"))
    await bench.advance(60)
    priced = [one["pricing"] for one in bench.receiver.statuses() if one["status"] == "delivered"]
    answers = [one for one in priced if one["category"] == "service"]
    assert [one for one in answers if one["type"] == "regular"] == [
        {**EXEMPT, "category": "service"}
    ]
    await bench.send(template(name="promo_bulanan"))
    await bench.advance(1)
    assert bench.receiver.statuses()[-1]["pricing"] == {**BILLED, "category": "marketing"}
