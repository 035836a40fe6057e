"""`terkirim diagnose`: errors with their evidence in, causes and remedies out."""

import sys
import time
from typing import Annotated, Any

import msgspec
import typer

from terkirim.cli.console import language_of_environment
from terkirim.knowledge.diagnosis import Diagnosis, Evidence, read_error
from terkirim.knowledge.diagnosis import diagnose as weigh
from terkirim.knowledge.policy import Decision, History, MessageFacts, Policy, decide
from terkirim.vocabulary.text import Text

_BAD_LINE = Text(id="Baris {line} tidak dapat dibaca: {why}", en="Line {line} is not usable: {why}")


class Question(msgspec.Struct):
    """One line of input."""

    error: Any
    surface: str = "sync"
    http_status: int | None = None
    evidence: Evidence = Evidence()


def diagnose(
    json_: Annotated[bool, typer.Option("--json", help="A JSON line for each line.")] = False,
) -> None:
    """Read JSON lines (`{"error": …, "evidence": …}`) and say why each failed and what to do."""
    language = language_of_environment()
    bad = False
    for number, line in enumerate(sys.stdin.buffer, start=1):
        if not line.strip():
            continue
        try:
            question = msgspec.json.decode(line, type=Question)
        except (msgspec.DecodeError, RecursionError) as error:
            typer.echo(_BAD_LINE.format(line=number, why=error)[language], err=True)
            bad = True
            continue
        diagnosis, decision = _answer(question)
        if json_:
            typer.echo(msgspec.json.encode(_machine_form(diagnosis, decision)).decode())
        else:
            typer.echo(f"{diagnosis.cause} ({diagnosis.confidence:.0%}): ", nl=False)
            typer.echo(diagnosis.explanation[language])
    if bad:
        raise typer.Exit(2)


def _answer(question: Question) -> tuple[Diagnosis, Decision]:
    error = read_error(question.error, question.surface, question.http_status)  # type: ignore[arg-type]  # any word may come in
    diagnosis = weigh(error, question.evidence)
    known = question.evidence
    category = (known.message.category or known.template.category or "").lower()
    facts = MessageFacts(
        free_form=known.message.kind not in (None, "template"),
        marketing=category == "marketing",
        has_sms=True,
        region=known.recipient.region or "",
        reopening_template="reopening",
        surface=question.surface,
    )
    history = History(recipient_failures=known.recipient.failures or 0)
    return diagnosis, decide(diagnosis, facts, history, Policy(), time.time())


def _machine_form(diagnosis: Diagnosis, decision: Decision) -> dict[str, Any]:
    return {
        "code": diagnosis.code,
        "cause": diagnosis.cause,
        "confidence": diagnosis.confidence,
        "scope": diagnosis.scope,
        "alternatives": diagnosis.alternatives,
        "evidence_used": diagnosis.evidence_used,
        "contradictions": diagnosis.contradictions,
        "remedies": decision.remedies,
        "explanation": diagnosis.explanation,
    }
