"""Pure decisions about one row: what its cells mean, and why it is left out."""

import re
import unicodedata
from functools import lru_cache

from terkirim.delivery.lists.model import Consent, Contact, ReasonCode
from terkirim.vocabulary.phone import Phone, Unusable, read_phone
from terkirim.vocabulary.text import Text

MAX_CELL = 4_096
REASONS: dict[ReasonCode, Text] = {
    "empty": Text(
        id="Nomor telepon kosong.",
        en="The phone number is empty.",
    ),
    "not_a_number": Text(
        id="“{raw}” bukan nomor telepon.",
        en="“{raw}” is not a phone number.",
    ),
    "too_short": Text(
        id="“{raw}” terlalu pendek untuk nomor ponsel; ada angka yang kurang.",
        en="“{raw}” is too short for a mobile number; digits are missing.",
    ),
    "too_long": Text(
        id="“{raw}” terlalu panjang untuk nomor ponsel; ada angka yang berlebih.",
        en="“{raw}” is too long for a mobile number; it has digits too many.",
    ),
    "invalid": Text(
        id="“{raw}” tidak ada dalam daftar penomoran negaranya; periksa awalan dan kode negaranya.",
        en="“{raw}” does not exist in its country's numbering plan; check prefix and country code.",
    ),
    "landline": Text(
        id="“{raw}” adalah nomor telepon rumah atau kantor, bukan nomor ponsel.",
        en="“{raw}” is a landline, not a mobile number.",
    ),
    "service_number": Text(
        id="“{raw}” adalah nomor layanan (bebas pulsa atau premium), bukan nomor pribadi.",
        en="“{raw}” is a service number (toll-free or premium), not a person's number.",
    ),
    "rounded_by_excel": Text(
        id="“{raw}” sudah dibulatkan oleh Excel dan sebagian angkanya hilang; ambil lagi nomor "
        "aslinya dan simpan kolomnya sebagai teks.",
        en="“{raw}” was rounded by Excel and digits are lost; take the number from its source "
        "again and keep the column as text.",
    ),
    "duplicate": Text(
        id="Nomor ini sama dengan nomor di baris {line} ({e164}).",
        en="This is the same number as on line {line} ({e164}).",
    ),
    "no_consent": Text(
        id="Pemilik nomor tidak setuju dihubungi (“{raw}”, baris {line}).",
        en="The owner did not agree to be contacted (“{raw}”, line {line}).",
    ),
    "unreadable": Text(
        id="Baris ini tidak dapat dibaca.",
        en="This row cannot be read.",
    ),
}

_YES_WORDS = (
    "1 y ya iya yes yup true on ok oke okay setuju bersedia boleh mau sudah izin diizinkan agree "
    "agreed granted subscribed subscribe optin opted aktif active ✓ ✔ ✅ ☑ 👍"
)
_NO_WORDS = (
    "0 n no nope not false f off t tidak tdk tak tk gak ga gk nggak ngga enggak belum blm jangan "
    "bukan stop stopped berhenti keluar batal tolak menolak ditolak never dont don't "
    "unsubscribe unsubscribed optout denied deny declined refused revoked withdrawn nonaktif "
    "inactive ✗ ✘ ❌ ☒ 🚫 👎"
)
_YES = frozenset(_YES_WORDS.split())
_NO = frozenset(_NO_WORDS.split())
_ZERO_DECIMALS = re.compile(r"(?<=\d)[.,]0+$")
_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)?|[✓✔✅☑👍✗✘❌☒🚫👎]")
_NOT_IN_HEADER = re.compile(r"[^\w]+|_+")
_LEFT = re.compile(r"\b(?:stop|berhenti|keluar|unsub\w*|opt(?:ed)?[ -]?out|x)\b", re.IGNORECASE)
BETWEEN_NUMBERS = r"[/;,|&\n]+|\b(?:atau|dan|or|and)\b"
_BETWEEN_NUMBERS = re.compile(BETWEEN_NUMBERS, re.IGNORECASE)
_FORMULA_STARTS = tuple("=+-@\t\r\n＝＋－＠")
_PLAIN_NUMBER = re.compile(r"\+?\d+")


