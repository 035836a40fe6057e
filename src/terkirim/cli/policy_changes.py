"""What `terkirim policy test` found, for people and machines; numbers are masked."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from rich.console import Console
from rich.table import Table

from terkirim.knowledge.policy.replay import Difference, Replay
from terkirim.knowledge.policy.words import decision_words
from terkirim.vocabulary.causes import Cause
from terkirim.vocabulary.clock import as_datetime
from terkirim.vocabulary.phone import mask
from terkirim.vocabulary.text import Language, Text

_FIRST = 3

_REPLAYED = Text(
    id="{failures} kegagalan diputuskan ulang.", en="{failures} failures were decided again."
)
_LEFT_OUT = Text(
    id="{left_out} kegagalan lama tidak ikut: catatannya belum cukup untuk diulang.",
    en="{left_out} older failures are left out: too little was recorded of them.",
)
_UNSEEN = Text(
    id="Tidak terlihat di sini, sebab berlaku sebelum atau sesudah keputusan: {names}.",
    en="Not visible here, as they act before or after a decision: {names}.",
)
_NOTHING = Text(id="Tidak ada yang akan berbeda.", en="Nothing would differ.")
_HEADERS = (
    Text(id="sebab", en="cause"),
    Text(id="sekarang", en="now"),
    Text(id="menjadi", en="would be"),
    Text(id="jumlah", en="failures"),
    Text(id="pesan pertama", en="first messages"),
)


class Outcome(NamedTuple):
    """A replay, how many failures it had to leave out, and the choices it cannot show."""

    replay: Replay
    left_out: int
    unseen: list[str]


class Change(NamedTuple):
    """All failures of one cause that would go the same other way."""

    cause: Cause
    present: Text
    changed: Text
    differences: list[Difference]


def changes(differences: Iterable[Difference]) -> list[Change]:
    """The differences put together, the most frequent first."""
    found: dict[tuple[str, str, str], Change] = {}
    for one in differences:
        at, cause = one.failure.at, one.failure.cause
        before, after = decision_words(one.present, at), decision_words(one.changed, at)
        change = found.setdefault((cause, before.en, after.en), Change(cause, before, after, []))
        change.differences.append(one)
    return sorted(found.values(), key=lambda change: -len(change.differences))


def machine_form(outcome: Outcome) -> dict[str, Any]:
    """The outcome as JSON has it."""
    return {
        "failures": outcome.replay.failures,
        "left_out": outcome.left_out,
        "unseen": outcome.unseen,
        "different": len(outcome.replay.differences),
        "changes": [
            {
                "cause": change.cause,
                "from": change.present,
                "to": change.changed,
                "failures": len(change.differences),
                "messages": [_message(one) for one in change.differences[:_FIRST]],
            }
            for change in changes(outcome.replay.differences)
        ],
    }


def print_changes(outcome: Outcome, language: Language) -> None:
    """The outcome for a person."""
    console = Console()
    console.print(_REPLAYED.format(failures=outcome.replay.failures)[language])
    if outcome.left_out:
        console.print(_LEFT_OUT.format(left_out=outcome.left_out)[language])
    if outcome.unseen:
        console.print(_UNSEEN.format(names=", ".join(outcome.unseen))[language])
    found = changes(outcome.replay.differences)
    if not found:
        console.print(_NOTHING[language])
        return
    table = Table(*(header[language] for header in _HEADERS))
    for change in found:
        first = "\n".join(
            f"{one['id']} {one['recipient']}" for one in map(_message, change.differences[:_FIRST])
        )
        count = str(len(change.differences))
        before, after = change.present[language], change.changed[language]
        table.add_row(change.cause, before, after, count, first)
    console.print(table)


def _message(one: Difference) -> dict[str, str]:
    failure = one.failure
    return {
        "id": failure.message_id,
        "recipient": mask(failure.recipient),
        "at": as_datetime(failure.at).isoformat(),
    }
