"""The sandbox speaks as Meta's own published description of its API (v23) says.

What Meta's samples do against Meta's description is no deviation (`meta_openapi.contradictions`).
"""

import re
from collections.abc import Iterable
from fnmatch import fnmatchcase
from typing import Any

import pytest

import meta_openapi
from meta_openapi import examples, findings, webhook_findings
from sandbox_bench import PERSON, Bench, open_bench
from sandbox_tour import NUMBER, PNG, WABA, Talk, tour
from terkirim.sandbox import LIVE_SENDER
from terkirim.sandbox.graph.surface import emulated

pytestmark = pytest.mark.skipif(
    not meta_openapi.FILE.exists(), reason="Meta's OpenAPI description does not lie beside us"
)

BSUID = "business-scoped user ids came in 2026, after v23"
FIELDS = "one of the fields Meta's reference has and its description leaves out"
ELSEWHERE = "described in Meta's reference alone"
INBOUND = "the description takes the schema of a message sent for one received"
KNOWN = {
    "* error /error: error_data is not described": "every WhatsApp error may have it",
    "POST * error /error: fbtrace_id is not described": "every Graph error has it",
    "POST */message_qrdls request /: breaks oneOf": "a change has all that a new code has",
    "POST /{Phone-Number-ID}/block_users error /: *": "139100 tells who could not be blocked",
    "*/paging: next is not described": "every page of Graph's but the last has it",
    "* /{Application-ID}*: not described": ELSEWHERE,
    "* /{Upload-ID}: not described": ELSEWHERE,
    "GET /*_token: not described": ELSEWHERE,
    "POST /{TEMPLATE_ID}/unpause: not described": ELSEWHERE,
    "* /{WABA-ID}/*message_template*: not described": ELSEWHERE,
    "POST /{WABA-ID} answer /: id is not described": "Meta's reference answers with it",
    "GET /{Media-ID} answer /file_size: is not of type string": "clients see a number",
    "GET /{Phone-Number-ID} answer /: * is not described": FIELDS,
    "GET /{TEMPLATE_ID} answer /: * is not described": FIELDS,
    "GET /{WABA-ID} answer /: health_status is not described": FIELDS,
    "GET /{WABA-ID} answer /business_verification_status: 'verified' *": "its case varies",
    "GET /{WABA-ID}/* answer /data/*: * is not described": FIELDS,
    "GET /{WABA-ID}/phone_numbers answer /data/*: status is missing": "given when asked for",
    "GET /{WABA-ID}/subscribed_apps answer *: override_callback_uri is not *": FIELDS,
    "GET /{Phone-Number-ID}/whatsapp_business_profile answer *: messaging_product *": (
        "clients see a flat profile, not one within `business_profile`"
    ),
    "POST /{Phone-Number-ID}/messages answer /contacts/*: user_id is not described": BSUID,
    "POST /{Phone-Number-ID}/messages request /: recipient is not described": BSUID,
    "POST /{Phone-Number-ID}/messages request /: to is missing": BSUID,
    "POST /{Phone-Number-ID}/messages request /: biz_opaque_callback_data *": ELSEWHERE,
    "POST /{Phone-Number-ID}/messages request /image: caption is not described": (
        "videos have one in Meta's samples, and images as well"
    ),
    "webhook field * is not described": "the description knows `messages` and groups alone",
    "webhook /entry/*: time is not described": ELSEWHERE,
    "webhook /entry/*/value/contacts/*: user_id is not described": BSUID,
    "webhook /entry/*/value/messages/*: from_user_id is not described": BSUID,
    "webhook /entry/*/value/messages/*: * is not described": INBOUND,
    "webhook /entry/*/value/messages/*: * is missing": INBOUND,
    "webhook /entry/*/value/statuses/*: recipient_id is missing": BSUID,
    "webhook /entry/*/value/statuses/*: recipient_user_id is not described": BSUID,
    "webhook /entry/*/value/statuses/*: biz_opaque_callback_data *": ELSEWHERE,
    "webhook /entry/*/value/statuses/*/pricing: type is not described": "came in July 2025",
}
MOST_KNOWN = 35  # may only shrink


