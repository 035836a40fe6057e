"""Why a value does not fit, in both languages: msgspec says so in English alone."""

import re
from collections.abc import Callable

from terkirim.vocabulary.text import Text

_PLACE = re.compile(r" - at `\$?\.?(?P<place>[^`]*)`$")
_FORMS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], Text]], ...] = (
    (
        re.compile(r"Object contains unknown field `(?P<name>.*)`"),
        lambda m: Text(
            id=f"kolom “{m['name']}” tidak dikenal", en=f"there is no field “{m['name']}”"
        ),
    ),
    (
        re.compile(r"Object missing required field `(?P<name>.*)`"),
        lambda m: Text(id=f"kolom “{m['name']}” belum diisi", en=f"field “{m['name']}” is missing"),
    ),
    (
        re.compile(r"Expected `(?P<wanted>[^`]*)`, got `(?P<given>[^`]*)`"),
        lambda m: Text(
            id=f"isinya harus {m['wanted']}, bukan {m['given']}",
            en=f"it must be {m['wanted']}, not {m['given']}",
        ),
    ),
    (
        re.compile(r"Expected `\w+` (?P<rule>[<>=]+ ?[\w.]+|matching regex '.*')"),
        lambda m: Text(
            id=f"isinya harus memenuhi {m['rule'].replace('matching regex', 'pola')}",
            en=f"it must be {m['rule']}",
        ),
    ),
    (
        re.compile(r"Invalid enum value (?P<given>.*)"),
        lambda m: Text(id=f"{m['given']} tidak dikenal", en=f"{m['given']} is not known"),
    ),
)


def misfit_in_words(error: Exception) -> Text:
    """A validation error of msgspec: what is wrong, and at which place."""
    said = str(error)
    found = _PLACE.search(said)
    place, fault = (found["place"], said[: found.start()]) if found else ("", said)
    told = next((say(m) for form, say in _FORMS if (m := form.match(fault))), Text(fault, fault))
    if not place:
        return told
    return Text(id=f"{place}: {told.id}", en=f"{place}: {told.en}")
