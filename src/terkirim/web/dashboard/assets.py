"""The files the pages need, read once; their addresses change when they do."""

import hashlib
from importlib.resources import files
from typing import NamedTuple

_TYPES = {
    "css": "text/css; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "svg": "image/svg+xml",
    "txt": "text/plain; charset=utf-8",
}


class Asset(NamedTuple):
    """One file."""

    content: bytes
    media_type: str
    version: str


class Assets:
    """Every file of `static/`, by name."""

    def __init__(self, by_name: dict[str, Asset]) -> None:
        self._by_name = by_name

    @classmethod
    def load(cls) -> "Assets":
        """Read them from the package."""
        found = {}
        for file in files(__package__).joinpath("static").iterdir():
            media_type = _TYPES.get(file.name.rpartition(".")[2])
            if media_type is not None:
                content = file.read_bytes()
                version = hashlib.sha256(content).hexdigest()[:12]
                found[file.name] = Asset(content, media_type, version)
        return cls(found)

    def get(self, name: str) -> Asset | None:
        """One file, or None."""
        return self._by_name.get(name)

    def url(self, name: str) -> str:
        """Where a page finds a file; may be kept for good."""
        return f"/static/{name}?v={self._by_name[name].version}"
