"""`terkirim send`: put one message in the outbox."""

from pathlib import Path
from typing import Annotated, Any

import typer

from terkirim.assembly import Terkirim
from terkirim.cli.console import language_of_environment, report_bad_input, run
from terkirim.cli.installation import ConfigOption, installation
from terkirim.delivery.campaigns.rules import template_body
from terkirim.delivery.outbox.send_one import Refused, Request
from terkirim.errors import BadInput, BadSettings
from terkirim.vocabulary.identifiers import is_bsuid
from terkirim.vocabulary.phone import Phone, read_phone
from terkirim.vocabulary.text import Text


def send(
    to: Annotated[str, typer.Argument(help="Phone number or business-scoped user id.")],
    text: Annotated[str | None, typer.Option(help="A free-form text.")] = None,
    template: Annotated[str | None, typer.Option(help="A template's name.")] = None,
    language: Annotated[str, typer.Option(help="The template's language.")] = "id",
    parameter: Annotated[list[str] | None, typer.Option("--parameter", "-p")] = None,
    sms: Annotated[str | None, typer.Option(help="SMS text, should WhatsApp fail.")] = None,
    sender: Annotated[str | None, typer.Option(help="phone_number_id.")] = None,
    key: Annotated[str | None, typer.Option(help="Idempotency key.")] = None,
    config: ConfigOption = None,
) -> None:
    """Write one message down; a running `terkirim serve` sends it."""
    with report_bad_input(language_of_environment()):
        body = _body(text, template, language, parameter or [])
        typer.echo(run(_send(config, to, body, sender, sms=sms, key=key)))


def _body(
    text: str | None, template: str | None, language: str, parameters: list[str]
) -> dict[str, Any]:
    if (text is None) == (template is None):
        raise BadInput(
            Text(
                id="Pilih salah satu: --text atau --template.",
                en="Choose one: --text or --template.",
            )
        )
    if template is not None:
        return template_body(template, language, parameters)
    return {"type": "text", "text": {"body": text}}


async def _send(
    config: Path | None,
    to: str,
    body: dict[str, Any],
    sender: str | None,
    *,
    sms: str | None,
    key: str | None,
) -> str:
    async with installation(config) as terkirim:
        sender_id = sender_of(terkirim, sender)
        address = usable_address(to, terkirim.settings.region)
        reopening = terkirim.reopening_body()
        request = Request(sender_id, address, body, sms, reopening, idempotency_key=key)
        taken = await terkirim.single.take_in(request)
    if isinstance(taken, Refused):
        raise BadInput(taken.misfit.text if taken.misfit else _no_sender(sender_id))
    return taken.id


def sender_of(terkirim: Terkirim, chosen: str | None) -> str:
    """The sender asked for, else the settings' own. Raises BadSettings where there is none."""
    sender_id = chosen or terkirim.settings.sender
    if sender_id is None:
        raise BadSettings(
            Text(
                id='Pengirim belum dipilih; pakai --sender atau isi sender = "…" di terkirim.toml.',
                en='No sender is chosen; use --sender or set sender = "…" in terkirim.toml.',
            )
        )
    return sender_id


def usable_address(to: str, region: str) -> str:
    """A number in any spelling as E.164, or a user id as it is. Raises BadInput."""
    if is_bsuid(to):
        return to
    phone = read_phone(to, region)
    if isinstance(phone, Phone):
        return phone.e164
    raise BadInput(
        Text(
            id=f"“{to}” bukan nomor WhatsApp yang bisa dipakai ({phone.reason}).",
            en=f"“{to}” is not a usable WhatsApp number ({phone.reason}).",
        )
    )


def _no_sender(sender_id: str) -> Text:
    return Text(
        id=f"Pengirim {sender_id} belum dikenal; jalankan terkirim senders sync.",
        en=f"Sender {sender_id} is not known yet; run terkirim senders sync.",
    )
