"""Every scenario of examples/scenarios plays as its pages tell it, to the figure."""

from typing import Any

import pytest

from sandbox_bench import template, text
from story import HOUR, PAGES, SCENARIOS, Story, figures, open_story, people
from terkirim.sandbox import ACCOUNT, LIVE_SENDER

NAMES = sorted(file.stem for file in SCENARIOS.glob("*.toml"))
SENDER = f"/v25.0/{LIVE_SENDER}"


def check(name: str, found: list[int]) -> None:
    """The pages in both languages say these figures."""
    for page in (PAGES / f"{name}.md", PAGES / f"{name}.id.md"):
        assert figures(page) == found, page.name


async def test_payment_stops() -> None:
    async with open_story("payment-stops") as story:
        for hour in range(8):
            await story.reach(hour + 0.5)
            await story.notices(10)
            if hour == 2:
                health = await _health(story)
                assert health["can_send_message"] == "BLOCKED"
                assert "141006" in str(health)
        await story.reach(48)
        assert story.told("account_update") == []
        check(
            "payment-stops",
            [
                len(story.accepted),
                story.failures()[131042],
                story.refused[131042],
                story.arrived(),
            ],
        )


async def _health(story: Story) -> dict[str, object]:
    answer = await story.bench.get(f"/v25.0/{ACCOUNT}?fields=health_status")
    health: dict[str, object] = answer["health_status"]
    return health


async def test_number_lost() -> None:
    async with open_story("number-lost") as story:
        for hour in range(3):
            await story.reach(hour + 0.5)
            await story.notices(5)
        number = await story.bench.get(f"{SENDER}?fields=status,platform_type")
        assert number["status"] != "CONNECTED"
        pins = {"messaging_product": "whatsapp", "pin": "246810"}
        assert (await story.bench.refused(pins, f"{SENDER}/register"))[1]["code"] == 133006
        ask = {"code_method": "SMS", "language": "id"}
        assert (await story.bench.post(f"{SENDER}/request_code", ask))[0] == 200
        code = (await story.bench.get(f"/_sandbox/otp/{LIVE_SENDER}"))["code"]
        assert (await story.bench.post(f"{SENDER}/verify_code", {"code": code}))[0] == 200
        wrong = {**pins, "pin": "111111"}
        assert (await story.bench.refused(wrong, f"{SENDER}/register"))[1]["code"] == 133005
        assert (await story.bench.post(f"{SENDER}/register", pins))[0] == 200
        await story.reach(4.5)
        await story.notices(5)
        await story.reach(48)
        check("number-lost", [len(story.accepted), story.refused[133010], story.arrived()])


async def test_quality_falls() -> None:
    async with open_story("quality-falls") as story:
        for hour in range(16):
            await story.reach(hour + 0.5)
            await story.notices(5, name="promo_bulanan")
        await story.reach(72)
        events = [change["event"] for change in story.told("message_template_status_update")]
        assert events == ["PAUSED", "APPROVED", "PAUSED", "APPROVED", "DISABLED"]
        scores = story.told("message_template_quality_update")
        assert [one["new_quality_score"] for one in scores][:2] == ["YELLOW", "RED"]
        check(
            "quality-falls",
            [
                len(story.accepted),
                story.refused[132015] + story.failures()[132015],
                story.refused[132016] + story.failures()[132016],
                story.arrived(),
            ],
        )


async def test_outage_and_late_webhooks() -> None:
    async with open_story("outage-and-late-webhooks") as story:
        await story.reach(0.5)
        await story.notices(20)
        await story.reach(1 + 5 / 60)
        await story.notices(20)
        assert story.refused[0] == 20
        await story.reach(1 + 15 / 60)
        await story.notices(20)
        broken = story.refused[0] - 20
        await story.reach(1.5)
        await story.notices(20)
        await story.reach(4)
        known = story.arrived()
        await story.reach(72)
        statuses = story.bench.receiver.statuses()
        unknown = {one["id"] for one in statuses} - set(story.accepted)
        assert len(unknown) == broken
        twice = len(statuses) - len({(one["id"], one["status"]) for one in statuses})
        check(
            "outage-and-late-webhooks",
            [20, len(story.accepted), broken, known, story.arrived(), twice],
        )


