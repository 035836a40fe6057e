"""What a person asks for with a word or a button. Pure.

The whole message must be the wish: a sentence that merely holds such a word ("stop kirim ke alamat
lama") is for a person to read. Case, punctuation, emoji and words of courtesy do not count. Meta
defines no list; these are usual in Indonesia (facts/platform.md, section h).
"""

import re
import unicodedata
from collections.abc import Collection
from itertools import groupby
from typing import NamedTuple

from terkirim.delivery.consent.model import PURPOSES, Purpose

_COURTESY = frozenset(
    re.findall(
        r"\w+",
        "tolong mohon harap please pls plis kak kakak min admin mas mbak pak bu bang gan sis ya yaa"
        " dong deh aja saja sekarang now makasih terima kasih terimakasih thanks thx tq thank you",
    )
)
_STOP_WORDS = {
    *("stop", "setop", "berhenti", "keluar", "hentikan", "unsub", "unsubscribe", "unreg"),
    *("optout", "opt out", "jangan kirim", "jangan kirim lagi"),
}
_START_WORDS = {
    *("start", "mulai", "mulai lagi", "lanjut", "lanjutkan", "daftar", "subscribe", "unstop"),
    *("optin", "opt in"),
}
# On a button these may belong to any menu: only who typed them meant us.
_OF_MENUS = {"keluar", "start", "mulai", "lanjut", "lanjutkan", "daftar"}
_PROMOTION = (
    "(?:promo|promosi|promotion|promotions|iklan|ads|marketing|newsletter|penawaran|offers"
    "|broadcast|langganan|berlangganan)"
)
# "Pesan" is a message and an order: who does not want to order is not who wants no messages.
_ANYTHING = f"(?:{_PROMOTION}|pesan|chat|wa|whatsapp|messages)"
_SENDING = "(?: (?:dari|from|terima|menerima|kirim|kirimi|kirimkan|mengirim|sending|saya|me))*"
_MORE = "(?: (?:lagi|ini|anymore|saya|me|ke|to))*"
_ENDS = re.compile(
    r"(?:stop|setop|berhenti|hentikan|matikan|unsubscribe|no more"
    rf"|jangan (?:kirim|kirimi|kirimkan)){_SENDING}(?: {_ANYTHING})+{_MORE}"
    rf"|(?:batal|batalkan|(?:gak|ga|nggak|tidak|tak) (?:usah|perlu|mau)){_SENDING}"
    rf"(?: {_PROMOTION})+{_MORE}"
    r"|jangan (?:wa|chat|whatsapp)(?: saya)?(?: lagi)?"
)
_ENDS_ALL = re.compile(
    rf"(?:stop|berhenti|hentikan|unsubscribe|keluar)(?: dari| from)?(?: {_ANYTHING})? "
    r"(?:semua|semuanya|total|all|everything)"
    r"|(?:jangan|stop) (?:hubungi|kontak|contact)(?: saya| me)?(?: lagi)?"
)
_BEGINS = re.compile(
    rf"(?:start|mulai|lanjut|lanjutkan|daftar|subscribe|aktifkan)(?: to)?{_SENDING}"
    rf"(?: {_PROMOTION})+{_MORE}"
)


class Keywords(NamedTuple):
    """The owner's own words beside the usual ones, and the usual ones not used here."""

    stop: Collection[str] = ()
    start: Collection[str] = ()
    unused: Collection[str] = ()


USUAL = Keywords()


class Wish(NamedTuple):
    """What a person asks for, and which purposes it is about."""

    given: bool
    purposes: tuple[Purpose, ...]


STOP = Wish(False, ("marketing",))
STOP_ALL = Wish(False, PURPOSES)
START = Wish(True, PURPOSES)


def wish_of_text(text: str, own: Keywords = USUAL) -> Wish | None:
    """What somebody who wrote this asks for, if it is nothing but that.

    A stop is about marketing, a "stop semua" about everything; a start takes back either.
    """
    whole = plain(text)
    return _wish(whole, own) or _wish(_without_courtesy(whole), own)


def wish_of_button(label: str, payload: str, own: Keywords = USUAL) -> Wish | None:
    """What somebody who tapped this button asks for: Meta's opt-out button, or the owner's own."""
    for text in (payload, label):
        whole = plain(text)
        if whole not in _OF_MENUS or _is_among(whole, (*own.stop, *own.start)):
            wish = _wish(whole, own)
            if wish is not None:
                return wish
    return None


def plain(text: str) -> str:
    """Lower case letters and digits with single spaces: all else is gone."""
    if len(text) > 200:
        return ""
    composed = unicodedata.normalize("NFKC", text).casefold()
    kept = "".join(one if one.isalnum() else _instead(one) for one in composed)
    return " ".join(kept.split())


def _instead(character: str) -> str:
    """Nothing for what is not seen (marks, joiners, emoji's variants), a space for all else."""
    return "" if unicodedata.category(character) in ("Mn", "Me", "Cf") else " "


def _wish(whole: str, own: Keywords) -> Wish | None:
    if not whole or _is_among(whole, own.unused):
        return None
    if _ENDS_ALL.fullmatch(whole):
        return STOP_ALL
    if whole in _STOP_WORDS or _is_among(whole, own.stop) or _ENDS.fullmatch(whole):
        return STOP
    if whole in _START_WORDS or _is_among(whole, own.start) or _BEGINS.fullmatch(whole):
        return START
    return None


def _is_among(whole: str, words: Collection[str]) -> bool:
    return any(plain(word) == whole for word in words)


def _without_courtesy(whole: str) -> str:
    """Without "tolong" and "ya kak", and "stop stop stop" as one."""
    words = [word for word, _ in groupby(whole.split())]
    while words and words[0] in _COURTESY:
        words.pop(0)
    while words and words[-1] in _COURTESY:
        words.pop()
    return " ".join(words)
