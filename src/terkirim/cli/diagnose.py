"""`terkirim diagnose`: errors with their evidence in, causes and remedies out."""

import sys
import time
from collections.abc import Iterator
from typing import Annotated, Any

import msgspec
import typer

from terkirim.cli.console import language_of_environment
from terkirim.errors import BadInput
from terkirim.knowledge.diagnosis import Diagnosis, Evidence, Surface, read_error, read_evidence
from terkirim.knowledge.diagnosis import diagnose as weigh
from terkirim.knowledge.policy import Decision, History, MessageFacts, Policy, decide
from terkirim.vocabulary.text import Language, Text

_BAD_LINE = Text(id="Baris {line} tidak dapat dibaca: {why}", en="Line {line} is not usable: {why}")
_OTHERWISE = Text(id="  mungkin juga {cause} ({share:.0%}): ", en="  or {cause} ({share:.0%}): ")
_DOUBT = Text(id="  tidak cocok: ", en="  does not fit: ")


class Question(msgspec.Struct, forbid_unknown_fields=True):
    """One line of input; `evidence` has the fields of `terkirim.Evidence`."""

    error: Any
    surface: Surface | None = None
    http_status: int | None = None
    provider: str | None = None
    evidence: dict[str, Any] | None = None


def diagnose(
    json_: Annotated[bool, typer.Option("--json", help="A JSON line for each line.")] = False,
    lang: Annotated[
        Language | None, typer.Option("--lang", help="id or en; by default as LC_ALL or LANG say.")
    ] = None,
) -> None:
    """Read JSON lines (`{"error": …, "evidence": …}`) and say why each failed and what to do."""
    language = lang or language_of_environment()
    bad = False
    for number, line in enumerate(sys.stdin.buffer, start=1):
        if not line.strip():
            continue
        try:
            diagnosis, decision = _answer(line)
        except (msgspec.DecodeError, RecursionError) as error:
            typer.echo(_BAD_LINE.format(line=number, why=error)[language], err=True)
            bad = True
        except BadInput as error:
            typer.echo(_BAD_LINE.format(line=number, why=error.text[language])[language], err=True)
            bad = True
        else:
            _show(diagnosis, decision, language, as_json=json_)
    if bad:
        raise typer.Exit(2)


def _show(diagnosis: Diagnosis, decision: Decision, language: Language, *, as_json: bool) -> None:
    if as_json:
        typer.echo(msgspec.json.encode(_machine_form(diagnosis, decision)).decode())
        return
    for line in _lines(diagnosis, language):
        typer.echo(line)


def _lines(diagnosis: Diagnosis, language: Language) -> Iterator[str]:
    explanation = diagnosis.explanation[language]
    yield f"{diagnosis.cause} ({diagnosis.confidence:.0%}): {explanation}"
    for fact in diagnosis.contradictions:
        yield _DOUBT[language] + fact
    for other in diagnosis.alternatives:
        said = _OTHERWISE.format(cause=other.cause, share=other.confidence)
        yield said[language] + other.proof[language]


def _answer(line: bytes) -> tuple[Diagnosis, Decision]:
    question = msgspec.json.decode(line, type=Question)
    known = read_evidence(question.evidence)
    report = read_error(question.error, question.surface, question.http_status, question.provider)
    diagnosis = weigh(report, known)
    facts, history = _situation(known, report.surface)
    return diagnosis, decide(diagnosis, facts, history, Policy(), time.time())


def _situation(known: Evidence, surface: str) -> tuple[MessageFacts, History]:
    """What deciding needs beside the diagnosis, as far as the evidence tells."""
    category = (known.message.category or known.template.category or "").lower()
    facts = MessageFacts(
        free_form=known.message.kind not in (None, "template"),
        marketing=category == "marketing",
        has_sms=True,
        region=known.recipient.region or "",
        reopening_template="reopening",
        surface=surface,
    )
    return facts, History(recipient_failures=known.recipient.failures or 0)


def _machine_form(diagnosis: Diagnosis, decision: Decision) -> dict[str, Any]:
    form = msgspec.structs.asdict(diagnosis)
    return {**form, "remedies": decision.remedies}
