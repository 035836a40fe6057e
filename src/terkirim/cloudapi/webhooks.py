"""What Meta reports: webhook bodies read into events, tolerant of everything unexpected.

Shapes and quirks: facts/platform.md section b. One unreadable item is left out and counted; it
never spoils the others of its batch.
"""

from collections.abc import Iterator
from typing import Any

import msgspec

from terkirim.errors import NotAWebhook
from terkirim.vocabulary.identifiers import is_bsuid

_STATUSES = {"sent", "delivered", "read", "played", "failed"}


class StatusUpdate(msgspec.Struct, frozen=True):
    """What became of a message. `error` is the first of `errors[]` as Meta wrote it."""

    sender_id: str
    wamid: str
    status: str
    at: float
    callback_data: str | None = None
    phone: str | None = None
    user_id: str | None = None
    error: dict[str, Any] | None = None


class InboundMessage(msgspec.Struct, frozen=True):
    """A person wrote to a sender. `text` is also the label of a button they tapped, `payload` what
    the business gave that button to tell it by.
    """

    sender_id: str
    wamid: str
    at: float
    kind: str
    phone: str | None = None
    user_id: str | None = None
    name: str | None = None
    text: str = ""
    payload: str = ""


class PreferenceChange(msgspec.Struct, frozen=True):
    """A person switched marketing off (`stop`) or on (`resume`)."""

    sender_id: str
    value: str
    at: float
    phone: str | None = None
    user_id: str | None = None


class PersonChange(msgspec.Struct, frozen=True):
    """A person got another number or user id, or another identity key.

    `phone` and `user_id` are the old ones, as far as WhatsApp names them. `kind`: `address`, or
    `identity` where the key alone changed.
    """

    sender_id: str
    kind: str
    at: float
    phone: str | None = None
    user_id: str | None = None
    new_phone: str | None = None
    new_user_id: str | None = None


class AccountChange(msgspec.Struct, frozen=True):
    """Meta announced something about the account, like DISABLED_UPDATE."""

    account_id: str
    event: str


class TemplateChange(msgspec.Struct, frozen=True):
    """A template changed: time to read the registry again."""

    account_id: str
    name: str


_OF_SENDER = StatusUpdate | InboundMessage | PreferenceChange | PersonChange
_OF_SENDERS = ("messages", "user_preferences", "user_id_update")
Happening = _OF_SENDER | AccountChange | TemplateChange


class _Metadata(msgspec.Struct):
    phone_number_id: str


class _Value(msgspec.Struct):
    metadata: _Metadata | None = None


class _Change(msgspec.Struct):
    value: _Value
    field: str


class _Entry(msgspec.Struct):
    changes: list[_Change]


class _Envelope(msgspec.Struct):
    entry: list[_Entry]


_ENVELOPES = msgspec.json.Decoder(_Envelope)


def read_webhook(body: bytes) -> list[Happening]:
    """The events in a webhook body, in its order. Raises NotAWebhook when it is none."""
    try:
        envelope = msgspec.json.decode(body)
    except (msgspec.DecodeError, RecursionError) as error:
        raise NotAWebhook from error
    if not isinstance(envelope, dict) or not isinstance(envelope.get("entry"), list):
        raise NotAWebhook
    return list(_happenings(envelope["entry"]))


def named_senders(body: bytes) -> frozenset[str]:
    """The senders that statuses, messages and preferences in a body are about.

    Reads no more than that. Raises NotAWebhook when the body is none.
    """
    try:
        envelope = _ENVELOPES.decode(body)
    except msgspec.ValidationError:
        return frozenset(e.sender_id for e in read_webhook(body) if isinstance(e, _OF_SENDER))
    except (msgspec.DecodeError, RecursionError) as error:
        raise NotAWebhook from error
    return frozenset(
        change.value.metadata.phone_number_id
        for entry in envelope.entry
        for change in entry.changes
        if change.field in _OF_SENDERS and change.value.metadata is not None
    )


def _happenings(entries: list[Any]) -> Iterator[Happening]:
    for entry in _dicts(entries):
        account_id = _text(entry.get("id"))
        for change in _dicts(entry.get("changes")):
            value = change.get("value")
            if isinstance(value, dict):
                yield from _change(account_id, _text(change.get("field")), value)


def _change(account_id: str, field: str, value: dict[str, Any]) -> Iterator[Happening]:
    if field in _OF_SENDERS:
        yield from _told(_text(_dict(value.get("metadata")).get("phone_number_id")), field, value)
    elif field in ("account_update", "account_review_update"):
        yield AccountChange(account_id, _text(value.get("event")) or _text(value.get("decision")))
    elif field.startswith(("message_template_", "template_")):
        yield TemplateChange(account_id, _text(value.get("message_template_name")))


def _told(sender_id: str, field: str, value: dict[str, Any]) -> Iterator[Happening]:
    """What a sender is told of messages and of people."""
    if field == "messages":
        names = _names(value)
        yield from (s for raw in _dicts(value.get("statuses")) if (s := _status(sender_id, raw)))
        yield from (
            m for raw in _dicts(value.get("messages")) if (m := _written(sender_id, raw, names))
        )
    elif field == "user_preferences":
        yield from (_preference(sender_id, raw) for raw in _dicts(value.get(field)) if _wish(raw))
    else:
        yield from (_new_user_id(sender_id, raw) for raw in _dicts(value.get(field)))


