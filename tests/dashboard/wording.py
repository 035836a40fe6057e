"""Every sentence the dashboard says, found where it is written: templates and code."""

from collections.abc import Iterator, Mapping, Sequence
from io import BytesIO
from pathlib import Path

from babel.messages.extract import extract
from babel.messages.pofile import read_po

import terkirim.web.dashboard

HOME = Path(terkirim.web.dashboard.__file__).parent
PO = HOME / "locale/id/LC_MESSAGES/messages.po"

Key = str | tuple[str, ...]
Keywords = Mapping[str, tuple[int, ...] | None]

_CODE: Keywords = {"mark": None, "say": None}
_TEMPLATES: Keywords = {"_": None, "gettext": None, "ngettext": (1, 2)}


def written_down() -> dict[Key, str]:
    """Message id (a pair where it has a plural) to the file it is first met in."""
    found: dict[Key, str] = {}
    for path in sorted(HOME.rglob("*.py")):
        for key in _extract("python", path, _CODE):
            found.setdefault(key, path.name)
    for path in sorted(HOME.rglob("*.html")):
        for key in _extract("jinja2.ext:babel_extract", path, _TEMPLATES):
            found.setdefault(key, path.name)
    return found


def translated() -> dict[Key, str]:
    """Message id to its Indonesian, which has no plural."""
    catalog = read_po(BytesIO(PO.read_bytes()), locale="id")
    return {_key(each.id): _first(each.string) for each in catalog if each.id}


def _key(msgid: Sequence[str]) -> Key:
    return msgid if isinstance(msgid, str) else tuple(msgid)


def _first(said: Sequence[str] | None) -> str:
    return said if isinstance(said, str) else (said or [""])[0]


def _extract(method: str, path: Path, keywords: Keywords) -> Iterator[Key]:
    options = {"silent": "false"} if "jinja" in method else {}
    with path.open("rb") as source:
        for _line, message, _comments, _context in extract(method, source, keywords, (), options):
            if message:
                yield message
