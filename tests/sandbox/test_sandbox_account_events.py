"""What Meta decides about accounts and numbers: made so, and told by webhooks of their own."""

from typing import Any

import pytest

from sandbox_bench import DAY, PERSON, START, Bench, template, text
from terkirim.sandbox import ACCOUNT, LIVE_SENDER

NEW: dict[str, Any] = {
    "name": "baru",
    "language": "id",
    "category": "UTILITY",
    "components": [{"type": "BODY", "text": "Pesanan Anda sudah siap."}],
}
DISPLAY = "6281110000001"


async def _account(bench: Bench, event: str, **more: Any) -> Any:
    return await bench.order(f"accounts/{ACCOUNT}/events", {"event": event, **more})


async def _sender(bench: Bench, event: str, **more: Any) -> Any:
    return await bench.order(f"senders/{LIVE_SENDER}/events", {"event": event, **more})


async def _told(bench: Bench, field: str = "account_update") -> Any:
    await bench.advance(0)
    return bench.receiver.changes(field)


async def _code(bench: Bench, body: object) -> int:
    return int((await bench.refused(body))[1]["code"])


async def _health(bench: Bench, node: str) -> Any:
    return (await bench.get(f"/v25.0/{node}?fields=health_status"))["health_status"]


async def test_a_ban_and_its_end(bench: Bench) -> None:
    await _account(bench, "DISABLED_UPDATE")
    assert await _code(bench, template()) == 131031
    health = await _health(bench, LIVE_SENDER)
    codes = [error["error_code"] for one in health["entities"] for error in one.get("errors", [])]
    assert (health["can_send_message"], codes) == ("BLOCKED", [141014])
    assert (await bench.get(f"/{ACCOUNT}?fields=status"))["status"] == "BANNED"
    await _account(bench, "DISABLED_UPDATE", ban_state="REINSTATE")
    await bench.send(template())
    assert [one["ban_info"] for one in await _told(bench)] == [
        {"waba_ban_state": "DISABLE", "waba_ban_date": "September 21, 2026"},
        {"waba_ban_state": "REINSTATE", "waba_ban_date": "September 21, 2026"},
    ]


async def test_a_ban_that_is_announced(bench: Bench) -> None:
    order = {"ban_state": "SCHEDULE_FOR_DISABLE", "in_s": 2 * DAY, "at_s": 3600}
    answer = await _account(bench, "DISABLED_UPDATE", **order)
    assert answer["at"] == START + 3600
    assert await _told(bench) == []
    await bench.advance(3600)
    [announced] = await _told(bench)
    assert announced["ban_info"] == {
        "waba_ban_state": "SCHEDULE_FOR_DISABLE",
        "waba_ban_date": "September 23, 2026",
    }
    await bench.send(template())
    await bench.advance(2 * DAY)
    assert await _code(bench, template()) == 131031
    assert (await _told(bench))[-1]["ban_info"]["waba_ban_state"] == "DISABLE"


async def test_a_violation_is_told_and_stops_nothing(bench: Bench) -> None:
    words = {"violation_type": "ALCOHOL", "remediation": "Hapus produk itu."}
    await _account(bench, "ACCOUNT_VIOLATION", **words)
    assert await _told(bench) == [{"event": "ACCOUNT_VIOLATION", "violation_info": words}]
    await bench.send(template())


async def test_a_restriction_holds_for_its_time(bench: Bench) -> None:
    await bench.order("inbound", {"sender": LIVE_SENDER, "from": PERSON, "text": "Halo"})
    await bench.advance(0)
    stop = {
        "type": "RESTRICTED_BIZ_INITIATED_MESSAGING",
        "for_s": 5 * DAY,
        "remediation": "Tunggu.",
    }
    await _account(bench, "ACCOUNT_RESTRICTION", restrictions=[stop])
    [update] = await _told(bench)
    assert update["restriction_info"] == [
        {
            "restriction_type": stop["type"],
            "expiration": int(START + 5 * DAY),
            "remediation": "Tunggu.",
        }
    ]
    await bench.send(text("an answer within the window"))
    assert await _code(bench, template(to="+6281200000002")) == 368
    health = await _health(bench, ACCOUNT)
    assert health["can_send_message"] == "LIMITED"
    await bench.advance(5 * DAY)
    assert (await _health(bench, ACCOUNT))["can_send_message"] == "AVAILABLE"
    await bench.send(template(to="+6281200000002"))


