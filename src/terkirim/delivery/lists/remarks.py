"""What the owner of a list should know although no row was rejected for it."""

from terkirim.vocabulary.text import Text

_SHOWN_LINES = 5
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
}


class Remarks:
    """Counts what is remarkable, and where it was seen first."""

    def __init__(self) -> None:
        self._counts = dict.fromkeys(_TEXTS, 0)
        self._lines: dict[str, list[str]] = {kind: [] for kind in _TEXTS}

    def add(self, kind: str, line: int) -> None:
        """Count one of the kinds above, seen on a line."""
        self._counts[kind] += 1
        if len(self._lines[kind]) < _SHOWN_LINES:
            self._lines[kind].append(str(line))

    def texts(self) -> tuple[Text, ...]:
        """A sentence for each kind that occurred."""
        return tuple(
            _TEXTS[kind].format(count=count, lines=self._places(kind, count))
            for kind, count in self._counts.items()
            if count
        )

    def _places(self, kind: str, count: int) -> str:
        return ", ".join(self._lines[kind]) + (" …" if count > _SHOWN_LINES else "")
