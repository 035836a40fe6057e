"""Resumable uploads: announced to the app, sent piece by piece, then known by a handle.

After Meta's "Resumable Upload API" and "Application Uploads", which its description leaves out.
"""

from terkirim.sandbox.graph.call import Call, Json, text_of
from terkirim.sandbox.graph.media import LARGEST
from terkirim.sandbox.refusals import invalid, malformed, required
from terkirim.sandbox.state import State
from terkirim.sandbox.world.uploads import Upload

TYPES = ("application/pdf", "image/jpeg", "image/jpg", "image/png", "video/mp4")
UNKNOWN_HANDLE = 2494102


def open_session(state: State, _node: str, call: Call) -> Json:
    """POST /{app_id}/uploads: announce a file; answers the session's id."""
    given = call.parameters()
    length = _number(given, "file_length")
    if not 0 < length <= LARGEST:
        raise invalid(f"Param file_length must be between 1 and {LARGEST}.")
    mime_type = text_of(given, "file_type").lower()
    if mime_type not in TYPES:
        raise invalid(f"Param file_type must be one of {{{', '.join(TYPES)}}}")
    if given.get("session_type", "attachment") != "attachment":
        raise invalid("Param session_type must be one of {attachment}")
    return {"id": state.uploads.open(str(given.get("file_name", "")), mime_type, length).id}


def receive(state: State, upload: Upload, call: Call) -> Json:
    """POST /{upload_session}: a piece; answers the handle, or how much has come so far."""
    if call.file_offset is None:
        raise required("file_offset")
    if call.file_offset != str(len(upload.data)):
        raise invalid(f"Param file_offset must be {len(upload.data)}, where the upload stopped.")
    if len(upload.data) + len(call.raw) > upload.length:
        raise invalid(f"The upload holds more bytes than file_length ({upload.length}).")
    upload.data += call.raw
    if len(upload.data) < upload.length:
        return get_session(state, upload, call)
    return {"h": state.uploads.handle(upload, state.now())}


def get_session(_state: State, upload: Upload, _call: Call) -> Json:
    """GET /{upload_session}: where to go on."""
    return {"id": upload.id, "file_offset": len(upload.data)}


def check_samples(state: State, components: list[Json]) -> None:
    """Whether a template's sample media were uploaded; raises Refusal (100, subcode 2494102)."""
    for component in components:
        example = component.get("example")
        handles = example.get("header_handle") if isinstance(example, dict) else None
        for handle in handles if isinstance(handles, list) else []:
            if state.uploads.type_of(handle) is None:
                raise malformed(
                    UNKNOWN_HANDLE,
                    "The media handle provided is not valid for template creation.",
                    "Uploaded media handle is invalid",
                )
        for card in _objects(component.get("cards")):
            check_samples(state, _objects(card.get("components")))


def _objects(value: object) -> list[Json]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _number(given: Json, name: str) -> int:
    value = given.get(name)
    if value is None or value == "":
        raise required(name)
    text = str(value)
    if isinstance(value, bool) or not (text.isascii() and text.isdigit() and len(text) < 16):
        raise invalid(f"Param {name} must be a positive integer.")
    return int(text)
