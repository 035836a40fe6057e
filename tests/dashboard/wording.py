"""Every sentence the dashboard says, found where it is written: templates and code."""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import terkirim.web.dashboard
from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import read_po

HOME = Path(terkirim.web.dashboard.__file__).parent
PO = HOME / "locale/id/LC_MESSAGES/messages.po"
_CODE = {"mark": None, "say": None}
_TEMPLATES = {"_": None, "gettext": None, "ngettext": (1, 2)}

Key = str | tuple[str, ...]


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


def translated() -> Catalog:
    """The Indonesian catalog."""
    return read_po(BytesIO(PO.read_bytes()), locale="id")


def _extract(method: str, path: Path, keywords: dict[str, object]) -> Iterator[Key]:
    options = {"silent": "false"} if "jinja" in method else {}
    with path.open("rb") as source:
        for _line, message, _comments, _context in extract(method, source, keywords, (), options):
            if message:
                yield message
