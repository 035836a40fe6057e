"""What people write, in every type of message, and what follows from it."""

import base64
import hashlib
import json
from typing import Any

import pytest
from pywa.client import WhatsApp
from pywa.types.callback import CallbackButton, CallbackSelection
from pywa.types.flows import FlowCompletion
from pywa.types.message import DeletedMessage, EditedMessage, Message
from pywa.types.system import IdentityChange, PhoneNumberChange
from pywa.types.user_preferences import UserMarketingPreferences

from sandbox_bench import DAY, PERSON, START, Bench, template, text
from terkirim.sandbox import LIVE_SENDER, TOKEN

OTHER = "+6281200000002"
BUSINESS = "6281110000001"
OCTOBER = 1_791_000_000.0 - START


async def _hear(bench: Bench, **order: Any) -> Any:
    """Let a person write; answers the message as the receiver got it."""
    before = len(bench.receiver.messages())
    await bench.order("inbound", {"sender": LIVE_SENDER, "from": PERSON, **order})
    await bench.advance(0)
    [message] = bench.receiver.messages()[before:]
    return message


def _inner(message: Any) -> tuple[str, Any]:
    return message["type"], message[message["type"]]


@pytest.mark.parametrize(
    ("order", "kind", "inner"),
    [
        ({"text": "Halo"}, "text", {"body": "Halo"}),
        (
            {"location": {"latitude": -6.2, "longitude": 106.8, "name": "Monas"}},
            "location",
            {"latitude": -6.2, "longitude": 106.8, "name": "Monas"},
        ),
        (
            {
                "contacts": [
                    {"name": "Budi Santoso", "phones": ["+62 812-0000-0009"], "org": "PT A"}
                ]
            },
            "contacts",
            [
                {
                    "name": {
                        "formatted_name": "Budi Santoso",
                        "first_name": "Budi",
                        "last_name": "Santoso",
                    },
                    "phones": [
                        {"phone": "+62 812-0000-0009", "wa_id": "6281200000009", "type": "CELL"}
                    ],
                    "org": {"company": "PT A"},
                }
            ],
        ),
        (
            {"reaction": {"emoji": "👍", "message_id": "wamid.X"}},
            "reaction",
            {"message_id": "wamid.X", "emoji": "👍"},
        ),
        (
            {"order": {"product_items": [{"product_retailer_id": "kopi", "item_price": 25000}]}},
            "order",
            {
                "catalog_id": "194000000000001",
                "text": "",
                "product_items": [
                    {
                        "product_retailer_id": "kopi",
                        "quantity": 1,
                        "item_price": 25000,
                        "currency": "IDR",
                    }
                ],
            },
        ),
        (
            {"edit": {"message_id": "wamid.X", "text": "Maaf, besok"}},
            "edit",
            {
                "original_message_id": "wamid.X",
                "message": {"type": "text", "text": {"body": "Maaf, besok"}},
            },
        ),
        ({"revoke": "wamid.X"}, "revoke", {"original_message_id": "wamid.X"}),
        ({"message": {"type": "ufo", "ufo": {"seen": True}}}, "ufo", {"seen": True}),
    ],
)
async def test_each_type_has_metas_shape(
    bench: Bench, order: Any, kind: str, inner: object
) -> None:
    message = await _hear(bench, **order)
    assert _inner(message) == (kind, inner)
    assert message["from"] == PERSON[1:]
    assert message["timestamp"] == str(int(START))


@pytest.mark.parametrize(
    ("kind", "type_", "beside"),
    [
        ("image", "image", {}),
        ("audio", "audio", {"voice": False}),
        ("voice", "audio", {"voice": True}),
        ("video", "video", {}),
        ("document", "document", {"filename": "dokumen.pdf"}),
        ("sticker", "sticker", {"animated": False}),
    ],
)
async def test_files_can_be_fetched(bench: Bench, kind: str, type_: str, beside: Any) -> None:
    data = f"isi {kind}".encode()
    content = base64.b64encode(data).decode()
    message = await _hear(bench, **{kind: {"content": content, "caption": "Ini"}})
    found, file = _inner(message)
    assert found == type_
    assert file["caption"] == "Ini"
    assert {name: file[name] for name in beside} == beside
    assert base64.b64decode(file["sha256"]) == hashlib.sha256(data).digest()
    assert (await bench.get(f"/v25.0/{file['id']}"))["file_size"] == len(data)
    headers = {"Authorization": f"Bearer {TOKEN}"}
    async with bench.session.get(file["url"], headers=headers) as got:
        assert await got.read() == data


