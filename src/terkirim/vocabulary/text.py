"""Text that exists in Indonesian and English, never in one alone."""

from typing import Literal

import msgspec

Language = Literal["id", "en"]
LANGUAGES: tuple[Language, ...] = ("id", "en")


class Text(msgspec.Struct, frozen=True):
    """The same sentence in Indonesian (`id`) and English (`en`)."""

    id: str
    en: str

    def __getitem__(self, language: Language) -> str:
        return self.id if language == "id" else self.en

    def format(self, **values: object) -> "Text":
        """Fill the `{named}` places of both languages with the same values."""
        return Text(id=self.id.format(**values), en=self.en.format(**values))
