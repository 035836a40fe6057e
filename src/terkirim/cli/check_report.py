"""What `terkirim contacts check` says and writes: the cost, the verdicts, what is missing."""

import csv
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import get_args

import msgspec
from babel.numbers import format_decimal
from rich.console import Console
from rich.table import Table

from terkirim.channels.checkers.model import Verdict
from terkirim.delivery.checkers.model import Outcome, Plan, Terms, Why
from terkirim.vocabulary.clock import DAY, as_datetime
from terkirim.vocabulary.text import LANGUAGES, Language, Text

_SHOWN = 50
_HEADERS = ("whatsapp", "verdict", "source", "checked_at", "age_days", "wa_id", "line_type", "why")
_COST = Text(
    id="{numbers} nomor: {known} sudah diketahui, {to_ask} akan ditanyakan kepada {source}, biaya "
    "paling banyak {cost} ({price} per nomor).",
    en="{numbers} numbers: {known} known already, {to_ask} to ask {source}, at a cost of at most "
    "{cost} ({price} each).",
)
_OVER_CAP = Text(
    id="{count} lagi melebihi batas biaya dan tidak ditanyakan.",
    en="{count} more are beyond the cap and will not be asked.",
)
_VERDICTS: dict[Verdict, Text] = {
    "has_whatsapp": Text(id="punya WhatsApp", en="has WhatsApp"),
    "no_whatsapp": Text(id="tidak punya WhatsApp", en="no WhatsApp"),
    "reachable": Text(id="nomor aktif", en="line is on"),
    "unreachable": Text(id="nomor tidak aktif", en="line is off"),
    "invalid": Text(id="nomor tidak ada", en="no such number"),
    "unknown": Text(id="tidak diketahui", en="unknown"),
}
_WHY: dict[Why, Text] = {
    "never_left": Text(id="pemeriksa tidak dapat dihubungi", en="the checker cannot be reached"),
    "busy": Text(id="pemeriksa terlalu sibuk", en="the checker is too busy"),
    "refused": Text(
        id="pemeriksa menolak: periksa token dan saldo Anda di sana",
        en="the checker refused: look at your token and balance there",
    ),
    "failed": Text(id="gangguan di pemeriksa", en="the checker failed"),
    "no_answer": Text(id="tidak ada jawaban utuh", en="no whole answer came"),
    "not_understood": Text(id="jawabannya tidak dapat dibaca", en="its answer cannot be read"),
    "pending": Text(id="masih diperiksa di sana", en="still being looked at there"),
    "over_cap": Text(id="melebihi batas biaya", en="beyond the cap on cost"),
    "stopped": Text(
        id="tidak ditanyakan: pemeriksa tidak lagi menjawab",
        en="not asked: the checker had stopped answering",
    ),
}
_WORDS = {str(word): said for word, said in (*_VERDICTS.items(), *_WHY.items())}
_DONE = Text(
    id="{asked} ditanyakan, biaya paling banyak {cost}.",
    en="{asked} asked, at a cost of at most {cost}.",
)
_MISSING = Text(
    id="Belum diketahui: {count} nomor ({why}).", en="Still unknown: {count} numbers ({why})."
)
_WRITTEN = Text(id="Hasil semua nomor: {out}", en="Verdicts of all numbers: {out}")
_MORE = Text(
    id="… dan {count} lagi; tulis semuanya dengan -o.", en="… and {count} more; write all with -o."
)
_EVIDENCE = Text(
    id="Ini petunjuk menurut {source}, bukan keterangan Meta, dan tidak memblokir siapa pun.",
    en="This is evidence by {source}, not Meta's word, and it blocks nobody.",
)
_COLUMNS = {
    "id": ("nomor", "hasil", "umur (hari)", "keterangan"),
    "en": ("number", "verdict", "age (days)", "details"),
}


