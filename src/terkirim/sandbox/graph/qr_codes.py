"""Message QR codes: made, changed, listed and deleted."""

import base64

import msgspec

from terkirim.sandbox.chance import digest
from terkirim.sandbox.graph.call import Call, Json, text_of
from terkirim.sandbox.graph.fields import Wanted, parse
from terkirim.sandbox.graph.paging import page
from terkirim.sandbox.refusals import Refusal, invalid
from terkirim.sandbox.state import State
from terkirim.sandbox.world.model import Sender
from terkirim.sandbox.world.numbers import QrCode

LONGEST = 140
CODES_MAX = 2000
FORMATS = ("PNG", "SVG")
ALL = "message_qrdls"
ONE = f"{ALL}/{{QR-Code-ID}}"
_USUAL = (Wanted("code"), Wanted("prefilled_message"), Wanted("deep_link_url"))


def list_codes(_state: State, sender: Sender, call: Call) -> Json:
    """GET /{phone_number_id}/message_qrdls: the newest first, or the one that `code` names."""
    wanted = call.query.get("code")
    codes = [one for one in sender.qr_codes.values() if wanted in (None, one.code)]
    return page(call, [_shown(one, call) for one in reversed(codes)])


def put_code(state: State, sender: Sender, call: Call) -> Json:
    """POST /{phone_number_id}/message_qrdls: a new code, or with `code` another text for one."""
    given = call.parameters()
    message = text_of(given, "prefilled_message")
    if len(message) > LONGEST:
        raise Refusal(
            100,
            "",
            message=f"Invalid prefilled_message length. Maximum {LONGEST} characters allowed",
        )
    form = given.get("generate_qr_image")
    if form is not None and form not in FORMATS:
        raise invalid(f"Param generate_qr_image must be one of {{{', '.join(FORMATS)}}}")
    if given.get("code") is None:
        code = _make(state, sender, message)
    else:
        code = msgspec.structs.replace(_find(sender, text_of(given, "code")), message=message)
    sender.qr_codes[code.code] = code
    image = {"qr_image_url": _image(code, str(form))} if form is not None else {}
    return {**_facts(code), **image}


def get_code(_state: State, sender: Sender, call: Call) -> Json:
    """GET /{phone_number_id}/message_qrdls/{code}: a list of one."""
    return {"data": [_shown(_find(sender, call.leaf), call)]}


def delete_code(_state: State, sender: Sender, call: Call) -> Json:
    """DELETE /{phone_number_id}/message_qrdls/{code}."""
    del sender.qr_codes[_find(sender, call.leaf).code]
    return {"success": True}


def _make(state: State, sender: Sender, message: str) -> QrCode:
    if len(sender.qr_codes) >= CODES_MAX:
        raise invalid(f"A phone number may have {CODES_MAX} message QR codes.")
    sender.qr_codes_made += 1
    mark = digest(state.seed, "qr", sender.id, message, sender.qr_codes_made)
    return QrCode(base64.b32encode(mark).decode()[:14], message, state.now())


def _find(sender: Sender, code: str) -> QrCode:
    found = sender.qr_codes.get(code)
    if found is None:
        raise Refusal(
            803,
            "",
            message="QR code not found",
            kind="GraphMethodException",
            http_status=404,
            user_title="QR Code Not Found",
            user_message="The QR code doesn't exist or has been deleted",
        )
    return found


def _facts(code: QrCode) -> Json:
    return {
        "code": code.code,
        "prefilled_message": code.message,
        "deep_link_url": f"https://wa.me/message/{code.code}",
    }


def _shown(code: QrCode, call: Call) -> Json:
    """The three fields always shown, and those asked for beside them."""
    shown = _facts(code)
    for one in parse(call.query.get("fields", "")) or _USUAL:
        if one.name == "creation_time":
            shown["creation_time"] = int(code.made_at)
        elif one.name == "qr_image_url":
            form = dict(one.arguments).get("format", "PNG")
            shown["qr_image_url"] = _image(code, form)
        elif one not in _USUAL:
            raise invalid(f"Tried accessing nonexisting field ({one.name})")
    return shown


def _image(code: QrCode, form: str) -> str:
    return f"https://example.com/qr/{code.code}.{form.lower()}"
