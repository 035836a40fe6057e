"""The block list: who can be put on it, what follows, and how it is read."""

from typing import Any

import pytest

from sandbox_bench import DAY, MESSAGES, PERSON, Bench, template, text
from terkirim.sandbox import LIVE_SENDER, TEST_SENDER

BLOCK = f"/v25.0/{LIVE_SENDER}/block_users"
OTHER = "+6281200000002"
OWN = "+62 811-1000-0001"


async def _write(bench: Bench, *people: str) -> None:
    for person in people:
        await bench.order("inbound", {"sender": LIVE_SENDER, "from": person, "text": "Hai"})
    await bench.advance(0)


def _users(*people: object) -> dict[str, Any]:
    return {"messaging_product": "whatsapp", "block_users": [{"user": one} for one in people]}


async def _listed(bench: Bench, query: str = "") -> list[str]:
    return [one["wa_id"] for one in (await bench.get(BLOCK + query))["data"]]


async def test_blocked_and_unblocked(bench: Bench) -> None:
    await _write(bench, PERSON)
    shown = {"input": PERSON, "wa_id": PERSON[1:]}
    assert await bench.post(BLOCK, _users(PERSON)) == (
        200,
        {"messaging_product": "whatsapp", "block_users": {"added_users": [shown]}},
    )
    assert (await bench.get(BLOCK))["data"] == [
        {"messaging_product": "whatsapp", "wa_id": PERSON[1:]}
    ]
    status, error = await bench.refused(text())
    assert (status, error["code"]) == (400, 130403)
    assert (await bench.refused(template()))[1]["code"] == 130403
    assert await bench.call("DELETE", BLOCK, _users("62 812-0000-0001")) == (
        200,
        {
            "messaging_product": "whatsapp",
            "block_users": {"removed_users": [{**shown, "input": "62 812-0000-0001"}]},
        },
    )
    assert await _listed(bench) == []
    await bench.send(text())


async def test_whom_a_sender_blocked_it_does_not_hear(bench: Bench) -> None:
    await _write(bench, PERSON)
    await bench.post(BLOCK, _users(PERSON))
    bench.receiver.bodies.clear()
    await _write(bench, PERSON)
    assert bench.receiver.messages() == []
    await bench.order("inbound", {"sender": TEST_SENDER, "from": PERSON, "text": "Hai"})
    await bench.advance(0)
    assert len(bench.receiver.messages()) == 1


async def test_only_who_wrote_within_a_day(bench: Bench) -> None:
    await _write(bench, PERSON, OTHER)
    await bench.advance(DAY - 1)
    await _write(bench, PERSON)
    await bench.advance(1)
    status, answer = await bench.post(BLOCK, _users(PERSON, OTHER, "x", OWN))
    assert status == 400
    lists = answer["block_users"]
    assert [one["wa_id"] for one in lists["added_users"]] == [PERSON[1:]]
    late, nobody, own = lists["failed_users"]
    assert late == {
        "input": OTHER,
        "wa_id": OTHER[1:],
        "errors": [
            {
                "message": "Re-engagement required",
                "code": 131047,
                "error_data": {"details": "User has not messaged in the last 24 hours"},
            }
        ],
    }
    assert "wa_id" not in nobody
    assert nobody["errors"][0]["code"] == 131009
    assert nobody["errors"][0]["error_data"]["details"] == "User is not a valid phone number"
    assert own["errors"][0]["code"] == 131021
    assert (answer["error"]["code"], answer["messaging_product"]) == (139100, "whatsapp")
    assert answer["error"]["message"] == "(#139100) Failed to block/unblock users"
    assert await _listed(bench) == [PERSON[1:]]
    assert (await bench.post(BLOCK, _users(PERSON)))[0] == 200
    status, answer = await bench.call("DELETE", BLOCK, _users("x"))
    assert (status, answer["error"]["code"]) == (400, 139100)
    assert answer["block_users"]["failed_users"][0]["errors"][0]["code"] == 131009


async def test_a_person_known_by_user_id_alone(bench: Bench) -> None:
    person = "ID.1349120865530"
    await _write(bench, person)
    body = {"messaging_product": "whatsapp", "block_users": [{"user_id": person}]}
    status, answer = await bench.post(BLOCK, body)
    assert (status, answer["block_users"]["added_users"]) == (
        200,
        [{"input": person, "user_id": person}],
    )
    send = {key: value for key, value in text().items() if key != "to"}
    assert (await bench.refused({**send, "recipient": person}))[1]["code"] == 130403


async def test_page_by_page_and_what_changes_between(bench: Bench) -> None:
    people = [f"+62812000000{n:02d}" for n in range(1, 6)]
    await _write(bench, *people)
    assert (await bench.post(BLOCK, _users(*people)))[0] == 200
    first = await bench.get(f"{BLOCK}?limit=2")
    second = await bench.get(first["paging"]["next"].replace(bench.url, ""))
    cursors = second["paging"]["cursors"]
    assert [one["wa_id"] for one in second["data"]] == [one[1:] for one in people[2:4]]
    assert await _listed(bench, f"?limit=2&before={cursors['before']}") == [
        one[1:] for one in people[:2]
    ]
    assert (await bench.call("DELETE", BLOCK, _users(people[0])))[0] == 200
    status, answer = await bench.call("GET", f"{BLOCK}?after={cursors['after']}")
    assert (status, answer["error"]["code"]) == (400, 139102)
    assert len(await _listed(bench)) == 4


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({}, 100),
        ({"messaging_product": "whatsapp"}, 100),
        (_users(), 100),
        (_users(None), 100),
        (_users(5), 100),
        ({"messaging_product": "whatsapp", "block_users": "["}, 100),
        ({"messaging_product": "whatsapp", "block_users": {"user": PERSON}}, 100),
        (_users(*[PERSON] * 1001), 130429),
    ],
)
async def test_what_is_no_list_of_people(bench: Bench, body: object, code: int) -> None:
    for method in ("POST", "DELETE"):
        status, answer = await bench.call(method, BLOCK, body)
        assert (status, answer["error"]["code"]) == (400 if code == 100 else 429, code) or (
            code == 130429 and status in (400, 429)
        )
    assert (await bench.post(MESSAGES, template()))[0] == 200
