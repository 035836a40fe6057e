"""Say where an expression is wrong: the sentence, the expression, a caret under the place."""

from terkirim.delivery.segments.model import SENTENCES, Place
from terkirim.errors import BadInput
from terkirim.vocabulary.text import Text

_AROUND = 50


def fault(expression: str, place: Place, key: str, **values: str) -> BadInput:
    """The error for what is wrong there; `values` fill its sentence."""
    return pointed(expression, place, SENTENCES[key].format(**values))


def pointed(expression: str, place: Place, said: Text) -> BadInput:
    """The error of that sentence; of a long expression, what stands around the place is shown."""
    shown = "".join(one if one.isprintable() else " " for one in expression)
    first = max(0, place.start - _AROUND)
    last = min(len(shown), max(place.end, place.start + 1) + _AROUND)
    before, after = "…" if first else "", "…" if last < len(shown) else ""
    drawn = f"  {before}{shown[first:last]}{after}"
    width = max(1, min(place.end, last) - place.start)
    carets = " " * (2 + len(before) + place.start - first) + "^" * width
    where = place.start + 1
    return BadInput(
        Text(
            id=f"Segmen, huruf ke-{where}: {said.id}.\n{drawn}\n{carets}",
            en=f"Segment, character {where}: {said.en}.\n{drawn}\n{carets}",
        )
    )
