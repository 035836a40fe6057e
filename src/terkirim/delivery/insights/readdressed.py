"""How it became known that a person has another address, in words for a timeline."""

from collections.abc import Mapping
from typing import Any

from terkirim.vocabulary.text import Text

_TOLD = Text(id="WhatsApp memberi tahu perubahannya", en="WhatsApp told of the change")
_CAME_IN = Text(id="terlihat dari kabar yang masuk", en="what came in shows it")
_SPELLED = Text(
    id="nomor yang sama, ditulis seperti di WhatsApp", en="the same number as WhatsApp spells it"
)
_REASONS = {
    "number_change": _TOLD,
    "named": _TOLD,
    "inbound": _CAME_IN,
    "preference": _CAME_IN,
    "status": Text(id="terlihat dari status pesan", en="the status of a message shows it"),
    "identity_change": Text(
        id="nomor lamanya sudah dipakai orang lain", en="the old number is somebody else's now"
    ),
    "spelling": _SPELLED,
    "answer": _SPELLED,
}
_OTHERWISE = Text(id="alamat orang ini berubah", en="the person's address changed")


def reason(data: Mapping[str, Any]) -> Text:
    """Why, from the data of an event `readdressed`."""
    return _REASONS.get(str(data.get("reason")), _OTHERWISE)
