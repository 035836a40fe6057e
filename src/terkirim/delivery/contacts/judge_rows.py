"""Judge rows one after another: a contact, or a reason why not."""

from terkirim.delivery.contacts.model import (
    CleanList,
    Columns,
    Consent,
    Contact,
    ReasonCode,
    Rejected,
    Role,
    Row,
)
from terkirim.delivery.contacts.remarks import Remarks
from terkirim.delivery.contacts.rules import (
    clean_text,
    has_country_code,
    holds_several,
    misaligned,
    person_key,
    read_cell_phone,
    read_consent,
    reason_for,
    refuses,
)
from terkirim.vocabulary.phone import Phone, Unusable
from terkirim.vocabulary.text import Text

_SHOWN = 80


class Sieve:
    """Keeps what the rows so far have said: contacts, refused rows, numbers seen.

    A number whose owner refuses on any line is left out on every line, above or below it.
    """

    def __init__(self, columns: Columns, home_region: str) -> None:
        self._columns = columns
        self._region = home_region
        taken = columns.roles.values()
        self._others = [(at, name) for at, name in enumerate(columns.names) if at not in taken]
        self._accepted: list[tuple[Contact, str]] = []
        self._rejected: list[Rejected] = []
        self._seen: dict[str, int] = {}
        self._refused: dict[str, tuple[int, str]] = {}
        self._remarks = Remarks()

    def judge(self, row: Row) -> None:
        """Accept or reject one row."""
        cell = self._cell(row, "phone")
        problem = row.problem or misaligned(row, self._columns)
        if problem:
            raw = cell if row.problem is None and cell else " ".join(row.cells)
            self._reject(row.line, raw, "unreadable", problem)
            return
        phone = read_cell_phone(cell, self._region)
        if isinstance(phone, Unusable):
            text = reason_for(phone.reason, raw=_shown(cell))
            self._reject(row.line, cell, phone.reason, text)
            return
        self._judge_person(row, phone)

    def result(self) -> CleanList:
        """Everything judged so far."""
        kept: list[Contact] = []
        for contact, raw in self._accepted:
            key = person_key(contact.e164)
            if key in self._refused:
                self._reject(contact.line, raw, "no_consent", self._refusal(key))
            else:
                kept.append(contact)
        return CleanList(
            accepted=tuple(kept),
            rejected=tuple(sorted(self._rejected, key=lambda one: one.line)),
            input_rows=len(kept) + len(self._rejected),
            has_consent_column="consent" in self._columns.roles,
            notes=self._columns.notes + self._remarks.texts(),
        )

    def _judge_person(self, row: Row, phone: Phone) -> None:
        raw, key, consent = self._cell(row, "phone"), person_key(phone.e164), self._consent(row)
        if consent == "no":
            said = self._cell(row, "consent" if "consent" in self._columns.roles else "refusal")
            self._refused.setdefault(key, (row.line, _shown(said)))
        if key in self._refused:
            self._reject(row.line, raw, "no_consent", self._refusal(key))
        elif key in self._seen:
            text = reason_for("duplicate", line=self._seen[key], e164=phone.e164)
            self._reject(row.line, raw, "duplicate", text)
        else:
            self._seen[key] = row.line
            self._accept(row, phone, consent)

    def _accept(self, row: Row, phone: Phone, consent: Consent) -> None:
        cells = row.cells
        contact = Contact(
            line=row.line,
            e164=phone.e164,
            region=phone.region,
            name=clean_text(self._cell(row, "name")) or None,
            consent=consent,
            columns={
                name: clean_text(cells[at]) if at < len(cells) else "" for at, name in self._others
            },
        )
        raw = self._cell(row, "phone")
        self._accepted.append((contact, raw))
        self._remark(contact, raw, self._cell(row, "consent"))

    def _remark(self, contact: Contact, raw: str, said: str) -> None:
        if contact.e164.endswith("000000"):
            self._remarks.add("many_zeros", contact.line)
        if contact.region != self._region and not has_country_code(raw):
            self._remarks.add("without_plus", contact.line)
        if len(raw) > 18 and holds_several(raw):
            self._remarks.add("several_numbers", contact.line)
        if contact.consent == "unknown" and said.strip(" -.?").lower() not in ("", "unknown"):
            self._remarks.add("unclear_consent", contact.line)

    def _consent(self, row: Row) -> Consent:
        if refuses(self._cell(row, "refusal")):
            return "no"
        return read_consent(self._cell(row, "consent"))

    def _refusal(self, key: str) -> Text:
        line, said = self._refused[key]
        return reason_for("no_consent", raw=said, line=line)

    def _reject(self, line: int, raw: str, code: ReasonCode, reason: Text) -> None:
        self._rejected.append(Rejected(line, _shown(raw), code, reason))

    def _cell(self, row: Row, role: Role) -> str:
        at = self._columns.roles.get(role)
        return row.cells[at] if at is not None and at < len(row.cells) else ""


def _shown(cell: str) -> str:
    """A cell as it can be shown to people: on one line, shortened."""
    text = clean_text(cell)
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"
