"""What a second reviewer found too lenient."""

import pytest

from sandbox_bench import MESSAGES, Bench, template
from terkirim.sandbox import ACCOUNT, TOKEN, Sandbox, serve_sandbox
from terkirim.vocabulary.clock import SystemClock


@pytest.mark.parametrize(
    ("code", "number"), [("62", "081100000771"), ("62", "+6281100000773"), ("", "081100000771")]
)
async def test_an_own_number_is_written_once_with_its_country_code(
    bench: Bench, code: str, number: str
) -> None:
    body = {"cc": code, "phone_number": number, "verified_name": "Toko Sari"}
    _, error = await bench.refused(body, f"/v25.0/{ACCOUNT}/phone_numbers")
    assert "phone_number must be a valid phone number" in error["message"]


async def test_an_identity_hash_is_a_text(bench: Bench) -> None:
    _, error = await bench.refused({**template(), "recipient_identity_key_hash": 5}, MESSAGES)
    assert "recipient_identity_key_hash must be a string" in error["message"]


async def test_what_a_proxy_says_carries_no_header_of_metas(bench: Bench) -> None:
    body = {"name": "gateway", "http": {"status": 502, "body": "<h1>Bad gateway</h1>"}}
    await bench.order("faults", body)
    headers = {"Authorization": f"Bearer {TOKEN}"}
    url = f"{bench.url}{MESSAGES}"
    async with bench.session.post(url, headers=headers, json=template()) as got:
        assert (got.status, "X-App-Usage" in got.headers) == (502, False)


async def test_the_machines_clock_is_not_reset(bench: Bench) -> None:
    async with serve_sandbox(Sandbox(1, SystemClock())) as url:
        order = {"now": 1_793_584_800}
        async with bench.session.post(f"{url}/_sandbox/reset", json=order) as got:
            assert (got.status, "machine's clock" in (await got.json())["error"]) == (409, True)