@pytest.mark.parametrize(
    ("order", "kind", "inner"),
    [
        ({"button": {"text": "Ya"}}, "button", {"payload": "Ya", "text": "Ya"}),
        (
            {"button_reply": {"id": "ya", "title": "Ya"}},
            "interactive",
            {"type": "button_reply", "button_reply": {"id": "ya", "title": "Ya"}},
        ),
        (
            {"list_reply": {"id": "1", "title": "Kopi", "description": "Panas"}},
            "interactive",
            {
                "type": "list_reply",
                "list_reply": {"id": "1", "title": "Kopi", "description": "Panas"},
            },
        ),
        (
            {"call_permission_reply": {"response": "accept"}},
            "interactive",
            {
                "type": "call_permission_reply",
                "call_permission_reply": {"response": "accept", "response_source": "user_action"},
            },
        ),
    ],
)
async def test_taps_refer_to_the_last_message_sent(
    bench: Bench, order: Any, kind: str, inner: object
) -> None:
    status, answer = await bench.post(
        "/_sandbox/inbound", {"sender": LIVE_SENDER, "from": PERSON, **order}
    )
    assert status == 400
    assert "say which message" in answer["error"]
    sent = await bench.send(template("first"))
    await bench.send(template("to another", to=OTHER))
    message = await _hear(bench, **order)
    assert _inner(message) == (kind, inner)
    assert message["context"] == {"from": BUSINESS, "id": sent}


async def test_a_flow_answers_with_json_within_json(bench: Bench) -> None:
    context = {"message_id": "wamid.F"}
    message = await _hear(bench, nfm_reply={"response": {"nama": "Sari"}}, context=context)
    reply = message["interactive"]["nfm_reply"]
    assert json.loads(reply["response_json"]) == {"nama": "Sari"}
    assert (reply["name"], reply["body"]) == ("flow", "Sent")
    assert message["context"]["id"] == "wamid.F"


async def test_a_reaction_without_a_message_means_the_last_one(bench: Bench) -> None:
    sent = await bench.send(template("first"))
    message = await _hear(bench, reaction={"emoji": ""})
    assert message["reaction"] == {"message_id": sent, "emoji": ""}


async def test_what_a_message_refers_to(bench: Bench) -> None:
    product = {"product_retailer_id": "kopi", "catalog_id": "7"}
    context = {"message_id": "wamid.X", "referred_product": product}
    message = await _hear(bench, text="Masih ada?", context=context)
    assert message["context"] == {"from": BUSINESS, "id": "wamid.X", "referred_product": product}
    message = await _hear(bench, text="Teruskan", context={"frequently_forwarded": True})
    assert message["context"] == {"frequently_forwarded": True}
    message = await _hear(bench, text="Di grup", group_id="G1")
    assert message["group_id"] == "G1"


async def test_a_chat_opened_for_the_first_time(bench: Bench) -> None:
    message = await _hear(bench, request_welcome=True)
    assert message["type"] == "request_welcome"
    assert "text" not in message


async def test_an_advertisement_opens_a_free_entry_point(bench: Bench) -> None:
    message = await _hear(
        bench, text="Halo", referral={"source_id": "42", "welcome_message": {"text": "Hai"}}
    )
    referral = message["referral"]
    assert (referral["source_type"], referral["source_id"]) == ("ad", "42")
    assert referral["ctwa_clid"]
    assert referral["welcome_message"] == {"text": "Hai"}
    await bench.order("people", {"phone": PERSON, "reads": False})
    await bench.send(text("answer"))
    await bench.advance(60)
    await bench.send(template("promo", name="promo_bulanan"))
    await bench.advance(60)
    for status in bench.receiver.statuses():
        assert status["pricing"] == {
            "billable": False,
            "pricing_model": "PMP",
            "type": "free_entry_point",
            "category": "referral_conversion",
        }
        conversation = status["conversation"]
        assert conversation["origin"] == {"type": "referral_conversion"}
        assert int(conversation["expiration_timestamp"]) == pytest.approx(START + 3 * DAY, abs=5)
    await bench.advance(3 * DAY)
    await bench.send(template("later", name="promo_bulanan"))
    await bench.advance(60)
    last = bench.receiver.statuses()[-1]
    assert last["pricing"]["type"] == "regular"
    assert "conversation" not in last


async def test_since_28_september_a_free_entry_point_lasts_seven_days(bench: Bench) -> None:
    await bench.advance(OCTOBER)
    await _hear(bench, text="Halo", referral={})
    await bench.send(text("answer"))
    await bench.advance(60)
    ends = int(bench.receiver.statuses()[-1]["conversation"]["expiration_timestamp"])
    assert ends == pytest.approx(START + OCTOBER + 7 * DAY, abs=5)


async def test_utility_in_a_window_is_free_until_october(bench: Bench) -> None:
    for later, kind in ((0, "free_customer_service"), (OCTOBER, "regular")):
        await bench.advance(later)
        await _hear(bench, text="Halo")
        await bench.send(template(kind))
        await bench.advance(20)
        assert bench.receiver.statuses()[-1]["pricing"]["type"] == kind


