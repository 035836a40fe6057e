"""A broad conversation with the sandbox: every emulated call once taken and once refused."""

from typing import Any

import aiohttp

from meta_openapi import Exchange
from sandbox_bench import PERSON, Bench, template, text
from terkirim.sandbox import ACCOUNT, APP_SECRET, LIVE_SENDER, TOKEN
from terkirim.sandbox.graph.surface import emulated

NUMBER = "/{Phone-Number-ID}"
WABA = "/{WABA-ID}"
TEMPLATE = "/{TEMPLATE_ID}"
MEDIA = "/{Media-ID}"
APP = "/{Application-ID}"
BUSINESS = "/{Business-ID}"
UPLOAD = "/{Upload-ID}"
QR_CODES = f"{NUMBER}/message_qrdls"
QR_CODE = f"{QR_CODES}/{{QR-Code-ID}}"
PRODUCT = {"messaging_product": "whatsapp"}
PUBLIC_KEY = (
    "-----BEGIN PUBLIC KEY-----\n"
    "MFwwDQYJKoZIhvcNAQEBBQADSwAwSAJBAL0u0JY8Yf3mJm2l5y7Kq5o5Xn0K2n3s\n"
    "-----END PUBLIC KEY-----\n"
)
PNG = b"\x89PNG\r\n\x1a\n" + bytes(64)


class Talk:
    """A conversation, written down."""

    def __init__(self, bench: Bench) -> None:
        self.bench = bench
        self.said: list[Exchange] = []
        self.ids = {
            "{Phone-Number-ID}": LIVE_SENDER,
            "{WABA-ID}": ACCOUNT,
            "{TEMPLATE_ID}": "300000000000001",
            "{Media-ID}": "0",
            "{Media-URL}": "whatsapp_business/attachments/",
            "{Application-ID}": "500000000000001",
            "{Business-ID}": "400000000000001",
            "{Upload-ID}": "upload:x",
            "{QR-Code-ID}": "AAAAAAAAAAAAAA",
        }

    async def say(
        self, method: str, path: str, body: Any = None, query: str = "", token: str = TOKEN
    ) -> Any:
        """One call, whatever comes of it; answers the JSON, or a file's bytes."""
        target = f"/v23.0{path}{query}"
        for name, id_ in self.ids.items():
            target = target.replace(name, id_)
        headers = {"Authorization": f"Bearer {token}"}
        kwargs: dict[str, Any] = {} if body is None else {"json": body}
        url = self.bench.url + target
        async with self.bench.session.request(method, url, headers=headers, **kwargs) as got:
            is_json = got.content_type == "application/json"
            answer = await got.json() if is_json else await got.read()
            told = answer if is_json else "a file"
            self.said.append(Exchange(method, path, body, got.status, told))
        return answer

    async def upload(self, kind: str, content: bytes) -> Any:
        """A media upload by form."""
        form = aiohttp.FormData(PRODUCT)
        form.add_field("file", content, filename="berkas", content_type=kind)
        url = f"{self.bench.url}/v23.0/{LIVE_SENDER}/media"
        headers = {"Authorization": f"Bearer {TOKEN}"}
        async with self.bench.session.post(url, data=form, headers=headers) as got:
            answer = await got.json()
            said = {**PRODUCT, "file": ""}
            self.said.append(Exchange("POST", f"{NUMBER}/media", said, got.status, answer))
        return answer

    async def piece(self, offset: int, content: bytes) -> Any:
        """A piece of a resumable upload."""
        url = f"{self.bench.url}/v23.0/{self.ids['{Upload-ID}']}"
        headers = {"Authorization": f"OAuth {TOKEN}", "file_offset": str(offset)}
        async with self.bench.session.post(url, headers=headers, data=content) as got:
            answer = await got.json()
            self.said.append(Exchange("POST", UPLOAD, None, got.status, answer))
        return answer


