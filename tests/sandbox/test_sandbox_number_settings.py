"""What is set around a number: calling, storage, automation, commerce, papers, keys."""

from typing import Any

import pytest

from sandbox_bench import Bench
from sandbox_tour import PUBLIC_KEY
from terkirim.sandbox import ACCOUNT, LIVE_SENDER, TEST_SENDER

NUMBER = f"/v25.0/{LIVE_SENDER}"
SETTINGS = f"{NUMBER}/settings"
AUTOMATION = f"{NUMBER}/conversational_automation"
COMMERCE = f"{NUMBER}/whatsapp_commerce_settings"
PAPERS = f"{NUMBER}/business_compliance_info"
BADGE = f"{NUMBER}/official_business_account"
KEY = f"{NUMBER}/whatsapp_business_encryption"
PREVIEWS = f"/v25.0/{ACCOUNT}/message_template_previews"
DONE = (200, {"success": True})


async def test_settings_begin_as_metas_do(bench: Bench) -> None:
    shown = await bench.get(SETTINGS)
    assert shown["calling"]["status"] == "disabled"
    assert shown["payload_encryption"] == {"status": "disabled"}
    assert shown["storage_configuration"] == {"status": "default"}


async def test_calling_is_changed_part_by_part(bench: Bench) -> None:
    server = {"hostname": "sip.example.id", "port": 5061}
    wish = {
        "status": "ENABLED",
        "call_icon_visibility": "DISABLE_ALL",
        "srtp_key_exchange_protocol": "sdes",
        "sip": {"status": "ENABLED", "servers": [server]},
    }
    assert await bench.post(SETTINGS, {"calling": wish}) == DONE
    assert await bench.post(SETTINGS, {"calling": {"status": "disabled"}}) == DONE
    calling = (await bench.get(SETTINGS))["calling"]
    assert (calling["status"], calling["call_icon_visibility"]) == ("disabled", "hidden")
    assert calling["srtp_key_exchange_protocol"] == "SDES-SRTP"
    assert calling["sip"]["status"] == "enabled"
    assert calling["sip"]["servers"] == [{**server, "app_id": "500000000000001"}]
    secret = await bench.get(f"{SETTINGS}?include_sip_credentials=true")
    assert len(secret["calling"]["sip"]["servers"][0]["password"]) == 32
    other = await bench.get(f"/{TEST_SENDER}/settings")
    assert "sip" not in other["calling"]


async def test_encryption_and_storage_can_be_ended(bench: Bench) -> None:
    on = {"status": "enabled", "client_encryption_key": "LS0tLS1CRUdJTg=="}
    assert await bench.post(SETTINGS, {"payload_encryption": on}) == DONE
    stored = {"enabled": True, "region": "ID"}
    assert await bench.post(SETTINGS, {"storage_configuration": stored}) == DONE
    assert await bench.post(SETTINGS, {"user_identity_change": {"enabled": True}}) == DONE
    shown = await bench.get(SETTINGS)
    assert shown["payload_encryption"]["client_encryption_key_fingerprint"].startswith("SHA256:")
    assert shown["storage_configuration"] == {
        "status": "in_country_storage_enabled",
        "data_localization_region": "id",
    }
    await bench.post(SETTINGS, {"payload_encryption": {"status": "disabled"}})
    await bench.post(SETTINGS, {"storage_configuration": {"enabled": False}})
    shown = await bench.get(SETTINGS)
    assert shown["payload_encryption"] == {"status": "disabled"}
    assert shown["storage_configuration"] == {"status": "default"}


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({}, "is required"),
        ({"calling": {}}, "calling['status'] is required"),
        ({"calling": "enabled"}, "Param calling must be"),
        ({"calling": {"status": "on"}}, "calling['status'] must be one of {ENABLED, DISABLED}"),
        ({"calling": {"status": True}}, "calling['status'] must be a string"),
        ({"calling": {"status": "enabled", "ringtone": 1}}, 'Unexpected key "ringtone"'),
        (
            {"calling": {"status": "enabled", "sip": {"status": "enabled", "servers": [{}]}}},
            "calling['sip']['servers'][0]['hostname'] is required",
        ),
        (
            {"calling": {"status": "enabled"}, "user_identity_change": {"enabled": True}},
            "Only one feature setting",
        ),
        ({"user_identity_change": {}}, "user_identity_change['enabled'] is required"),
        ({"user_identity_change": {"enabled": "ya"}}, "must be a boolean"),
        ({"payload_encryption": {"status": "enabled"}}, "['client_encryption_key'] is required"),
        ({"storage_configuration": {"enabled": True}}, "['region'] is required"),
        ({"storage_configuration": {"enabled": True, "region": "xx"}}, "must be one of {AE, AU,"),
    ],
)
async def test_settings_that_are_none(bench: Bench, wrong: dict[str, Any], said: str) -> None:
    before = await bench.get(SETTINGS)
    status, error = await bench.refused(wrong, SETTINGS)
    assert (status, error["code"]) == (400, 100)
    assert said in error["message"]
    assert await bench.get(SETTINGS) == before


