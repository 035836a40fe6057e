"""POST /marketing_messages: marketing templates only, from accounts that were onboarded."""

from typing import Any

import pytest

from sandbox_bench import MESSAGES, PERSON, Bench, template, text
from terkirim.sandbox import ACCOUNT, LIVE_SENDER

MARKETING = f"/v25.0/{LIVE_SENDER}/marketing_messages"
PROMO = {**template(name="promo_bulanan"), "recipient_type": "individual"}
STATUS = "marketing_messages_lite_api_status,marketing_messages_onboarding_status"


async def test_a_marketing_template_goes_out_by_its_own_price(bench: Bench) -> None:
    wishes = {"product_policy": "STRICT", "message_activity_sharing": True}
    status, answer = await bench.post(MARKETING, {**PROMO, **wishes})
    assert status == 200
    assert answer["contacts"] == [{"input": PERSON, "wa_id": PERSON[1:]}]
    assert answer["messages"][0]["message_status"] == "accepted"
    await bench.send(PROMO | {"biz_opaque_callback_data": "other"})
    await bench.advance(60)
    priced = {one["id"]: one["pricing"] for one in bench.receiver.statuses() if "pricing" in one}
    lite, usual = priced.pop(answer["messages"][0]["id"]), *priced.values()
    assert (lite["category"], usual["category"]) == ("marketing_lite", "marketing")


_WRONG: list[tuple[dict[str, Any], int, int, str]] = [
    (text(), 400, 100, "Message must be a template message."),
    ({"messaging_product": "whatsapp", "to": PERSON}, 400, 100, "template message"),
    (template(), 400, 134100, "only able to send marketing messages"),
    (template(name="tidak_ada"), 404, 132001, "tidak_ada"),
    ({**PROMO, "product_policy": "WHATEVER"}, 400, 100, ""),
    ({**PROMO, "message_activity_sharing": "maybe"}, 400, 100, ""),
    ({**PROMO, "recipient": "ID.1349120865530"}, 400, 100, ""),
    (template(name="promo_bulanan", params=1), 400, 132000, "localizable_params"),
]


@pytest.mark.parametrize(("body", "http", "code", "details"), _WRONG)
async def test_what_it_refuses(
    bench: Bench, body: dict[str, Any], http: int, code: int, details: str
) -> None:
    status, error = await bench.refused(body, MARKETING)
    assert (status, error["code"]) == (http, code)
    assert details in error.get("error_data", {}).get("details", "")
    assert (await bench.record())["sends"][0]["code"] == code


async def test_an_account_that_is_not_onboarded(bench: Bench) -> None:
    before = await bench.get(f"/{ACCOUNT}?fields={STATUS}")
    assert set(before.values()) == {"ONBOARDED", ACCOUNT}
    await bench.order(f"accounts/{ACCOUNT}", {"marketing_onboarding": "ELIGIBLE"})
    assert set((await bench.get(f"/{ACCOUNT}?fields={STATUS}")).values()) == {"ELIGIBLE", ACCOUNT}
    status, error = await bench.refused(PROMO, MARKETING)
    assert (status, error["code"]) == (500, 134102)
    await bench.send(PROMO)


async def test_marketing_can_be_kept_to_its_own_api(bench: Bench) -> None:
    change = {"disable_marketing_messages_on_cloud_api": True}
    assert (await bench.post(f"/v25.0/{ACCOUNT}", change))[0] == 200
    status, error = await bench.refused(PROMO)
    assert (status, error["code"]) == (400, 131063)
    await bench.send(template())
    assert (await bench.post(MARKETING, PROMO))[0] == 200
    await bench.post(f"/v25.0/{ACCOUNT}", {"disable_marketing_messages_on_cloud_api": "false"})
    assert (await bench.post(MESSAGES, PROMO))[0] == 200
