"""Templates: the registry as Meta shows it, and how a send must fit it."""

from typing import Any

import pytest

from sandbox_bench import Bench, template
from terkirim.sandbox import ACCOUNT

LIST = f"/v25.0/{ACCOUNT}/message_templates"
NEW: dict[str, Any] = {
    "name": "struk_baru",
    "language": "id",
    "category": "UTILITY",
    "components": [
        {
            "type": "BODY",
            "text": "Halo {{1}}, struk belanja Anda sudah terbit.",
            "example": {"body_text": [["Sari"]]},
        }
    ],
}


async def test_the_known_templates(bench: Bench) -> None:
    answer = await bench.get(f"{LIST}?fields=name,language,status,category")
    assert [(one["name"], one["language"], one["category"]) for one in answer["data"]] == [
        ("order_ready", "id", "UTILITY"),
        ("order_ready", "en_US", "UTILITY"),
        ("promo_bulanan", "id", "MARKETING"),
        ("buka_percakapan", "id", "UTILITY"),
    ]
    assert {one["status"] for one in answer["data"]} == {"APPROVED"}
    one = await bench.get(f"/{answer['data'][0]['id']}")
    assert one["parameter_format"] == "POSITIONAL"
    assert one["components"][0]["type"] == "BODY"


async def test_paging_and_filters(bench: Bench) -> None:
    seen, url = [], f"{LIST}?fields=name&limit=3"
    while url:
        answer = await bench.get(url)
        seen += [one["id"] for one in answer["data"]]
        url = answer["paging"].get("next", "").replace(bench.url, "")
    assert len(seen) == len(set(seen)) == 4
    assert len((await bench.get(f"{LIST}?name=order_ready"))["data"]) == 2
    assert await bench.get(f"{LIST}?name=order_ready&status=PAUSED") == {"data": []}
    for name in ("status", "category", "quality_score"):
        status, answer = await bench.call("GET", f"{LIST}?{name}=zzz")
        assert (status, answer["error"]["code"]) == (400, 100)
        assert f"Param {name} must be one of" in answer["error"]["message"]
    after = (await bench.get(f"{LIST}?limit=4"))["paging"]["cursors"]["after"]
    assert await bench.get(f"{LIST}?after={after}") == {"data": []}


@pytest.mark.parametrize(
    ("query", "code"), [("limit=0x", 100), ("limit=-1", 100), ("after=x", 131059)]
)
async def test_bad_paging(bench: Bench, query: str, code: int) -> None:
    status, answer = await bench.call("GET", f"{LIST}?{query}")
    assert (status, answer["error"]["code"]) == (400, code)


async def test_the_next_page_keeps_the_question(bench: Bench) -> None:
    first = await bench.get(f"{LIST}?fields=name&name=order_ready&limit=1")
    second = await bench.get(first["paging"]["next"].replace(bench.url, ""))
    assert [list(one) for one in second["data"]] == [["name", "id"]]
    assert second["data"][0]["name"] == "order_ready"
    assert "next" not in second["paging"]


async def test_a_new_template_waits_for_review(bench: Bench) -> None:
    status, made = await bench.post(LIST, NEW)
    assert (status, made["status"], made["category"]) == (200, "PENDING", "UTILITY")
    send = template(name="struk_baru", params=1)
    assert (await bench.refused(send))[1]["code"] == 132001
    health = (await bench.get(f"/{made['id']}?fields=health_status"))["health_status"]
    assert health["entities"][0]["errors"][0]["error_code"] == 141002
    order = {"name": "struk_baru", "language": "id", "status": "APPROVED", "notify": True}
    await bench.order("templates", order, "PUT")
    await bench.send(send)
    await bench.advance(0)
    [update] = bench.receiver.changes("message_template_status_update")
    assert update["event"] == "APPROVED"
    assert update["message_template_id"] == int(made["id"])
    assert update["message_template_name"] == "struk_baru"
    again = (await bench.refused(NEW, LIST))[1]
    assert (again["code"], again["error_subcode"]) == (100, 2388024)


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": "Huruf Besar"},
        {"name": None},
        {"language": "bahasa"},
        {"category": "SPAM"},
        {"components": []},
        {"components": [{"type": "BODY", "text": ""}]},
        {"components": "bukan json"},
        {"components": [1]},
    ],
)
async def test_a_wrong_template_is_refused(bench: Bench, wrong: dict[str, Any]) -> None:
    assert (await bench.refused({**NEW, **wrong}, LIST))[1]["code"] == 100


