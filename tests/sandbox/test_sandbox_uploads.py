"""Resumable uploads: sent in pieces, taken up again, and what their handles are good for."""

from typing import Any

import pytest

from sandbox_bench import APP, Bench, open_bench
from terkirim.sandbox import ACCOUNT, LIVE_SENDER, TOKEN

UPLOADS = f"/v25.0/{APP}/uploads"
TEMPLATES = f"/v25.0/{ACCOUNT}/message_templates"
PROFILE = f"/v25.0/{LIVE_SENDER}/whatsapp_business_profile"
ANNOUNCED = {"file_name": "katalog.png", "file_length": 10, "file_type": "image/png"}
BODY = {"type": "BODY", "text": "Pesanan Anda siap diambil hari ini."}


async def _session(bench: Bench, **changes: object) -> str:
    status, answer = await bench.post(UPLOADS, {**ANNOUNCED, **changes})
    assert status == 200, answer
    assert answer["id"].startswith("upload:")
    return str(answer["id"])


async def _piece(
    bench: Bench, session: str, content: bytes, offset: str | None, scheme: str = "OAuth"
) -> tuple[int, Any]:
    headers = {"Authorization": f"{scheme} {TOKEN}"}
    if offset is not None:
        headers["file_offset"] = offset
    url = f"{bench.url}/v25.0/{session}"
    async with bench.session.post(url, headers=headers, data=content) as got:
        return got.status, await got.json()


async def test_a_file_comes_at_once(bench: Bench) -> None:
    session = await _session(bench)
    status, answer = await _piece(bench, f"{session}?sig=ARx", b"0123456789", "0")
    assert (status, answer.keys()) == (200, {"h"})
    announced = f"{UPLOADS}?file_name=a.pdf&file_length=3&file_type=application/pdf"
    other = (await bench.post(announced))[1]["id"]
    assert other != session
    assert (await _piece(bench, other, b"pdf", "0", "Bearer"))[1]["h"] != answer["h"]


async def test_an_interrupted_upload_goes_on(bench: Bench) -> None:
    session = await _session(bench)
    assert await bench.get(f"/v25.0/{session}") == {"id": session, "file_offset": 0}
    so_far = {"id": session, "file_offset": 4}
    assert await _piece(bench, session, b"0123", "0") == (200, so_far)
    for content, offset in ((b"0123", "0"), (b"6789", "6"), (b"4567", None), (b"4", "empat")):
        status, answer = await _piece(bench, session, content, offset)
        assert (status, answer["error"]["code"]) == (400, 100)
        assert "file_offset" in answer["error"]["message"]
    status, answer = await _piece(bench, session, b"4567890123", "4")
    assert (status, answer["error"]["code"]) == (400, 100)
    assert await bench.get(f"/v25.0/{session}") == so_far
    assert "h" in (await _piece(bench, session, b"456789", "4"))[1]


@pytest.mark.parametrize(
    "wrong",
    [
        {"file_length": 0},
        {"file_length": "sepuluh"},
        {"file_length": True},
        {"file_length": 10**12},
        {"file_length": None},
        {"file_type": "image/tiff"},
        {"file_type": None},
        {"session_type": "video"},
    ],
)
async def test_what_may_not_be_announced(bench: Bench, wrong: dict[str, object]) -> None:
    status, error = await bench.refused({**ANNOUNCED, **wrong}, UPLOADS)
    assert (status, error["code"]) == (400, 100)
    assert next(iter(wrong)) in error["message"]


async def test_a_session_nobody_opened(bench: Bench) -> None:
    status, answer = await _piece(bench, "upload:abc", b"0", "0")
    assert (status, answer["error"]["error_subcode"]) == (400, 33)
    assert (await bench.call("GET", "/upload:abc"))[0] == 400


async def test_sessions_repeat_with_the_seed() -> None:
    names = []
    for seed in (1, 1, 2):
        async with open_bench(seed) as bench:
            names.append((await _session(bench), await _session(bench)))
    assert names[0] == names[1] != names[2]
    assert names[0][0] != names[0][1]


def _template(header: object) -> dict[str, Any]:
    head = {"type": "HEADER", "format": "IMAGE", "example": {"header_handle": [header]}}
    new = {"name": "bergambar", "language": "id", "category": "MARKETING"}
    return {**new, "components": [head, BODY]}


async def test_a_template_needs_an_uploaded_sample(bench: Bench) -> None:
    for wrong in ("4::aW1hZ2UvcG5n:ARxyz", "https://example.id/a.png", 683942204742981):
        status, error = await bench.refused(_template(wrong), TEMPLATES)
        assert (status, error["code"], error["error_subcode"]) == (400, 100, 2494102)
        assert error["error_user_title"] == "Uploaded media handle is invalid"
    bare = _template("x")
    examples: list[object] = [{}, {"header_handle": []}, None]
    for example in examples:
        bare["components"][0]["example"] = example
        _, error = await bench.refused(bare, TEMPLATES)
        assert "(example[header_handle])" in error["error_user_msg"]
    made = await bench.post(TEMPLATES, _template(await bench.handle()))
    assert made[0] == 200, made
    edit = f"/v25.0/{made[1]['id']}"
    order = {"name": "bergambar", "language": "id", "status": "APPROVED"}
    await bench.order("templates", order, "PUT")
    other = {"components": _template("4::eA")["components"]}
    assert (await bench.refused(other, edit))[1]["error_subcode"] == 2494102


async def test_the_cards_of_a_carousel_need_samples_too(bench: Bench) -> None:
    button = {"type": "BUTTONS", "buttons": [{"type": "QUICK_REPLY", "text": "Ya"}]}

    def carousel(*handles: str) -> dict[str, Any]:
        cards = [{"components": [_template(one)["components"][0], button]} for one in handles]
        return {**_template(""), "components": [BODY, {"type": "CAROUSEL", "cards": cards}]}

    handle = await bench.handle()
    _, error = await bench.refused(carousel(handle, "4::eA"), TEMPLATES)
    assert error["error_subcode"] == 2494102
    assert (await bench.post(TEMPLATES, carousel(handle, handle)))[0] == 200


async def test_a_profile_picture_is_an_uploaded_image(bench: Bench) -> None:
    document = await bench.handle("application/pdf")
    for wrong in ("4::aW1hZ2UvcG5n:ARxyz", document):
        change = {"messaging_product": "whatsapp", "profile_picture_handle": wrong}
        status, error = await bench.refused(change, PROFILE)
        assert (status, error["code"]) == (400, 100)
    change = {"messaging_product": "whatsapp", "profile_picture_handle": await bench.handle()}
    assert await bench.post(PROFILE, change) == (200, {"success": True})
    assert "profile_picture_url" in (await bench.get(PROFILE))["data"][0]
