"""Orders for what people write: any type of message Meta hands on."""

from collections.abc import Callable
from typing import Annotated, Any, Literal, get_args

import msgspec

from terkirim.sandbox.amounts import Seconds
from terkirim.sandbox.notices import (
    Json,
    edit_content,
    reply_content,
    revoke_content,
    text_content,
    typed_content,
    unsupported_content,
)
from terkirim.sandbox.orders.changes import Errors
from terkirim.sandbox.orders.contents import (
    ButtonOrder,
    CallPermissionOrder,
    CardOrder,
    CartOrder,
    ContextOrder,
    EditOrder,
    FlowOrder,
    LocationOrder,
    MediaKind,
    MediaOrder,
    MessageId,
    ReactionOrder,
    ReferralOrder,
    ReplyOrder,
    Words,
)
from terkirim.sandbox.orders.nesting import DEEPEST, is_too_deep
from terkirim.sandbox.orders.reading import BadOrder

SystemKind = Literal[
    "user_changed_number",
    "user_changed_user_id",
    "user_identity_changed",
    "customer_changed_number",
    "customer_identity_changed",
]
_NOT_CONTENT = {"sender", "person", "at_s", "context", "referral", "group_id", "unsupported"}
_MEDIA: dict[str, MediaKind] = {kind: kind for kind in get_args(MediaKind)} | {"voice": "audio"}
_NEEDS_CONTEXT = {"button", "button_reply", "list_reply", "nfm_reply", "call_permission_reply"}


class SystemOrder(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A person gets a new number (`phone`), a new user id, or a new device.

    Left out, a new `user_id` is made up. The kinds `customer_…` have the keys of before 2023.
    """

    type: SystemKind
    phone: Annotated[str, msgspec.Meta(max_length=40)] | None = None
    user_id: Annotated[str, msgspec.Meta(max_length=140)] | None = None

    def __post_init__(self) -> None:
        if self.type.endswith("_changed_number") != (self.phone is not None):
            msg = "phone is the new number of who changed it, and of nobody else"
            raise ValueError(msg)
        if self.user_id is not None and self.type != "user_changed_user_id":
            msg = "user_id is the new id of user_changed_user_id alone"
            raise ValueError(msg)


class Inbound(
    msgspec.Struct, forbid_unknown_fields=True, omit_defaults=True, rename={"person": "from"}
):
    """A person writes to a sender, now or so many seconds from now.

    It holds exactly one thing: a text, a file, an answer, ..., or `errors`, which is what Meta says
    of a message it cannot pass on, with `unsupported` for what it was (`edit`, `poll`). `message`
    is any other in Meta's own shape, its `type` included. A reaction, a tap or an answer without a
    `message_id` or `context` refers to the last message the sender sent to this person.
    """

    sender: str
    person: str
    text: Words | None = None
    image: MediaOrder | None = None
    audio: MediaOrder | None = None
    voice: MediaOrder | None = None
    video: MediaOrder | None = None
    document: MediaOrder | None = None
    sticker: MediaOrder | None = None
    location: LocationOrder | None = None
    contacts: Annotated[list[CardOrder], msgspec.Meta(min_length=1, max_length=100)] | None = None
    reaction: ReactionOrder | None = None
    button: ButtonOrder | None = None
    button_reply: ReplyOrder | None = None
    list_reply: ReplyOrder | None = None
    nfm_reply: FlowOrder | None = None
    call_permission_reply: CallPermissionOrder | None = None
    order: CartOrder | None = None
    request_welcome: Literal[True] | None = None
    edit: EditOrder | None = None
    revoke: MessageId | None = None
    system: SystemOrder | None = None
    message: dict[str, object] | None = None
    errors: Errors | None = None
    unsupported: Annotated[str, msgspec.Meta(min_length=1, max_length=64)] | None = None
    context: ContextOrder | None = None
    referral: ReferralOrder | None = None
    group_id: Annotated[str, msgspec.Meta(min_length=1, max_length=256)] | None = None
    at_s: Seconds = 0.0

    def __post_init__(self) -> None:
        names = set(self.__struct_fields__) - _NOT_CONTENT
        if sum(getattr(self, name) is not None for name in names) != 1:
            msg = "an inbound message holds exactly one thing, such as a text, an image or errors"
            raise ValueError(msg)
        if self.unsupported is not None and self.errors is None:
            msg = "unsupported says what a message with errors was"
            raise ValueError(msg)
        if self.message is not None and not isinstance(self.message.get("type"), str):
            msg = "a message in Meta's own shape says its type"
            raise ValueError(msg)
        if self.message is not None and is_too_deep(self.message):
            msg = f"a message is nested at most {DEEPEST} deep"
            raise ValueError(msg)

    @property
    def kind(self) -> str:
        """The name of the one thing it holds."""
        names = [name for name in self.__struct_fields__ if name not in _NOT_CONTENT]
        return next(name for name in names if getattr(self, name) is not None)

    def file(self) -> tuple[MediaKind, MediaOrder] | None:
        """The file it holds, and of what kind it is to Meta."""
        media = _MEDIA.get(self.kind)
        return None if media is None else (media, getattr(self, self.kind))


def content_of(order: Inbound, reference: Json, business: str, last: str | None) -> Json:
    """What the message holds beside its origin.

    `reference` names its file; `business` is the sender's number, `last` the message it sent last.
    """
    content = _content(order, reference, last)
    context = _context(order, business, last)
    if context:
        content = {"context": context, **content}
    if order.referral is not None:
        content["referral"] = order.referral.part()
    if order.group_id is not None:
        content = {"group_id": order.group_id, **content}
    return content


def _context(order: Inbound, business: str, last: str | None) -> Json | None:
    given = order.context or ContextOrder()
    if given.message_id is None and order.kind in _NEEDS_CONTEXT:
        given = msgspec.structs.replace(given, message_id=_referred(None, last))
    return given.part(business)


def _referred(given: str | None, last: str | None) -> str:
    if given is None and last is None:
        raise BadOrder("nothing was sent to this person yet; say which message is meant")
    return given or last or ""


def _content(order: Inbound, reference: Json, last: str | None) -> Json:
    kind, inner = order.kind, getattr(order, order.kind)
    if kind in _MEDIA:
        media = _MEDIA[kind]
        return typed_content(media, inner.part(media, reference, voice=kind == "voice"))
    if order.reaction is not None:
        meant = _referred(order.reaction.message_id, last)
        return typed_content(kind, {"message_id": meant, "emoji": order.reaction.emoji})
    if order.errors is not None:
        return unsupported_content([one.part() for one in order.errors], order.unsupported)
    shape = _SHAPES.get(kind)
    return typed_content(kind, msgspec.to_builtins(inner)) if shape is None else shape(inner)


_SHAPES: dict[str, Callable[[Any], Json]] = {
    "text": text_content,
    "contacts": lambda cards: typed_content("contacts", [card.part() for card in cards]),
    "button": lambda tap: typed_content("button", tap.part()),
    "button_reply": lambda tap: reply_content("button_reply", msgspec.to_builtins(tap)),
    "list_reply": lambda tap: reply_content("list_reply", msgspec.to_builtins(tap)),
    "nfm_reply": lambda answer: reply_content("nfm_reply", answer.part()),
    "call_permission_reply": lambda answer: reply_content("call_permission_reply", answer.part()),
    "edit": lambda edit: edit_content(edit.message_id, text_content(edit.text)),
    "revoke": revoke_content,
    "request_welcome": lambda _yes: {"type": "request_welcome"},
    "message": lambda message: message,
}
