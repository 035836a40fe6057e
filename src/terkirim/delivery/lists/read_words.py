"""What a cell says of a person's language and time zone, in the words people use for them."""

import re
from functools import lru_cache
from zoneinfo import available_timezones

_LANGUAGES = {
    "id": "id ind indonesia indonesian bahasa_indonesia bhs_indonesia b_indonesia in",
    "en": "en eng english inggris bahasa_inggris",
    "en_US": "en_us american_english",
    "en_GB": "en_gb en_uk british_english",
    "ms": "ms may msa melayu malay bahasa_melayu malaysia bahasa_malaysia",
    "zh_CN": "zh zho chi chinese mandarin cina china tionghoa zh_cn",
    "zh_HK": "zh_hk kantonis cantonese",
    "zh_TW": "zh_tw",
    "ar": "ar ara arab arabic bahasa_arab العربية",
    "ja": "ja jpn jepang japanese bahasa_jepang 日本語",
    "ko": "ko kor korea korean bahasa_korea 한국어",
    "nl": "nl nld belanda dutch nederlands bahasa_belanda",
    "de": "de deu ger jerman german deutsch bahasa_jerman",
    "fr": "fr fra fre prancis perancis french français bahasa_prancis",
    "es": "es spa spanyol spanish español bahasa_spanyol",
    "es_MX": "es_mx",
    "es_AR": "es_ar",
    "pt_BR": "pt_br portugis_brasil brazilian_portuguese",
    "pt_PT": "pt por pt_pt portugis portuguese português",
    "th": "th tha thai thailand bahasa_thailand",
    "vi": "vi vie vietnam vietnamese",
    "fil": "fil tgl tl filipino tagalog",
    "hi": "hi hin hindi",
    "ta": "ta tam tamil",
    "ru": "ru rus rusia russian русский",
    "tr": "tr tur turki turkish türkçe",
    "it": "it ita italia italian italiano",
}
_BY_WORD = {word: code for code, words in _LANGUAGES.items() for word in words.split()}
_ZONES = {
    "wib": "Asia/Jakarta",
    "wita": "Asia/Makassar",
    "wit": "Asia/Jayapura",
    "sgt": "Asia/Singapore",
    "myt": "Asia/Kuala_Lumpur",
    "hkt": "Asia/Hong_Kong",
    "jst": "Asia/Tokyo",
    "utc": "UTC",
    "gmt": "UTC",
    "utc+7": "Asia/Jakarta",
    "gmt+7": "Asia/Jakarta",
    "utc+8": "Asia/Makassar",
    "gmt+8": "Asia/Makassar",
    "utc+9": "Asia/Jayapura",
    "gmt+9": "Asia/Jayapura",
    "waktu indonesia barat": "Asia/Jakarta",
    "waktu indonesia tengah": "Asia/Makassar",
    "waktu indonesia timur": "Asia/Jayapura",
}
_LOCALE = re.compile(r"[a-z]{2,3}[_-][A-Z]{2}")
_NOT_IN_WORD = re.compile(r"[\W_]+")


@lru_cache(maxsize=512)
def read_language(cell: str) -> str | None:
    """The language a cell names, as Meta writes it (`id`, `en_US`), or None."""
    word = _NOT_IN_WORD.sub("_", cell.casefold()).strip("_")
    return _BY_WORD.get(word) or _BY_WORD.get(word.split("_")[0] if is_locale(cell) else "")


def is_locale(cell: str) -> bool:
    """Whether a cell can only be a language: `id_ID`, `en-US`."""
    text = cell.strip()
    return bool(_LOCALE.fullmatch(text)) and text[:2] in _BY_WORD


@lru_cache(maxsize=512)
def read_time_zone(cell: str) -> str | None:
    """The IANA name of the time zone a cell names, also WIB, WITA, WIT and GMT+7, or None.

    GMT+7 to +9 are read as Indonesia's.
    """
    text = " ".join(cell.split()).casefold()
    return _ZONES.get(text) or _ZONES.get(text.replace(" ", "")) or _iana().get(text)


@lru_cache(maxsize=1)
def _iana() -> dict[str, str]:
    return {name.casefold(): name for name in available_timezones() if "/" in name}