@pytest.mark.parametrize(("later", "billed"), [(0, 0), (OCTOBER, 1)])
async def test_from_october_on_a_thousand_free_form_messages_a_month_are_free(
    bench: Bench, later: float, billed: int
) -> None:
    await bench.advance(later)
    await bench.order("people", {"phone": PERSON, "reads": False})
    inbound = await _hear(bench, text="Halo")
    reaction = {"message_id": inbound["id"], "emoji": "👍"}
    for n in range(1001):
        await bench.send(text(f"m{n}"))
    await bench.advance(60)
    await bench.send({**text("free"), "type": "reaction", "reaction": reaction, "text": None})
    await bench.advance(60)
    kinds = [one["pricing"]["type"] for one in bench.receiver.statuses()[-2:]]
    assert kinds == ["free_customer_service"] * 2
    delivered = [
        status["pricing"]["type"]
        for status in bench.receiver.statuses()[:-2]
        if status["status"] == "delivered"
    ]
    assert delivered.count("regular") == billed
    assert delivered.count("free_customer_service") == 1001 - billed


async def test_what_is_no_message_opens_no_window(bench: Bench) -> None:
    await _hear(bench, revoke="wamid.X")
    await _hear(bench, edit={"message_id": "wamid.X", "text": "Maaf"})
    await _hear(bench, system={"type": "user_identity_changed"})
    await bench.send(text("still closed"))
    await bench.advance(60)
    assert bench.receiver.statuses()[-1]["errors"][0]["code"] == 131047


async def test_a_voice_message_that_is_read_is_played(bench: Bench) -> None:
    await _hear(bench, text="Halo")
    people = [{"phone": PERSON, "reads": True}, {"phone": OTHER, "reads": True, "plays": False}]
    await bench.order("people", people)
    await bench.order("inbound", {"sender": LIVE_SENDER, "from": OTHER, "text": "Halo"})
    for to in (PERSON, OTHER):
        body = {**text(to, to=to), "type": "audio"}
        body["audio"] = {"link": "https://contoh.id/a.ogg", "voice": True}
        del body["text"]
        await bench.send(body)
    await bench.advance(DAY)
    fates = {(one["biz_opaque_callback_data"], one["status"]) for one in bench.receiver.statuses()}
    assert (PERSON, "played") in fates
    assert (OTHER, "read") in fates
    assert (OTHER, "played") not in fates


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({}, "exactly one thing"),
        ({"text": "a", "revoke": "b"}, "exactly one thing"),
        ({"image": {"content": "?"}}, "base64"),
        ({"message": {"text": "tanpa jenis"}}, "type"),
        ({"text": "a", "unsupported": "edit"}, "unsupported"),
        ({"location": {"latitude": 91, "longitude": 0}}, "latitude"),
        ({"system": {"type": "user_changed_number"}}, "phone"),
        ({"system": {"type": "user_identity_changed", "phone": OTHER}}, "phone"),
        ({"system": {"type": "user_changed_number", "phone": "x"}}, "not a phone number"),
        ({"system": {"type": "user_identity_changed"}, "at_s": 5}, "at once"),
        ({"contacts": []}, "contacts"),
    ],
)
async def test_a_wrong_order_is_refused_in_a_sentence(
    bench: Bench, wrong: dict[str, Any], said: str
) -> None:
    order = {"sender": LIVE_SENDER, "from": PERSON, **wrong}
    status, answer = await bench.post("/_sandbox/inbound", order)
    assert status == 400
    assert said in answer["error"]


async def test_pywa_understands_them(bench: Bench) -> None:
    await bench.order("webhook/habits", {"batch": 1})
    client = WhatsApp(phone_id=LIVE_SENDER, token=TOKEN)
    sent = await bench.send(template("first"))
    told = {"sender": LIVE_SENDER, "from": PERSON}
    orders: tuple[dict[str, Any], ...] = (
        {"voice": {}},
        {"sticker": {"animated": True}},
        {"location": {"latitude": -6.2, "longitude": 106.8}},
        {"contacts": [{"name": "Budi"}]},
        {"order": {"product_items": [{"product_retailer_id": "kopi"}]}},
        {"errors": [{"code": 131051}], "unsupported": "poll"},
        {"button_reply": {"id": "ya", "title": "Ya"}},
        {"list_reply": {"id": "1", "title": "Kopi"}},
        {"nfm_reply": {"response": {"flow_token": "t"}}},
        {"edit": {"message_id": "wamid.X", "text": "Maaf"}},
        {"revoke": "wamid.X"},
        {"system": {"type": "customer_identity_changed"}},
        {"system": {"type": "user_changed_number", "phone": OTHER}},
    )
    for order in orders:
        await bench.order("inbound", {**told, **order})
    await bench.order("preferences", {"sender": LIVE_SENDER, "phone": OTHER, "value": "stop"})
    await bench.advance(0)
    kinds: tuple[Any, ...] = (
        *(Message,) * 6,
        CallbackButton,
        CallbackSelection,
        FlowCompletion,
        EditedMessage,
        DeletedMessage,
        IdentityChange,
        PhoneNumberChange,
        UserMarketingPreferences,
    )
    found = {}
    for body, kind in zip(bench.receiver.bodies, kinds, strict=True):
        found[kind] = kind.from_update(client, body)
    assert found[CallbackButton].data == "ya"
    assert found[CallbackButton].reply_to_message.id == sent
    assert found[EditedMessage].message.text == "Maaf"
    assert found[PhoneNumberChange].new_wa_id == OTHER[1:]
    assert found[UserMarketingPreferences].value == "stop"
