"""Whatever the file, the only error is BadContactFile and no row is lost."""

import csv
import io
import tempfile
from collections.abc import Sequence
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from terkirim.delivery.lists.clean import clean, clean_file
from terkirim.delivery.lists.model import CleanList
from terkirim.errors import BadContactFile
from terkirim.vocabulary.phone import Phone, read_phone

FRAGMENTS = st.sampled_from(
    [
        *("Nama", "No WA", "Setuju", "Telepon", "Ya", "Tidak", "=1+1", "👍", "'", "sep="),
        *('"', '""', ",", ";", "\t", "|", "\n", "\r\n", "\r", "\ufeff", "\x1b", "\u200b"),
        *("0812-3456-7890", "+62 813 9876 5432", "(021) 555", "6.28E+11", "081234567890 / 0813"),
    ]
)
MESSY = st.lists(FRAGMENTS | st.text(max_size=5), max_size=60).map("".join)
SPELLINGS = ["0{}", "62{}", "+62{}", "WA: 0{}", "0{} (rumah)", "{}", "+62 (0){}"]
PHONES = st.one_of(
    st.builds(
        lambda digits, form: form.format(f"81{digits}"),
        st.text("0123456789", min_size=5, max_size=12),
        st.sampled_from(SPELLINGS),
    ),
    st.text(max_size=20),
)
CELL = st.text(max_size=30)
CONSENT = st.sampled_from(["Ya", "Tidak", "", "mungkin"]) | CELL


def run(content: bytes) -> CleanList | None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "any.csv")
        path.write_bytes(content)
        try:
            result = clean(path)
        except BadContactFile:
            return None
        report = clean_file(path, Path(folder, "once.csv"))
        counts = (report.input_rows, report.accepted, report.rejected)
        assert counts == (result.input_rows, len(result.accepted), len(result.rejected))
        again = clean_file(Path(folder, "once.csv"), Path(folder, "twice.csv"))
        assert not again.rejected
        assert Path(folder, "once.csv").read_bytes() == Path(folder, "twice.csv").read_bytes()
        return result


def whole(result: CleanList | None) -> None:
    if result is None:
        return
    assert len(result.accepted) + len(result.rejected) == result.input_rows
    lines = [one.line for one in result.accepted] + [one.line for one in result.rejected]
    assert len(set(lines)) == len(lines)
    assert len({one.e164 for one in result.accepted}) == len(result.accepted)


@given(st.binary(max_size=400))
@settings(max_examples=150, deadline=None)
def test_any_bytes(content: bytes) -> None:
    whole(run(content))


@given(MESSY, st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le"]))
@settings(max_examples=250, deadline=None)
def test_any_text(text: str, encoding: str) -> None:
    whole(run(text.encode(encoding, "surrogatepass" if encoding == "utf-8" else "replace")))
    whole(run(("Nama,No WA,Setuju\n" + text).encode(encoding, "replace")))


@given(st.lists(st.tuples(CELL, PHONES, CONSENT), max_size=30), st.sampled_from(",;\t|"))
@settings(max_examples=150, deadline=None)
def test_a_well_formed_file_keeps_count_of_its_rows(
    rows: Sequence[tuple[str, str, str]], delimiter: str
) -> None:
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=delimiter, quoting=csv.QUOTE_ALL)
    writer.writerows([("Nama", "No WA", "Setuju"), *rows])
    result = run(text.getvalue().encode("utf-8", "replace"))
    whole(result)
    if result is not None:
        assert result.input_rows == sum(any(map(str.strip, row)) for row in rows)


@given(st.text(max_size=40) | PHONES)
@settings(max_examples=300, deadline=None)
def test_any_text_is_a_phone_or_says_why_not(text: str) -> None:
    verdict = read_phone(text)
    if isinstance(verdict, Phone):
        assert read_phone(verdict.e164) == verdict
    else:
        assert verdict.reason
