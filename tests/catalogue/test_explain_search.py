"""`terkirim explain --search`: what people type, in either language, finds the code they mean.

The expected codes come from the documented meaning of each code, not from what a search answered.
"""

import json
import time
from collections.abc import Callable

import pytest
from typer.testing import Result

from terkirim.knowledge import catalogue

Run = Callable[..., Result]

ASKED = [
    # Indonesian, as typed in a hurry or copied from a chat
    ("saldo habis", {131031, 131042}),
    ("kartu ditolak", {131042}),
    ("template tidak ada", {132001}),
    ("nomor belum terdaftar", {133010}),
    ("otp", {133006, 136024, 136025}),
    ("blokir", {130403, 139100, 139101, 368}),
    ("24 jam", {131047}),
    ("spam", {131048}),
    ("pembayran", {131042}),
    ("kenapa pesan saya tidak terkirim padahal nomornya aktif", {131026}),
    ("pin salah", {133005}),
    ("akun dikunci", {131031}),
    ("berhenti langganan promosi", {131050}),
    ("jumlah variabel template tidak cocok", {132000}),
    ("template dijeda", {132015}),
    ("kirim terlalu cepat", {130429}),
    ("penerima sama dengan pengirim", {131021}),
    ("negara tidak diizinkan", {130497}),
    ("layanan meta gangguan", {2, 131016}),
    ("nomor uji coba", {131030, 130472}),  # a test number, or a number in Meta's experiment
    # English
    ("too many messages", {131056}),
    ("tokn expired", {190}),
    ("unsupported message type", {131051}),
    ("media upload failed", {131053}),
    ("business not verified", {141010}),
    ("person gave no permission to be called", {138006}),
    ("user is in an experiment", {130472}),
    ("flow is blocked", {132068}),
    ("username taken", {147001}),
    ("wrong verification code", {136025}),
    ("display name not approved", {131037}),
    ("group suspended", {131207}),
    ("recipient same as sender", {131021}),
    ("template paused for low quality", {132015}),
]


def found(run: Run, words: str) -> list[int]:
    return [form["code"] for form in json.loads(run("--search", words, "--json").stdout)]


@pytest.mark.parametrize(("words", "meant"), ASKED, ids=[words for words, _ in ASKED])
def test_the_code_that_is_meant_stands_first(run: Run, words: str, meant: set[int]) -> None:
    assert found(run, words)[0] in meant


@pytest.mark.parametrize(
    "forms",
    [
        ("bayar", "pembayaran", "dibayar", "membayar"),
        ("terdaftar", "pendaftaran", "mendaftarkan", "daftar"),
        ("verifikasi", "diverifikasi", "terverifikasi"),
        ("tolak", "ditolak", "penolakan", "menolak"),
        ("expired", "expires", "expire"),
    ],
)
def test_forms_of_a_word_find_the_same_codes(run: Run, forms: tuple[str, ...]) -> None:
    answers = [set(found(run, form)) for form in forms]

    assert all(len(answer & answers[0]) * 2 >= len(answer | answers[0]) for answer in answers)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("pembayaran", "pembayran"),
        ("template", "tempalte"),
        ("verifikasi", "verifkasi"),
        ("experiment", "experimnt"),
        ("throughput", "troughput"),
    ],
)
def test_a_typo_changes_little(run: Run, typed: str, meant: str) -> None:
    assert found(run, typed)[0] in found(run, meant)[:3]


def test_what_was_found_is_shown_best_first_in_the_readers_language(run: Run) -> None:
    result = run("--search", "template dijeda", "--lang", "id")
    order = found(run, "template dijeda")

    places = [result.stdout.index(str(code)) for code in order]
    assert len(order) > 1
    assert places == sorted(places)
    assert catalogue.entry(order[0]).title.id in result.stdout
    assert all(len(line) <= 80 for line in result.stdout.splitlines())


def test_a_code_of_the_past_stands_behind_the_one_that_took_its_place(run: Run) -> None:
    old = [entry for entry in catalogue.entries() if entry.successor is not None]

    for entry in old:
        assert entry.successor is not None
        order = found(run, catalogue.entry(entry.successor).cause.en)
        if entry.code in order:
            assert order.index(entry.successor) < order.index(entry.code)
    assert found(run, "balasan bebas setelah 24 jam")[0] == 131047


def test_a_search_keeps_to_the_family(run: Run) -> None:
    result = run("--search", "saldo habis", "--family", "policy", "--json")

    forms = json.loads(result.stdout) if result.exit_code == 0 else []
    assert {form["family"] for form in forms} <= {"policy"}
    assert 131042 not in [form["code"] for form in forms]


@pytest.mark.parametrize("words", ["", "   ", "qzxv", "999999", "%%%"])
def test_words_nobody_wrote_find_nothing(run: Run, words: str) -> None:
    result = run("--search", words)

    assert result.exit_code == 2
    assert result.stderr.startswith("No code matches.")


def test_a_whole_catalogue_is_searched_within_a_second(run: Run) -> None:
    start = time.perf_counter()
    run("--search", "pembayran kartu dtolak")

    assert time.perf_counter() - start < 1