async def test_an_edit_goes_back_to_review(bench: Bench) -> None:
    id_ = (await bench.get(f"{LIST}?name=buka_percakapan"))["data"][0]["id"]
    assert await bench.post(f"/{id_}", {"category": "MARKETING"}) == (200, {"success": True})
    edited = await bench.get(f"/{id_}?fields=status,category")
    assert (edited["status"], edited["category"]) == ("PENDING", "MARKETING")
    assert (await bench.refused({"category": "UTILITY"}, f"/{id_}"))[1]["error_subcode"] == 2388039


async def test_deleting(bench: Bench) -> None:
    assert (await bench.call("DELETE", LIST))[1]["error"]["code"] == 100
    assert (await bench.call("DELETE", f"{LIST}?name=nope"))[0] == 400
    assert (await bench.call("DELETE", f"{LIST}?name=order_ready"))[1] == {"success": True}
    assert (await bench.refused(template()))[1]["code"] == 132001
    assert (await bench.order("templates?name=promo_bulanan", None, "DELETE")) == {"deleted": 1}


@pytest.mark.parametrize(
    ("status", "code"), [("PAUSED", 132015), ("DISABLED", 132016), ("REJECTED", 132001)]
)
async def test_a_template_that_may_not_be_sent(bench: Bench, status: str, code: int) -> None:
    await bench.order(
        "templates", {"name": "order_ready", "language": "id", "status": status}, "PUT"
    )
    assert (await bench.refused(template()))[1]["code"] == code


async def test_changed_text_and_category_are_told(bench: Bench) -> None:
    order = {
        "name": "order_ready",
        "language": "id",
        "body": "Halo {{1}}, {{2}} untuk {{3}}",
        "category": "MARKETING",
        "notify": True,
    }
    await bench.order("templates", order, "PUT")
    assert (await bench.refused(template(params=2)))[1]["code"] == 132000
    await bench.send(template(params=3))
    await bench.advance(0)
    [components] = bench.receiver.changes("message_template_components_update")
    assert components["message_template_element"] == "Halo {{1}}, {{2}} untuk {{3}}"
    [category] = bench.receiver.changes("template_category_update")
    assert (category["previous_category"], category["new_category"]) == ("UTILITY", "MARKETING")


async def test_parameters_of_the_wrong_kind(bench: Bench) -> None:
    send = template()
    parameters = send["template"]["components"][0]["parameters"]
    parameters[0] = {"type": "image", "image": {"id": "1"}}
    assert (await bench.refused(send))[1]["code"] == 132012
    parameters[0] = {"type": "text"}
    assert (await bench.refused(send))[1]["code"] == 131008
    parameters[0] = {"type": "text", "text": "a" * 1024}
    assert (await bench.refused(send))[1]["code"] == 132005


async def test_named_parameters_need_their_names(bench: Bench) -> None:
    order = {
        "name": "bernama",
        "language": "id",
        "body": "Halo {{nama}}",
        "parameter_format": "NAMED",
    }
    await bench.order("templates", order, "PUT")
    send = template(name="bernama", params=1)
    assert (await bench.refused(send))[1]["code"] == 132012
    send["template"]["components"][0]["parameters"][0]["parameter_name"] = "nama"
    await bench.send(send)
