"""The business profile: read, changed, and what it may hold."""

from typing import Any

import pytest

from sandbox_bench import Bench
from terkirim.sandbox import LIVE_SENDER, TEST_SENDER

PROFILE = f"/v25.0/{LIVE_SENDER}/whatsapp_business_profile"
WHOLE: dict[str, Any] = {
    "about": "Buka setiap hari",
    "address": "Jalan Melati 1, Bandung",
    "description": "Toko kue",
    "email": "halo@example.id",
    "websites": ["https://example.id", "https://example.com/toko"],
    "vertical": "RETAIL",
}


async def test_it_begins_empty_and_can_be_filled(bench: Bench) -> None:
    assert await bench.get(PROFILE) == {"data": [{"messaging_product": "whatsapp"}]}
    change = {
        "messaging_product": "whatsapp",
        **WHOLE,
        "profile_picture_handle": await bench.handle(),
    }
    assert await bench.post(PROFILE, change) == (200, {"success": True})
    [shown] = (await bench.get(PROFILE))["data"]
    assert shown.pop("profile_picture_url").startswith("https://")
    assert shown == {"messaging_product": "whatsapp", **WHOLE}
    await bench.post(PROFILE, {"messaging_product": "whatsapp", "about": "Libur"})
    chosen = await bench.get(f"{PROFILE}?fields=about,email")
    assert chosen == {
        "data": [{"about": "Libur", "email": "halo@example.id", "messaging_product": "whatsapp"}]
    }
    other = await bench.get(PROFILE.replace(LIVE_SENDER, TEST_SENDER))
    assert other == {"data": [{"messaging_product": "whatsapp"}]}


@pytest.mark.parametrize(
    "wrong",
    [
        {"about": ""},
        {"about": "x" * 140},
        {"address": "x" * 257},
        {"description": "x" * 513},
        {"email": "bukan surel"},
        {"email": "a@b.id" + "x" * 128},
        {"vertical": "SHOE_SHOP"},
        {"vertical": ["RETAIL"]},
        {"websites": ["https://a.id"] * 3},
        {"websites": ["a.id"]},
        {"websites": ["https://" + "a" * 256]},
        {"websites": "https://a.id"},
        {"websites": {"1": "https://a.id"}},
        {"about": 5},
        {"profile_picture_handle": ""},
        {"profile_picture_handle": "4:abc"},
    ],
)
async def test_what_it_may_not_hold(bench: Bench, wrong: dict[str, object]) -> None:
    await bench.post(PROFILE, {"messaging_product": "whatsapp", **WHOLE})
    before = await bench.get(PROFILE)
    change = {"messaging_product": "whatsapp", "address": "Baru", **wrong}
    status, error = await bench.refused(change, PROFILE)
    assert (status, error["code"]) == (400, 100)
    assert next(iter(wrong)) in error["message"]
    assert await bench.get(PROFILE) == before


async def test_it_is_whatsapps(bench: Bench) -> None:
    assert (await bench.refused({"about": "Halo"}, PROFILE))[1]["code"] == 100
    status, answer = await bench.call("GET", f"{PROFILE}?fields=shoe_size")
    assert (status, answer["error"]["code"]) == (400, 100)
