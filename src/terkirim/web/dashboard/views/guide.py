"""The guide to the codes, for everyone."""

from starlette.responses import Response

from terkirim.errors import NotFound
from terkirim.knowledge import catalogue
from terkirim.knowledge.catalogue import Entry
from terkirim.vocabulary.text import Text
from terkirim.web.dashboard.visit import Visit

_LONGEST_PASTE = 4000
_LONGEST_WORDS = 100

_NO_SUCH = Text(id="Kode galat terdiri dari angka saja.", en="An error code has digits only.")


async def listing(visit: Visit) -> Response:
    """The codes by family, those the guide tells of first; with `q`, those that speak of it."""
    wanted = visit.query("q", _LONGEST_PASTE)
    found = _search(wanted) if wanted else list(catalogue.entries())
    families = [
        (title, sorted((e for e in found if e.family == family), key=lambda e: e.guide is None))
        for family, title in catalogue.FAMILIES.items()
    ]
    values = {
        "q": wanted,
        "found": found,
        "families": [(title, members) for title, members in families if members],
        "place": "guide",
    }
    return visit.page("guide", values)


async def code(visit: Visit) -> Response:
    """Everything about one code, both readings apart where there are two."""
    wanted = visit.request.path_params["code"]
    if not (wanted.isascii() and wanted.isdecimal() and len(wanted) < 8):
        raise NotFound(_NO_SUCH)
    return visit.page("code", {"entry": catalogue.entry(int(wanted)), "place": "guide"})


def _search(wanted: str) -> list[Entry]:
    """A whole error may be pasted; plain words are few, so that a search stays quick."""
    number = catalogue.code_in(wanted)
    known = catalogue.find(number) if number is not None else None
    return [known] if known else catalogue.search(wanted[:_LONGEST_WORDS])
