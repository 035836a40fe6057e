"""What an order says a person writes, in each type of message, and Meta's shape of it."""

import base64
import binascii
from typing import Annotated, Literal

import msgspec

from terkirim.sandbox.amounts import Instant
from terkirim.sandbox.notices import Json
from terkirim.sandbox.orders.nesting import DEEPEST, is_too_deep
from terkirim.sandbox.world.model import digits
from terkirim.sandbox.world.wa_ids import canonical

Line = Annotated[str, msgspec.Meta(min_length=1, max_length=1024)]
Words = Annotated[str, msgspec.Meta(max_length=4096)]
MessageId = Annotated[str, msgspec.Meta(min_length=1, max_length=512)]
Encoded = Annotated[str, msgspec.Meta(max_length=24 * 1024 * 1024)]
MediaKind = Literal["image", "audio", "video", "document", "sticker"]


class MediaOrder(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A file a person sends. `content` is base64; left out, it is a small file of the kind."""

    content: Encoded | None = None
    mime_type: Annotated[str, msgspec.Meta(max_length=100)] | None = None
    caption: Words | None = None
    filename: Line | None = None
    animated: bool = False

    def __post_init__(self) -> None:
        try:
            self.data()
        except binascii.Error as error:
            msg = "content is not base64"
            raise ValueError(msg) from error

    def data(self) -> bytes | None:
        """The bytes of the file."""
        return None if self.content is None else base64.b64decode(self.content, validate=True)

    def part(self, kind: MediaKind, reference: Json, *, voice: bool) -> Json:
        """The file in Meta's shape; `reference` is what names it."""
        part: Json = {} if self.caption is None else {"caption": self.caption}
        if kind == "document":
            part["filename"] = self.filename or "dokumen.pdf"
        part |= reference
        if kind == "audio":
            part["voice"] = voice
        if kind == "sticker":
            part["animated"] = self.animated
        return part


class LocationOrder(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A place."""

    latitude: Annotated[float, msgspec.Meta(ge=-90, le=90)]
    longitude: Annotated[float, msgspec.Meta(ge=-180, le=180)]
    name: Line | None = None
    address: Line | None = None
    url: Line | None = None


class CardOrder(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A contact card."""

    name: Line
    phones: Annotated[list[Line], msgspec.Meta(max_length=20)] = []
    emails: Annotated[list[Line], msgspec.Meta(max_length=20)] = []
    org: Line | None = None

    def part(self) -> Json:
        """The card in Meta's shape."""
        first, _, last = self.name.partition(" ")
        name: Json = {"formatted_name": self.name, "first_name": first}
        part: Json = {"name": {**name, "last_name": last} if last else name}
        if self.phones:
            part["phones"] = [_phone(one) for one in self.phones]
        if self.emails:
            part["emails"] = [{"email": one, "type": "WORK"} for one in self.emails]
        if self.org is not None:
            part["org"] = {"company": self.org}
        return part


def _phone(number: str) -> Json:
    wa_id = digits(canonical(f"+{digits(number)}"))
    return {"phone": number, "wa_id": wa_id, "type": "CELL"}


class ReactionOrder(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A reaction to a message; an empty `emoji` takes it back."""

    emoji: Annotated[str, msgspec.Meta(max_length=32)]
    message_id: MessageId | None = None


class ButtonOrder(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A tap on a template's quick reply. Left out, the payload is the text."""

    text: Line
    payload: Line | None = None

    def part(self) -> Json:
        """The tap in Meta's shape."""
        return {"payload": self.payload or self.text, "text": self.text}


class ReplyOrder(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A tap on a reply button or on a row of a list."""

    id: Line
    title: Line
    description: Words | None = None


class FlowOrder(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A Flow sent off; `response` is what was filled in."""

    response: dict[str, object] = {}
    name: Line = "flow"
    body: Line = "Sent"

    def __post_init__(self) -> None:
        if is_too_deep(self.response):
            msg = f"a response is nested at most {DEEPEST} deep"
            raise ValueError(msg)

    def part(self) -> Json:
        """The answer in Meta's shape: what was filled in is JSON within JSON."""
        written = msgspec.json.encode(self.response).decode()
        return {"response_json": written, "body": self.body, "name": self.name}


class CallPermissionOrder(
    msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True
):
    """An answer to a request for permission to call."""

    response: Literal["accept", "reject"]
    is_permanent: bool | None = None
    expiration_timestamp: Instant | None = None
    response_source: Literal["user_action", "automatic"] | None = None

    def part(self) -> Json:
        """The answer in Meta's shape."""
        part: Json = {"response": self.response}
        if self.is_permanent is not None:
            part["is_permanent"] = self.is_permanent
        if self.expiration_timestamp is not None:
            part["expiration_timestamp"] = int(self.expiration_timestamp)
        return {**part, "response_source": self.response_source or "user_action"}


class ItemOrder(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One line of a shopping cart."""

    product_retailer_id: Line
    quantity: Annotated[int, msgspec.Meta(ge=1, le=1_000_000)] = 1
    item_price: Annotated[float, msgspec.Meta(ge=0, le=1e12)] = 0
    currency: Annotated[str, msgspec.Meta(pattern="^[A-Z]{3}$")] = "IDR"


class CartOrder(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A shopping cart sent off."""

    product_items: Annotated[list[ItemOrder], msgspec.Meta(min_length=1, max_length=100)]
    catalog_id: Line = "194000000000001"
    text: Words = ""


class EditOrder(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A change to an earlier message of the person's."""

    message_id: MessageId
    text: Words


class ProductOrder(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A product a person asks about."""

    product_retailer_id: Line
    catalog_id: Line = "194000000000001"


class ContextOrder(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a message refers to: the one it answers, a product, or that it was passed on."""

    message_id: MessageId | None = None
    forwarded: bool = False
    frequently_forwarded: bool = False
    referred_product: ProductOrder | None = None

    def part(self, business: str) -> Json:
        """The context in Meta's shape; `business` is the sender's number."""
        part: Json = {}
        if self.message_id is not None:
            part = {"from": business, "id": self.message_id}
        if self.forwarded:
            part["forwarded"] = True
        if self.frequently_forwarded:
            part["frequently_forwarded"] = True
        if self.referred_product is not None:
            part["referred_product"] = msgspec.to_builtins(self.referred_product)
        return part


class WelcomeOrder(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The greeting of an advertisement."""

    text: Line


class ReferralOrder(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """The advertisement or post a person comes from."""

    source_type: Literal["ad", "post"] = "ad"
    source_id: Line = "120200000000000001"
    source_url: Line = "https://fb.me/contoh"
    headline: Words = "Chat dengan kami"
    body: Words = "Promo bulan ini"
    media_type: Literal["image", "video"] = "image"
    image_url: Line | None = None
    video_url: Line | None = None
    thumbnail_url: Line | None = None
    ctwa_clid: Line = "contoh-klik-iklan"
    welcome_message: WelcomeOrder | None = None

    def part(self) -> Json:
        """The origin in Meta's shape; a post has no click id."""
        given = msgspec.to_builtins({name: getattr(self, name) for name in self.__struct_fields__})
        if self.source_type == "post":
            given["ctwa_clid"] = None
        return {name: value for name, value in given.items() if value is not None}
