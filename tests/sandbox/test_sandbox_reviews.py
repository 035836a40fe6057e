"""Templates over time: review, edits, deletion, pauses, categories."""

import pytest

from sandbox_bench import DAY, START, Bench, open_bench, template
from sandbox_templates import BODY, LIST, NEW, fields_of, make_template, subcode_of
from terkirim.sandbox import ACCOUNT

PROMO = {"name": "promo_bulanan", "language": "id"}
STATUS = "message_template_status_update"


async def _id_of(bench: Bench, name: str) -> str:
    return str((await bench.get(f"{LIST}?name={name}"))["data"][0]["id"])


async def test_a_review_ends_well_after_seconds(bench: Bench) -> None:
    id_ = await make_template(bench)
    assert await fields_of(bench, id_, "status") == ("PENDING",)
    await bench.advance(1)
    assert (await bench.refused(template(name="struk_baru", params=1)))[1]["code"] == 132001
    await bench.advance(10)
    assert await fields_of(bench, id_, "status", "rejected_reason") == ("APPROVED", "NONE")
    [update] = bench.receiver.changes(STATUS)
    assert update == {
        "event": "APPROVED",
        "message_template_id": int(id_),
        "message_template_name": "struk_baru",
        "message_template_language": "id",
        "message_template_category": "UTILITY",
        "reason": "NONE",
    }
    await bench.send(template(name="struk_baru", params=1))


async def test_a_rejection_by_order_with_its_reason(bench: Bench) -> None:
    order = {"name": "struk_baru", "decision": "REJECTED", "reason": "PROMOTIONAL", "after_s": 60}
    await bench.order("reviews", {**order, "recommendation": "Hapus ajakan."}, "PUT")
    id_ = await make_template(bench)
    await bench.advance(59)
    assert bench.receiver.changes(STATUS) == []
    await bench.advance(1)
    assert await fields_of(bench, id_, "status", "rejected_reason") == ("REJECTED", "PROMOTIONAL")
    [update] = bench.receiver.changes(STATUS)
    assert (update["event"], update["reason"]) == ("REJECTED", "PROMOTIONAL")
    assert update["rejection_info"] == {"reason": "PROMOTIONAL", "recommendation": "Hapus ajakan."}
    await bench.order("reviews?name=struk_baru", None, "DELETE")
    assert await bench.post(f"/{id_}", {"components": [BODY]}) == (200, {"success": True})
    await bench.advance(10)
    assert await fields_of(bench, id_, "status", "rejected_reason") == ("APPROVED", "NONE")


async def test_a_review_files_a_template_elsewhere(bench: Bench) -> None:
    await bench.order("reviews", {"name": "*", "category": "MARKETING"}, "PUT")
    id_ = await make_template(bench)
    await bench.advance(10)
    fields = ("status", "category", "previous_category")
    assert await fields_of(bench, id_, *fields) == ("APPROVED", "MARKETING", "UTILITY")
    [change] = bench.receiver.changes("template_category_update")
    assert (change["previous_category"], change["new_category"]) == ("UTILITY", "MARKETING")
    [update] = bench.receiver.changes(STATUS)
    assert update["message_template_category"] == "MARKETING"


async def test_a_review_can_hang_and_be_taken_up_again(bench: Bench) -> None:
    await bench.order("reviews", {"decision": "PENDING"}, "PUT")
    id_ = await make_template(bench)
    await bench.advance(30 * DAY)
    assert await fields_of(bench, id_, "status") == ("PENDING",)
    waiting = (await bench.get("/_sandbox/reviews"))["waiting"]
    assert waiting == [{"account": ACCOUNT, "name": "struk_baru", "language": "id"}]
    await bench.order("reviews", {"name": "struk_baru", "language": "id", "after_s": 5}, "PUT")
    await bench.advance(5)
    assert await fields_of(bench, id_, "status") == ("APPROVED",)
    assert len(bench.receiver.changes(STATUS)) == 1


