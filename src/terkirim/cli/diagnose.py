"""`terkirim diagnose`: errors with their evidence in, causes and remedies out."""

import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import msgspec
import typer

from terkirim.cli.console import language_of_environment, report_bad_input
from terkirim.errors import BadInput
from terkirim.knowledge.diagnosis import Diagnosis, Evidence, Surface, read_error, read_evidence
from terkirim.knowledge.diagnosis import diagnose as weigh
from terkirim.knowledge.policy import Decision, History, MessageFacts, Policy, decide
from terkirim.knowledge.policy.file.read import load_policy
from terkirim.vocabulary.misfits import misfit_in_words
from terkirim.vocabulary.text import Language, Text

_BAD_LINE = Text(
    id="Baris {line} tidak dapat dipakai: {why}", en="Line {line} is not usable: {why}"
)
_NO_JSON = Text(
    id="bukan JSON yang benar ({why}); tulis satu objek JSON pada satu baris",
    en="it is no valid JSON ({why}); write one JSON object on one line",
)
_BOM = b"\xef\xbb\xbf"
_OTHERWISE = Text(id="  mungkin juga {cause} ({share:.0%}): ", en="  or {cause} ({share:.0%}): ")
_DOUBT = Text(id="  tidak cocok: ", en="  does not fit: ")


class Question(msgspec.Struct, forbid_unknown_fields=True):
    """One line of input; `evidence` has the fields of `terkirim.Evidence`, `id` comes back."""

    error: Any
    surface: Surface | None = None
    http_status: int | None = None
    provider: str | None = None
    evidence: dict[str, Any] | None = None
    id: Any = None


def diagnose(
    json_: Annotated[bool, typer.Option("--json", help="A JSON line for each line.")] = False,
    lang: Annotated[
        Language | None, typer.Option("--lang", help="id or en; by default as LC_ALL or LANG say.")
    ] = None,
    policy: Annotated[
        Path | None,
        typer.Option("--policy", metavar="FILE", help="Your policy.toml; else the shipped policy."),
    ] = None,
) -> None:
    """Say why each failed and what to do: JSON lines in, `{"error": …, "evidence": …}` or a body.

    Remedies are those of a message that has an SMS text and a reopening template.
    """
    language = lang or language_of_environment()
    with report_bad_input(language):
        chosen = load_policy(policy) if policy is not None else Policy()
    bad = False
    for number, line in enumerate(sys.stdin.buffer, start=1):
        plain = line.removeprefix(_BOM).strip()
        if not plain:
            continue
        try:
            question = _read(plain)
            diagnosis, decision = _answer(question, chosen)
        except BadInput as error:
            typer.echo(_BAD_LINE[language].format(line=number, why=error.text[language]), err=True)
            bad = True
        else:
            place = {"line": number} | ({"id": question.id} if question.id is not None else {})
            _show(diagnosis, decision, language, place if json_ else None)
    if bad:
        raise typer.Exit(2)


def _read(line: bytes) -> Question:
    """A question, or a body that is the error itself. Raises BadInput saying what is wrong."""
    try:
        body = msgspec.json.decode(line)
        if not isinstance(body, dict) or "error" not in body:
            return Question(error=body)
        return msgspec.convert(body, Question)
    except msgspec.ValidationError as error:
        raise BadInput(misfit_in_words(error)) from error
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise BadInput(_NO_JSON.format(why=error)) from error


def _show(
    diagnosis: Diagnosis, decision: Decision, language: Language, place: dict[str, Any] | None
) -> None:
    if place is not None:
        form = {**place, **_machine_form(diagnosis, decision)}
        typer.echo(msgspec.json.encode(form).decode())
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


def _answer(question: Question, policy: Policy) -> tuple[Diagnosis, Decision]:
    known = read_evidence(question.evidence)
    report = read_error(question.error, question.surface, question.http_status, question.provider)
    diagnosis = weigh(report, known)
    facts, history = _situation(known, report.surface)
    return diagnosis, decide(diagnosis, facts, history, policy, time.time())


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
        delivered=bool(known.message.delivered_too),
    )
    return facts, History(recipient_failures=known.recipient.failures or 0)


def _machine_form(diagnosis: Diagnosis, decision: Decision) -> dict[str, Any]:
    form = msgspec.structs.asdict(diagnosis)
    return {**form, "remedies": decision.remedies}
