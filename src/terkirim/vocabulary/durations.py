"""Durations as an owner writes them: "90s", "5m", "6h", "7d"."""

import re

from terkirim.vocabulary.clock import DAY, HOUR, MINUTE
from terkirim.vocabulary.text import Text

_WRITTEN = re.compile(r"([+-]?[0-9]{1,9})([smhd])", re.ASCII)
_SECONDS = {"s": 1.0, "m": MINUTE, "h": HOUR, "d": DAY}
_WORDS = {
    "s": Text(id="detik", en="s"),
    "m": Text(id="menit", en="min"),
    "h": Text(id="jam", en="h"),
    "d": Text(id="hari", en="d"),
}


def seconds(written: str) -> float | None:
    """How long that is, zero and negative included; None where it is no duration."""
    match = _WRITTEN.fullmatch(written)
    return int(match[1]) * _SECONDS[match[2]] if match else None


def written(duration: float) -> str:
    """The shortest way to write it; days only from three on: owners say 24 and 48 hours."""
    number, unit = _parts(duration)
    return f"{number:g}{unit}"


def in_words(duration: float) -> Text:
    """The same for a sentence."""
    number, unit = _parts(duration)
    words = _WORDS[unit]
    return Text(id=f"{number:g} {words.id}", en=f"{number:g} {words.en}")


def _parts(duration: float) -> tuple[float, str]:
    for unit, least in (("d", 3.0), ("h", 1.0), ("m", 1.0)):
        if duration % _SECONDS[unit] == 0 and duration >= least * _SECONDS[unit]:
            return duration / _SECONDS[unit], unit
    return duration, "s"
