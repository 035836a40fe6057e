"""What the demo shows: the days as they pass, the report at the end, and the same as JSON."""

from zoneinfo import ZoneInfo

import msgspec
from babel.dates import format_datetime
from rich.console import Console
from rich.panel import Panel
from rich.table import Table
from rich.text import Text as Line

from terkirim.cli.demo.audit import Audit
from terkirim.delivery.insights.model import Overview
from terkirim.delivery.lists.model import CleanList
from terkirim.knowledge import catalogue
from terkirim.vocabulary.causes import Cause
from terkirim.vocabulary.clock import as_datetime
from terkirim.vocabulary.states import State
from terkirim.vocabulary.text import Language, Text

_ZONE = ZoneInfo("Asia/Jakarta")
_CLEANED = Text(
    id="{rows} baris dibaca: {accepted} diterima, {rejected} ditolak dengan alasan.",
    en="{rows} rows read: {accepted} accepted, {rejected} rejected with a reason.",
)
_TITLES = {
    "causes": Text(id="Sebab dan tindakan", en="Causes and what was done"),
    "cause": Text(id="Sebab", en="Cause"),
    "messages": Text(id="Pesan", en="Messages"),
    "remedies": Text(id="Yang dilakukan", en="What was done"),
    "states": Text(id="Neraca pesan", en="Balance sheet"),
    "state": Text(id="Keadaan", en="State"),
    "sum": Text(id="Jumlah", en="Sum"),
    "person": Text(id="Perlu Anda kerjakan", en="Left for a person"),
    "nothing": Text(id="Tidak ada.", en="Nothing."),
}
REMEDIES = {
    "retry": Text(id="dicoba lagi", en="retried"),
    "hold": Text(id="ditahan", en="held"),
    "reroute": Text(id="dialihkan ke SMS", en="rerouted to SMS"),
    "reopen": Text(id="dibuka lagi lewat template", en="reopened by template"),
    "alert": Text(id="pemberitahuan", en="alerted"),
    "give_up": Text(id="dihentikan", en="given up"),
}
STATES = {
    State.SCHEDULED: Text(id="dijadwalkan", en="scheduled"),
    State.QUEUED: Text(id="antre", en="queued"),
    State.HELD: Text(id="ditahan", en="held"),
    State.SENDING: Text(id="sedang dikirim", en="sending"),
    State.UNRESOLVED: Text(id="belum pasti", en="unresolved"),
    State.ACCEPTED: Text(id="diterima Meta", en="accepted by Meta"),
    State.SENT: Text(id="terkirim ke server", en="sent, phone off or blocked"),
    State.DELIVERED: Text(id="sampai", en="delivered"),
    State.READ: Text(id="dibaca", en="read"),
    State.FAILED: Text(id="gagal, dengan sebab", en="failed, explained"),
    State.REROUTED: Text(id="lewat SMS", en="went by SMS"),
    State.EXPIRED: Text(id="kedaluwarsa", en="expired"),
    State.CANCELLED: Text(id="tidak dikirim, dengan sebab", en="left out, explained"),
}
_AUDIT = Text(
    id="Menurut catatan sandbox sendiri: {lost} pesan hilang, {twice} terkirim ganda, {sms} SMS.",
    en="By the sandbox's own record: {lost} messages lost, {twice} sent twice, {sms} SMS.",
)


class Live:
    """Prints the story as it passes."""

    def __init__(self, console: Console, language: Language, *, quiet: bool) -> None:
        self.console = console
        self._language = language
        self._quiet = quiet
        self._now = 0.0

    def watch(self, now: float) -> None:
        """Remember the present."""
        self._now = now

    def begin(self, contacts: CleanList) -> None:
        """Say what the cleaning found."""
        counts = {
            "rows": contacts.input_rows,
            "accepted": len(contacts.accepted),
            "rejected": len(contacts.rejected),
        }
        self._print(_CLEANED.format(**counts)[self._language])

    def announce(self, title: Text) -> None:
        """Say which act begins, on which simulated day."""
        day = ""
        if self._now:
            moment = as_datetime(self._now).astimezone(_ZONE)
            day = format_datetime(moment, "EEE d MMM HH:mm", locale=self._language)
        self._print(f"[dim]{day:>18}[/]  {title[self._language]}")

    def _print(self, text: str) -> None:
        if not self._quiet:
            self.console.print(text)


def machine_form(contacts: CleanList, overview: Overview, audit: Audit) -> str:
    """The report as one JSON object."""
    alerts = [
        {
            "cause": alert.cause,
            "audience": alert.audience,
            "subject": alert.subject,
            "title": alert.title,
            "body": alert.body,
            "link": alert.link,
            "raised_at": alert.raised_at,
            "resolved_at": alert.resolved_at,
        }
        for alert in sorted(overview.alerts, key=lambda alert: (alert.raised_at, alert.subject))
    ]
    report = {
        "input_rows": contacts.input_rows,
        "accepted": len(contacts.accepted),
        "rejected": len(contacts.rejected),
        "messages": sum(overview.states.values()),
        "states": dict(sorted(overview.states.items())),
        "causes": overview.causes,
        "alerts": alerts,
        "sms": audit.sms,
        "lost": len(audit.lost),
        "duplicates": len(audit.duplicates),
    }
    return msgspec.json.format(msgspec.json.encode(report), indent=2).decode()


def print_report(
    console: Console, language: Language, contacts: CleanList, overview: Overview, audit: Audit
) -> None:
    """The report for people."""
    console.print(_causes(overview, language))
    console.print(_states(overview, language))
    console.print(_person(overview, language))
    said = _AUDIT.format(lost=len(audit.lost), twice=len(audit.duplicates), sms=audit.sms)
    console.print(said[language], style="bold red" if audit.lost or audit.duplicates else "bold")


def _causes(overview: Overview, language: Language) -> Table:
    table = Table(title=_TITLES["causes"][language], title_justify="left", expand=True)
    table.add_column(_TITLES["cause"][language], ratio=4)
    table.add_column(_TITLES["messages"][language], justify="right")
    table.add_column(_TITLES["remedies"][language], ratio=5)
    for name, count in overview.causes.items():
        done = [f"{REMEDIES[kind][language]} {n}" for kind, n in count.remedies.items()]
        title = catalogue.cause_words(Cause(name)).title[language]
        table.add_row(title, str(count.messages), ", ".join(done))
    return table


def _states(overview: Overview, language: Language) -> Table:
    table = Table(title=_TITLES["states"][language], title_justify="left")
    table.add_column(_TITLES["state"][language])
    table.add_column(_TITLES["messages"][language], justify="right")
    for state in State:
        if count := overview.states.get(state):
            table.add_row(STATES[state][language], str(count))
    table.add_section()
    table.add_row(_TITLES["sum"][language], str(sum(overview.states.values())))
    return table


def _person(overview: Overview, language: Language) -> Panel:
    lines = Line()
    for alert in overview.alerts:
        if alert.resolved_at is None:
            lines.append(f"• {alert.title[language]}\n", style="bold")
            lines.append(f"  {alert.body[language]}\n")
    if not lines:
        lines.append(_TITLES["nothing"][language])
    return Panel(lines, title=_TITLES["person"][language], title_align="left")