async def test_automation_is_shown_among_the_numbers_fields(bench: Bench) -> None:
    path = f"{NUMBER}?fields=conversational_automation"
    assert await bench.get(path) == {"id": LIVE_SENDER}
    commands = [{"command_name": "bantuan", "command_description": "Cara memesan"}]
    prompts = ["Buka jam berapa?", "Ada promo?"]
    assert await bench.post(AUTOMATION, {"prompts": prompts, "commands": commands}) == DONE
    assert await bench.post(AUTOMATION, {"enable_welcome_message": True, "prompts": []}) == DONE
    assert (await bench.get(path))["conversational_automation"] == {
        "enable_welcome_message": True,
        "prompts": [],
        "commands": commands,
    }


@pytest.mark.parametrize(
    ("wrong", "status", "said"),
    [
        ({"prompts": ["a"] * 4}, 400, "Too many prompts provided. Maximum allowed is 3"),
        ({"prompts": ["a" * 81]}, 400, "exceeds maximum length of 80"),
        ({"prompts": "a"}, 400, "prompts must be"),
        ({"prompts": [1]}, 400, "prompts must be"),
        ({"enable_welcome_message": "ya"}, 400, "must be a boolean"),
        ({"commands": [{"command_name": "a b"}]}, 400, "Invalid command name format."),
        ({"commands": [{"command_name": "a"}]}, 400, "command_description must be"),
        ({"commands": [{}] * 31}, 400, "Too many commands"),
        (
            {"commands": [{"command_name": "a", "command_description": "b"}] * 2},
            422,
            "Duplicate command name found: a",
        ),
    ],
)
async def test_automation_has_its_bounds(
    bench: Bench, wrong: dict[str, Any], status: int, said: str
) -> None:
    found, error = await bench.refused(wrong, AUTOMATION)
    assert (found, error["code"]) == (status, 100)
    assert said in error["message"]
    assert await bench.get(f"{NUMBER}?fields=conversational_automation") == {"id": LIVE_SENDER}


async def test_automation_needs_a_verified_number(bench: Bench) -> None:
    await bench.order(f"senders/{LIVE_SENDER}", {"verified": False})
    status, error = await bench.refused({"prompts": ["Ada promo?"]}, AUTOMATION)
    assert (status, error["type"]) == (422, "GraphMethodException")


async def test_what_people_see_of_the_catalogue(bench: Bench) -> None:
    [begun] = (await bench.get(COMMERCE))["data"]
    assert await bench.post(f"{COMMERCE}?is_catalog_visible=true") == DONE
    assert await bench.post(COMMERCE, {"is_cart_enabled": False}) == DONE
    assert (await bench.get(COMMERCE))["data"] == [
        {"id": begun["id"], "is_cart_enabled": False, "is_catalog_visible": True}
    ]
    for wrong in ({}, {"is_cart_enabled": "mungkin"}):
        assert (await bench.refused(wrong, COMMERCE))[1]["code"] == 100


_PAPERS = {
    "messaging_product": "whatsapp",
    "entity_name": "PT Toko Terkirim",
    "entity_type": "partnership",
    "is_registered": True,
    "grievance_officer_details": {"name": "Sari Dewi", "email": "sari@example.id"},
    "customer_care_details": {"email": "halo@example.id", "mobile_number": "+6281200000001"},
}


async def test_who_stands_behind_the_number(bench: Bench) -> None:
    begun = {"whatsapp_business_account_id": ACCOUNT, "messaging_product": "whatsapp"}
    assert (await bench.get(PAPERS))["data"] == [{**begun, "is_registered": False}]
    assert await bench.post(PAPERS, _PAPERS) == DONE
    [shown] = (await bench.get(PAPERS))["data"]
    assert shown == {**begun, **_PAPERS, "entity_type": "PARTNERSHIP"}
    [chosen] = (await bench.get(f"{PAPERS}?fields=entity_name"))["data"]
    assert chosen == {"whatsapp_business_account_id": ACCOUNT, "entity_name": "PT Toko Terkirim"}


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"messaging_product": None}, "messaging_product"),
        ({"entity_name": None}, "entity_name"),
        ({"entity_name": "a" * 129}, "at most 128"),
        ({"entity_type": "WARUNG"}, "must be one of {LIMITED_LIABILITY_PARTNERSHIP,"),
        ({"entity_type": "OTHER"}, "Entity_type_custom is mandatory for OTHER entity type"),
        ({"entity_type": "PUBLIC_COMPANY"}, "is_registered required only when"),
        ({"customer_care_details": None}, "customer_care_details"),
        ({"customer_care_details": {"email": "halo"}}, "must be a valid email address"),
        (
            {"customer_care_details": {"email": "a@b.id", "mobile_number": "0812"}},
            "['mobile_number'] must be a phone number",
        ),
        ({"grievance_officer_details": {"email": "a@b.id"}}, "['name'] is required"),
    ],
)
async def test_papers_that_are_none(bench: Bench, wrong: dict[str, Any], said: str) -> None:
    status, error = await bench.refused({**_PAPERS, **wrong}, PAPERS)
    assert (status, error["code"]) == (400, 100)
    assert said in error["message"]
    assert "entity_name" not in (await bench.get(PAPERS))["data"][0]


