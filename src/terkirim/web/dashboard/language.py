"""Which language a visitor reads, and the translations of the dashboard's own words."""

from importlib.resources import files
from io import BytesIO

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations
from starlette.requests import Request

from terkirim.vocabulary.text import LANGUAGES, Language

COOKIE = "terkirim_language"
_DEFAULT: Language = "id"
_OLD_CODES = {"in": "id"}  # what Java and old Android call Indonesian


def choose(request: Request) -> Language:
    """`?lang=`, else the cookie it left, else the browser's first known language, else Indonesian.

    A browser that names other languages only gets English.
    """
    asked = (request.query_params.get("lang"), request.cookies.get(COOKIE))
    for wish in asked:
        if (language := _known(wish or "")) is not None:
            return language
    header = request.headers.get("accept-language", "")
    wishes = _wishes(header)
    known = (_known(wish) for wish in wishes)
    foreign: Language = "en" if any(wish != "*" for wish in wishes) else _DEFAULT
    return next((language for language in known if language), foreign)


def translations(language: Language) -> NullTranslations:
    """The dashboard's words; they are written in English, so English needs none."""
    if language == "en":
        return NullTranslations()
    source = files(__package__).joinpath("locale", language, "LC_MESSAGES", "messages.po")
    with source.open("rb") as lines:
        catalog = read_po(lines, locale=language)
    compiled = BytesIO()
    write_mo(compiled, catalog)
    compiled.seek(0)
    return Translations(compiled)


def _known(wish: str) -> Language | None:
    code = wish.strip().lower().partition("-")[0]
    code = _OLD_CODES.get(code, code)
    return next((language for language in LANGUAGES if language == code), None)


def _wishes(header: str) -> list[str]:
    """The languages of an Accept-Language header, the most wanted first."""
    weighted = []
    for part in header[:500].split(","):
        tag, _, weight = part.strip().partition(";q=")
        if tag:
            weighted.append((-_weight(weight), tag))
    return [tag for weight, tag in sorted(weighted, key=lambda pair: pair[0]) if weight]


def _weight(text: str) -> float:
    try:
        return float(text) if text else 1.0
    except ValueError:
        return 0.0
