"""Codes about templates: 132001 and its neighbours."""

from collections.abc import Iterator

from terkirim.knowledge.diagnosis.clues.case import (
    DECISIVE,
    FAIR,
    STRONG,
    Case,
    Clue,
    Conflict,
    Reader,
)
from terkirim.vocabulary.causes import Cause

_JUST_CREATED_S = 15 * 60
_BY_STATUS = {
    "PAUSED": Cause.TEMPLATE_PAUSED,
    "DISABLED": Cause.TEMPLATE_DISABLED,
    "PENDING": Cause.NOT_APPROVED,
    "REJECTED": Cause.NOT_APPROVED,
    "IN_APPEAL": Cause.NOT_APPROVED,
}


def _does_not_exist(case: Case) -> Iterator[Clue | Conflict]:
    template = case.evidence.template
    if template.exists is False:
        yield Clue(Cause.TEMPLATE_MISSING, DECISIVE, "template.exists=false")
        return
    if template.exists and template.languages is not None and template.requested_language:
        if template.requested_language not in template.languages:
            fact = f"template.languages={','.join(template.languages)}"
            yield Clue(Cause.LANGUAGE_MISSING, DECISIVE, fact)
            return
        yield from _exists_as_requested(case)


def _exists_as_requested(case: Case) -> Iterator[Clue | Conflict]:
    template = case.evidence.template
    status = template.status or ""
    if status in _BY_STATUS:
        yield Clue(_BY_STATUS[status], DECISIVE, f"template.status={status}")
        return
    declared, sent = template.declared_parameters, template.sent_parameters
    if declared is not None and sent is not None and declared != sent:
        yield Clue(Cause.PARAMETER_COUNT, DECISIVE, f"template.declared={declared}, sent={sent}")
    elif status == "APPROVED" and (template.age_s or _JUST_CREATED_S) < _JUST_CREATED_S:
        yield Clue(Cause.TEMPORARY, DECISIVE, f"template.age_s={template.age_s:.0f}")
    elif status == "APPROVED":
        yield Conflict("the registry has this template, approved, in this language")


def _count(case: Case) -> Iterator[Clue | Conflict]:
    template = case.evidence.template
    declared, sent = template.declared_parameters, template.sent_parameters
    if declared is None or sent is None:
        return
    if declared != sent:
        yield Clue(Cause.PARAMETER_COUNT, STRONG, f"template.declared={declared}, sent={sent}")
    else:
        yield Conflict(f"the registry also declares {declared} parameters")


def _format(case: Case) -> Iterator[Clue | Conflict]:
    if "format" in case.error.details.lower():
        yield Clue(Cause.PARAMETER_FORMAT, FAIR, "details name the format")


READERS: dict[int, Reader] = {132001: _does_not_exist, 132000: _count, 132012: _format}
