"""A client written by others, unmodified but for the base URL, believes the sandbox."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
import uvicorn
from pywa.client import WhatsApp
from pywa.errors import WhatsAppError
from pywa.handlers import MessageHandler, MessageStatusHandler
from pywa.types import templates
from pywa.types.callback import Button, Section, SectionList, SectionRow
from starlette.applications import Starlette

from sandbox_bench import PERSON, Bench, open_bench
from terkirim.sandbox import ACCOUNT, APP_SECRET, LIVE_SENDER, TOKEN, VERIFY_TOKEN

BODY = templates.BodyText(
    "Halo {{1}}, tagihan Anda untuk bulan ini sebesar {{2}} rupiah. Terima kasih.", "Sari", "20000"
)
PNG = b"\x89PNG\r\n\x1a\n" + bytes(64)


def _client(bench: Bench, **more: Any) -> WhatsApp:
    client = WhatsApp(phone_id=LIVE_SENDER, token=TOKEN, waba_id=ACCOUNT, **more)
    client.api._session.base_url = f"{bench.url}/v25.0"  # pywa offers no setting for it
    return client


@asynccontextmanager
async def _a_person_wrote() -> AsyncIterator[tuple[Bench, str]]:
    async with open_bench() as bench:
        order = {"sender": LIVE_SENDER, "from": PERSON, "text": "Halo"}
        inbound = await bench.order("inbound", order)
        yield bench, inbound["id"]


def _use(client: WhatsApp, inbound: str) -> None:
    with client.api._session:
        assert client.get_business_phone_number().account_mode == "LIVE"
        assert client.get_business_account().currency == "IDR"
        sent = client.send_message(PERSON, "Mau lanjut?", buttons=[Button("Ya", "ya")])
        assert sent.id.startswith("wamid.")
        rows = [SectionRow(title="Pagi", callback_data="pagi")]
        hours = SectionList("Jam", sections=[Section(title="Hari", rows=rows)])
        assert client.send_message(PERSON, "Kapan?", buttons=hours).id.startswith("wamid.")
        assert client.send_location(PERSON, -6.2, 106.8, name="Toko").id.startswith("wamid.")
        assert client.send_reaction(PERSON, "👍", inbound).id.startswith("wamid.")
        assert client.mark_message_as_read(inbound).success
        assert client.indicate_typing(inbound).success
        assert client.register_phone_number("123456").success
        with pytest.raises(WhatsAppError) as refused:
            client.send_message("bukan nomor", "Halo")  # to pywa that is a group
        assert refused.value.code == 131041
        with pytest.raises(WhatsAppError) as refused:
            client.send_message("081200000001", "Halo")
        assert refused.value.code == 131009


async def test_messages_and_reads() -> None:
    async with _a_person_wrote() as (bench, inbound):
        await asyncio.to_thread(_use, _client(bench), inbound)
        await bench.advance(60)
        assert len({one["id"] for one in bench.receiver.statuses()}) == 4


def _use_media(client: WhatsApp) -> None:
    with client.api._session:
        made = client.upload_media(PNG, mime_type="image/png", filename="bukti.png")
        facts = client.get_media_url(made.id)
        assert facts.mime_type == "image/png"
        assert facts.file_size == len(PNG)
        assert client.get_media_bytes(url=facts.url) == PNG
        assert client.send_image(PERSON, made.id, caption="Bukti").id.startswith("wamid.")
        assert client.delete_media(made.id).success
        with pytest.raises(WhatsAppError):
            client.get_media_url(made.id)


async def test_media() -> None:
    async with _a_person_wrote() as (bench, _):
        await asyncio.to_thread(_use_media, _client(bench))


def _create_template(client: WhatsApp) -> str:
    names = {template.name for template in client.get_templates()}
    assert names == {"order_ready", "promo_bulanan", "buka_percakapan"}
    made = client.create_template(
        templates.Template(
            name="tagihan",
            language=templates.TemplateLanguage.INDONESIAN,
            category=templates.TemplateCategory.UTILITY,
            components=[BODY, templates.FooterText(text="Toko Terkirim")],
        )
    )
    return str(made.id)


def _send_template(client: WhatsApp, template: str) -> None:
    assert client.get_template(template).status == templates.TemplateStatus.APPROVED
    values: Any = templates.BodyText.params  # typed as if it were called on an object
    sent = client.send_template(
        PERSON,
        name="tagihan",
        language=templates.TemplateLanguage.INDONESIAN,
        params=[values("Budi", "35000")],
    )
    assert sent.id.startswith("wamid.")
    assert client.delete_template("tagihan").success
    client.api._session.close()


async def test_a_template_from_its_making_to_its_end() -> None:
    async with open_bench() as bench:
        client = _client(bench)
        made = await asyncio.to_thread(_create_template, client)
        await bench.advance(3600)
        await asyncio.to_thread(_send_template, client, made)


@asynccontextmanager
async def _served(app: Starlette) -> AsyncIterator[str]:
    listener = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, log_config=None, lifespan="off"))
    serving = asyncio.create_task(server.serve(sockets=[listener]))
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/"
    finally:
        server.should_exit = True
        await serving


async def test_its_own_server_understands_the_webhooks() -> None:
    app = Starlette()
    async with open_bench() as bench, _served(app) as url:
        client = _client(bench, server=app, verify_token=VERIFY_TOKEN, app_secret=APP_SECRET)
        heard: list[Any] = []
        client.add_handlers(
            MessageHandler(lambda _, one: heard.append((one.type, one.text))),
            MessageStatusHandler(lambda _, one: heard.append((one.id, one.status))),
        )
        await bench.order("webhook", {"url": url, "verify_token": VERIFY_TOKEN})
        await bench.order("webhook/habits", {"batch": 1})  # pywa reads a request's first event
        order = {"sender": LIVE_SENDER, "from": PERSON, "text": "Halo"}
        await bench.order("inbound", order)
        await bench.advance(1)
        sent = await asyncio.to_thread(client.send_message, PERSON, "Mau lanjut?")
        await bench.advance(60)
        client.api._session.close()
    assert heard[0] == ("text", "Halo")
    assert heard[1:3] == [(sent.id, "sent"), (sent.id, "delivered")]
