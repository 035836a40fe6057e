"""A condition on contacts: what may be said of them, and what it means on either database.

The meaning has two values, never a third: a text nobody wrote down is empty, and what never
happened is longer ago than anything. Letters A to Z are equal in both cases.
"""

from typing import Any, Literal

import msgspec
from sqlalchemy import BigInteger, ColumnElement, Text, and_, case, cast, func, not_, or_
from sqlalchemy import literal_column as literally
from sqlalchemy.dialects.postgresql import JSON

from terkirim.store.fitness import channel
from terkirim.store.tables import contacts

Sign = Literal["<", "<=", ">", ">="]

TEXTS = {
    "name": contacts.c.name,
    "phone": contacts.c.phone,
    "user_id": contacts.c.bsuid,
    "country": contacts.c.region,
    "language": contacts.c.language,
    "time_zone": contacts.c.time_zone,
    "consent": contacts.c.consent,
    "utility_consent": contacts.c.utility_consent,
    "standing": contacts.c.standing,
    "channel": channel(),
}
INSTANTS = {
    "delivered": (contacts.c.delivered_at,),
    "read": (contacts.c.read_at,),
    "inbound": (contacts.c.inbound_at,),
    "last_seen": (contacts.c.delivered_at, contacts.c.read_at, contacts.c.inbound_at),
    "added": (contacts.c.created_at,),
}

_NEVER = -1e30
_MOST_DIGITS = 15  # what both databases and their users' numbers hold exactly


class Is(msgspec.Struct, frozen=True):
    """A text is one of these, written in lower case. `own`: a field of the contact's list."""

    field: str
    values: tuple[str, ...]
    own: bool = False


class Number(msgspec.Struct, frozen=True):
    """A field of the contact's list is a whole number of that size; a text that is none never."""

    field: str
    sign: Sign
    value: int


class Ago(msgspec.Struct, frozen=True):
    """The last time of something is more (`>`) or less (`<`) than so many seconds ago."""

    field: str
    sign: Sign
    seconds: float


class Never(msgspec.Struct, frozen=True):
    """Something never happened."""

    field: str


class Not(msgspec.Struct, frozen=True):
    """The opposite."""

    one: "Condition"


class Every(msgspec.Struct, frozen=True):
    """All of these."""

    parts: "tuple[Condition, ...]"


class Some(msgspec.Struct, frozen=True):
    """At least one of these."""

    parts: "tuple[Condition, ...]"


Condition = Is | Number | Ago | Never | Not | Every | Some


def in_sql(condition: Condition, now: float, dialect: str) -> ColumnElement[bool]:
    """The condition on the table of contacts; `now` in epoch seconds, `dialect` by its name."""
    match condition:
        case Is(field, values, own):
            text = own_text(field, dialect) if own else func.coalesce(TEXTS[field], "")
            return _lower(text, dialect).in_(values)
        case Number(field, sign, value):
            return _compare(_whole_number(own_text(field, dialect), dialect), sign, value)
        case Ago():
            return _ago(condition, now)
        case Never(field):
            return and_(*(instant.is_(None) for instant in INSTANTS[field]))
        case Not(one):
            return not_(in_sql(one, now, dialect))
    parts = [in_sql(one, now, dialect) for one in condition.parts]
    return and_(*parts) if isinstance(condition, Every) else or_(*parts)


def own_text(field: str, dialect: str) -> ColumnElement[str]:
    """A field of the contact's list, empty where there is none. A name is letters and digits."""
    if dialect == "postgresql":
        found: ColumnElement[str] = cast(contacts.c.fields, JSON).op("->>", return_type=Text())(
            field
        )
    else:
        found = func.json_extract(contacts.c.fields, f'$."{field}"')
    return func.coalesce(found, "")


def _lower(text: ColumnElement[str], dialect: str) -> ColumnElement[str]:
    """SQLite knows A to Z; PostgreSQL, told to compare bytes, does the same."""
    return func.lower(text.collate("C") if dialect == "postgresql" else text)


def _whole_number(text: ColumnElement[str], dialect: str) -> ColumnElement[int]:
    """The number a text is, null where it is none: asked before it is converted."""
    if dialect == "postgresql":
        fits = text.regexp_match(f"^-?[0-9]{{1,{_MOST_DIGITS}}}$")
    else:
        digits = case((text.startswith("-"), func.substr(text, 2)), else_=text)
        fits = and_(
            func.length(digits).between(1, _MOST_DIGITS),
            not_(digits.bool_op("GLOB")(literally("'*[^0-9]*'", Text))),
        )
    return case((fits, cast(text, BigInteger)))


def _ago(condition: Ago, now: float) -> ColumnElement[bool]:
    """Longer ago is earlier. The last of several is late where one is, early where all are."""
    earlier: dict[Sign, Sign] = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}
    sign, instant = earlier[condition.sign], now - condition.seconds
    told = [func.coalesce(one, _NEVER) for one in INSTANTS[condition.field]]
    parts = [_compare(one, sign, instant) for one in told]
    return or_(*parts) if sign in (">", ">=") else and_(*parts)


def _compare(value: ColumnElement[Any], sign: Sign, other: float) -> ColumnElement[bool]:
    """Null compares as false, and so does its opposite turn out true."""
    compared = {
        "<": value < other,
        "<=": value <= other,
        ">": value > other,
        ">=": value >= other,
    }[sign]
    return func.coalesce(compared, False)
