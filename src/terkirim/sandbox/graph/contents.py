"""What each type of message but the interactive ones must hold."""

from collections.abc import Callable

from terkirim.sandbox.graph.call import Json
from terkirim.sandbox.graph.shapes import (
    Anything,
    Choice,
    Flag,
    Listing,
    Number,
    Record,
    Shape,
    Web,
    Words,
)
from terkirim.sandbox.refusals import Refusal, invalid

TEXT_MAX = 4096
CAPTION_MAX = 1024
FILENAME_MAX = 240
CONTACTS_MAX = 257

_WHERE: dict[str, Shape] = {"id": Words(), "link": Web(), "provider": Anything()}
_CAPTION = Words(CAPTION_MAX, blank=True)
MEDIA: dict[str, Record] = {
    "image": Record({**_WHERE, "caption": _CAPTION}),
    "video": Record({**_WHERE, "caption": _CAPTION}),
    "document": Record({**_WHERE, "caption": _CAPTION, "filename": Words(FILENAME_MAX)}),
    "audio": Record({**_WHERE, "voice": Flag()}),
    "sticker": Record(_WHERE),
    "gif": Record({**_WHERE, "caption": _CAPTION}),
}
_TEXT = Record({"body": Words(TEXT_MAX), "preview_url": Flag()}, ("body",))
LOCATION = Record(
    {
        "latitude": Number(-90, 90),
        "longitude": Number(-180, 180),
        "name": Words(1000, blank=True),
        "address": Words(1000, blank=True),
    },
    ("latitude", "longitude"),
)
_REACTION = Record({"message_id": Words(), "emoji": Words(64, blank=True)}, ("message_id", "emoji"))


def _fields(*names: str) -> dict[str, Shape]:
    return {name: Words(blank=True) for name in names}


_CONTACT = Record(
    {
        "name": Record(
            {
                **_fields("first_name", "last_name", "middle_name", "suffix", "prefix"),
                "formatted_name": Words(),
            },
            ("formatted_name",),
        ),
        "birthday": Words(),
        "org": Record(_fields("company", "department", "title")),
        "phones": Listing(Record(_fields("phone", "wa_id", "user_id", "type")), 100),
        "emails": Listing(Record(_fields("email", "type")), 100),
        "urls": Listing(Record(_fields("url", "type")), 100),
        "addresses": Listing(
            Record(
                _fields("street", "city", "state", "zip", "country", "country_code", "type"),
            ),
            100,
        ),
    },
    ("name",),
)
_CONTACTS = Listing(_CONTACT, CONTACTS_MAX, least=1)
CONTEXT = Record({"message_id": Words()}, ("message_id",))
RECIPIENT_TYPE = Choice(("group", "individual"))


def check_media(kind: str, value: object, path: tuple[str | int, ...]) -> None:
    """A media object: its keys, and either an id or a link."""
    MEDIA[kind].check(value, path)
    media = value if isinstance(value, dict) else {}
    named = [name for name in ("id", "link") if media.get(name)]
    if not named:
        raise Refusal(131008, f"Parameter {kind} needs an id or a link")
    if len(named) > 1:
        raise invalid(f"Param {path[0]} must have either id or link, not both.")


def _media(kind: str) -> Callable[[Json], None]:
    return lambda body: check_media(kind, body[kind], (kind,))


def _reaction(body: Json) -> None:
    _REACTION.check(body["reaction"], ("reaction",))
    reaction = body["reaction"]
    emoji = reaction.get("emoji") if isinstance(reaction, dict) else ""
    if isinstance(emoji, str) and emoji and emoji.isascii():
        raise Refusal(131009, "Param reaction['emoji'] must be one emoji or empty.")


CHECKS: dict[str, Callable[[Json], None]] = {
    "text": lambda body: _TEXT.check(body["text"], ("text",)),
    "location": lambda body: LOCATION.check(body["location"], ("location",)),
    "contacts": lambda body: _CONTACTS.check(body["contacts"], ("contacts",)),
    "reaction": _reaction,
    **{kind: _media(kind) for kind in ("image", "audio", "video", "document", "sticker")},
}
