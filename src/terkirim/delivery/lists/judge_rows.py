"""Judge rows one after another: a contact, or a reason why not."""

from terkirim.delivery.lists.model import (
    CleanList,
    Columns,
    Consent,
    Contact,
    ReasonCode,
    Rejected,
    Role,
    Row,
)
from terkirim.delivery.lists.remarks import Remarks
from terkirim.delivery.lists.rules import (
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
    """Goes through the rows twice: first `hear` each, for who refuses; then `judge` each.

    A number whose owner refuses on any line is left out on every line, above or below it. Between
    two `take`s only the rows in between are held; of all others no more than their numbers.
    """

    def __init__(self, columns: Columns, home_region: str) -> None:
        self._columns = columns
        self._region = home_region
        taken = columns.roles.values()
        self._others = [(at, name) for at, name in enumerate(columns.names) if at not in taken]
        self._can_refuse = not columns.roles.keys().isdisjoint(("consent", "refusal"))
        self._accepted: list[Contact] = []
        self._rejected: list[Rejected] = []
        self._seen: dict[int, int] = {}
        self._refused: dict[str, tuple[int, str]] = {}
        self._remarks = Remarks()

    def hear(self, row: Row) -> None:
        """Note the row's owner if the row says that they refuse."""
        if not self._can_refuse or row.problem or self._consent(row) != "no":
            return
        phone = read_cell_phone(self._cell(row, "phone"), self._region)
        if isinstance(phone, Phone) and not misaligned(row, self._columns):
            said = self._cell(row, "consent" if "consent" in self._columns.roles else "refusal")
            self._refused.setdefault(person_key(phone.e164), (row.line, _shown(said)))

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

    def take(self, *, last: bool = False) -> CleanList:
        """What was judged since the last time; the last brings the notes on all of it."""
        accepted, rejected = tuple(self._accepted), tuple(self._rejected)
        self._accepted.clear()
        self._rejected.clear()
        return CleanList(
            accepted=accepted,
            rejected=rejected,
            input_rows=len(accepted) + len(rejected),
            has_consent_column="consent" in self._columns.roles,
            notes=self._columns.notes + self._remarks.texts() if last else (),
        )

    def _judge_person(self, row: Row, phone: Phone) -> None:
        raw, key = self._cell(row, "phone"), person_key(phone.e164)
        if key in self._refused:
            line, said = self._refused[key]
            self._reject(row.line, raw, "no_consent", reason_for("no_consent", said, line))
            return
        first = self._seen.setdefault(int(key), row.line)  # a number is smaller than its text
        if first != row.line:
            text = reason_for("duplicate", line=first, e164=phone.e164)
            self._reject(row.line, raw, "duplicate", text)
        else:
            self._accept(row, phone, self._consent(row))

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
        self._accepted.append(contact)
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

    def _reject(self, line: int, raw: str, code: ReasonCode, reason: Text) -> None:
        self._rejected.append(Rejected(line, _shown(raw), code, reason))

    def _cell(self, row: Row, role: Role) -> str:
        at = self._columns.roles.get(role)
        return row.cells[at] if at is not None and at < len(row.cells) else ""


def _shown(cell: str) -> str:
    """A cell as it can be shown to people: on one line, shortened."""
    text = clean_text(cell)
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"
