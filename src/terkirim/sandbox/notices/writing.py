"""What people write: an entry of `messages` and its contents (facts/platform.md, section b).

Meta hands on edited and withdrawn messages as `edit` and `revoke` to those who take part in it, as
client libraries read them; to all others as `unsupported`.
"""

from terkirim.sandbox.notices.persons import Json, Seen, origin_of


def inbound_part(wamid: str, seen: Seen, content: Json, at: float) -> Json:
    """An entry of `messages`: what a person wrote."""
    return {**origin_of(seen), "id": wamid, "timestamp": str(int(at)), **content}


def text_content(text: str) -> Json:
    """The content of a message that is a text."""
    return {"type": "text", "text": {"body": text}}


def unsupported_content(errors: list[Json], kind: str | None = None) -> Json:
    """The content of a message Meta could not pass on; `kind` is what it was, where Meta says."""
    content: Json = {"type": "unsupported", "errors": errors}
    return content if kind is None else {**content, "unsupported": {"type": kind}}


def typed_content(kind: str, inner: object) -> Json:
    """The content of a message whose type names its only part."""
    return {"type": kind, kind: inner}


def reply_content(kind: str, reply: Json) -> Json:
    """The content of an answer to an interactive message."""
    return {"type": "interactive", "interactive": {"type": kind, kind: reply}}


def edit_content(original: str, message: Json) -> Json:
    """The content of a message that changes an earlier one."""
    return typed_content("edit", {"original_message_id": original, "message": message})


def revoke_content(original: str) -> Json:
    """The content of a message that takes an earlier one back."""
    return typed_content("revoke", {"original_message_id": original})


def system_part(wamid: str, kind: str, before: Seen, after: Seen, at: float, mark: str) -> Json:
    """An entry of `messages` that tells of a person's new number, user id or device.

    `customer_…` are the names until 2023, with the keys of that time. `mark`: the new identity.
    """
    part: Json = {**origin_of(before), "id": wamid, "timestamp": str(int(at)), "type": "system"}
    if kind.endswith("_identity_changed"):
        seconds = str(int(at))
        part["identity"] = {"acknowledged": True, "created_timestamp": seconds, "hash": mark}
        part["system"] = {"body": f"User {before.name} identity changed", "type": kind}
    elif kind == "customer_changed_number":
        part["system"] = {
            "body": f"{before.name} changed from {before.number} to {after.number}",
            "new_wa_id": after.number,
            "customer": before.number,
            "type": kind,
        }
    else:
        part["system"] = {**_became(kind, before, after), "type": kind}
    return part


def _became(kind: str, before: Seen, after: Seen) -> Json:
    of_number = kind == "user_changed_number"
    old, new = (before.number, after.number) if of_number else (before.user_id, after.user_id)
    system: Json = {"body": f"User {before.name} changed from {old} to {new}"}
    known = {
        "wa_id": after.number if of_number else None,
        "user_id": after.user_id,
        "previous_user_id": before.user_id,
        "parent_user_id": after.parent_user_id,
        "previous_parent_user_id": before.parent_user_id,
    }
    return {**system, **{name: value for name, value in known.items() if value is not None}}
