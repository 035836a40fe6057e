"""A client written by others, unmodified but for the base URL, believes the sandbox."""

import asyncio

import pytest
from pywa.client import WhatsApp
from pywa.errors import WhatsAppError
from pywa.types.callback import Button

from sandbox_bench import PERSON, open_bench
from terkirim.sandbox import ACCOUNT, LIVE_SENDER, TOKEN


def _use(url: str, inbound: str) -> None:
    client = WhatsApp(phone_id=LIVE_SENDER, token=TOKEN, waba_id=ACCOUNT)
    client.api._session.base_url = f"{url}/v25.0"  # pywa offers no setting for it
    with client.api._session:
        assert client.get_business_phone_number().account_mode == "LIVE"
        assert client.get_business_account().currency == "IDR"
        names = {template.name for template in client.get_templates()}
        assert names == {"order_ready", "promo_bulanan", "buka_percakapan"}
        sent = client.send_message(PERSON, "Mau lanjut?", buttons=[Button("Ya", "ya")])
        assert sent.id.startswith("wamid.")
        assert client.mark_message_as_read(inbound).success
        assert client.register_phone_number("123456").success
        with pytest.raises(WhatsAppError) as refused:
            client.send_message("bukan nomor", "Halo")
        assert refused.value.code == 131009


async def test_pywa_works_against_the_sandbox() -> None:
    async with open_bench() as bench:
        order = {"sender": LIVE_SENDER, "from": PERSON, "text": "Halo"}
        inbound = await bench.order("inbound", order)
        await asyncio.to_thread(_use, bench.url, inbound["id"])
        await bench.advance(60)
        assert bench.receiver.statuses()[-1]["status"] in ("delivered", "read")
