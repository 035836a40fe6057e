"""Short words for what a report counts."""

from terkirim.vocabulary.text import Text

_REASONS = {
    "empty": Text(id="nomor kosong", en="no number"),
    "not_a_number": Text(id="bukan nomor telepon", en="not a phone number"),
    "too_short": Text(id="terlalu pendek", en="too short"),
    "too_long": Text(id="terlalu panjang", en="too long"),
    "invalid": Text(id="tidak ada di penomoran negaranya", en="not in its country's plan"),
    "landline": Text(id="telepon rumah atau kantor", en="landline"),
    "service_number": Text(id="nomor layanan", en="service number"),
    "rounded_by_excel": Text(id="dibulatkan oleh Excel", en="rounded by Excel"),
    "duplicate": Text(id="nomor ganda", en="duplicate"),
    "no_consent": Text(id="tidak setuju dihubungi", en="consent refused"),
    "unreadable": Text(id="baris tidak terbaca", en="row unreadable"),
}
_LINE_TYPES = {
    "mobile": Text(id="ponsel", en="mobile"),
    "fixed_line": Text(id="telepon rumah atau kantor", en="landline"),
    "fixed_line_or_mobile": Text(id="ponsel atau telepon rumah", en="mobile or landline"),
    "toll_free": Text(id="bebas pulsa", en="toll-free"),
    "premium_rate": Text(id="premium", en="premium rate"),
    "shared_cost": Text(id="biaya bersama", en="shared cost"),
    "voip": Text(id="telepon internet (VoIP)", en="internet telephony (VoIP)"),
    "personal_number": Text(id="nomor pribadi", en="personal number"),
    "pager": Text(id="penyeranta", en="pager"),
    "uan": Text(id="nomor perusahaan", en="company number"),
    "voicemail": Text(id="kotak suara", en="voicemail"),
}
_UNKNOWN = Text(id="tidak diketahui", en="unknown")


def reason(code: str) -> Text:
    """Why a row was left out, in a few words."""
    return _REASONS[code]


def line_type(kind: str) -> Text:
    """What kind of line a number is."""
    return _LINE_TYPES.get(kind, _UNKNOWN)


def operator(name: str) -> Text:
    """Whom a number was given to; most countries let people take theirs elsewhere."""
    return Text(id=name, en=name) if name else _UNKNOWN


def region(code: str) -> Text:
    """The country of a number."""
    return Text(id=code, en=code) if code else _UNKNOWN
