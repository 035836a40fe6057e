"""The people a webhook is about: by number, by business-scoped user id, or by both."""

import msgspec

Json = dict[str, object]


class Seen(msgspec.Struct, frozen=True):
    """What a business may see of a person. `number`: digits only, None where it is hidden.

    `identity`: the hash of their identity key, for a number that checks it.
    """

    number: str | None
    user_id: str | None
    parent_user_id: str | None = None
    username: str | None = None
    name: str = ""
    identity: str | None = None


def contact_of(seen: Seen, *, with_profile: bool = False) -> Json:
    """An entry of `contacts`."""
    named = _named(seen, "wa_id", "user_id", "parent_user_id")
    if not with_profile:
        return named
    profile = {"name": seen.name}
    if seen.username is not None:
        profile["username"] = seen.username
    if seen.identity is not None:
        named["identity_key_hash"] = seen.identity
    return {"profile": profile, **named}


def origin_of(seen: Seen) -> Json:
    """Whom an entry of `messages` comes from."""
    return _named(seen, "from", "from_user_id", "from_parent_user_id")


def recipient_of(seen: Seen) -> Json:
    """Whom an entry of `statuses` was sent to."""
    return _named(seen, "recipient_id", "recipient_user_id", "recipient_parent_user_id")


def _named(seen: Seen, number: str, user_id: str, parent: str) -> Json:
    part: Json = {}
    if seen.number is not None:
        part[number] = seen.number
    if seen.user_id is not None:
        part[user_id] = seen.user_id
    if seen.parent_user_id is not None:
        part[parent] = seen.parent_user_id
    return part


def preference_part(seen: Seen, value: str, at: float) -> Json:
    """An entry of `user_preferences`: a person stops or resumes marketing.

    The choice is the person's towards one portfolio: a parent user id is never named.
    """
    alone = msgspec.structs.replace(seen, parent_user_id=None)
    return {
        **_named(alone, "wa_id", "user_id", ""),
        "detail": f"User requested to {value} marketing messages",
        "category": "marketing_messages",
        "value": value,
        "timestamp": int(at),
    }
