"""What the language of segments knows: its fields, its words, what was read of an expression."""

from typing import NamedTuple

from terkirim.store.conditions import INSTANTS, TEXTS, Condition
from terkirim.vocabulary.text import Text

# Fields that have some values only.
CHOICES: dict[str, tuple[str, ...]] = {
    "consent": ("yes", "no", "unknown"),
    "utility_consent": ("yes", "no", "unknown"),
    "standing": ("active", "doubtful", "inactive"),
    "channel": ("whatsapp", "sms", "none", "unknown"),
}
FIELDS = (*TEXTS, *INSTANTS)
# Indonesian words for the same.
FIELD_WORDS = {
    "nama": "name",
    "telepon": "phone",
    "negara": "country",
    "bahasa": "language",
    "zona_waktu": "time_zone",
    "setuju": "consent",
    "status": "standing",
    "saluran": "channel",
    "terakhir_terlihat": "last_seen",
    "terkirim": "delivered",
    "dibaca": "read",
    "membalas": "inbound",
    "ditambahkan": "added",
}
VALUE_WORDS = {
    "ya": "yes",
    "tidak": "no",
    "belum_diketahui": "unknown",
    "aktif": "active",
    "ragu": "doubtful",
    "tidak_aktif": "inactive",
    "tidak_ada": "none",
}
KEYWORDS = {
    "and": "and",
    "dan": "and",
    "or": "or",
    "atau": "or",
    "not": "not",
    "bukan": "not",
    "in": "in",
    "dalam": "in",
}
NEVER = ("never", "tidak_pernah")
OWN = "fields."  # before a field of the list that is called like one of ours

MOST_CHARACTERS = 2_000
MOST_DEPTH = 50


class Place(NamedTuple):
    """A part of an expression: from where, to before where."""

    start: int
    end: int


class Parsed(NamedTuple):
    """An expression's condition, and where it first names which fields of the list."""

    condition: Condition
    named: dict[str, Place]


SENTENCES: dict[str, Text] = {
    "empty": Text(id="ungkapan ini kosong", en="the expression is empty"),
    "too_long": Text(
        id=f"ungkapan ini lebih panjang dari {MOST_CHARACTERS} huruf",
        en=f"the expression is longer than {MOST_CHARACTERS} characters",
    ),
    "too_deep": Text(
        id=f"kurung bersarang lebih dari {MOST_DEPTH} tingkat",
        en=f"brackets and negations are nested more than {MOST_DEPTH} deep",
    ),
    "character": Text(id="huruf ini tidak dikenal di sini", en="this character means nothing here"),
    "quote": Text(id="tanda kutip ini tidak ditutup", en="this quote is not closed"),
    "field": Text(id="di sini seharusnya nama kolom", en="here belongs the name of a field"),
    "sign": Text(
        id="di sini seharusnya =, !=, <, <=, >, >= atau in (…)",
        en="here belongs =, !=, <, <=, >, >= or in (…)",
    ),
    "value": Text(
        id="di sini seharusnya nilai; beri tanda kutip bila berisi spasi",
        en="here belongs a value; quote it if it holds spaces",
    ),
    "open": Text(id="di sini seharusnya kurung buka", en="here belongs an opening bracket"),
    "close": Text(
        id="di sini seharusnya koma atau kurung tutup", en="here belongs a comma or a bracket"
    ),
    "more": Text(
        id="setelah ini seharusnya and, or, atau akhir ungkapan",
        en="here belongs and, or, or the end",
    ),
    "choice": Text(
        id="nilai ini tidak ada; yang ada: {known}", en="there is no such value; there are: {known}"
    ),
    "no_order": Text(
        id="{field} tidak berurutan; pakai =, != atau in (…)",
        en="{field} has no order; use =, != or in (…)",
    ),
    "duration": Text(
        id="di sini seharusnya lama waktu, seperti 90d, 12h atau 30m",
        en="here belongs a duration like 90d, 12h or 30m",
    ),
    "moment": Text(
        id="{field} dibandingkan dengan < atau > dan lama waktu, atau dengan = never",
        en="{field} is compared by < or > with a duration, or by = with never",
    ),
    "number": Text(
        id="di sini seharusnya bilangan bulat tanpa titik, paling banyak 15 angka",
        en="here belongs a whole number without separators, of 15 digits at most",
    ),
    "unknown": Text(
        id="tidak ada kontak dengan kolom “{field}”{nearest}",
        en="no contact has a field “{field}”{nearest}",
    ),
    "nearest": Text(id="; mungkin maksud Anda {one}", en="; did you mean {one}"),
}