async def test_the_badge_is_applied_for_and_withdrawn(bench: Bench) -> None:
    assert (await bench.call("GET", BADGE))[0] == 422
    data = {"business_name": "PT Toko Terkirim", "website_url": "https://example.id"}
    submit = {"action": "SUBMIT_APPLICATION", "application_data": data}
    withdraw = {"action": "WITHDRAW_APPLICATION"}
    assert (await bench.refused(withdraw, BADGE))[0] == 409
    status, answer = await bench.post(BADGE, submit)
    assert (status, answer["updated_status"]["oba_status"]) == (200, "PENDING")
    assert (await bench.refused(submit, BADGE))[0] == 400
    assert (await bench.get(BADGE))["oba_status"] == "PENDING"
    assert (await bench.post(BADGE, withdraw))[1]["updated_status"]["oba_status"] == "CANCELLED"
    again = (await bench.post(BADGE, submit))[1]
    assert again["tracking_id"] != answer["tracking_id"]


@pytest.mark.parametrize(
    ("wrong", "status"),
    [
        ({}, 400),
        ({"action": "BUY"}, 400),
        ({"action": "SUBMIT_APPLICATION"}, 400),
        ({"action": "SUBMIT_APPLICATION", "application_data": {"business_name": ""}}, 400),
        ({"action": "SUBMIT_APPLICATION", "application_data": {"business_name": "a" * 256}}, 422),
        (
            {
                "action": "SUBMIT_APPLICATION",
                "application_data": {"business_name": "a", "website_url": "http://example.id"},
            },
            422,
        ),
    ],
)
async def test_an_application_that_is_none(
    bench: Bench, wrong: dict[str, Any], status: int
) -> None:
    found, error = await bench.refused(wrong, BADGE)
    assert (found, error["code"]) == (status, 100)
    assert (await bench.call("GET", BADGE))[0] == 422


async def test_the_key_for_flows(bench: Bench) -> None:
    assert await bench.get(KEY) == {"data": []}
    for wrong in ("", "kunci", PUBLIC_KEY.replace("PUBLIC", "PRIVATE"), PUBLIC_KEY[:-20]):
        assert (await bench.refused({"business_public_key": wrong}, KEY))[1]["code"] == 100
    not_rsa = PUBLIC_KEY.replace("DQYJKoZI", "AAAAAAAA")
    assert (await bench.refused({"business_public_key": not_rsa}, KEY))[0] == 400
    headers = {"Authorization": "Bearer sandbox-token"}
    form = {"business_public_key": PUBLIC_KEY}
    async with bench.session.post(bench.url + KEY, data=form, headers=headers) as got:
        assert got.status == 200
    assert (await bench.get(KEY))["data"] == [
        {"business_public_key": PUBLIC_KEY, "business_public_key_signature_status": "VALID"}
    ]


async def test_authentication_templates_can_be_previewed(bench: Bench) -> None:
    wished = "category=AUTHENTICATION&button_types=OTP"
    more = "&languages=en_US,es_ES&add_security_recommendation=true&code_expiration_minutes=10"
    shown = (await bench.get(f"{PREVIEWS}?{wished}{more}"))["data"]
    assert [one["language"] for one in shown] == ["en_US", "es_ES"]
    words = "*{{1}}* is your verification code. For your security, do not share this code."
    assert shown[0]["body"] == words
    assert shown[0]["footer"] == "This code expires in 10 minutes."
    assert shown[0]["buttons"] == [{"text": "Copy code", "autofill_text": "Autofill"}]
    [plain, _] = (await bench.get(f"{PREVIEWS}?{wished}"))["data"]
    assert plain["body"] == "*{{1}}* is your verification code."
    assert "footer" not in plain
    for wrong in (
        "category=UTILITY&button_types=OTP",
        "category=AUTHENTICATION",
        "category=AUTHENTICATION&button_types=URL",
        f"{wished}&code_expiration_minutes=91",
        f"{wished}&code_expiration_minutes=x",
    ):
        status, answer = await bench.call("GET", f"{PREVIEWS}?{wrong}")
        assert (status, answer["error"]["code"]) == (400, 100)