async def test_a_review_is_void_when_its_template_is_edited_or_gone(bench: Bench) -> None:
    await bench.order("reviews", {"after_s": 100}, "PUT")
    promo = await _id_of(bench, "promo_bulanan")
    await bench.post(f"/{promo}", {"category": "MARKETING"})
    await make_template(bench)
    await bench.call("DELETE", f"{LIST}?name=struk_baru")
    order = {"name": "promo_bulanan", "language": "id", "status": "REJECTED"}
    await bench.order("templates", order, "PUT")
    await bench.advance(50)
    await bench.post(f"/{promo}", {"category": "UTILITY"})
    await bench.advance(50)
    assert await fields_of(bench, promo, "status") == ("PENDING",)
    await bench.advance(50)
    assert await fields_of(bench, promo, "status") == ("APPROVED",)
    told = [(one["event"], one["message_template_name"]) for one in bench.receiver.changes(STATUS)]
    assert told == [("PENDING_DELETION", "struk_baru"), ("APPROVED", "promo_bulanan")]


async def test_reviews_fall_due_alike_whatever_the_order_of_arrival() -> None:
    told = []
    for names in (("a_1", "a_2", "a_3"), ("a_3", "a_1", "a_2")):
        async with open_bench() as bench:
            for name in names:
                await make_template(bench, name=name)
            await bench.advance(10)
            updates = bench.receiver.changes(STATUS)
            told.append([one["message_template_name"] for one in updates])
    assert told[0] == told[1]
    assert len(told[0]) == 3


async def test_an_approved_edit_tells_the_new_components(bench: Bench) -> None:
    id_ = await _id_of(bench, "buka_percakapan")
    button = {"type": "URL", "text": "Buka", "url": "https://example.id/"}
    components = [
        {"type": "HEADER", "format": "TEXT", "text": "Struk"},
        BODY,
        {"type": "FOOTER", "text": "Toko Terkirim"},
        {"type": "BUTTONS", "buttons": [button]},
    ]
    await bench.post(f"/{id_}", {"components": components})
    assert bench.receiver.changes("message_template_components_update") == []
    await bench.advance(10)
    [value] = bench.receiver.changes("message_template_components_update")
    assert value["message_template_title"] == "Struk"
    assert value["message_template_element"] == BODY["text"]
    assert value["message_template_footer"] == "Toko Terkirim"
    assert value["message_template_buttons"] == [
        {
            "message_template_button_type": "URL",
            "message_template_button_text": "Buka",
            "message_template_button_url": "https://example.id/",
        }
    ]


async def test_an_approved_template_is_edited_once_a_day_and_ten_times_a_month(
    bench: Bench,
) -> None:
    id_ = await _id_of(bench, "promo_bulanan")
    edit = {"message_send_ttl_seconds": 43_200}
    for _ in range(10):
        assert (await bench.post(f"/{id_}", edit))[0] == 200
        await bench.advance(60)
        assert await subcode_of(bench, edit, f"/{id_}") == 2388039
        await bench.advance(DAY)
    error = (await bench.refused(edit, f"/{id_}"))[1]
    assert (error["error_subcode"], "10 times" in error["error_user_msg"]) == (2388039, True)
    await bench.advance(21 * DAY)
    assert (await bench.post(f"/{id_}", edit))[0] == 200
    assert await fields_of(bench, id_, "message_send_ttl_seconds") == (43_200,)


async def test_the_name_of_a_deleted_template_is_held_for_thirty_days(bench: Bench) -> None:
    id_ = await make_template(bench)
    await bench.advance(10)
    assert (await bench.call("DELETE", f"{LIST}?name=struk_baru&hsm_id={id_}"))[0] == 200
    assert await subcode_of(bench, NEW) == 2388023
    assert (await bench.post(LIST, {**NEW, "language": "en_US"}))[0] == 200
    await bench.advance(30 * DAY - 20)
    assert await subcode_of(bench, NEW) == 2388023
    await bench.advance(30)
    await make_template(bench)


