"""Media kept for download: what businesses upload, and what people send.

An id says nothing of when it was made: it hangs on the seed, the sender and the content. Uploads
are kept for 30 days, what people send for 7.
"""

import base64
import hashlib
from collections import Counter

import msgspec

from terkirim.sandbox.chance import digest

UPLOADED_KEPT_S = 30 * 86400.0
URL_VALID_S = 300.0
DOWNLOAD = ["whatsapp_business", "attachments"]
RECEIVED_KEPT_S = 7 * 86400.0
_JPEG = "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAMCAgICAgMCAgIDAwMDBAYEBAQEBAgGBgUGCQgKCgkICQkKDA8MCgsO"
_PDF = (
    b"%PDF-1.1\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>"
    b"endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
)
# What a person sends when the order names no content of its own: mime type, bytes.
SAMPLES: dict[str, tuple[str, bytes]] = {
    "image": ("image/jpeg", base64.b64decode(_JPEG) + b"\xff\xd9"),
    "audio": ("audio/ogg; codecs=opus", b"OggS\x00\x02" + bytes(20) + b"OpusHead"),
    "video": ("video/mp4", b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom"),
    "document": ("application/pdf", _PDF),
    "sticker": ("image/webp", b"RIFF\x1a\x00\x00\x00WEBPVP8L\x0d\x00\x00\x00/" + bytes(13)),
}


class Media(msgspec.Struct, frozen=True):
    """A file with its id. `sha256` is hexadecimal; webhooks write it in base64."""

    id: str
    sender: str
    mime_type: str
    sha256: str
    data: bytes
    expires_at: float

    def reference(self) -> dict[str, object]:
        """How a webhook names it."""
        checksum = base64.b64encode(bytes.fromhex(self.sha256)).decode()
        return {"id": self.id, "mime_type": self.mime_type, "sha256": checksum}


class MediaStore:
    """Every file there is, by id."""

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._kept: dict[str, Media] = {}
        self._copies: Counter[str] = Counter()

    def keep_upload(self, sender: str, mime_type: str, data: bytes, now: float) -> Media:
        """Keep what a business uploads to one of its senders."""
        return self._keep(sender, mime_type, data, now + UPLOADED_KEPT_S)

    def keep_received(
        self,
        sender: str,
        kind: str,
        now: float,
        data: bytes | None = None,
        mime_type: str | None = None,
    ) -> Media:
        """Keep what a person sends; `kind` is image, audio, video, document or sticker."""
        usual_type, usual_data = SAMPLES[kind]
        content = usual_data if data is None else data
        return self._keep(sender, mime_type or usual_type, content, now + RECEIVED_KEPT_S)

    def find(self, id_: str, now: float) -> Media | None:
        """The file with that id, unless its time is over."""
        media = self._kept.get(id_)
        return media if media is not None and now < media.expires_at else None

    def download_url(self, media: Media, base_url: str, now: float) -> str:
        """An address at which the file can be had for five minutes."""
        expires = int(now + URL_VALID_S)
        query = f"mid={media.id}&ext={expires}&hash={self.mark(media.id, expires)}"
        return f"{base_url}/{'/'.join(DOWNLOAD)}/?{query}"

    def mark(self, id_: str, expires: int) -> str:
        """What proves that an address was given out here."""
        return digest(self._seed, "media url", id_, expires, size=16).hex()

    def remove(self, id_: str) -> None:
        """Forget a file."""
        self._kept.pop(id_, None)

    def _keep(self, sender: str, mime_type: str, data: bytes, until: float) -> Media:
        checksum = hashlib.sha256(data).hexdigest()
        name = f"{sender}/{mime_type}/{checksum}"
        number = digest(self._seed, "media", name, self._copies[name], size=7)
        self._copies[name] += 1
        id_ = str(1_000_000_000_000_000 + int.from_bytes(number) % 9_000_000_000_000_000)
        self._kept[id_] = Media(id_, sender, mime_type, checksum, data, until)
        return self._kept[id_]