def _wish(raw: dict[str, Any]) -> bool:
    return raw.get("value") in ("stop", "resume")


def _preference(sender_id: str, raw: dict[str, Any]) -> PreferenceChange:
    phone, user_id = _phone(raw.get("wa_id")), _text(raw.get("user_id")) or None
    return PreferenceChange(sender_id, raw["value"], _instant(raw.get("timestamp")), phone, user_id)


def _new_user_id(sender_id: str, raw: dict[str, Any]) -> PersonChange:
    """An entry of the field that was announced, tried out, and became a system message."""
    at, phone, ids = _instant(raw.get("timestamp")), _phone(raw.get("wa_id")), raw.get("user_id")
    old, new = (_text(_dict(ids).get(name)) or None for name in ("previous", "current"))
    return PersonChange(sender_id, "address", at, phone, old, phone, new)


def _status(sender_id: str, raw: dict[str, Any]) -> StatusUpdate | None:
    wamid, status = _text(raw.get("id")), _text(raw.get("status"))
    if not wamid or status not in _STATUSES:
        return None
    errors = _dicts(raw.get("errors"))
    return StatusUpdate(
        sender_id,
        wamid,
        status,
        _instant(raw.get("timestamp")),
        _text(raw.get("biz_opaque_callback_data")) or None,
        None if raw.get("recipient_type") == "group" else _phone(raw.get("recipient_id")),
        _text(raw.get("recipient_user_id")) or None,
        next(iter(errors), {}) if status == "failed" else None,
    )


def _written(
    sender_id: str, raw: dict[str, Any], names: dict[str, str]
) -> InboundMessage | PersonChange | None:
    if raw.get("type") == "system":
        return _system(sender_id, raw)
    return _inbound(sender_id, raw, names)


def _system(sender_id: str, raw: dict[str, Any]) -> PersonChange | None:
    """What WhatsApp says about a person (facts/platform.md, section b).

    Until 2023 the new number was `new_wa_id`. Where no key names the old user id, its text does.
    """
    system, at = _dict(raw.get("system")), _instant(raw.get("timestamp"))
    kind = _text(system.get("type"))
    phone = _phone(raw.get("from")) or _phone(system.get("customer"))
    own_id, new_id = _text(raw.get("from_user_id")) or None, _text(system.get("user_id")) or None
    if kind.endswith("_identity_changed"):
        return PersonChange(sender_id, "identity", at, phone, new_id or own_id)
    if not kind.endswith(("_changed_number", "_changed_user_id")):
        return None
    named = (one for one in _text(system.get("body")).split() if is_bsuid(one) and one != new_id)
    old_id = _text(system.get("previous_user_id")) or own_id or next(named, None)
    new_phone = _phone(system.get("wa_id")) or _phone(system.get("new_wa_id"))
    return PersonChange(sender_id, "address", at, phone, old_id, new_phone, new_id)


def _inbound(sender_id: str, raw: dict[str, Any], names: dict[str, str]) -> InboundMessage | None:
    wamid = _text(raw.get("id"))
    phone, user_id = _phone(raw.get("from")), _text(raw.get("from_user_id")) or None
    if is_bsuid(_text(raw.get("from"))):
        user_id = user_id or _text(raw.get("from"))
    if not wamid or not (phone or user_id) or raw.get("group_id"):
        return None
    kind = _text(raw.get("type"))
    text, payload = _words(raw)
    name = names.get(phone or "") or names.get(user_id or "")
    at = _instant(raw.get("timestamp"))
    return InboundMessage(sender_id, wamid, at, kind, phone, user_id, name, text, payload)


def _words(raw: dict[str, Any]) -> tuple[str, str]:
    """What a person wrote, or the label of the button they tapped with its payload."""
    button, reply = _dict(raw.get("button")), _dict(raw.get("interactive")).get("button_reply")
    tapped = _dict(reply)
    text = _text(_dict(raw.get("text")).get("body"))
    label = _text(button.get("text")) or _text(tapped.get("title"))
    return text or label, _text(button.get("payload")) or _text(tapped.get("id"))


def _names(value: dict[str, Any]) -> dict[str, str]:
    names = {}
    for contact in _dicts(value.get("contacts")):
        name = _text(_dict(contact.get("profile")).get("name"))
        for key in (_phone(contact.get("wa_id")), _text(contact.get("user_id"))):
            if key and name:
                names[key] = name
    return names


def _dicts(items: object) -> list[dict[str, Any]]:
    return [item for item in items if isinstance(item, dict)] if isinstance(items, list) else []


def _dict(item: object) -> dict[str, Any]:
    return item if isinstance(item, dict) else {}


def _text(value: object) -> str:
    return value if isinstance(value, str) else str(value) if isinstance(value, int) else ""


def _phone(value: object) -> str | None:
    digits = _text(value).lstrip("+")
    return f"+{digits}" if digits.isascii() and digits.isdigit() and 6 < len(digits) < 16 else None


def _instant(value: object) -> float:
    text = _text(value)
    return float(text) if text.isascii() and text.isdigit() and len(text) < 12 else 0.0
