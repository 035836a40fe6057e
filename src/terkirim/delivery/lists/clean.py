"""Clean a contact list: every row is accepted, or rejected with its line and its reason."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path

import phonenumbers

from terkirim.delivery.lists.judge_rows import Sieve
from terkirim.delivery.lists.model import CleanList, Contact, Rejected
from terkirim.delivery.lists.read_file import open_contacts
from terkirim.delivery.lists.rules import neutralise
from terkirim.errors import BadInput
from terkirim.vocabulary.text import Text

PORTION = 2_500


def clean(path: Path, home_region: str = "ID") -> CleanList:
    """Read and judge every row of a contact file.

    `home_region` is the ISO country of numbers without a country code. A number whose owner
    refuses on any line is left out on every line. Raises BadContactFile if the file is not what
    it says, BadInput if there is no such region.
    """
    portions = list(sift(path, home_region))
    return CleanList(
        accepted=tuple(one for portion in portions for one in portion.accepted),
        rejected=tuple(one for portion in portions for one in portion.rejected),
        input_rows=sum(portion.input_rows for portion in portions),
        has_consent_column=portions[-1].has_consent_column,
        notes=portions[-1].notes,
    )


def sift(path: Path, home_region: str, rows: int = PORTION) -> Iterator[CleanList]:
    """The same list in portions of so many rows; the last one brings the notes.

    The whole file is read once before the first portion, so that a file which is not what it says
    is refused before anything of it is used. Raises what `clean` raises.
    """
    region = home_region.upper()
    if region not in phonenumbers.SUPPORTED_REGIONS:
        raise BadInput(
            Text(
                id=f"“{home_region}” bukan kode negara; pakai dua huruf seperti ID atau MY.",
                en=f"“{home_region}” is not a country code; use two letters such as ID or MY.",
            )
        )
    with open_contacts(path, region) as table:
        sieve = Sieve(table.columns, region)
        for row in table.rows:
            sieve.hear(row)
    with open_contacts(path, region) as table:
        while portion := list(islice(table.rows, rows)):
            for row in portion:
                sieve.judge(row)
            yield sieve.take()
    yield sieve.take(last=True)


def write_clean(contacts: CleanList, out: Path) -> Path:
    """Write the accepted rows to `out` and the others beside it; answers with the latter's path.

    `out`: whatsapp (E.164), name, consent if the list had such a column, then all other columns.
    `out` with `.rejected.csv`: line, phone as it was, reason in both languages, its code, and
    consent, so that a person who refused stays refused if that file is mended and cleaned again.
    Both are comma-separated UTF-8 without a cell that a spreadsheet takes for a formula; `clean`
    reads both back. Raises OSError.
    """
    others = list(dict.fromkeys(name for one in contacts.accepted for name in one.columns))
    own = ["whatsapp", "name"] + (["consent"] if contacts.has_consent_column else [])
    headers = own + [f"{name}_2" if name in own else name for name in others]
    _write(out, headers, (_accepted_row(one, own, others) for one in contacts.accepted))
    rejected = rejected_path(out)
    _write(
        rejected,
        ["line", "phone", "reason_id", "reason_en", "code", "consent"],
        (_rejected_row(one) for one in contacts.rejected),
    )
    return rejected


def rejected_path(out: Path) -> Path:
    """Where the rejected rows of `out` are written: `clean.csv` → `clean.rejected.csv`."""
    return out.with_name(out.name.removesuffix(".csv") + ".rejected.csv")


def _accepted_row(contact: Contact, own: Sequence[str], others: Sequence[str]) -> list[str]:
    values = [contact.e164, contact.name or "", contact.consent]
    return [*values[: len(own)], *(contact.columns.get(name, "") for name in others)]


def _rejected_row(row: Rejected) -> list[str]:
    consent = "no" if row.code == "no_consent" else ""
    return [str(row.line), row.raw, row.reason.id, row.reason.en, row.code, consent]


def _write(path: Path, headers: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(headers)
        writer.writerows([neutralise(cell) for cell in row] for row in rows)
