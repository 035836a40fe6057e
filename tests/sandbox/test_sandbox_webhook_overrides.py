"""Webhooks go to the number's own address, else to its account's, else to the app's."""

from collections.abc import AsyncIterator

import pytest

from sandbox_bench import PERSON, Bench, Receiver, open_receiver
from terkirim.sandbox import ACCOUNT, LIVE_SENDER, TEST_SENDER, VERIFY_TOKEN

APPS = f"/v25.0/{ACCOUNT}/subscribed_apps"
NUMBER = f"/v25.0/{LIVE_SENDER}"
DONE = (200, {"success": True})


@pytest.fixture
async def other() -> AsyncIterator[Receiver]:
    """Another endpoint of the owner's."""
    async with open_receiver() as receiver:
        yield receiver


@pytest.fixture
async def third() -> AsyncIterator[Receiver]:
    """A third one."""
    async with open_receiver() as receiver:
        yield receiver


def _at(receiver: Receiver, token: str = VERIFY_TOKEN) -> dict[str, str]:
    return {"override_callback_uri": receiver.url, "verify_token": token}


async def _write(bench: Bench, sender: str) -> None:
    await bench.order("inbound", {"sender": sender, "from": PERSON, "text": "Halo"})
    await bench.advance(60)


async def test_the_nearest_address_wins(bench: Bench, other: Receiver, third: Receiver) -> None:
    assert await bench.post(APPS, _at(other)) == DONE
    assert await bench.post(NUMBER, {"webhook_configuration": _at(third)}) == DONE
    await _write(bench, LIVE_SENDER)
    await _write(bench, TEST_SENDER)
    heard = [len(one.messages()) for one in (bench.receiver, other, third)]
    assert heard == [0, 1, 1]
    assert other.changes()[0]["metadata"]["phone_number_id"] == TEST_SENDER
    assert all(third.signed)
    shown = await bench.get(f"{NUMBER}?fields=webhook_configuration")
    assert shown["webhook_configuration"] == {
        "phone_number": third.url,
        "whatsapp_business_account": other.url,
        "application": bench.receiver.url,
    }
    empty = {"webhook_configuration": {"override_callback_uri": ""}}
    assert await bench.post(NUMBER, empty) == DONE
    await _write(bench, LIVE_SENDER)
    assert await bench.post(APPS) == DONE
    await _write(bench, LIVE_SENDER)
    heard = [len(one.messages()) for one in (bench.receiver, other, third)]
    assert heard == [1, 2, 1]
    shown = await bench.get(f"{NUMBER}?fields=webhook_configuration")
    assert shown["webhook_configuration"] == {"application": bench.receiver.url}


async def test_accounts_and_templates_are_always_told_to_the_app(
    bench: Bench, other: Receiver
) -> None:
    await bench.post(APPS, _at(other))
    pause = {"name": "promo_bulanan", "language": "id"}
    await bench.order("templates/pause", pause)
    await bench.order(f"accounts/{ACCOUNT}/events", {"event": "DISABLED_UPDATE"})
    await bench.order("changes", {"field": "calls", "errors": [{"code": 138020}]})
    await bench.advance(60)
    assert len(bench.receiver.changes("message_template_status_update")) == 1
    assert len(bench.receiver.changes("account_update")) == 1
    assert {change["field"] for body in other.bodies for change in body["entry"][0]["changes"]} == {
        "calls"
    }


async def test_what_a_whole_value_says_of_its_number_counts(bench: Bench, other: Receiver) -> None:
    await bench.post(NUMBER, {"webhook_configuration": _at(other)})
    for sender in (LIVE_SENDER, TEST_SENDER):
        value = {"metadata": {"phone_number_id": sender}, "calls": []}
        await bench.order("changes", {"field": "calls", "value": value})
    await bench.advance(60)
    assert [one["metadata"]["phone_number_id"] for one in other.changes("calls")] == [LIVE_SENDER]
    assert len(bench.receiver.changes("calls")) == 1


async def test_an_address_must_prove_itself(bench: Bench, other: Receiver) -> None:
    for path, wrong in (
        (APPS, _at(other, "salah")),
        (NUMBER, {"webhook_configuration": _at(other, "salah")}),
    ):
        status, error = await bench.refused(wrong, path)
        assert (status, error["code"]) == (400, 2200)
    long = {"override_callback_uri": f"https://example.id/{'a' * 200}"}
    for path, body in (
        (APPS, {"override_callback_uri": "example.id"}),
        (APPS, long),
        (NUMBER, {"webhook_configuration": long}),
        (NUMBER, {"webhook_configuration": {"verify_token": "x"}}),
        (NUMBER, {"webhook_configuration": "x"}),
        (NUMBER, {"webhook_configuration": []}),
    ):
        status, error = await bench.refused(body, path)
        assert (status, error["code"]) == (400, 100)
    shown = await bench.get(f"{NUMBER}?fields=webhook_configuration")
    assert shown["webhook_configuration"] == {"application": bench.receiver.url}


async def test_what_did_not_get_through_follows_the_new_address(
    bench: Bench, other: Receiver
) -> None:
    await bench.post(APPS, _at(other))
    other.answers = [500] * 20
    await _write(bench, LIVE_SENDER)
    assert bench.receiver.messages() == []
    await bench.post(APPS)
    await bench.advance(3600)
    assert len(bench.receiver.messages()) == 1


async def test_nothing_is_heard_of_an_account_unsubscribed_from(bench: Bench) -> None:
    assert (await bench.call("DELETE", APPS)) == DONE
    assert await bench.get(APPS) == {"data": []}
    await _write(bench, LIVE_SENDER)
    await bench.order("templates/pause", {"name": "promo_bulanan", "language": "id"})
    await bench.advance(60)
    assert bench.receiver.bodies == []
    assert (await bench.record())["webhooks"]["dropped"] == 2
    assert await bench.post(APPS) == DONE
    await _write(bench, LIVE_SENDER)
    assert len(bench.receiver.messages()) == 1


async def test_the_rest_is_changed_with_it(bench: Bench, other: Receiver) -> None:
    change = {"webhook_configuration": _at(other), "new_display_name": "Toko Baru"}
    assert await bench.post(NUMBER, change) == DONE
    shown = await bench.get(f"{NUMBER}?fields=new_name_status,webhook_configuration")
    assert shown["new_name_status"] == "PENDING_REVIEW"
    assert shown["webhook_configuration"]["phone_number"] == other.url
    await bench.order("token", {"permissions": []})
    for path in (APPS, NUMBER):
        assert (await bench.refused({}, path))[1]["code"] in (10, 200)
