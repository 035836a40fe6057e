"""Files uploaded piece by piece (Meta's Resumable Upload API), known by a handle when whole.

Ids and handles hang on the seed and what was announced, not on when it came.
"""

import base64
from collections import Counter

import msgspec

from terkirim.sandbox.chance import digest

PREFIX = "upload:"
HANDLE_VALID_S = 30 * 86_400


class Upload(msgspec.Struct):
    """A session: what was announced, and what has come of it."""

    id: str
    name: str
    mime_type: str
    length: int
    data: bytes = b""


class UploadStore:
    """Every session and every handle given out."""

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._sessions: dict[str, Upload] = {}
        self._announced: Counter[str] = Counter()
        self._handles: dict[str, str] = {}

    def open(self, name: str, mime_type: str, length: int) -> Upload:
        """A new session for a file of so many bytes."""
        announced = f"{name}/{mime_type}/{length}"
        mark = digest(self._seed, "upload", announced, self._announced[announced], size=16).hex()
        self._announced[announced] += 1
        id_ = PREFIX + _written(f"attachment:{mark}?file_length={length}&file_type={mime_type}")
        self._sessions[id_] = Upload(id_, name, mime_type, length)
        return self._sessions[id_]

    def find(self, id_: str) -> Upload | None:
        """The session with that id."""
        return self._sessions.get(id_)

    def handle(self, upload: Upload, now: float) -> str:
        """A handle for a file that is whole."""
        mark = digest(self._seed, "handle", upload.id, upload.data, size=24)
        handle = f"4:{_written(upload.name)}:{_written(upload.mime_type)}:AR{_written(mark.hex())}"
        handle += f":e:{int(now) + HANDLE_VALID_S}"
        self._handles[handle] = upload.mime_type
        return handle

    def type_of(self, handle: object) -> str | None:
        """The mime type of the file with that handle; None where nobody was given it."""
        return self._handles.get(handle) if isinstance(handle, str) else None


def _written(text: str) -> str:
    return base64.urlsafe_b64encode(text.encode("utf-8", "replace")).decode()
