"""Media: uploaded, looked up, downloaded, sent, received and deleted."""

import base64
import hashlib
import io
from typing import Any

import aiohttp
import pytest

from sandbox_bench import DAY, MESSAGES, PERSON, Bench, open_bench
from terkirim.sandbox import ACCOUNT, LIVE_SENDER, TEST_SENDER, TOKEN

ME = f"/v25.0/{LIVE_SENDER}"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(100)
MB = 1024 * 1024
HEADERS = {"Authorization": f"Bearer {TOKEN}"}


async def _upload(
    bench: Bench,
    data: bytes = PNG,
    mime_type: str = "image/png",
    path: str = f"{ME}/media",
    **fields: str,
) -> tuple[int, Any]:
    form = aiohttp.FormData()
    for name, value in ({"messaging_product": "whatsapp", "type": mime_type} | fields).items():
        form.add_field(name, value)
    form.add_field("file", io.BytesIO(data), filename="berkas", content_type=mime_type)
    async with bench.session.post(bench.url + path, data=form, headers=HEADERS) as got:
        return got.status, await got.json()


async def _uploaded(bench: Bench, data: bytes = PNG, mime_type: str = "image/png") -> str:
    status, answer = await _upload(bench, data, mime_type)
    assert status == 200, answer
    return str(answer["id"])


async def _download(bench: Bench, url: str, token: str | None = TOKEN) -> tuple[int, bytes, str]:
    headers = {} if token is None else {"Authorization": f"Bearer {token}"}
    async with bench.session.get(url, headers=headers) as got:
        return got.status, await got.read(), got.content_type


def _send(kind: str, **medium: str) -> dict[str, Any]:
    return {"messaging_product": "whatsapp", "to": PERSON, "type": kind, kind: medium}


async def test_what_is_uploaded_can_be_downloaded(bench: Bench) -> None:
    id_ = await _uploaded(bench)
    found = await bench.get(f"/v25.0/{id_}")
    url = found.pop("url")
    assert found == {
        "mime_type": "image/png",
        "sha256": hashlib.sha256(PNG).hexdigest(),
        "file_size": len(PNG),
        "id": id_,
        "messaging_product": "whatsapp",
    }
    assert url.startswith(f"{bench.url}/whatsapp_business/attachments/?mid={id_}&ext=")
    assert await _download(bench, url) == (200, PNG, "image/png")


async def test_the_address_needs_the_token_and_lasts_five_minutes(bench: Bench) -> None:
    id_ = await _uploaded(bench)
    url = (await bench.get(f"/{id_}"))["url"]
    assert (await _download(bench, url, None))[0] == 401
    assert (await _download(bench, url, "wrong"))[0] == 401
    assert (await _download(bench, url[:-1] + "!"))[0] == 404
    await bench.advance(299)
    assert (await _download(bench, url))[0] == 200
    await bench.advance(1)
    assert (await _download(bench, url))[0] == 404
    assert (await _download(bench, (await bench.get(f"/{id_}"))["url"]))[0] == 200


async def test_the_same_file_twice_has_two_ids_and_a_seed_repeats_them() -> None:
    async def ids(seed: int) -> list[str]:
        async with open_bench(seed) as bench:
            return [await _uploaded(bench) for _ in range(2)]

    first = await ids(1)
    assert len(set(first)) == 2
    assert await ids(1) == first
    assert set(await ids(2)).isdisjoint(first)


async def test_deleted_is_gone(bench: Bench) -> None:
    id_ = await _uploaded(bench)
    url = (await bench.get(f"/{id_}"))["url"]
    assert await bench.call("DELETE", f"/v25.0/{id_}") == (200, {"success": True})
    for method in ("GET", "DELETE"):
        status, answer = await bench.call(method, f"/v25.0/{id_}")
        assert (status, answer["error"]["error_subcode"]) == (400, 33)
    assert (await _download(bench, url))[0] == 404


async def test_a_file_belongs_to_a_number(bench: Bench) -> None:
    id_ = await _uploaded(bench)
    for method in ("GET", "DELETE"):
        status, answer = await bench.call(method, f"/{id_}?phone_number_id={TEST_SENDER}")
        assert (status, answer["error"]["code"]) == (400, 100)
    assert (await bench.get(f"/{id_}?phone_number_id={LIVE_SENDER}"))["id"] == id_
    await bench.order(f"senders/{TEST_SENDER}", {"allow_list": [PERSON]})
    path = f"/v25.0/{TEST_SENDER}/messages"
    assert (await bench.refused(_send("image", id=id_), path))[1]["code"] == 100


@pytest.mark.parametrize("mime_type", ["image/gif", "audio/wav", "application/octet-stream", ""])
async def test_types_meta_does_not_take(bench: Bench, mime_type: str) -> None:
    status, answer = await _upload(bench, PNG, mime_type or "application/x")
    assert (status, answer["error"]["code"]) == (400, 100)
    assert "Param file must be a file with one of the following types" in answer["error"]["message"]


@pytest.mark.parametrize(
    ("mime_type", "most"),
    [
        ("image/jpeg", 5 * MB),
        ("audio/ogg; codecs=opus", 16 * MB),
        ("image/webp", 100 * 1024),
    ],
)
async def test_no_larger_than_its_kind_may_be(bench: Bench, mime_type: str, most: int) -> None:
    status, answer = await _upload(bench, bytes(most + 1), mime_type)
    assert (status, answer["error"]["code"]) == (400, 131053)
    assert (await _upload(bench, bytes(most), mime_type))[0] == 200


