"""Which words and buttons are a wish about messages, and which only look like one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terkirim.delivery.consent.keywords import (
    START,
    STOP,
    STOP_ALL,
    Keywords,
    Wish,
    plain,
    wish_of_button,
    wish_of_text,
)

STOPS = """STOP | Stop!! | stop 🙏 | *BERHENTI* | Keluar. | UNSUB | unsubscribe | ＳＴＯＰ
    sto\u200bp | Stop stop stop | tolong stop ya kak | Mohon berhenti | STOP PROMO
    stop kirim promo
    Stop promotions
    Hentikan promosi | jangan kirim promo lagi | BATAL LANGGANAN | batalkan langganan ya
    berhenti berlangganan | tidak mau promo lagi | gak usah kirim iklan | jangan wa saya lagi
    unsubscribe me from promotions | no more ads please | Jangan kirim lagi | stop pesan ini
    ⛔ stop"""
STOPS_ALL = """STOP SEMUA | berhenti semuanya | stop all | jangan hubungi saya lagi
    Stop contact me | keluar dari semua | STOP PESAN SEMUA"""
STARTS = """START | Mulai | LANJUT | daftar! | Subscribe | mulai lagi | mulai promo
    daftar langganan | opt-in | aktifkan promo | Lanjut kak"""
NEITHER = """stop kirim ke alamat lama | jangan kirim pesanan saya ke kantor | batalkan pesanan
    BATAL | batal pesan | tidak mau pesan | jangan pesan lagi | toko berhenti buka jam berapa
    kapan mulai?
    mulai chat | ya | YA | oke | terima kasih | kirim promo | S.T.O.P | 🙏 | ... | -
    daftar harga | Saya mau keluar kota, tolong kirim besok | lanjut ke pembayaran | halo"""


def _all(lines: str) -> list[str]:
    return [one.strip() for line in lines.splitlines() for one in line.split("|") if one.strip()]


@pytest.mark.parametrize(
    ("text", "wish"),
    [
        *((text, STOP) for text in _all(STOPS)),
        *((text, STOP_ALL) for text in _all(STOPS_ALL)),
        *((text, START) for text in _all(STARTS)),
        *((text, None) for text in _all(NEITHER)),
        ("", None),
        ("stop " * 60, None),
        ("\0stop\0", STOP),
    ],
)
def test_a_wish_is_a_whole_message(text: str, wish: Wish | None) -> None:
    assert wish_of_text(text) == wish


@pytest.mark.parametrize(
    ("label", "payload", "wish"),
    [
        ("Stop promotions", "Stop promotions", STOP),
        ("Hentikan promosi", "quick-reply-2", STOP),
        ("Unsubscribe", "Unsubscribe", STOP),
        ("Tidak tertarik", "STOP_PROMO", STOP),
        ("Tidak tertarik", "OPT-OUT", STOP),
        ("Ya, kirimi saya", "opt_in", START),
        ("Keluar", "Keluar", None),
        ("Mulai", "menu_mulai", None),
        ("Lanjut", "lanjut", None),
        ("Lihat promo", "promo", None),
    ],
)
def test_a_button_is_one_if_it_cannot_mean_anything_else(
    label: str, payload: str, wish: Wish | None
) -> None:
    assert wish_of_button(label, payload) == wish


def test_the_owner_adds_words_and_takes_usual_ones_away() -> None:
    own = Keywords(stop=("CUKUP!",), start=("Ya, saya mau",), unused=("lanjut",))
    assert wish_of_text("cukup", own) == STOP
    assert wish_of_text("YA SAYA MAU", own) == START
    assert wish_of_text("Lanjut", own) is None
    assert wish_of_button("Keluar", "", Keywords(stop=("keluar",))) == STOP


@given(st.text(max_size=60))
def test_anything_may_be_written(text: str) -> None:
    assert plain(plain(text)) == plain(text)
    wish_of_text(text)
    wish_of_button(text, text)


@given(
    st.sampled_from(["stop", "berhenti", "mulai"]),
    st.text("!.?*_~ \n🙏🏽❌\u200d\ufe0f", max_size=8),
)
def test_what_is_not_a_word_does_not_matter(word: str, around: str) -> None:
    assert wish_of_text(around + word.upper() + around) == wish_of_text(word)
