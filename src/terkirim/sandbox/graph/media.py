"""Media: upload, look up, download and delete a file; and whether a send may use it."""

from collections.abc import Iterator

from starlette.responses import Response

from terkirim.sandbox.graph.call import Call, Json, for_whatsapp
from terkirim.sandbox.refusals import Refusal, invalid, no_such_object, required
from terkirim.sandbox.state import State
from terkirim.sandbox.world.media import Media
from terkirim.sandbox.world.model import Sender

_KB, _MB = 1024, 1024 * 1024
_OFFICE = "application/vnd.openxmlformats-officedocument"
_TYPES: dict[str, tuple[int, tuple[str, ...]]] = {
    "audio": (
        16 * _MB,
        ("audio/aac", "audio/mp4", "audio/mpeg", "audio/amr", "audio/ogg", "audio/opus"),
    ),
    "document": (
        100 * _MB,
        (
            "application/vnd.ms-powerpoint",
            "application/msword",
            f"{_OFFICE}.wordprocessingml.document",
            f"{_OFFICE}.presentationml.presentation",
            f"{_OFFICE}.spreadsheetml.sheet",
            "application/pdf",
            "text/plain",
            "application/vnd.ms-excel",
        ),
    ),
    "image": (5 * _MB, ("image/jpeg", "image/png")),
    "sticker": (500 * _KB, ("image/webp",)),
    "video": (16 * _MB, ("video/mp4", "video/3gpp")),
}
_STILL_STICKER_MAX = 100 * _KB
LARGEST = 100 * _MB
_KIND = {type_: kind for kind, (_, types) in _TYPES.items() for type_ in types}


def upload(state: State, sender: Sender, call: Call) -> Json:
    """POST /{phone_number_id}/media: keep a file; raises Refusal (100, 131053)."""
    for_whatsapp(call.parameters())
    file = call.files.get("file")
    if file is None:
        raise required("file")
    mime_type = file.content_type.split(";")[0].strip().lower() or "application/octet-stream"
    if mime_type not in _KIND:
        raise invalid(
            "Param file must be a file with one of the following types: "
            f"{', '.join(_KIND)}. Received file of type '{mime_type}'."
        )
    _check_size(mime_type, file.data)
    return {"id": state.media.keep_upload(sender.id, mime_type, file.data, state.now()).id}


def get_media(state: State, media: Media, call: Call) -> Json:
    """GET /{media_id}: where to download it, for five minutes."""
    _check_owner(media, call)
    return {
        "url": state.media.download_url(media, call.base_url, state.now()),
        "mime_type": media.mime_type,
        "sha256": media.sha256,
        "file_size": len(media.data),
        "id": media.id,
        "messaging_product": "whatsapp",
    }


def delete_media(state: State, media: Media, call: Call) -> Json:
    """DELETE /{media_id}."""
    _check_owner(media, call)
    state.media.remove(media.id)
    return {"success": True}


def download(state: State, query: dict[str, str]) -> Response:
    """GET the address `get_media` gave; raises Refusal (404) once it or the file is gone."""
    id_, until = query.get("mid", ""), query.get("ext", "")
    media = state.media.find(id_, state.now())
    expires = int(until) if until.isascii() and until.isdigit() and len(until) < 12 else 0
    right = query.get("hash") == state.media.mark(id_, expires)
    if media is None or not right or state.now() >= expires:
        raise Refusal(100, "", message="(#100) Media not found or expired", http_status=404)
    return Response(media.data, headers={"Content-Type": media.mime_type})


def check_media_ids(state: State, sender: str, body: Json) -> None:
    """Whether the media a send names are this sender's; raises Refusal (100) naming the place."""
    for path, _, id_ in _named(body):
        media = state.media.find(id_, state.now())
        if media is None or media.sender != sender:
            raise invalid(
                f"Param {path}['id'] is not a valid whatsapp business account media attachment ID"
            )


def unusable(state: State, body: Json) -> str | None:
    """Why a medium cannot be sent as what it is sent as; Meta finds out after acceptance."""
    for _, kind, id_ in _named(body):
        media = state.media.find(id_, state.now())
        mime_type = "" if media is None else media.mime_type.split(";")[0]
        allowed = _TYPES[kind][1]
        if kind != "document" and mime_type not in allowed:
            return (
                f"Unsupported {kind.capitalize()} mime type {mime_type}. "
                f"Please use one of {', '.join(allowed)}."
            )
    return None


def _check_size(mime_type: str, data: bytes) -> None:
    kind = _KIND[mime_type]
    most = _TYPES[kind][0]
    if kind == "sticker" and b"ANIM" not in data[:64]:
        most = _STILL_STICKER_MAX
    if not data:
        raise invalid("Param file must not be empty.")
    if len(data) > most:
        details = f"{kind.capitalize()} file size {len(data)} exceeds the limit of {most} bytes."
        raise Refusal(131053, details)


def _check_owner(media: Media, call: Call) -> None:
    if call.query.get("phone_number_id", media.sender) != media.sender:
        raise no_such_object(call.method, call.node)


def _named(body: Json) -> Iterator[tuple[str, str, str]]:
    """The media a send names by id: path, kind, id."""
    for path, kind, holder in _places(body):
        id_ = _object(holder.get(kind)).get("id")
        if isinstance(id_, str) and id_:
            yield f"{path}['{kind}']" if path else kind, kind, id_


def _places(body: Json) -> Iterator[tuple[str, str, Json]]:
    """Where a send may name media: path, kind, the object the medium is a part of."""
    type_ = str(body.get("type", ""))
    if type_ in _TYPES:
        yield "", type_, body
    elif type_ == "interactive":
        yield from _in_interactive(_object(body.get("interactive")))
    elif type_ == "template":
        yield from _in_components("template", _object(body.get("template")))


def _in_interactive(interactive: Json) -> Iterator[tuple[str, str, Json]]:
    cards = _objects(_object(interactive.get("action")).get("cards"))
    headers = {"interactive": interactive.get("header")} | {
        f"interactive['action']['cards'][{index}]": card.get("header")
        for index, card in enumerate(cards)
    }
    for path, found in headers.items():
        header = _object(found)
        if (kind := str(header.get("type", ""))) in _TYPES:
            yield f"{path}['header']", kind, header


def _in_components(path: str, holder: Json) -> Iterator[tuple[str, str, Json]]:
    for number, component in enumerate(_objects(holder.get("components"))):
        here = f"{path}['components'][{number}]"
        in_header = str(component.get("type", "")).lower() == "header"
        parameters = _objects(component.get("parameters")) if in_header else []
        for index, parameter in enumerate(parameters):
            if (kind := str(parameter.get("type", "")).lower()) in _TYPES:
                yield f"{here}['parameters'][{index}]", kind, parameter
        for index, card in enumerate(_objects(component.get("cards"))):
            if "cards" not in path:
                yield from _in_components(f"{here}['cards'][{index}]", card)


def _object(value: object) -> Json:
    return value if isinstance(value, dict) else {}


def _objects(value: object) -> list[Json]:
    return [_object(one) for one in value] if isinstance(value, list) else []
