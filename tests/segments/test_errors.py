"""What is wrong with an expression is said in one sentence, with a caret under the place."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terkirim.delivery.segments.parse import parse
from terkirim.errors import BadInput

WRONG = [
    ("", 1, "the expression is empty"),
    ("   ", 4, "the expression is empty"),
    ("name not = x", 10, "here belongs =, !="),
    ("consent = maybe", 11, "there are: yes, no, unknown"),
    ("standing in (active, asleep)", 22, "there are: active, doubtful, inactive"),
    ("last_seen = 90d", 11, "by = with never"),
    ("last_seen in (90d)", 15, "by = with never"),
    ("last_seen < 90", 13, "a duration like 90d"),
    ("last_seen < -5d", 13, "a duration like 90d"),
    ("last_seen < 9999999999d", 13, "a duration like 90d"),
    ("consent > yes", 9, "consent has no order"),
    ("belanja > 1.500", 11, "a whole number"),
    ("belanja > 1234567890123456", 11, "a whole number"),
    ('kota = "Bandung', 8, "this quote is not closed"),
    ("kota = Bandung;", 15, "this character means nothing here"),
    ("kota = 'a\0b'", 8, "this character means nothing here"),
    ("kota = a b", 10, "here belongs and, or, or the end"),
    ("kota = and", 8, "here belongs a value"),
    ("(kota = a", 10, "here belongs a comma or a bracket"),
    ("kota in a", 9, "here belongs an opening bracket"),
    ('kota in ("a" "b")', 14, "here belongs a comma or a bracket"),
    ("kota in ()", 10, "here belongs a value"),
    ('"kota" = a', 1, "here belongs the name of a field"),
    ("fields. = a", 1, "here belongs the name of a field"),
    ("kota.x = a", 1, "here belongs the name of a field"),
    ("(" * 51 + "kota = a" + ")" * 51, 51, "nested more than 50 deep"),
    ("not " * 51 + "kota = a", 201, "nested more than 50 deep"),
    ("kota = a or " * 200, 2001, "longer than 2000 characters"),
]


@pytest.mark.parametrize(("expression", "character", "said"), WRONG)
def test_the_place_is_named_and_drawn(expression: str, character: int, said: str) -> None:
    with pytest.raises(BadInput) as caught:
        parse(expression)
    sentence, drawn, carets = caught.value.text.en.split("\n")
    assert sentence.startswith(f"Segment, character {character}: ")
    assert said in sentence
    if character <= len(expression.strip("\0")) and "\0" not in expression:
        assert drawn[carets.index("^")] == expression[character - 1]
    indonesian = caught.value.text.id
    assert indonesian.startswith(f"Segmen, huruf ke-{character}: ")
    assert indonesian.split("\n")[1:] == [drawn, carets]


def test_as_many_brackets_as_are_allowed_are_read() -> None:
    assert parse("(" * 50 + "kota = a" + ")" * 50).condition == parse("kota = a").condition


def test_indonesian_words_mean_the_same() -> None:
    ours = parse("setuju = ya dan bukan (status = 'tidak aktif') atau dibaca = tidak_pernah")
    theirs = parse("consent = yes and not (standing = inactive) or read = never")
    assert ours == theirs


def test_a_field_of_the_list_called_like_ours_is_told_apart() -> None:
    assert parse("fields.consent = maybe").named.keys() == {"consent"}
    assert not parse("consent = yes").named


@given(st.text(max_size=80) | st.text("()=!<>,\"' anotrdikma9", max_size=60))
def test_any_text_is_read_or_refused_in_words(expression: str) -> None:
    refused = ""
    try:
        parse(expression)
    except BadInput as error:
        refused = error.text.en
    assert refused.count("\n") in (0, 2)