@lru_cache(maxsize=512)
def read_consent(cell: str) -> Consent:
    """What a consent cell says; blank or not understood is `unknown`.

    A refusal among the first three words wins (“ya, tapi stop dulu” is a no): a message not sent
    can be sent later, one sent against a refusal cannot be taken back.
    """
    text = _ZERO_DECIMALS.sub("", cell.replace("\N{VARIATION SELECTOR-16}", "").lower())
    text = text.replace("’", "'").replace("opt-", "opt").replace("opt ", "opt")
    words = _WORD.findall(text)[:3]
    if len(words) > 1:
        words = [word for word in words if not word.isdigit()]
    if not _NO.isdisjoint(words):
        return "no"
    return "yes" if words and words[0] in _YES else "unknown"


def read_cell_phone(cell: str, home_region: str) -> Phone | Unusable:
    """The number in a cell; of several numbers, the first that can be used.

    Otherwise the first number's fault is the cell's.
    """
    whole = read_phone(cell, home_region)
    if isinstance(whole, Phone):
        return whole
    numbers = [part for part in _BETWEEN_NUMBERS.split(cell[:250]) if _digits(part) >= 7]
    if len(numbers) < 2:
        return whole
    read = [read_phone(number, home_region) for number in numbers]
    return next((one for one in read if isinstance(one, Phone)), read[0])


def holds_several(cell: str) -> bool:
    """Whether a cell holds more than one number."""
    return sum(_digits(part) >= 7 for part in _BETWEEN_NUMBERS.split(cell[:250])) > 1


def refuses(cell: str) -> bool:
    """Whether a cell of a refusal column (`Opt-out`, `Berhenti`) says that the person refused."""
    return read_consent(cell) == "yes" or bool(_LEFT.search(cell))


def too_long() -> Text:
    """Why a row with a cell of more than `MAX_CELL` characters is not read."""
    return Text(
        id=f"Baris ini memuat isi yang terlalu panjang (lebih dari {MAX_CELL} karakter dalam satu "
        "sel).",
        en=f"This row holds text that is too long (over {MAX_CELL} characters in one cell).",
    )


def _digits(text: str) -> int:
    return sum(map(str.isdigit, text))


@lru_cache(maxsize=1024)
def normalise_header(header: str) -> str:
    """A header as a name for parameters: `No. Pesanan` → `no_pesanan`; empty if it has no words."""
    text = unicodedata.normalize("NFKC", header).lower()
    return _NOT_IN_HEADER.sub("_", text).strip("_")[:64]


def reason_for(code: ReasonCode, raw: str = "", line: int = 0, e164: str = "") -> Text:
    """The sentence for a reason; `line` is the line it refers to, `raw` the cell as it was."""
    return REASONS[code].format(raw=raw, line=line, e164=e164)


def value_of(contact: Contact, column: str) -> str | None:
    """A contact's value under a header in any spelling, or None if it has no such column.

    `name`, `phone` and `consent` answer to their English names and `nama`, `telepon`, `setuju`;
    so do `language` and `bahasa`, `time_zone` and `zona_waktu`.
    """
    name = normalise_header(column)
    if name in contact.columns:
        return contact.columns[name]
    if name in ("name", "nama"):
        return contact.name or ""
    if name in ("phone", "telepon"):
        return contact.e164
    if name in ("language", "bahasa"):
        return contact.language or ""
    if name in ("time_zone", "zona_waktu"):
        return contact.time_zone or ""
    return contact.consent if name in ("consent", "setuju") else None


def neutralise(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula: a leading apostrophe where one is needed.

    Bare digits, with or without a plus, can do nothing and stay usable as phone numbers.
    """
    if cell.startswith(_FORMULA_STARTS) and not _PLAIN_NUMBER.fullmatch(cell):
        return "'" + cell
    return cell


def unneutralise(cell: str) -> str:
    """The cell as it was before `neutralise` (or a spreadsheet's own text mark)."""
    return cell[1:] if cell[:1] == "'" and cell[1:].startswith(_FORMULA_STARTS) else cell


def clean_text(cell: str) -> str:
    """One line without control characters: Meta refuses line breaks, tabs and runs of spaces."""
    if not cell.isprintable():
        kept = (c for c in cell if c.isspace() or unicodedata.category(c) != "Cc")
        cell = "".join(kept)
    if "  " in cell or not cell.isprintable() or cell[:1] == " " or cell[-1:] == " ":
        cell = " ".join(cell.split())
    return unneutralise(cell)
