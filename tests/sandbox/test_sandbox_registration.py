"""A number's way back: request a code, verify it, register with a PIN."""

from typing import Any

import pytest

from sandbox_bench import Bench, template
from terkirim.sandbox import ACCOUNT, LIVE_SENDER

ME = f"/v25.0/{LIVE_SENDER}"
REGISTER = {"messaging_product": "whatsapp", "pin": "123456"}


async def _state(bench: Bench) -> Any:
    answer = await bench.get(f"{ME}?fields=status,platform_type,code_verification_status")
    return answer["status"], answer["platform_type"], answer["code_verification_status"]


async def test_the_whole_way(bench: Bench) -> None:
    await bench.order(f"senders/{LIVE_SENDER}", {"registered": False, "verified": False})
    status, error = await bench.refused(template())
    assert (status, error["code"]) == (400, 133010)
    assert error["message"] == "(#133010) Phone number Not Registered"
    assert await _state(bench) == ("PENDING", "NOT_APPLICABLE", "NOT_VERIFIED")
    assert (await bench.refused(REGISTER, f"{ME}/register"))[1]["code"] == 133006

    path = f"{ME}/request_code?code_method=SMS&language=id"
    assert await bench.post(path) == (200, {"success": True})
    code = (await bench.get(f"/_sandbox/otp/{LIVE_SENDER}"))["code"]
    wrong = "000000" if code != "000000" else "111111"
    status, error = await bench.refused({"code": wrong}, f"{ME}/verify_code")
    assert (error["code"], error["error_subcode"]) == (136025, 2388093)
    assert error["error_user_msg"] == "The code you entered is incorrect."
    assert "migrated" not in str(error)
    assert await bench.post(f"{ME}/verify_code?code={code}") == (200, {"success": True})
    assert await bench.post(f"{ME}/register", REGISTER) == (200, {"success": True})
    assert await _state(bench) == ("CONNECTED", "CLOUD_API", "VERIFIED")
    await bench.send(template())


async def test_form_and_json_parameters_are_taken_alike(bench: Bench) -> None:
    await bench.order(f"senders/{LIVE_SENDER}", {"verified": False})
    voice = {"code_method": "VOICE", "language": "en_US"}
    headers = {"Authorization": "Bearer sandbox-token"}
    url = f"{bench.url}{ME}/request_code"
    async with bench.session.post(url, data=voice, headers=headers) as got:
        assert got.status == 200
    first = (await bench.get(f"/_sandbox/otp/{LIVE_SENDER}"))["code"]
    assert (await bench.post(f"{ME}/request_code", voice))[0] == 200
    assert (await bench.get(f"/_sandbox/otp/{LIVE_SENDER}"))["code"] != first


@pytest.mark.parametrize(
    "wrong", [{}, {"code_method": "PIGEON", "language": "id"}, {"code_method": "SMS"}]
)
async def test_a_code_needs_method_and_language(bench: Bench, wrong: dict[str, str]) -> None:
    assert (await bench.refused(wrong, f"{ME}/request_code"))[1]["code"] == 100


async def test_a_verified_number_gets_no_code(bench: Bench) -> None:
    path = f"{ME}/request_code?code_method=SMS&language=id"
    assert (await bench.refused({}, path))[1]["code"] == 136024
    assert (await bench.refused({"code": "123456"}, f"{ME}/verify_code"))[1]["code"] == 136025
    assert (await bench.refused({}, f"{ME}/verify_code"))[1]["code"] == 100


@pytest.mark.parametrize("pin", [None, "", "12345", "1234567", "abcdef", "１２３４５６", 12, [1]])
async def test_a_pin_has_six_digits(bench: Bench, pin: object) -> None:
    error = (await bench.refused({**REGISTER, "pin": pin}, f"{ME}/register"))[1]
    assert error["code"] == 100