async def tour(bench: Bench) -> list[Exchange]:
    """The whole conversation."""
    talk = Talk(bench)
    for part in (_media, _messages, _marketing, _people, _profile, _account, _around, _templates):
        await part(talk)
    for part in (_uploads, _settings, _qr_codes, _papers, _number):
        await part(talk)
    for method, path in sorted(emulated()):
        await talk.say(method, path, token="salah")
    await bench.advance(86_400)
    return talk.said


async def _media(talk: Talk) -> None:
    first = await talk.upload("image/png", PNG)
    talk.ids["{Media-ID}"] = first.get("id", "0")
    await talk.upload("application/x-shockwave-flash", PNG)
    facts = await talk.say("GET", MEDIA)
    await talk.say("GET", "/{Media-URL}", query="?" + facts["url"].partition("?")[2])
    await talk.say("GET", "/{Media-URL}", query="?mid=1")
    await talk.say("GET", MEDIA, query=f"?phone_number_id={LIVE_SENDER}")
    second = await talk.upload("image/png", PNG + b"2")
    talk.ids["{Media-ID}"] = second.get("id", "0")
    await talk.say("DELETE", MEDIA)
    await talk.say("GET", MEDIA)
    await talk.say("DELETE", MEDIA)
    talk.ids["{Media-ID}"] = first.get("id", "0")


def _message(kind: str, content: Any, **more: Any) -> dict[str, Any]:
    head = {**PRODUCT, "recipient_type": "individual", "to": PERSON, "type": kind}
    return {**head, kind: content, **more}


def _interactive(kind: str, action: dict[str, Any], **more: Any) -> dict[str, Any]:
    content = {"type": kind, "body": {"text": "Silakan pilih"}, "action": action, **more}
    return _message("interactive", content)


def _every_type(media: str, wamid: str) -> list[dict[str, Any]]:
    button = {"type": "reply", "reply": {"id": "ya", "title": "Ya"}}
    row = {"id": "1", "title": "Pagi", "description": "08.00"}
    name = {"formatted_name": "Sari Dewi", "first_name": "Sari"}
    phone = {"phone": PERSON, "type": "WORK", "wa_id": PERSON[1:]}
    return [
        _message("text", {"body": "Halo", "preview_url": False}, context={"message_id": wamid}),
        _message("image", {"id": media, "caption": "Bukti"}),
        _message("image", {"link": "https://example.com/a.png"}),
        _message("audio", {"link": "https://example.com/a.ogg"}),
        _message("video", {"link": "https://example.com/a.mp4"}),
        _message("sticker", {"link": "https://example.com/a.webp"}),
        _message("document", {"link": "https://example.com/a.pdf", "filename": "nota.pdf"}),
        _message("location", {"latitude": -6.2, "longitude": 106.8, "name": "Toko"}),
        _message("contacts", [{"name": name, "phones": [phone]}]),
        _message("reaction", {"message_id": wamid, "emoji": "👍"}),
        _interactive("button", {"buttons": [button]}, footer={"text": "Toko"}),
        _interactive("list", {"button": "Jam", "sections": [{"title": "Hari", "rows": [row]}]}),
        _message("template", template(to=PERSON)["template"]),
    ]


async def _uploads(talk: Talk) -> None:
    announced = {"file_name": "logo.png", "file_length": len(PNG), "file_type": "image/png"}
    session = await talk.say("POST", f"{APP}/uploads", announced)
    await talk.say("POST", f"{APP}/uploads", {**announced, "file_type": "image/tiff"})
    talk.ids["{Upload-ID}"] = session["id"]
    await talk.piece(0, PNG[:40])
    await talk.piece(0, PNG)
    await talk.say("GET", UPLOAD)
    handle = (await talk.piece(40, PNG[40:]))["h"]
    profile = f"{NUMBER}/whatsapp_business_profile"
    await talk.say("POST", profile, {**PRODUCT, "profile_picture_handle": handle})