async def test_ecosystem_limit() -> None:
    async with open_story("ecosystem-limit") as story:
        for hour in (0, 4, 8):
            await story.reach(hour)
            await story.notices(50, name="promo_bulanan")
        await story.notices(50)
        await story.reach(9)
        capped = story.failures()[131049]
        before = story.arrived()
        await story.reach(36)
        await story.notices(50, name="promo_bulanan")
        await story.reach(96)
        check(
            "ecosystem-limit",
            [
                len(story.accepted),
                capped,
                before,
                story.failures()[131049] - capped,
                story.failures()[131050],
                story.arrived(),
            ],
        )


async def test_template_changed_under_way() -> None:
    async with open_story("template-changed-under-way") as story:
        await story.reach(0.5)
        await story.notices(15)
        await story.reach(1.5)
        await story.notices(15)
        assert len(story.told("message_template_components_update")) == 1
        await story.notices(15, params=3)
        await story.reach(2.5)
        await story.notices(15, language="en_US")
        await story.reach(48)
        check(
            "template-changed-under-way",
            [
                len(story.accepted),
                story.refused[132000],
                story.refused[132001],
                story.arrived(),
            ],
        )


async def test_support_replies_after_24h() -> None:
    async with open_story("support-replies-after-24h") as story:
        await story.reach(2)
        for person in range(2):
            await story.send(text(to=_customer(person), body="Ya, masih ada."))
        await story.reach(26)
        for person in range(2, 10):
            await story.send(text(to=_customer(person), body="Ya, masih ada."))
        await story.reach(27)
        late = story.failures()[131047]
        for person in range(2, 10):
            await story.send(_opener(_customer(person)))
        await story.reach(29)
        answered = sorted({one["from"] for one in story.bench.receiver.messages()[10:]})
        for person in answered:
            await story.send(text(to=f"+{person}", body="Ya, masih ada."))
        await story.reach(60)
        check(
            "support-replies-after-24h",
            [len(story.accepted), late, len(answered), story.failures()[131047] - late],
        )


def _customer(number: int) -> str:
    return f"+62812000000{number + 1:02d}"


def _opener(to: str) -> dict[str, object]:
    values = [{"type": "text", "text": "Sari"}]
    return {
        "messaging_product": "whatsapp",
        "to": to,
        "type": "template",
        "template": {
            "name": "buka_percakapan",
            "language": {"code": "id"},
            "components": [{"type": "body", "parameters": values}],
        },
    }


async def test_usernames() -> None:
    async with open_story("usernames") as story:
        await story.reach(1)
        written = list(story.bench.receiver.messages())
        hidden = [one for one in written if "from" not in one]
        for one in written:
            await story.send(_back_to(one, text(body="Ya, sampai pukul 21.00.")))
        for one in hidden:
            await story.send(_back_to(one, _ASKS_FOR_NUMBER))
        await story.reach(2)
        for one in written:
            await story.send(_back_to(one, template(name="kode_masuk", params=1)))
        await story.reach(3.5)
        shared = [one["contacts"][0]["phones"][0]["phone"] for one in _of(story, "contacts")]
        for number in shared:
            await story.send(template(to=number, name="kode_masuk", params=1))
        await story.reach(6)
        shown = [one for one in _of(story, "text")[len(written) :] if "from" in one]
        await story.reach(25)
        for one in written:
            await story.send(_back_to(one, template()))
        await story.reach(26)
        lost = story.failures()[131026]
        for one in _of(story, "system"):
            await story.send(_back_to({"from_user_id": one["system"]["user_id"]}, template()))
        await story.reach(41 * 24)
        assert "from" not in story.bench.receiver.messages()[-1]
        assert len(shared) == 2
        check(
            "usernames",
            [
                len(written),
                len(hidden),
                story.refused[131062],
                len(shown),
                lost,
                len(story.accepted),
                story.arrived(),
            ],
        )


_ASKS_FOR_NUMBER = {
    "messaging_product": "whatsapp",
    "type": "interactive",
    "interactive": {
        "type": "request_contact_info",
        "body": {"text": "Bolehkah kami tahu nomor Anda untuk mengirim kode masuk?"},
        "action": {"name": "request_contact_info"},
    },
}