async def test_the_pin_must_match_and_guessing_ends(bench: Bench) -> None:
    await bench.order(f"senders/{LIVE_SENDER}", {"pin": "654321"})
    codes = [(await bench.refused(REGISTER, f"{ME}/register"))[1]["code"] for _ in range(6)]
    assert codes == [133005] * 5 + [133008]
    right = {**REGISTER, "pin": "654321"}
    _, error = await bench.refused(right, f"{ME}/register")
    assert error["code"] == 133008
    assert "Try again in 43200 seconds" in error["error_data"]["details"]
    await bench.advance(12 * 3600)
    assert (await bench.post(f"{ME}/register", right))[0] == 200


async def test_registering_too_often(bench: Bench) -> None:
    for _ in range(10):
        await bench.post(f"{ME}/register", REGISTER)
    assert (await bench.refused(REGISTER, f"{ME}/register"))[1]["code"] == 133016
    await bench.advance(72 * 3600)
    assert (await bench.post(f"{ME}/register", REGISTER))[0] == 200


async def test_deregister_and_set_pin(bench: Bench) -> None:
    assert await bench.post(ME, {"pin": "111111"}) == (200, {"success": True})
    assert await bench.post(f"{ME}/deregister") == (200, {"success": True})
    assert (await bench.refused({}, f"{ME}/deregister"))[1]["code"] == 133010
    assert (await bench.refused(REGISTER, f"{ME}/register"))[1]["code"] == 133005
    assert (await bench.post(f"{ME}/register", {**REGISTER, "pin": "111111"}))[0] == 200


async def test_a_pin_set_by_call_holds_and_no_webhook_tells_it(bench: Bench) -> None:
    assert (await bench.get(f"{ME}?fields=is_pin_enabled"))["is_pin_enabled"] is False
    await bench.post(ME, {"pin": "111111"})
    await bench.advance(0)
    assert bench.receiver.bodies == []
    assert (await bench.get(f"{ME}?fields=is_pin_enabled"))["is_pin_enabled"] is True


async def test_a_pin_changed_by_people_is_told_and_ends_the_wait_for_guesses(bench: Bench) -> None:
    event = {"event": "PIN_CHANGED", "pin": "222222"}
    await bench.order(f"senders/{LIVE_SENDER}/events", event)
    for _ in range(5):
        assert (await bench.refused(REGISTER, f"{ME}/register"))[1]["code"] == 133005
    assert (await bench.refused(REGISTER, f"{ME}/register"))[1]["code"] == 133008
    await bench.order(f"senders/{LIVE_SENDER}/events", {**event, "pin": REGISTER["pin"]})
    assert (await bench.post(f"{ME}/register", REGISTER))[0] == 200
    await bench.advance(0)
    told = [one["event"] for one in bench.receiver.changes("security")]
    assert told == ["PIN_CHANGED", "PIN_CHANGED"]


async def test_a_new_name_is_reviewed_first(bench: Bench) -> None:
    assert await bench.post(ME, {"new_display_name": "Toko Baru"}) == (200, {"success": True})
    assert await bench.get(f"{ME}?fields=verified_name,new_name_status") == {
        "verified_name": "Toko Terkirim",
        "new_name_status": "PENDING_REVIEW",
        "id": LIVE_SENDER,
    }
    assert (await bench.refused({"new_display_name": "x"}, ME))[1]["code"] == 100


@pytest.mark.parametrize(("region", "status"), [("ID", 200), ("XX", 400), (["ID"], 400)])
async def test_where_messages_are_stored(bench: Bench, region: object, status: int) -> None:
    body = {**REGISTER, "data_localization_region": region}
    assert (await bench.post(f"{ME}/register", body))[0] == status


async def test_a_locked_account_registers_nothing(bench: Bench) -> None:
    await bench.order(f"accounts/{ACCOUNT}", {"locked": True})
    status, error = await bench.refused(REGISTER, f"{ME}/register")
    assert (status, error["code"]) == (403, 131031)