async def _settings(talk: Talk) -> None:
    path = f"{NUMBER}/settings"
    await talk.say("GET", path)
    calling = {
        "status": "enabled",
        "call_icon_visibility": "hidden",
        "video": {"status": "enabled"},
    }
    features: list[dict[str, Any]] = [
        {"calling": {**calling, "sip": {"status": "enabled"}}},
        {"user_identity_change": {"enabled": True}},
        {"payload_encryption": {"status": "enabled", "client_encryption_key": "LS0tLS1CRUdJTg=="}},
        {"storage_configuration": {"enabled": True, "region": "id"}},
    ]
    for feature in features:
        await talk.say("POST", path, feature)
    await talk.say("POST", path, {"calling": {"status": "sometimes"}})
    await talk.say("GET", path, query="?include_sip_credentials=true")
    path = f"{NUMBER}/conversational_automation"
    command = {"command_name": "bantuan", "command_description": "Cara memesan"}
    await talk.say("POST", path, {"prompts": ["Buka jam berapa?"], "commands": [command]})
    await talk.say("POST", path, {"commands": [command, command]})
    await talk.say("GET", NUMBER, query="?fields=conversational_automation,webhook_configuration")
    path = f"{NUMBER}/whatsapp_commerce_settings"
    await talk.say("POST", path, query="?is_cart_enabled=false&is_catalog_visible=true")
    await talk.say("POST", path, query="?is_cart_enabled=mungkin")
    await talk.say("GET", path)


async def _qr_codes(talk: Talk) -> None:
    new = {"prefilled_message": "Halo, ada promo apa?", "generate_qr_image": "SVG"}
    made = await talk.say("POST", QR_CODES, new)
    await talk.say("POST", QR_CODES, {"prefilled_message": "a" * 141})
    talk.ids["{QR-Code-ID}"] = made["code"]
    await talk.say("POST", QR_CODES, {"code": made["code"], "prefilled_message": "Halo lagi"})
    await talk.say("GET", QR_CODES, query="?fields=code,creation_time,qr_image_url.format(PNG)")
    await talk.say("GET", QR_CODES, query="?limit=x")
    await talk.say("GET", QR_CODE)
    await talk.say("DELETE", QR_CODE)
    await talk.say("GET", QR_CODE)


async def _papers(talk: Talk) -> None:
    """What authorities and Meta want to know of a number's owner, and its key for Flows."""
    path = f"{NUMBER}/business_compliance_info"
    reached = {"email": "sari@example.id"}
    papers = {
        **PRODUCT,
        "entity_name": "PT Toko Terkirim",
        "entity_type": "OTHER",
        "entity_type_custom": "Perseroan",
        "grievance_officer_details": {"name": "Sari Dewi", **reached},
        "customer_care_details": reached,
    }
    await talk.say("POST", path, papers)
    await talk.say("POST", path, {**papers, "entity_type_custom": None})
    await talk.say("GET", path)
    path = f"{NUMBER}/official_business_account"
    await talk.say("GET", path)
    data = {"business_name": "PT Toko Terkirim", "website_url": "https://example.id"}
    await talk.say("POST", path, {"action": "SUBMIT_APPLICATION", "application_data": data})
    await talk.say("GET", path)
    await talk.say("POST", path, {"action": "RESUBMIT_APPLICATION", "application_data": data})
    path = f"{NUMBER}/whatsapp_business_encryption"
    await talk.say("POST", path, {"business_public_key": PUBLIC_KEY})
    await talk.say("POST", path, {"business_public_key": "kunci"})
    await talk.say("GET", path)
    path = f"{WABA}/message_template_previews"
    wished = "?category=AUTHENTICATION&button_types=OTP&languages=en_US&code_expiration_minutes=5"
    await talk.say("GET", path, query=wished)
    await talk.say("GET", path, query="?category=UTILITY")