async def test_what_was_never_approved_leaves_its_name_free(bench: Bench) -> None:
    await make_template(bench)
    assert (await bench.call("DELETE", f"{LIST}?name=struk_baru"))[0] == 200
    await make_template(bench)


async def test_deleting_by_ids_but_never_what_is_disabled(bench: Bench) -> None:
    both = [await _id_of(bench, "order_ready"), await _id_of(bench, "buka_percakapan")]
    ids = "[" + ",".join(f'"{id_}"' for id_ in both) + "]"
    await bench.order("templates", {**PROMO, "status": "DISABLED"}, "PUT")
    status, answer = await bench.call("DELETE", f"{LIST}?name=promo_bulanan")
    assert (status, answer["error"]["code"]) == (400, 100)
    assert (await bench.call("DELETE", f"{LIST}?hsm_ids={ids}"))[1] == {"success": True}
    left = (await bench.get(f"{LIST}?fields=name,language"))["data"]
    assert [(one["name"], one["language"]) for one in left] == [
        ("order_ready", "en_US"),
        ("promo_bulanan", "id"),
    ]


async def test_an_unverified_business_holds_250_templates(bench: Bench) -> None:
    await bench.order(f"accounts/{ACCOUNT}", {"verification": "not_verified"})
    for n in range(246):
        order = {"name": f"t_{n}", "language": "id", "body": "Halo"}
        await bench.order("templates", order, "PUT")
    error = (await bench.refused(NEW, LIST))[1]
    assert error["error_subcode"] == 2388019
    assert error["error_user_title"] == "Message Template Limit Exceeded"
    await bench.order(f"accounts/{ACCOUNT}", {"verification": "verified"})
    await make_template(bench)


async def test_a_template_that_turns_red_is_paused_twice_and_then_disabled(bench: Bench) -> None:
    id_ = await _id_of(bench, "promo_bulanan")
    send, red = template(name="promo_bulanan"), {**PROMO, "score": "RED"}
    await bench.send(send)
    for hours in (3, 6):
        await bench.order("templates/quality", red)
        assert await fields_of(bench, id_, "status") == ("PAUSED",)
        assert (await bench.refused(send))[1]["code"] == 132015
        await bench.advance(hours * 3600 - 1)
        assert (await bench.refused(send))[1]["code"] == 132015
        await bench.advance(1)
        await bench.send(send)
    await bench.order("templates/quality", red)
    assert (await bench.refused(send))[1]["code"] == 132016
    await bench.advance(30 * DAY)
    assert await fields_of(bench, id_, "status") == ("DISABLED",)
    told = [(one["event"], one["other_info"]["title"]) for one in bench.receiver.changes(STATUS)]
    assert told == [
        ("PAUSED", "FIRST_PAUSE"),
        ("APPROVED", "UNPAUSE"),
        ("PAUSED", "SECOND_PAUSE"),
        ("APPROVED", "UNPAUSE"),
        ("DISABLED", "DISABLED"),
    ]
    assert bench.receiver.changes(STATUS)[-1]["disable_info"] == {
        "disable_date": "September 21, 2026"
    }
    [quality] = bench.receiver.changes("message_template_quality_update")
    assert (quality["previous_quality_score"], quality["new_quality_score"]) == ("UNKNOWN", "RED")


async def test_a_better_score_is_told_and_stops_nothing(bench: Bench) -> None:
    await bench.order("templates/quality", {**PROMO, "score": "YELLOW", "at_s": 100})
    id_ = await _id_of(bench, "promo_bulanan")
    await bench.advance(99)
    assert (await fields_of(bench, id_, "quality_score"))[0]["score"] == "UNKNOWN"
    await bench.advance(1)
    found = (await fields_of(bench, id_, "quality_score"))[0]
    assert found == {"score": "YELLOW", "date": int(START + 100)}
    await bench.send(template(name="promo_bulanan"))
    assert len(bench.receiver.changes("message_template_quality_update")) == 1