async def test_a_moving_sticker_may_be_larger_than_a_still_one(bench: Bench) -> None:
    moving = b"RIFF\x00\x00\x00\x00WEBPVP8X" + bytes(14) + b"ANIM"
    data = moving + bytes(500 * 1024 - len(moving))
    assert (await _upload(bench, data, "image/webp"))[0] == 200
    assert (await _upload(bench, data + b"\0", "image/webp"))[0] == 400


async def test_documents_may_be_the_largest(bench: Bench) -> None:
    assert (await _upload(bench, bytes(17 * MB), "application/pdf"))[0] == 200
    status, answer = await _upload(bench, bytes(100 * MB + 1), "application/pdf")
    assert (status, answer["error"]["code"]) == (400, 131053)


async def test_a_body_larger_than_any_file_is_refused(bench: Bench) -> None:
    status, answer = await _upload(bench, bytes(102 * MB), "application/pdf")
    assert (status, answer["error"]["code"]) == (400, 131053)


async def test_what_an_upload_must_hold(bench: Bench) -> None:
    status, answer = await _upload(bench, messaging_product="sms")
    assert (status, answer["error"]["code"]) == (400, 100)
    assert (await _upload(bench, b""))[0] == 400
    form = {"messaging_product": "whatsapp", "file": "@berkas.png", "type": "image/png"}
    status, error = await bench.refused(form, f"{ME}/media")
    assert (status, error["message"]) == (400, "(#100) The parameter file is required.")
    for content_type in ("multipart/form-data", "multipart/form-data; boundary=x"):
        headers = {**HEADERS, "Content-Type": content_type}
        raw = b"--x\r\nContent-Disposition: form-data\r\n\r\n"
        async with bench.session.post(f"{bench.url}{ME}/media", data=raw, headers=headers) as got:
            assert (got.status, (await got.json())["error"]["code"]) == (400, 100)


async def test_a_media_id_can_be_sent(bench: Bench) -> None:
    await bench.order("inbound", {"sender": LIVE_SENDER, "from": PERSON, "text": "Hai"})
    id_ = await _uploaded(bench)
    await bench.send(_send("image", id=id_, caption="Foto"))
    await bench.send(_send("document", id=await _uploaded(bench, b"%PDF", "application/pdf")))
    await bench.advance(60)
    assert {one["status"] for one in bench.receiver.statuses()} >= {"sent", "delivered"}
    _, error = await bench.refused(_send("image", id="123"))
    assert (error["code"], error["message"]) == (
        100,
        "(#100) Param image['id'] is not a valid whatsapp business account media attachment ID",
    )
    await bench.advance(30 * DAY)
    assert (await bench.refused(_send("image", id=id_)))[1]["code"] == 100


async def test_a_media_id_in_a_header(bench: Bench) -> None:
    await _make_template_with_picture(bench)
    parameters: list[dict[str, Any]] = [{"type": "image", "image": {"id": await _uploaded(bench)}}]
    template = {
        "name": "berfoto",
        "language": {"code": "id"},
        "components": [{"type": "header", "parameters": parameters}],
    }
    body = {"messaging_product": "whatsapp", "to": PERSON, "type": "template"}
    await bench.send({**body, "template": template})
    parameters[0]["image"] = {"id": "1"}
    _, error = await bench.refused({**body, "template": template})
    path = "template['components'][0]['parameters'][0]['image']['id']"
    assert error["message"].startswith(f"(#100) Param {path} is not a valid")


async def _make_template_with_picture(bench: Bench) -> None:
    example = {"header_handle": [await bench.handle()]}
    header = {"type": "HEADER", "format": "IMAGE", "example": example}
    new = {
        "name": "berfoto",
        "language": "id",
        "category": "UTILITY",
        "components": [header, {"type": "BODY", "text": "Pesanan Anda sudah siap."}],
    }
    status, answer = await bench.post(f"/{ACCOUNT}/message_templates", new)
    assert status == 200, answer
    order = {"name": "berfoto", "language": "id", "status": "APPROVED"}
    await bench.order("templates", order, "PUT")


async def test_the_wrong_kind_fails_after_acceptance(bench: Bench) -> None:
    await bench.order("inbound", {"sender": LIVE_SENDER, "from": PERSON, "text": "Hai"})
    pdf = await _uploaded(bench, b"%PDF", "application/pdf")
    id_ = await bench.send(_send("image", id=pdf))
    await bench.advance(60)
    [failed] = bench.receiver.statuses()
    assert (failed["id"], failed["status"]) == (id_, "failed")
    assert failed["errors"][0]["code"] == 131053
    assert "application/pdf" in failed["errors"][0]["error_data"]["details"]


async def test_what_a_person_sends_can_be_downloaded(bench: Bench) -> None:
    order = {"sender": LIVE_SENDER, "from": PERSON, "image": {"caption": "Ini"}}
    await bench.order("inbound", order)
    await bench.advance(0)
    [message] = bench.receiver.messages()
    image = message["image"]
    found = await bench.get(f"/v25.0/{image['id']}")
    status, data, content_type = await _download(bench, found["url"])
    assert (status, content_type) == (200, image["mime_type"])
    assert base64.b64decode(image["sha256"]).hex() == hashlib.sha256(data).hexdigest()
    await bench.advance(7 * DAY)
    assert (await bench.call("GET", f"/{image['id']}"))[0] == 400


async def test_a_multipart_form_does_for_other_calls_too(bench: Bench) -> None:
    form = aiohttp.FormData()
    form.add_field("pin", "123456", content_type="text/plain")
    form.add_field("messaging_product", "whatsapp")
    async with bench.session.post(f"{bench.url}{ME}/register", data=form, headers=HEADERS) as got:
        assert (got.status, await got.json()) == (200, {"success": True})
    assert (await bench.post(MESSAGES, {}))[0] == 400