async def _messages(talk: Talk) -> None:
    path = f"{NUMBER}/messages"
    inbound = await talk.bench.order(
        "inbound", {"sender": LIVE_SENDER, "from": PERSON, "text": "Ada yang merah?"}
    )
    for body in _every_type(talk.ids["{Media-ID}"], inbound["id"]):
        await talk.say("POST", path, body)
    read = {**PRODUCT, "status": "read", "message_id": inbound["id"]}
    await talk.say("POST", path, {**read, "typing_indicator": {"type": "text"}})
    to_id = {**text(), "recipient": "ID.1234567890ABC"}
    del to_id["to"]
    await talk.say("POST", path, to_id)
    await talk.say("POST", path, template("tujuh", to="+6281200000007"))
    await talk.say("POST", path, text("delapan", to="+6281200000008"))
    await talk.say("POST", path, {**text(), "to": "bukan nomor"})
    await talk.say("POST", path, template(params=1))
    await talk.say("POST", path, template(name="tidak_ada"))


async def _marketing(talk: Talk) -> None:
    path = f"{NUMBER}/marketing_messages"
    body = {**template(name="promo_bulanan"), "recipient_type": "individual"}
    more = {"product_policy": "CLOUD_API_FALLBACK", "message_activity_sharing": True}
    await talk.say("POST", path, {**body, **more})
    await talk.say("POST", path, text())
    await talk.say("POST", path, template())


async def _people(talk: Talk) -> None:
    path = f"{NUMBER}/block_users"
    listed = {**PRODUCT, "block_users": [{"user": PERSON}]}
    await talk.say("POST", path, listed)
    await talk.say("POST", path, {**PRODUCT, "block_users": [{"user": "+6281200000099"}]})
    await talk.say("GET", path)
    await talk.say("GET", path, query="?limit=x")
    await talk.say("DELETE", path, listed)
    await talk.say("DELETE", path, {**PRODUCT})


async def _profile(talk: Talk) -> None:
    path = f"{NUMBER}/whatsapp_business_profile"
    await talk.say("GET", path)
    await talk.say("GET", path, query="?fields=about,email,websites,vertical")
    await talk.say("GET", path, query="?fields=tidak_ada")
    await talk.say("POST", path, {**PRODUCT, "about": "Toko Terkirim", "email": "a@example.com"})
    await talk.say("POST", path, {"about": "tanpa produk"})


async def _account(talk: Talk) -> None:
    wished = "?fields=id,name,currency,timezone_id,country,account_review_status,ownership_type"
    await talk.say("GET", WABA)
    await talk.say("GET", WABA, query=f"{wished},business_verification_status,health_status")
    await talk.say("GET", WABA, query="?fields=tidak_ada")
    for edge in ("phone_numbers", "subscribed_apps"):
        await talk.say("GET", f"{WABA}/{edge}")
    await talk.say("GET", f"{WABA}/phone_numbers", query="?limit=1")
    await talk.say("GET", f"{WABA}/phone_numbers", query="?limit=x")
    url = talk.bench.receiver.url
    address = {"override_callback_uri": url, "verify_token": "sandbox-verify"}
    await talk.say("POST", f"{WABA}/subscribed_apps", address)
    await talk.say("POST", f"{WABA}/subscribed_apps", {"override_callback_uri": "bukan"})
    await talk.say("GET", f"{WABA}/subscribed_apps")
    await talk.say("DELETE", f"{WABA}/subscribed_apps")
    await talk.say("POST", f"{WABA}/subscribed_apps")
    await talk.say("POST", NUMBER, {"webhook_configuration": address})
    await talk.say("GET", NUMBER, query="?fields=webhook_configuration")
    empty = {"override_callback_uri": ""}
    await talk.say("POST", NUMBER, {"webhook_configuration": empty})


async def _around(talk: Talk) -> None:
    """The account's own settings, the app and the business."""
    await talk.say("POST", WABA, {"name": "Toko Terkirim", "timezone_id": "66"})
    await talk.say("POST", WABA, {"name": ""})
    new = {"cc": "62", "phone_number": "81110000003", "verified_name": "Toko Kedua"}
    await talk.say("POST", f"{WABA}/phone_numbers", new)
    await talk.say("POST", f"{WABA}/phone_numbers", new)
    for path in (APP, f"{APP}/subscriptions", BUSINESS):
        await talk.say("GET", path)
    for edge in ("owned", "client"):
        await talk.say("GET", f"{BUSINESS}/{edge}_whatsapp_business_accounts")
    hook = {"object": "whatsapp_business_account", "verify_token": "sandbox-verify"}
    hook["callback_url"] = talk.bench.receiver.url
    await talk.say("DELETE", f"{APP}/subscriptions")
    await talk.say("POST", f"{APP}/subscriptions", hook)
    await talk.say("GET", "/debug_token", query=f"?input_token={TOKEN}")
    app = f"?client_id={talk.ids['{Application-ID}']}&client_secret="
    await talk.say("GET", "/oauth/access_token", query=f"{app}{APP_SECRET}")
    await talk.say("GET", "/oauth/access_token", query=f"{app}salah")