@pytest.mark.parametrize(
    ("kind", "code"),
    [("RESTRICTED_CUSTOMER_INITIATED_MESSAGING", 368), ("RESTRICTED_UTILITY_TEMPLATES", 131064)],
)
async def test_each_restriction_stops_its_own(bench: Bench, kind: str, code: int) -> None:
    await bench.order("inbound", {"sender": LIVE_SENDER, "from": PERSON, "text": "Halo"})
    await bench.advance(0)
    await _account(bench, "ACCOUNT_RESTRICTION", restrictions=[{"type": kind}])
    assert await _code(bench, template()) == code
    marketing = template(name="promo_bulanan", to="+6281200000002")
    await bench.send(marketing)
    await _account(bench, "ACCOUNT_RESTRICTION", restrictions=[])
    await bench.send(template())


async def test_restrictions_of_making_things(bench: Bench) -> None:
    kinds = ("RESTRICTED_UTILITY_TEMPLATES", "RESTRICTED_ADD_PHONE_NUMBER_ACTION")
    restrictions = [{"type": kind} for kind in kinds]
    await _account(bench, "ACCOUNT_RESTRICTION", restrictions=restrictions)
    path = f"/v25.0/{ACCOUNT}/message_templates"
    assert (await bench.refused(NEW, path))[1]["code"] == 368
    assert (await bench.post(path, {**NEW, "category": "MARKETING"}))[0] == 200
    number = {"cc": "62", "phone_number": "81110000009", "verified_name": "Toko Kedua"}
    assert (await bench.refused(number, f"/v25.0/{ACCOUNT}/phone_numbers"))[1]["code"] == 368


async def test_a_deleted_account_is_nobodys(bench: Bench) -> None:
    await _account(bench, "ACCOUNT_DELETED")
    assert await _told(bench) == [{"event": "ACCOUNT_DELETED"}]
    for path in (f"/{ACCOUNT}", f"/{LIVE_SENDER}", f"/{ACCOUNT}/message_templates"):
        status, answer = await bench.call("GET", path)
        assert (status, answer["error"]["code"], answer["error"]["error_subcode"]) == (400, 100, 33)
    assert await _code(bench, template()) == 100


@pytest.mark.parametrize(
    ("gone", "back"),
    [
        ("PARTNER_APP_UNINSTALLED", "PARTNER_APP_INSTALLED"),
        ("PARTNER_REMOVED", "PARTNER_ADDED"),
    ],
)
async def test_a_partner_that_is_shut_out(bench: Bench, gone: str, back: str) -> None:
    await _account(bench, gone)
    status, error = await bench.refused(template())
    assert (status, error["code"]) == (403, 200)
    assert (await bench.call("GET", f"/{ACCOUNT}"))[1]["error"]["code"] == 200
    await _account(bench, back)
    await bench.send(template())
    left, returned = await _told(bench)
    assert (left["event"], returned["event"]) == (gone, back)
    assert left["waba_info"]["waba_id"] == ACCOUNT


async def test_offboarded_and_reconnected(bench: Bench) -> None:
    await _account(bench, "ACCOUNT_OFFBOARDED", reason="MOVED", initiated_by="BUSINESS")
    assert await _code(bench, template()) == 133010
    await _account(bench, "ACCOUNT_RECONNECTED")
    await bench.send(template())
    left, back = await _told(bench)
    assert left["disconnection_info"] == {"reason": "MOVED", "initiated_by": "BUSINESS"}
    assert back == {"event": "ACCOUNT_RECONNECTED"}


