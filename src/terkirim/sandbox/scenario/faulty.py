"""A scenario that cannot be played, and why, in both languages."""

from collections.abc import Sequence
from typing import NamedTuple

from terkirim.vocabulary.text import Language, Text

_LINE = Text(id="baris", en="line")


class Fault(NamedTuple):
    """What is wrong, and on which line; 0 where no line is concerned."""

    line: int
    text: Text


class BadScenario(Exception):
    """A scenario file says what cannot be played."""

    def __init__(self, name: str, faults: Sequence[Fault]) -> None:
        self.name = name
        self.faults = tuple(sorted(faults, key=lambda fault: fault.line))
        super().__init__("\n".join(self.sentences("en")))

    def sentences(self, language: Language) -> list[str]:
        """One sentence a fault, with file and line."""
        return [
            f"{self.name}, {_LINE[language]} {line}: {text[language]}."
            if line
            else f"{self.name}: {text[language]}."
            for line, text in self.faults
        ]