async def _templates(talk: Talk) -> None:
    path = f"{WABA}/message_templates"
    body = {"type": "BODY", "text": "Halo {{1}}, terima kasih.", "example": {"body_text": [["A"]]}}
    new = {"name": "sapaan", "language": "id", "category": "UTILITY", "components": [body]}
    made = await talk.say("POST", path, new)
    await talk.say("POST", path, {**new, "name": "NAMA SALAH"})
    await talk.say("GET", path)
    await talk.say("GET", path, query="?limit=1&fields=name,status,quality_score,rejected_reason")
    await talk.say("GET", path, query="?after=rusak")
    await talk.say("GET", TEMPLATE)
    await talk.say("GET", TEMPLATE, query="?fields=name,health_status,quality_score")
    await talk.say("GET", TEMPLATE, query="?fields=tidak_ada")
    await talk.say("POST", TEMPLATE, {"components": [body]})
    await talk.say("POST", TEMPLATE, {"category": "SALAH"})
    await talk.say("DELETE", path, query="?name=sapaan")
    await talk.say("DELETE", path, query="?name=sapaan")
    assert made["id"]
    code = [{"type": "BODY", "add_security_recommendation": True}]
    button = {"type": "OTP", "otp_type": "COPY_CODE"}
    several = {
        "name": "kode",
        "languages": ["id", "en_US"],
        "category": "AUTHENTICATION",
        "components": [*code, {"type": "BUTTONS", "buttons": [button]}],
    }
    await talk.say("POST", f"{WABA}/upsert_message_templates", several)
    await talk.bench.order("templates/pause", {"name": "promo_bulanan", "language": "id"})
    await talk.bench.advance(1)
    ready, talk.ids["{TEMPLATE_ID}"] = talk.ids["{TEMPLATE_ID}"], "300000000000003"
    await talk.say("POST", f"{TEMPLATE}/unpause")
    talk.ids["{TEMPLATE_ID}"] = ready
    await talk.say("POST", f"{TEMPLATE}/unpause")


async def _number(talk: Talk) -> None:
    await talk.say("GET", NUMBER)
    wished = "status,account_mode,throughput,name_status,is_pin_enabled,health_status,platform_type"
    await talk.say("GET", NUMBER, query=f"?fields={wished},quality_rating,quality_score")
    await talk.say("GET", NUMBER, query="?fields=tidak_ada")
    await talk.say("POST", NUMBER, {"pin": "123456"})
    await talk.say("POST", NUMBER, {"pin": "12"})
    await talk.say("POST", f"{NUMBER}/request_code", {"code_method": "SMS", "language": "id"})
    await talk.bench.order(f"senders/{LIVE_SENDER}", {"verified": False})
    await talk.say("POST", f"{NUMBER}/request_code", {"code_method": "SMS", "language": "en_US"})
    code = (await talk.bench.get(f"/_sandbox/otp/{LIVE_SENDER}"))["code"]
    await talk.say("POST", f"{NUMBER}/verify_code", {"code": "000000x"})
    await talk.say("POST", f"{NUMBER}/verify_code", {"code": code})
    await talk.say("POST", f"{NUMBER}/deregister")
    await talk.say("POST", f"{NUMBER}/deregister")
    await talk.say("POST", f"{NUMBER}/register", {**PRODUCT, "pin": "654321"})
    await talk.say("POST", f"{NUMBER}/register", {**PRODUCT, "pin": "123456"})