async def test_the_review_of_the_account(bench: Bench) -> None:
    await _account(bench, "ACCOUNT_REVIEW", decision="REJECTED")
    assert await _told(bench, "account_review_update") == [{"decision": "REJECTED"}]
    fields = "account_review_status"
    assert (await bench.get(f"/{ACCOUNT}?fields={fields}"))[fields] == "REJECTED"


async def test_the_messaging_limit_of_the_portfolio(bench: Bench) -> None:
    field = "whatsapp_business_manager_messaging_limit"
    for tier in ("TIER_250", "TIER_2K", "TIER_UNLIMITED"):
        await _account(bench, "BUSINESS_CAPABILITY", tier=tier, max_phone_numbers=20)
        assert (await bench.get(f"/{LIVE_SENDER}?fields={field}"))[field] == tier
    assert (await _told(bench, "business_capability_update"))[0] == {
        "max_daily_conversations_per_business": "TIER_250",
        "max_phone_numbers_per_business": 20,
    }


async def test_an_alert(bench: Bench) -> None:
    words = {"alert_type": "OBA_REJECTED", "severity": "INFORMATIONAL", "description": "Ditolak."}
    await _account(bench, "ACCOUNT_ALERT", **words)
    [value] = await _told(bench, "account_alerts")
    assert value["entity_type"] == "BUSINESS"
    assert value["alert_info"] == {
        "alert_severity": "INFORMATIONAL",
        "alert_status": "ACTIVE",
        "alert_type": "OBA_REJECTED",
        "alert_description": "Ditolak.",
    }


@pytest.mark.parametrize(
    ("problem", "said", "funded"),
    [
        ("missing", "payment method", False),
        ("method", "payment method", True),
        ("unsettled", "unsettled payments", True),
        ("restricted", "restricted", True),
    ],
)
async def test_payment_stops_at_an_instant_for_one_of_four_reasons(
    bench: Bench, problem: str, said: str, funded: bool
) -> None:
    await _account(bench, "PAYMENT", problem=problem, at_s=60)
    await bench.send(template())
    await bench.advance(60)
    error = (await bench.refused(template()))[1]
    assert (error["code"], said in error["error_data"]["details"]) == (131042, True)
    health = await _health(bench, ACCOUNT)
    assert health["entities"][0]["errors"][0]["error_code"] == 141006
    waba = await bench.get(f"/{ACCOUNT}?fields=primary_funding_id")
    assert ("primary_funding_id" in waba) is funded
    await _account(bench, "PAYMENT", problem=problem, phase="webhook")
    id_ = await bench.send(template("by webhook"))
    await bench.advance(60)
    [failed] = [one for one in bench.receiver.statuses() if one["id"] == id_]
    assert said in failed["errors"][0]["error_data"]["details"]
    await _account(bench, "PAYMENT", ok=True, phase="sync")
    await bench.send(template())


async def test_throughput_rises(bench: Bench) -> None:
    await _sender(bench, "THROUGHPUT_UPGRADE", current_limit="TIER_UNLIMITED")
    assert await _told(bench, "phone_number_quality_update") == [
        {
            "display_phone_number": DISPLAY,
            "event": "THROUGHPUT_UPGRADE",
            "current_limit": "TIER_UNLIMITED",
            "max_daily_conversations_per_business": "TIER_UNLIMITED",
        }
    ]
    number = await bench.get(f"/{LIVE_SENDER}?fields=throughput")
    assert number["throughput"] == {"level": "HIGH"}


