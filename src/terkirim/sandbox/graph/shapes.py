"""What a parameter must look like, and how Meta words it when it does not.

Graph itself checks most of it and answers 100; of interactive messages WhatsApp checks what is
missing (131008) and which values fit (131009). A key nobody knows is always Graph's affair.
"""

from typing import Protocol, cast

import msgspec

from terkirim.sandbox.graph.call import Json
from terkirim.sandbox.refusals import Refusal, invalid, required

Path = tuple[str | int, ...]
_ABSENCE_TOLD_BY_WHATSAPP = {"interactive", "location"}
_VALUES_JUDGED_BY_WHATSAPP = {"interactive"}
_SHOWN = 40  # characters of a foreign name or value that are repeated in an answer


class Shape(Protocol):
    """Something a value can be held against; raises Refusal."""

    def check(self, value: object, path: Path) -> None:
        """Raise Refusal when the value at that path does not fit."""


def written(path: Path) -> str:
    """A path as Meta writes it: `interactive['action']['buttons'][0]`."""
    inner = (f"[{part}]" if isinstance(part, int) else f"['{part[:_SHOWN]}']" for part in path[1:])
    return str(path[0]) + "".join(inner)


def missing(path: Path) -> Refusal:
    """The refusal of something that is not there."""
    if path[0] in _ABSENCE_TOLD_BY_WHATSAPP:
        return Refusal(131008, f"Parameter {written(path)} is missing")
    return required(written(path))


def unfit(path: Path, rule: str) -> Refusal:
    """The refusal of a value of the right type that is not allowed; `rule`: `must be …`."""
    if path[0] in _VALUES_JUDGED_BY_WHATSAPP:
        return Refusal(131009, f"Param {written(path)} {rule}")
    return invalid(f"Param {written(path)} {rule}")


def mistyped(path: Path, kind: str) -> Refusal:
    """The refusal of a value of the wrong type."""
    return invalid(f"Param {written(path)} must be {kind}.")


class Words(msgspec.Struct, frozen=True):
    """A text, with its longest length; `blank`: it may be empty."""

    longest: int | None = None
    blank: bool = False

    def check(self, value: object, path: Path) -> None:
        """A string, not empty and not too long."""
        if not isinstance(value, str):
            raise mistyped(path, "a string")
        if not value and not self.blank:
            raise missing(path)
        if self.longest is not None and len(value) > self.longest:
            raise unfit(path, f"must be at most {self.longest} characters long.")


class Choice(msgspec.Struct, frozen=True):
    """One of some words, in capitals or not."""

    words: tuple[str, ...]

    def check(self, value: object, path: Path) -> None:
        """A string among the words."""
        if not isinstance(value, str):
            raise mistyped(path, "a string")
        if value.lower() not in self.words:
            among = ", ".join(word.upper() for word in self.words)
            raise unfit(path, f'must be one of {{{among}}} - got "{value[:_SHOWN]}".')


class Web(msgspec.Struct, frozen=True):
    """An address that begins with http:// or https://."""

    def check(self, value: object, path: Path) -> None:
        """A string that is such an address."""
        if not isinstance(value, str):
            raise mistyped(path, "a string")
        if not value.lower().startswith(("http://", "https://")) or len(value) < 11:
            raise unfit(path, "is not a valid URI.")


class Flag(msgspec.Struct, frozen=True):
    """True or false, as a word too."""

    def check(self, value: object, path: Path) -> None:
        """A boolean."""
        if not isinstance(value, bool) and value not in ("true", "false"):
            raise mistyped(path, "a boolean")


class Number(msgspec.Struct, frozen=True):
    """A number, as a text too, within bounds."""

    least: float
    most: float
    whole: bool = False

    def check(self, value: object, path: Path) -> None:
        """A number in range."""
        kind = "an integer" if self.whole else "a number"
        if isinstance(value, bool) or not isinstance(value, int | float | str):
            raise mistyped(path, kind)
        if self.whole and isinstance(value, float) and not value.is_integer():
            raise mistyped(path, kind)
        try:
            number = int(value) if self.whole else float(value)
        except (ValueError, OverflowError):
            raise mistyped(path, kind) from None
        if not self.least <= number <= self.most:
            raise unfit(path, f"must be between {self.least:g} and {self.most:g}.")


class Anything(msgspec.Struct, frozen=True):
    """What the sandbox does not look into."""

    def check(self, value: object, path: Path) -> None:
        """Whatever it is."""


class Record(msgspec.Struct, frozen=True):
    """An object with these keys and no others; null is as good as absent."""

    keys: dict[str, Shape]
    needed: tuple[str, ...] = ()

    def check(self, value: object, path: Path) -> None:
        """An object whose keys are known, whose needed ones are there, and whose values fit."""
        if not isinstance(value, dict):
            raise mistyped(path, "a JSON object")
        given = cast("Json", value)
        if not given.keys() <= self.keys.keys():
            name = next(name for name in given if name not in self.keys)
            raise invalid(f'Unexpected key "{name[:_SHOWN]}" on param "{written(path)}".')
        for name, inner in given.items():
            if inner is not None:
                self.keys[name].check(inner, (*path, name))
        for name in self.needed:
            if given.get(name) is None:
                raise missing((*path, name))


class Listing(msgspec.Struct, frozen=True):
    """A list of so many of something."""

    of: Shape
    most: int
    least: int = 0

    def check(self, value: object, path: Path) -> None:
        """A list of the right length whose members fit."""
        if not isinstance(value, list):
            raise mistyped(path, "an array")
        if not value and self.least:
            raise missing(path)
        if not self.least <= len(value) <= self.most:
            raise unfit(
                path, f"must have between {self.least} and {self.most} items, got {len(value)}."
            )
        for index, inner in enumerate(value):
            self.of.check(inner, (*path, index))