class Report(msgspec.Struct, frozen=True):
    """A run and what it was about. `now`: the instant ages are counted to."""

    phones: tuple[str, ...]
    out: Path | None
    plan: Plan
    outcome: Outcome
    now: float

    def rows(self) -> Iterator[dict[str, str]]:
        """Every number with its verdict, or why it has none."""
        for phone in self.phones:
            found = self.outcome.checks.get(phone)
            row = dict.fromkeys(_HEADERS, "") | {"whatsapp": phone, "verdict": "unknown"}
            if found is None:
                yield row | {"why": self.outcome.missed.get(phone, "")}
                continue
            yield row | {
                "verdict": found.verdict,
                "source": found.checker,
                "checked_at": as_datetime(found.checked_at).isoformat(timespec="seconds"),
                "age_days": f"{max(0.0, self.now - found.checked_at) / DAY:.1f}",
                **{name: found.details.get(name, "") for name in ("wa_id", "line_type")},
            }

    def verdicts(self) -> Counter[str]:
        """How many numbers have which verdict."""
        return Counter(one.verdict for one in self.outcome.checks.values())

    def summary(self) -> dict[str, object]:
        """The whole in JSON; the numbers themselves where they are not written to a file."""
        plan, outcome = self.plan, self.outcome
        found: dict[str, object] = {
            "source": plan.source,
            "numbers": len(self.phones),
            "known": len(plan.known),
            "asked": outcome.asked,
            "cost": str(outcome.cost),
            "currency": plan.terms.currency,
            "verdicts": dict(self.verdicts()),
            "missing": dict(Counter(outcome.missed.values())),
        }
        return found | ({"file": str(self.out)} if self.out else {"rows": list(self.rows())})


def cost_sentence(plan: Plan) -> Text:
    """What a run would cost, before it begins."""
    numbers = len(plan.known) + len(plan.to_ask) + len(plan.over_cap)
    said = {
        language: _COST[language].format(
            numbers=_count(numbers, language),
            known=_count(len(plan.known), language),
            to_ask=_count(len(plan.to_ask), language),
            source=plan.source,
            cost=_money(plan.cost, plan.terms, language),
            price=_money(plan.terms.price, plan.terms, language),
        )
        + _beyond(plan, language)
        for language in LANGUAGES
    }
    return Text(**said)


def _beyond(plan: Plan, language: Language) -> str:
    if not plan.over_cap:
        return ""
    return " " + _OVER_CAP[language].format(count=_count(len(plan.over_cap), language))


def _count(number: int, language: Language) -> str:
    return str(format_decimal(number, locale=language))


def _money(amount: Decimal, terms: Terms, language: Language) -> str:
    written = format_decimal(amount, format="#,##0.####", locale=language)
    return f"{terms.currency} {written}"


def write_rows(report: Report, path: Path) -> None:
    """The verdict of every number as CSV. Raises OSError."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, _HEADERS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(report.rows())


def show(report: Report, language: Language) -> None:
    """The same for a person: few numbers one by one, of many how many."""
    console, outcome = Console(highlight=False), report.outcome
    if report.out is None:
        console.print(_table(report, language))
        if len(report.phones) > _SHOWN:
            console.print(_MORE[language].format(count=len(report.phones) - _SHOWN))
    counts = report.verdicts()
    for verdict in get_args(Verdict):
        if counts[verdict]:
            console.print(f"{_count(counts[verdict], language):>8}  {_VERDICTS[verdict][language]}")
    cost = _money(outcome.cost, report.plan.terms, language)
    console.print(_DONE[language].format(asked=_count(outcome.asked, language), cost=cost))
    if outcome.missed:
        console.print(_missing(report, language), soft_wrap=True)
    console.print(_EVIDENCE[language].format(source=report.plan.source), soft_wrap=True)
    if report.out is not None:
        console.print(_WRITTEN[language].format(out=report.out), soft_wrap=True, markup=False)


def _missing(report: Report, language: Language) -> str:
    why = Counter(report.outcome.missed.values())
    said = (f"{_count(count, language)} {_WHY[one][language]}" for one, count in why.most_common())
    count = _count(len(report.outcome.missed), language)
    return _MISSING[language].format(count=count, why="; ".join(said))


def _table(report: Report, language: Language) -> Table:
    table = Table(*_COLUMNS[language], box=None, padding=(0, 2, 0, 0))
    for row, _ in zip(report.rows(), range(_SHOWN), strict=False):
        why = _WORDS[row["why"]][language] if row["why"] else ""
        details = why or row["line_type"] or row["wa_id"]
        verdict = _WORDS[row["verdict"]][language]
        table.add_row(row["whatsapp"], verdict, row["age_days"], details)
    return table
