"""The consent a list's row states, with what its other columns say of it. Pure.

`setuju: ya` alone is an undated statement of the owner's. Where columns hold when, where and in
which words, they are taken over.
"""

from collections.abc import Mapping
from datetime import UTC, datetime, tzinfo
from functools import lru_cache

from terkirim.delivery.consent.model import Consent, Source

_AT = (
    *("tanggal_setuju", "tanggal_persetujuan", "tgl_setuju", "tgl_persetujuan", "waktu_setuju"),
    *("consent_date", "consent_at", "consent_time", "opt_in_date", "opt_in_at", "optin_date"),
)
_FROM = (
    *("sumber_setuju", "sumber_persetujuan", "asal_persetujuan", "consent_source"),
    *("opt_in_source", "optin_source"),
)
_WORDING = (
    *("kalimat_setuju", "kalimat_persetujuan", "teks_persetujuan", "bunyi_persetujuan"),
    *("consent_wording", "consent_text", "opt_in_text", "optin_text"),
)
_PROOF = ("bukti_setuju", "bukti_persetujuan", "consent_proof", "opt_in_proof")
_SAYING_MORE = frozenset((*_AT, *_FROM, *_WORDING, *_PROOF))
_DAYS, _TIMES = ("%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y"), ("", " %H:%M", " %H:%M:%S")
_FORMS = tuple(day + time for day in _DAYS for time in _TIMES)


def consent_of_row(
    stated: str, columns: Mapping[str, str], origin: str, zone: tzinfo = UTC
) -> Consent | None:
    """What a row says of marketing; None where it states nothing.

    `stated` is yes, no or unknown; `origin` names the list; `columns` are the other cells by
    normalised header; dates without a zone are of `zone`.
    """
    if stated not in ("yes", "no"):
        return None
    if _SAYING_MORE.isdisjoint(columns):
        return _bare(stated == "yes", origin)
    where = _first(columns, _FROM)
    detail = f"{origin}, {where}" if where else origin
    return Consent(
        purpose="marketing",
        given=stated == "yes",
        source=Source.LIST.of(detail),
        at=read_moment(_first(columns, _AT), zone),
        wording=_first(columns, _WORDING),
        proof=_first(columns, _PROOF),
    )


@lru_cache(maxsize=16)
def _bare(given: bool, origin: str) -> Consent:
    return Consent("marketing", given, Source.LIST.of(origin))


def read_moment(text: str, zone: tzinfo = UTC) -> float | None:
    """An instant as people write it: ISO 8601, or day first (31/12/2025 10:30); None if unsure."""
    if not text:
        return None
    found = next((moment for form in ("", *_FORMS) if (moment := _read(text, form))), None)
    if found is None:
        return None
    return (found if found.tzinfo else found.replace(tzinfo=zone)).timestamp()


def _read(text: str, form: str) -> datetime | None:
    try:
        if not form:
            return datetime.fromisoformat(text)
        return datetime.strptime(text, form)  # noqa: DTZ007 - the zone is the list's, set above
    except ValueError:
        return None


def _first(columns: Mapping[str, str], names: tuple[str, ...]) -> str:
    return next((found for name in names if (found := columns.get(name, "").strip())), "")