async def test_tiers_and_flags_as_meta_told_them_once(bench: Bench) -> None:
    fields = "whatsapp_business_manager_messaging_limit,quality_rating,status"
    await _sender(bench, "DOWNGRADE", current_limit="TIER_2K", old_limit="TIER_10K")
    await _sender(bench, "FLAGGED")
    number = await bench.get(f"/{LIVE_SENDER}?fields={fields}")
    assert number["whatsapp_business_manager_messaging_limit"] == "TIER_2K"
    assert (number["quality_rating"], number["status"]) == ("RED", "FLAGGED")
    assert (await _health(bench, LIVE_SENDER))["can_send_message"] == "LIMITED"
    await bench.send(template())
    await _sender(bench, "UNFLAGGED")
    await _sender(bench, "UPGRADE", current_limit="TIER_10K", old_limit="TIER_2K")
    await _sender(bench, "ONBOARDING")
    number = await bench.get(f"/{LIVE_SENDER}?fields={fields}")
    assert (number["quality_rating"], number["status"]) == ("YELLOW", "CONNECTED")
    told = await _told(bench, "phone_number_quality_update")
    events = ["DOWNGRADE", "FLAGGED", "UNFLAGGED", "UPGRADE", "ONBOARDING"]
    assert [one["event"] for one in told] == events
    assert (told[0]["current_limit"], told[0]["old_limit"]) == ("TIER_2K", "TIER_10K")


async def test_quality_falls_in_silence(bench: Bench) -> None:
    await _sender(bench, "QUALITY", rating="RED", at_s=10)
    await bench.advance(10)
    assert (await bench.get(f"/{LIVE_SENDER}?fields=quality_rating"))["quality_rating"] == "RED"
    assert bench.receiver.bodies == []


@pytest.mark.parametrize(
    ("status", "code"),
    [
        ("BANNED", 131031),
        ("RESTRICTED", 131048),
        ("RATE_LIMITED", 130429),
        ("OFFLINE", 131057),
        ("DISCONNECTED", 133010),
        ("DELETED", 100),
    ],
)
async def test_a_number_that_may_not_send(bench: Bench, status: str, code: int) -> None:
    await _sender(bench, "STATUS", status=status)
    assert await _code(bench, template()) == code
    if status != "DELETED":
        assert (await bench.get(f"/{LIVE_SENDER}?fields=status"))["status"] == status
        assert (await _health(bench, LIVE_SENDER))["can_send_message"] != "AVAILABLE"
    await _sender(bench, "STATUS", status="CONNECTED")
    await bench.send(template())


async def test_a_number_of_metas_waits_for_its_name(bench: Bench) -> None:
    order = {"provided_by_meta": True, "name_status": "PENDING_REVIEW"}
    await bench.order(f"senders/{LIVE_SENDER}", order)
    assert await _code(bench, template()) == 131037
    assert (await _health(bench, LIVE_SENDER))["can_send_message"] == "LIMITED"
    reason = {"decision": "REJECTED", "name": "Toko", "reason": "NAME_TOO_SHORT"}
    await _sender(bench, "NAME_UPDATE", **reason)
    assert await _code(bench, template()) == 131037
    await _sender(bench, "NAME_UPDATE", name="Toko Terkirim Jaya")
    await bench.send(template())
    assert await _told(bench, "phone_number_name_update") == [
        {
            "display_phone_number": DISPLAY,
            "decision": decision,
            "requested_verified_name": name,
            "rejection_reason": why,
        }
        for decision, name, why in (
            ("REJECTED", "Toko", "NAME_TOO_SHORT"),
            ("APPROVED", "Toko Terkirim Jaya", None),
        )
    ]
    number = await bench.get(f"/{LIVE_SENDER}?fields=name_status,verified_name")
    assert (number["name_status"], number["verified_name"]) == ("APPROVED", "Toko Terkirim Jaya")


async def test_a_new_name_that_is_declined_leaves_the_old_one(bench: Bench) -> None:
    await _sender(bench, "NAME_UPDATE", decision="PENDING", name="Toko Lain")
    await _sender(bench, "NAME_UPDATE", decision="REJECTED")
    fields = "name_status,new_name_status,verified_name"
    number = await bench.get(f"/{LIVE_SENDER}?fields={fields}")
    assert (number["name_status"], number["new_name_status"]) == ("APPROVED", "DECLINED")
    assert number["verified_name"] == "Toko Terkirim"
    assert (await _told(bench, "phone_number_name_update"))[1][
        "requested_verified_name"
    ] == "Toko Lain"
    await bench.send(template())


