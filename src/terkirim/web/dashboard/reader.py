"""The person who reads: their language, and how they write dates and numbers."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from babel import Locale, dates, numbers
from babel.support import NullTranslations

from terkirim.vocabulary.clock import as_datetime
from terkirim.vocabulary.text import Language, Text


def mark(msgid: str) -> str:
    """Mark a sentence for translation where it is written down; `Reader.say` translates it."""
    return msgid


class Reader:
    """Says things in one language and in one time zone."""

    def __init__(self, language: Language, zone: ZoneInfo, translations: NullTranslations) -> None:
        self.language = language
        self.translations = translations
        self._zone = zone
        self._locale = Locale.parse(language)

    def say(self, msgid: str, /, **values: object) -> str:
        """A sentence of the dashboard, its `%(named)s` places filled."""
        said: str = self.translations.gettext(msgid)
        return said % values if values else said

    def text(self, text: Text) -> str:
        """The reader's half of a text in both languages."""
        return text[self.language]

    def labelled(self, labels: Mapping[str, str], name: str) -> str:
        """A fixed value in words; one nobody has words for is shown as it is."""
        return self.say(labels[name]) if name in labels else name.replace("_", " ")

    def moment(self, at: float) -> str:
        """Day and time: 24 Nov 2025 09.12 WIB. The zone is named as its own people name it."""
        zone = self._local(at).tzname() or ""
        return self._formatted(at, f"d MMM y HH{self._colon}mm {_quoted(zone)}")

    def day(self, at: float) -> str:
        """The day: Senin, 24 November 2025."""
        return dates.format_date(self._local(at), "full", locale=self._locale)

    def time(self, at: float) -> str:
        """The time of day, to the second."""
        return self._formatted(at, f"HH{self._colon}mm{self._colon}ss")

    def iso(self, at: float) -> str:
        """For machines: the instant in ISO 8601."""
        return self._local(at).isoformat(timespec="seconds")

    def ago(self, at: float, now: float) -> str:
        """How far from now: 3 jam yang lalu, dalam 2 hari."""
        delta = timedelta(seconds=at - now)
        return dates.format_timedelta(
            delta, granularity="minute", add_direction=True, locale=self._locale
        )

    def number(self, value: float) -> str:
        """1.234 in Indonesian, 1,234 in English."""
        return numbers.format_decimal(value, locale=self._locale)

    def percent(self, share: float) -> str:
        """A share of 0-1 as a percentage; a little is never shown as nothing, nor most as all."""
        if 0 < share < 0.001:
            return f"< {numbers.format_percent(0.001, '0.0%', locale=self._locale)}"
        figures = "#,##0.#%" if 0 < share < 0.01 or 0.99 < share < 1 else "#,##0%"
        shown = min(share, 0.999) if share < 1 else share
        return numbers.format_percent(shown, figures, locale=self._locale)

    def _formatted(self, at: float, pattern: str) -> str:
        return dates.format_datetime(self._local(at), pattern, locale=self._locale)

    def _local(self, at: float) -> datetime:
        return as_datetime(at).astimezone(self._zone)

    @property
    def _colon(self) -> str:
        return "." if self.language == "id" else ":"


def _quoted(text: str) -> str:
    """A text as a literal within a date pattern."""
    return "'" + text.replace("'", "''") + "'" if text else ""