def _new(found: Iterable[str]) -> set[str]:
    return {one for one in found if not any(fnmatchcase(one, known) for known in KNOWN)}


async def test_calls_answers_and_webhooks_are_as_described() -> None:
    async with open_bench() as bench:
        said = await tour(bench)
        webhooks = bench.receiver.bodies
    found = {one for exchange in said for one in findings(exchange)}
    found |= {one for body in webhooks for one in webhook_findings(body)}
    assert _new(found) == set()
    needed = {known for known in KNOWN if any(fnmatchcase(one, known) for one in found)}
    assert KNOWN.keys() - needed == set(), "no longer so: take it off the list"
    assert len(KNOWN) <= MOST_KNOWN


async def test_the_conversation_holds_every_emulated_call_taken_and_refused() -> None:
    async with open_bench() as bench:
        said = await tour(bench)
    assert emulated() <= {(one.method, one.path) for one in said if one.status == 200}
    assert emulated() <= {(one.method, one.path) for one in said if one.status != 200}


def test_what_is_wrong_would_be_found() -> None:
    call = meta_openapi.Exchange("POST", f"{NUMBER}/register", {"pin": 1}, 200, {"success": "ya"})
    assert _new(findings(call)) >= {
        f"POST {NUMBER}/register request /pin: is not of type string",
        f"POST {NUMBER}/register answer /success: is not of type boolean",
    }
    status = {"id": "wamid.x", "status": "hilang", "timestamp": "1", "recipient_id": "62"}
    value = {"messaging_product": "whatsapp", "metadata": {}, "statuses": [status]}
    body = {
        "object": "x",
        "entry": [{"id": "1", "changes": [{"field": "messages", "value": value}]}],
    }
    place = "webhook /entry/*/changes/*/value"
    assert _new(webhook_findings(body)) == {
        f"{place}/metadata: display_phone_number is missing",
        f"{place}/metadata: phone_number_id is missing",
        f"{place}/statuses/*/status: 'hilang' is not among the values",
    }


KINDS = {
    "AUDIO": "audio/mpeg",
    "DOCUMENT": "application/pdf",
    "IMAGE": "image/png",
    "MEDIA": "image/webp",
    "VIDEO": "video/mp4",
}
CONTRADICTORY = {"Send Reply to List Message"}  # it says it is a text


def _filled(sample: Any, places: dict[str, str]) -> Any:
    """A sample of Meta's with its places filled in."""
    if isinstance(sample, dict):
        return {name: _filled(inner, places) for name, inner in sample.items()}
    if isinstance(sample, list):
        return [_filled(inner, places) for inner in sample]
    if not isinstance(sample, str):
        return sample
    found = next((places[one] for one in places if re.fullmatch(one, sample)), sample)
    return re.sub(r"<?http\(s\)://([\w-]+)>?", r"https://example.com/\1", found)


async def _places(bench: Bench, talk: Talk) -> dict[str, str]:
    order = {"sender": LIVE_SENDER, "from": PERSON, "text": "Halo"}
    inbound = await bench.order("inbound", order)
    made = {kind: (await talk.upload(mime, PNG))["id"] for kind, mime in KINDS.items()}
    return {
        "{{.*Phone-Number}}": PERSON,
        r"wamid\..*|<MSGID_.*>": inbound["id"],
        "<HEADER_TYPE>": "text",
        r"4::(.|\n)*": await bench.handle(),
        **{f"<{kind}_OBJECT_ID>": id_ for kind, id_ in made.items()},
    }


async def test_metas_own_sample_requests_are_taken() -> None:
    async with open_bench() as bench:
        talk = Talk(bench)
        places = await _places(bench, talk)
        for name, sample in examples("POST", f"{NUMBER}/messages").items():
            if sample.get("type") != "template" and name not in CONTRADICTORY:
                await talk.say("POST", f"{NUMBER}/messages", _filled(sample, places))
        templates = examples("POST", f"{WABA}/message_templates").values()
        for number, sample in enumerate(templates):
            new = {**_filled(sample, places), "name": f"t{number}"}
            await talk.say("POST", f"{WABA}/message_templates", new)
        assert len(talk.said) > 50
        assert [one for one in talk.said if one.status != 200] == []
