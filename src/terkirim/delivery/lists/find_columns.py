"""Find out which column holds the number, the name, the consent, the language, the time zone."""

import re
from collections.abc import Callable, Mapping, Sequence

from terkirim.delivery.lists.model import Columns, Role
from terkirim.delivery.lists.read_words import is_locale, read_time_zone
from terkirim.delivery.lists.rules import normalise_header, read_cell_phone
from terkirim.errors import BadContactFile
from terkirim.vocabulary.phone import Phone, Unusable
from terkirim.vocabulary.text import Text

_CERTAIN_PHONES = (
    r"((no|nomor|nomer|number|num|hp|telp|telepon|phone)_)*(wa|whatsapp|whats_app)"
    r"(_(no|nomor|number|id|aktif|hp|phone))*",
    r"((no|nomor|nomer)_)?(hp|handphone|ponsel|hape|selular|seluler|mobile|cell|msisdn|gsm)"
    r"(_(no|nomor|number|phone|wa|whatsapp|aktif))*",
    r"((no|nomor|nomer)_)?(telepon|telpon|telefon|telp|tlp|tel|phone|telephone|phones)"
    r"(_(no|nomor|number|hp|seluler|genggam|1|wa|whatsapp|e164))*",
    r"(contact|customer|recipient|kontak|pelanggan|penerima)_(phone|telepon|hp|wa)(_number|_no)?",
    r"e_?164|wa_id",
)
_LIKELY_PHONES = (
    r"((no|nomor|nomer)_)?(kontak|contact|penerima|pelanggan|tujuan)(_(number|no|id))?",
    r"nomor|nomer|number|numbers|recipient|to|no",
)
_NAMES = (
    r"nama(_(lengkap|pelanggan|kontak|penerima|customer|konsumen|pembeli|anggota|siswa|pasien))?|"
    r"((full|contact|customer|recipient|display)_?)?name",
    r"nama_(depan|panggilan)|(first|given)_?name|panggilan",
)
_CONSENTS = (
    r"(status_)?(setuju|persetujuan|izin|ijin|consent|bersedia|opt_?in|kesediaan)(_\w+)?|"
    r"(subscribed|subscribe|langganan|berlangganan|marketing_(consent|opt_?in)|\w+_(consent|opt_?in))",
)
_REFUSALS = (
    r"(\w+_)?(opt_?out|opted_out|unsubscribed?|berhenti(_langganan|_berlangganan)?|do_not_contact|"
    r"dnc|tolak|menolak|stop)",
)
_LANGUAGES = (
    r"(kode_)?(bahasa|language|lang|locale|lingua)(_(code|kode|pilihan|pelanggan|kontak))?|"
    r"(preferred|contact|customer)_(language|lang|locale)",
)
_TIME_ZONES = (r"(zona|wilayah)_waktu|time_?zone(_(name|id|iana))?|tz|tz_?(name|id)|zona",)
_PATTERNS: tuple[tuple[Role, tuple[str, ...]], ...] = (
    ("refusal", _REFUSALS),
    ("consent", _CONSENTS),
    ("name", _NAMES),
    ("language", _LANGUAGES),
    ("time_zone", _TIME_ZONES),
)
_SAMPLE_SHARE = 0.5


def find_columns(
    headers: Sequence[str],
    sample: Sequence[Sequence[str]],
    region: str,
    chosen: Mapping[Role, str] | None = None,
) -> Columns:
    """Name the columns and tell which is which: as chosen, by header, by content.

    `sample` are the first rows under the headers. Without a phone column in the answer's `roles`
    there is none. Headers that are themselves a row of data are the caller's concern. Raises
    BadContactFile where a chosen header is not there.
    """
    names = _unique_names(headers, sample)
    roles = {role: _position(names, headers, header) for role, header in (chosen or {}).items()}
    notes: list[Text] = []
    phone = roles.get("phone", _phone_by_header(names, sample))
    if phone is None:
        phone = phone_by_content(sample, region)
        if phone is not None:
            notes.append(_found_by_content(names, headers, phone))
    if phone is not None:
        roles["phone"] = phone
    for role, forms in _PATTERNS:
        free = [at for at in _matching(names, forms) if at not in roles.values()]
        if free:
            roles.setdefault(role, free[0])
    for role, reads in (("language", is_locale), ("time_zone", read_time_zone)):
        at = _by_content(sample, reads, set(roles.values()))
        if role not in roles and at is not None:
            roles[role] = at
    padded = (*headers, *[""] * len(names))[: len(names)]
    return Columns(names, roles, tuple(notes), padded)


