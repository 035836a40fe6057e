"""Read an expression: `consent = yes and kota in ("Bandung", "Cimahi") and last_seen < 90d`.

either     = both { "or" both }
both       = one { "and" one }
one        = "not" one | "(" either ")" | FIELD comparison
comparison = ("=" | "!=" | "<" | "<=" | ">" | ">=") VALUE | ["not"] "in" "(" VALUE {"," VALUE} ")"
"""

import re
from typing import NamedTuple

from terkirim.delivery.segments import values
from terkirim.delivery.segments.faults import fault
from terkirim.delivery.segments.model import (
    FIELD_WORDS,
    FIELDS,
    KEYWORDS,
    MOST_CHARACTERS,
    MOST_DEPTH,
    OWN,
    Parsed,
    Place,
)
from terkirim.store.conditions import Condition, Every, Not, Some

_TOKEN = re.compile(
    r"""\s*(?:(?P<quoted>"[^"]*"|'[^']*'|“[^”]*”)|(?P<sign><=|>=|!=|=|<|>|[(),])"""
    r"""|(?P<word>[\w.+:/-]+)|(?P<quote>["'“])|(?P<other>\S)|\Z)"""
)
_NAME = re.compile(r"[^\W\d]\w*")
_SIGNS = ("=", "!=", "<", "<=", ">", ">=")


class Token(NamedTuple):
    """A piece of an expression. `kind`: word, quoted, sign, a keyword's own name, or end."""

    kind: str
    text: str
    place: Place


def parse(expression: str) -> Parsed:
    """The condition an expression states. Raises BadInput, which says where it is wrong."""
    if len(expression) > MOST_CHARACTERS:
        raise fault(expression, Place(MOST_CHARACTERS, MOST_CHARACTERS + 1), "too_long")
    parser = _Parser(expression)
    return Parsed(parser.whole(), parser.named)


class _Parser:
    """Descends through one expression, a token ahead."""

    def __init__(self, expression: str) -> None:
        self._expression = expression
        self._at = 0
        self._depth = 0
        self.named: dict[str, Place] = {}
        self._next = self._read()

    def whole(self) -> Condition:
        if self._next.kind == "end":
            raise fault(self._expression, self._next.place, "empty")
        condition = self._either()
        if self._next.kind != "end":
            raise fault(self._expression, self._next.place, "more")
        return condition

    def _either(self) -> Condition:
        parts = [self._both()]
        while self._takes("or"):
            parts.append(self._both())
        return parts[0] if len(parts) == 1 else Some(tuple(parts))

    def _both(self) -> Condition:
        parts = [self._one()]
        while self._takes("and"):
            parts.append(self._one())
        return parts[0] if len(parts) == 1 else Every(tuple(parts))

    def _one(self) -> Condition:
        place = self._next.place
        if self._takes("not"):
            return self._deeper(place, negated=True)
        if self._takes("sign", "("):
            return self._deeper(place, negated=False)
        return self._comparison()

    def _deeper(self, place: Place, *, negated: bool) -> Condition:
        self._depth += 1
        if self._depth > MOST_DEPTH:
            raise fault(self._expression, place, "too_deep")
        inner = Not(self._one()) if negated else self._either()
        if not negated:
            self._expect("sign", ")", "close")
        self._depth -= 1
        return inner

    def _comparison(self) -> Condition:
        field = self._field()
        negated = self._takes("not")
        if self._takes("in"):
            found = values.among(self._expression, field, self._listed())
            return Not(found) if negated else found
        sign = self._next
        if negated or sign.text not in _SIGNS or sign.kind != "sign":
            raise fault(self._expression, sign.place, "sign")
        self._step()
        text, place = self._value()
        return values.compared(self._expression, field, (sign.text, sign.place), (text, place))

    def _field(self) -> values.Field:
        token = self._expect("word", None, "field")
        own = token.text.lower().startswith(OWN)
        name = token.text[len(OWN) :] if own else token.text
        name = name.lower()
        if not _NAME.fullmatch(name):
            raise fault(self._expression, token.place, "field")
        ours = FIELD_WORDS.get(name, name)
        if own or ours not in FIELDS:
            self.named.setdefault(name, token.place)
            return values.Field(name, own=True)
        return values.Field(ours, own=False)

    def _listed(self) -> list[tuple[str, Place]]:
        self._expect("sign", "(", "open")
        found = [self._value()]
        while self._takes("sign", ","):
            found.append(self._value())
        self._expect("sign", ")", "close")
        return found

    def _value(self) -> tuple[str, Place]:
        token = self._next
        if token.kind not in ("word", "quoted"):
            raise fault(self._expression, token.place, "value")
        self._step()
        return token.text, token.place

    def _takes(self, kind: str, text: str | None = None) -> bool:
        if self._next.kind != kind or (text is not None and self._next.text != text):
            return False
        self._step()
        return True

    def _expect(self, kind: str, text: str | None, key: str) -> Token:
        token = self._next
        if not self._takes(kind, text):
            raise fault(self._expression, token.place, key)
        return token

    def _step(self) -> None:
        self._next = self._read()

    def _read(self) -> Token:
        match = _TOKEN.match(self._expression, self._at)
        if match is None or match.lastgroup is None:
            end = len(self._expression)
            return Token("end", "", Place(end, end))
        self._at = match.end()
        kind, text = match.lastgroup, match[match.lastgroup]
        place = Place(match.start(kind), match.end(kind))
        if kind in ("quote", "other") or not text.isprintable():
            raise fault(self._expression, place, "quote" if kind == "quote" else "character")
        if kind == "quoted":
            text = text[1:-1]
        elif kind == "word":
            kind = KEYWORDS.get(text.lower(), kind)
        return Token(kind, text, place)