async def test_the_pin_is_changed_behind_ones_back(bench: Bench) -> None:
    path, pin = f"/{LIVE_SENDER}/register", {"messaging_product": "whatsapp", "pin": "111111"}
    await _sender(bench, "PIN_CHANGED", pin="222222")
    assert (await bench.refused(pin, path))[1]["code"] == 133005
    await _sender(bench, "PIN_RESET_REQUEST", requester="Sari")
    assert (await bench.refused(pin, path))[1]["code"] == 133005
    await _sender(bench, "PIN_REQUEST_SUCCESS")
    assert (await bench.post(path, pin))[0] == 200
    told = await _told(bench, "security")
    number = {"display_phone_number": DISPLAY}
    assert told == [
        {**number, "event": "PIN_CHANGED"},
        {**number, "event": "PIN_RESET_REQUEST", "requester": "Sari"},
        {**number, "event": "PIN_REQUEST_SUCCESS"},
    ]


async def test_an_unverified_business_is_limited(bench: Bench) -> None:
    await bench.order(f"accounts/{ACCOUNT}", {"verification": "pending"})
    health = await _health(bench, ACCOUNT)
    business = next(one for one in health["entities"] if one["entity_type"] == "BUSINESS")
    assert (business["can_send_message"], business["errors"][0]["error_code"]) == (
        "LIMITED",
        141010,
    )
    fields = "business_verification_status"
    assert (await bench.get(f"/{ACCOUNT}?fields={fields}"))[fields] == "pending"


@pytest.mark.parametrize(
    ("path", "wrong", "said"),
    [
        (f"accounts/{ACCOUNT}", {}, "event"),
        (f"accounts/{ACCOUNT}", {"event": "EARTHQUAKE"}, "'EARTHQUAKE'"),
        (f"accounts/{ACCOUNT}", {"event": "PIN_CHANGED"}, "'PIN_CHANGED'"),
        (f"accounts/{ACCOUNT}", {"event": "DISABLED_UPDATE", "ban_state": "X"}, "'X'"),
        (f"accounts/{ACCOUNT}", {"event": "ACCOUNT_DELETED", "why": 1}, "why"),
        (f"accounts/{ACCOUNT}", {"event": "ACCOUNT_DELETED", "at_s": -1}, "$.at_s"),
        (f"accounts/{ACCOUNT}", {"event": "BUSINESS_CAPABILITY", "tier": 250}, "$.tier"),
        (
            f"accounts/{ACCOUNT}",
            {"event": "ACCOUNT_RESTRICTION", "restrictions": [{"type": "X"}]},
            "$.restrictions[0].type",
        ),
        (f"accounts/{ACCOUNT}", {"event": "ACCOUNT_RESTRICTION"}, "restrictions"),
        ("accounts/1", {"event": "ACCOUNT_DELETED"}, "no such account"),
        (f"senders/{LIVE_SENDER}", {"event": "STATUS", "status": "TIRED"}, "'TIRED'"),
        (f"senders/{LIVE_SENDER}", {"event": "PIN_CHANGED", "pin": "12"}, "$.pin"),
        (f"senders/{LIVE_SENDER}", {"event": "PIN_CHANGED", "requester": "Sari"}, "requester"),
        (f"senders/{LIVE_SENDER}", {"event": "ACCOUNT_DELETED"}, "'ACCOUNT_DELETED'"),
        ("senders/1", {"event": "QUALITY"}, "no such sender"),
    ],
)
async def test_a_wrong_event_is_refused_in_one_clear_word(
    bench: Bench, path: str, wrong: object, said: str
) -> None:
    before = await bench.get("/_sandbox/")
    status, answer = await bench.call("POST", f"/_sandbox/{path}/events", wrong)
    assert status == (404 if said.startswith("no such") else 400)
    assert list(answer) == ["error"]
    assert said in answer["error"]
    assert await bench.get("/_sandbox/") == before