def _position(names: Sequence[str], headers: Sequence[str], wanted: str) -> int:
    """Where a header stands that the owner named."""
    found = [at for at, header in enumerate(headers) if header.strip() == wanted.strip()]
    found += [at for at, name in enumerate(names) if name == normalise_header(wanted)]
    if found and found[0] < len(names):
        return found[0]
    raise BadContactFile(
        Text(
            id=f"Tidak ada kolom “{wanted}”; kolom yang ada: {shown_headers(headers or names)}.",
            en=f"There is no column “{wanted}”; columns found: {shown_headers(headers or names)}.",
        )
    )


def shown_headers(headers: Sequence[str]) -> str:
    """The first dozen headers, for a sentence."""
    return ", ".join(f"“{one.strip()[:40]}”" for one in headers[:12] if one.strip())


def _by_content(
    sample: Sequence[Sequence[str]], reads: Callable[[str], object], taken: set[int]
) -> int | None:
    """The first column all of whose cells with content can only be meant so."""
    for at in range(max(map(len, sample), default=0)):
        cells = [row[at] for row in sample if at < len(row) and row[at].strip()]
        if at not in taken and cells and all(map(reads, cells)):
            return at
    return None


def has_phone_header(headers: Sequence[str]) -> bool:
    """Whether a row has a cell that can only be the header of a phone column."""
    return bool(_matching([normalise_header(header) for header in headers], _CERTAIN_PHONES))


def phone_by_content(sample: Sequence[Sequence[str]], region: str) -> int | None:
    """The column in which most cells with content read as phone numbers, or None."""
    shares: list[tuple[float, int]] = []
    for at in range(max(map(len, sample), default=0)):
        cells = [row[at] for row in sample if at < len(row) and row[at].strip()]
        phones = sum(_looks_like_phone(cell, region) for cell in cells)
        if phones > _SAMPLE_SHARE * len(cells):
            shares.append((phones, -at))
    return -max(shares)[1] if shares else None


def _looks_like_phone(cell: str, region: str) -> bool:
    verdict = read_cell_phone(cell, region)
    if isinstance(verdict, Unusable):
        return verdict.reason == "landline" and cell.lstrip("(+ ")[:1] in ("0", "6")
    return isinstance(verdict, Phone)


def _phone_by_header(names: Sequence[str], sample: Sequence[Sequence[str]]) -> int | None:
    certain = _matching(names, _CERTAIN_PHONES)
    if certain:
        return certain[0]
    for at in _matching(names, _LIKELY_PHONES):
        if any(sum(map(str.isdigit, row[at])) >= 7 for row in sample if at < len(row)):
            return at
    return None


def _matching(names: Sequence[str], forms: Sequence[str]) -> list[int]:
    """Positions of the names that match, those of an earlier form first."""
    found = [
        at for form in forms for at, name in enumerate(names) if re.fullmatch(form, name or "")
    ]
    return list(dict.fromkeys(found))


def _unique_names(headers: Sequence[str], sample: Sequence[Sequence[str]]) -> tuple[str, ...]:
    """Normalised headers, as many as most rows have cells; nameless ones are `column_N`."""
    widths = sorted(_width(row) for row in sample) or [0]
    count = max(_width(headers), widths[len(widths) // 2])
    names: dict[str, None] = {}
    times: dict[str, int] = {}
    for at in range(count):
        own = normalise_header(headers[at]) if at < len(headers) else ""
        name = base = own or f"column_{at + 1}"
        while name in names:
            times[base] = times.get(base, 1) + 1
            name = f"{base}_{times[base]}"
        names[name] = None
    return tuple(names)


def _width(row: Sequence[str]) -> int:
    """Cells up to the last one with content."""
    return max((at + 1 for at, cell in enumerate(row) if cell.strip()), default=0)


def _found_by_content(names: Sequence[str], headers: Sequence[str], at: int) -> Text:
    shown = (headers[at].strip() if at < len(headers) else "") or names[at]
    return Text(
        id=f"Tidak ada judul kolom nomor telepon; kolom “{shown}” dipakai karena isinya nomor.",
        en=f"No header names a phone column; “{shown}” is used because it holds numbers.",
    )
