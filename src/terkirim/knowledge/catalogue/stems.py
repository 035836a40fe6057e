"""Words of Indonesian and English as people type them: what inflected forms share."""

import re
from collections.abc import Iterator
from functools import cache

_WORD = re.compile(r"\w+")
_SHORTEST = 4
_PARTICLES = ("nya", "lah", "kah", "pun", "ku", "mu")
_SUFFIXES = ("kan", "an", "i")
_ENGLISH = (("ing", ("", "e")), ("ies", ("y",)), ("ed", ("", "e")), ("es", ("", "e")), ("s", ("",)))
_ENGLISH_NOUNS = (("fication", ("fy",)), ("ation", ("", "e")), ("ment", ("",)), ("ly", ("",)))
# The first sound of a root melts into meN- and peN-: kirim → mengirim, tolak → penolakan.
_PREFIXES = (
    ("meng", ("", "k")),
    ("meny", ("s",)),
    ("mem", ("", "p")),
    ("men", ("", "t")),
    ("me", ("",)),
    ("peng", ("", "k")),
    ("peny", ("s",)),
    ("pem", ("", "p")),
    ("pen", ("", "t")),
    ("per", ("",)),
    ("pe", ("",)),
    ("ber", ("",)),
    ("ter", ("",)),
    ("di", ("",)),
    ("ke", ("",)),
    ("se", ("",)),
)
_STOP_WORDS = """
    yang di ke dari untuk dan atau pada ini itu saya kami kita anda kenapa mengapa apa apakah
    adalah sudah bisa dengan oleh karena agar saat ya lagi juga kok terus bagaimana padahal masih
    tidak belum bukan tak gak nggak ga
    the a an is are was were be been has have had to of in on for and or at as my your our this
    that it its why what how do does did can i we you with by from when after into but so
    not no cannot dont doesnt cant
"""
STOP_WORDS = frozenset(_STOP_WORDS.split())
_NEGATIONS = ("tidak", "belum", "bukan", "tanpa", "no", "not", "cannot", "without")
# What people say, where the catalogue's own words are others.
_SAID_AS = {
    "ada": ("ditemukan", "exist"),
    "akun": ("account",),
    "banned": ("locked", "dikunci"),
    "ban": ("locked", "dikunci"),
    "bandwidth": ("throughput",),
    "diblok": ("diblokir",),
    "duit": ("saldo",),
    "foto": ("gambar",),
    "hp": ("ponsel",),
    "kadaluarsa": ("kedaluwarsa",),
    "kadaluwarsa": ("kedaluwarsa",),
    "kuota": ("batas",),
    "nelpon": ("panggilan",),
    "parameter": ("isian",),
    "variabel": ("isian",),
    "otp": ("verifikasi",),
    "password": ("pin",),
    "pulsa": ("saldo",),
    "same": ("sama",),
    "sandi": ("pin",),
    "suspended": ("locked", "dikunci"),
    "suspend": ("locked", "dikunci"),
    "telepon": ("panggilan",),
    "telpon": ("panggilan",),
    "templat": ("template",),
    "terkirim": ("disampaikan",),
    "sampai": ("disampaikan",),
    "nyampe": ("disampaikan",),
    "wa": ("whatsapp",),
}


def words_of(text: str) -> list[str]:
    """The words of a text, in small letters."""
    return _WORD.findall(text.casefold())


def said_as(word: str) -> tuple[str, ...]:
    """The catalogue's words for an everyday one; all negations stand for each other."""
    if word in _NEGATIONS:
        return _NEGATIONS
    return tuple(other for root in sorted(stems(word)) for other in _SAID_AS.get(root, ()))


@cache
def stems(word: str) -> frozenset[str]:
    """Every root a word may have: words that share one are forms of the same word.

    `pembayaran`, `dibayar` and `bayar` share `bayar`; `pengirim` and `terkirim` share `kirim`.
    """
    if word.isdecimal():
        return frozenset({word})
    shorter = {word, *_without_ending(word, _ENGLISH), *_without_ending(word, _ENGLISH_NOUNS)}
    for ending in (_PARTICLES, _SUFFIXES):
        shorter |= {stem for each in shorter for stem in _cut(each, ending)}
    for _ in range(2):
        shorter |= {stem for each in shorter for stem in _without_prefix(each)}
    return frozenset(stem for stem in shorter if len(stem) >= _SHORTEST) | {word}


def _cut(word: str, endings: tuple[str, ...]) -> Iterator[str]:
    return (word.removesuffix(ending) for ending in endings if word.endswith(ending))


def _without_ending(word: str, endings: tuple[tuple[str, tuple[str, ...]], ...]) -> Iterator[str]:
    for ending, restored in endings:
        if word.endswith(ending):
            yield from (word.removesuffix(ending) + letters for letters in restored)


def _without_prefix(word: str) -> Iterator[str]:
    for prefix, melted in _PREFIXES:
        if word.startswith(prefix):
            yield from (letters + word.removeprefix(prefix) for letters in melted)