async def test_a_pause_by_pacing_ends_when_its_owner_ends_it(bench: Bench) -> None:
    id_ = await _id_of(bench, "promo_bulanan")
    assert await subcode_of(bench, {}, f"/{id_}/unpause") is None
    await bench.order("templates/pause", PROMO)
    await bench.advance(30 * DAY)
    send = template(name="promo_bulanan")
    assert (await bench.refused(send))[1]["code"] == 132015
    assert await bench.post(f"/{id_}/unpause") == (200, {"success": True})
    await bench.advance(299)
    assert (await bench.refused(send))[1]["code"] == 132015
    await bench.advance(1)
    await bench.send(send)
    told = [one["other_info"]["title"] for one in bench.receiver.changes(STATUS)]
    assert told == ["RATE_LIMITING_PAUSE", "UNPAUSE"]


async def test_a_category_is_announced_and_then_changed(bench: Bench) -> None:
    id_ = await _id_of(bench, "buka_percakapan")
    order = {"name": "buka_percakapan", "language": "id", "category": "MARKETING"}
    await bench.order("templates/category", order)
    assert await fields_of(bench, id_, "category", "correct_category") == ("UTILITY", "MARKETING")
    await bench.advance(DAY)
    fields = ("category", "correct_category", "previous_category")
    assert await fields_of(bench, id_, *fields) == ("MARKETING", None, "UTILITY")
    announced, done = bench.receiver.changes("template_category_update")
    assert announced["category_update_timestamp"] == int(START + DAY)
    assert (announced["new_category"], announced["correct_category"]) == ("UTILITY", "MARKETING")
    assert (done["previous_category"], done["new_category"]) == ("UTILITY", "MARKETING")


async def test_a_category_that_is_only_suspected(bench: Bench) -> None:
    order = {"name": "buka_percakapan", "language": "id", "category": "MARKETING"}
    await bench.order("templates/category", {**order, "only_suspected": True})
    await bench.advance(30 * DAY)
    id_ = await _id_of(bench, "buka_percakapan")
    assert await fields_of(bench, id_, "category", "correct_category") == ("UTILITY", None)
    [value] = bench.receiver.changes("template_correct_category_detection")
    assert (value["category"], value["correct_category"]) == ("UTILITY", "MARKETING")


@pytest.mark.parametrize(
    ("method", "path", "wrong", "said"),
    [
        ("PUT", "reviews", {"decision": "MAYBE"}, "'MAYBE'"),
        ("PUT", "reviews", {"decision": "REJECTED", "category": "UTILITY"}, "another category"),
        ("PUT", "reviews", {"reason": "SCAM"}, "only a rejected template"),
        ("PUT", "reviews", {"decision": "REJECTED", "reason": "UGLY"}, "'UGLY'"),
        ("PUT", "reviews", {"language": "id"}, "needs the name"),
        ("PUT", "reviews", {"after_s": -1}, "$.after_s"),
        ("PUT", "reviews", {"account": "1"}, "no such account"),
        ("POST", "templates/quality", {**PROMO, "score": "PINK"}, "'PINK'"),
        ("POST", "templates/quality", {"name": "promo_bulanan"}, "language"),
        ("POST", "templates/pause", {**PROMO, "language": "en"}, "no such template"),
        ("POST", "templates/category", PROMO, "category"),
        ("PUT", "templates", {**PROMO, "body": "a", "components": []}, "either a body"),
    ],
)
async def test_a_wrong_order_is_refused_in_one_clear_word(
    bench: Bench, method: str, path: str, wrong: object, said: str
) -> None:
    before = await bench.get("/_sandbox/")
    status, answer = await bench.call(method, f"/_sandbox/{path}", wrong)
    assert status == (404 if said.startswith("no such") else 400)
    assert list(answer) == ["error"]
    assert said in answer["error"]
    assert await bench.get("/_sandbox/") == before