def _back_to(message: dict[str, Any], body: dict[str, Any]) -> dict[str, Any]:
    """A send to whoever wrote: by number where it was told, else by user id."""
    bare = {name: value for name, value in body.items() if name != "to"}
    if "from" in message:
        return {**bare, "to": f"+{message['from']}"}
    return {**bare, "recipient": message["from_user_id"]}


def _of(story: Story, kind: str) -> list[Any]:
    return [one for one in story.bench.receiver.messages() if one["type"] == kind]


async def test_prepaid_wallet_empty() -> None:
    async with open_story("prepaid-wallet-empty") as story:
        balances: list[int] = []
        blocked: list[bool] = []
        refused: list[int] = []
        for hour in range(10):
            await story.reach(hour + 0.5)
            before = story.refused[131031]
            await story.notices(10)
            refused.append(story.refused[131031] - before)
            balances.append(await _balance(story))
            blocked.append((await _health(story))["can_send_message"] == "BLOCKED")
        await story.reach(72)
        assert refused == [0, 10, 10, 0, 0, 10, 10, 10, 0, 0]
        assert blocked == [False] * 5 + [True] * 3 + [False] * 2
        states = [one["ban_info"]["waba_ban_state"] for one in story.told("account_update")]
        assert states == ["DISABLE", "REINSTATE"]
        check(
            "prepaid-wallet-empty",
            [*balances[:2], sum(refused[:5]), balances[5], sum(refused[5:]), story.arrived()],
        )


async def _balance(story: Story) -> int:
    headers = {"X-API-Key": "sandbox-wallet-key"}
    url = f"{story.bench.url}/v2/balance"
    async with story.bench.session.get(url, headers=headers) as answer:
        return int((await answer.json())["amount"])


async def test_ramadan_blast() -> None:
    async with open_story("ramadan-blast") as story:
        seconds = await _blast(story, list(range(400)), 0)
        throttled = story.refused[130429]
        await story.reach(1)
        morning, failed = story.arrived(), story.failures()
        assert len(story.told("user_preferences")) == 1
        assert [one["text"]["body"] for one in story.bench.receiver.messages()] == ["BERHENTI"]
        numbers = dict(zip(story.accepted, range(400), strict=True))
        await story.reach(12.5)
        assert len(story.told("business_capability_update")) == 1
        await _blast(story, [numbers[id_] for id_ in _failed_with(story, 131048)], 12.5)
        await story.reach(96)
        assert story.failures() == failed
        check(
            "ramadan-blast",
            [
                len(numbers),
                seconds,
                throttled,
                failed[131026],
                failed[131049],
                failed[131048],
                morning,
                story.arrived(),
            ],
        )


def _failed_with(story: Story, code: int) -> list[str]:
    return [
        one["id"]
        for one in story.bench.receiver.statuses()
        if one["status"] == "failed" and one["errors"][0]["code"] == code
    ]


async def _blast(story: Story, waiting: list[int], hours: float) -> int:
    """Promote to all of them, those over the limit again each second; how long it took."""
    seconds = 0
    while waiting:
        waiting = [one for one in waiting if await _promote(story, one) == 130429]
        seconds += 1
        await story.reach(hours + seconds / HOUR)
    return seconds


async def _promote(story: Story, number: int) -> int | None:
    values = [{"type": "text", "text": value} for value in ("Sari", "nasi kebuli")]
    return await story.send(
        {
            "messaging_product": "whatsapp",
            "to": people(number),
            "type": "template",
            "template": {
                "name": "promo_ramadan",
                "language": {"code": "id"},
                "components": [{"type": "body", "parameters": values}],
            },
        }
    )


@pytest.mark.parametrize("name", NAMES)
def test_every_scenario_has_its_pages_and_its_story(name: str) -> None:
    assert f"test_{name.replace('-', '_')}" in globals()
    for page in (f"{name}.md", f"{name}.id.md"):
        told = (PAGES / page).read_text()
        assert f"examples/scenarios/{name}.toml" in told
        index = (PAGES / ("README.id.md" if page.endswith(".id.md") else "README.md")).read_text()
        assert f"({page})" in index
