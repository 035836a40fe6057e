"""What the owner of a list should know although no row was rejected for it."""

import polars as pl

from terkirim.delivery.lists.model import Columns, Role
from terkirim.delivery.lists.rules import BETWEEN_NUMBERS, holds_several
from terkirim.vocabulary.text import Text

_SHOWN_LINES = 5
_ROLES: tuple[Role, ...] = ("consent", "language", "time_zone")
_TEXTS = {
    "several_numbers": Text(
        id="{count} sel memuat beberapa nomor; yang dipakai nomor pertama yang bisa (baris "
        "{lines}).",
        en="{count} cells hold several numbers; the first usable one is taken (lines {lines}).",
    ),
    "without_plus": Text(
        id="{count} nomor luar negeri ditulis tanpa “+”; angka depannya dibaca sebagai kode "
        "negara (baris {lines}).",
        en="{count} foreign numbers are written without “+”; their first digits are read as the "
        "country code (lines {lines}).",
    ),
    "many_zeros": Text(
        id="{count} nomor berakhir dengan enam angka nol dan mungkin dibulatkan oleh Excel; "
        "periksa baris {lines}.",
        en="{count} numbers end in six zeros and may have been rounded by Excel; check lines "
        "{lines}.",
    ),
    "unclear_consent": Text(
        id="{count} isi kolom persetujuan tidak dikenali dan dianggap belum diketahui (baris "
        "{lines}).",
        en="{count} consent cells were not understood and count as unknown (lines {lines}).",
    ),
    "unclear_language": Text(
        id="{count} isi kolom bahasa tidak dikenali (baris {lines}).",
        en="{count} language cells were not understood (lines {lines}).",
    ),
    "unclear_time_zone": Text(
        id="{count} isi kolom zona waktu tidak dikenali (baris {lines}).",
        en="{count} time zone cells were not understood (lines {lines}).",
    ),
}
_COUNTRY_CODE = r"^[ '\"]*00|\+|＋|wa\.me|phone="


class Remarks:
    """Counts what is remarkable, and where it was seen first."""

    def __init__(self, columns: Columns, home_region: str) -> None:
        self._columns = columns
        self._region = home_region
        self._phone = f"c{columns.roles['phone']}"
        own = [columns.roles[role] for role in ("phone", *_ROLES) if role in columns.roles]
        self._cells = sorted({f"c{at}" for at in own})
        self._counts = dict.fromkeys(_TEXTS, 0)
        self._lines: dict[str, list[str]] = {kind: [] for kind in _TEXTS}

    def look(self, accepted: pl.DataFrame) -> None:
        """Look at accepted rows of a settled batch."""
        for kind, conditions in self._kinds().items():
            found = accepted.select("line", "e164", "region", *_ROLES, *self._cells)
            for condition in conditions:  # the cheap one first
                found = found.filter(condition)
            if kind == "several_numbers":
                several = [holds_several(cell) for cell in found[self._phone]]
                found = found.filter(pl.Series(several, dtype=pl.Boolean))
            self._counts[kind] += found.height
            free = _SHOWN_LINES - len(self._lines[kind])
            self._lines[kind] += map(str, found["line"].head(max(free, 0)))

    def texts(self) -> tuple[Text, ...]:
        """A sentence for each kind that occurred."""
        return tuple(
            _TEXTS[kind].format(count=count, lines=self._places(kind, count))
            for kind, count in self._counts.items()
            if count
        )

    def _kinds(self) -> dict[str, tuple[pl.Expr, ...]]:
        """What is remarkable of a row; of several numbers, what may be."""
        phone = pl.col(self._phone)
        found: dict[str, tuple[pl.Expr, ...]] = {
            "several_numbers": (
                phone.str.len_bytes() > 18,
                phone.str.contains(f"(?i){BETWEEN_NUMBERS}"),
            ),
            "without_plus": (
                pl.col("region").fill_null("") != self._region,
                ~phone.str.to_lowercase().str.contains(_COUNTRY_CODE),
            ),
            "many_zeros": (pl.col("e164").str.ends_with("000000"),),
        }
        for role in _ROLES:
            if role in self._columns.roles:
                cell = pl.col(f"c{self._columns.roles[role]}")
                unread = pl.col(role).fill_null("unknown") == "unknown"
                said = cell.str.strip_chars(" -.?").str.to_lowercase()
                found[f"unclear_{role}"] = (unread & (cell != ""), ~said.is_in(["", "unknown"]))
        return found

    def _places(self, kind: str, count: int) -> str:
        return ", ".join(self._lines[kind]) + (" …" if count > _SHOWN_LINES else "")
