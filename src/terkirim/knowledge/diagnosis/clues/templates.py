"""What the registry says about a template that was refused."""

from collections.abc import Iterator

from terkirim.knowledge.diagnosis.clues.case import (
    DECISIVE,
    Case,
    Clue,
    Conflict,
    Doubter,
    Witness,
)
from terkirim.knowledge.diagnosis.report import plain_words
from terkirim.vocabulary.causes import Cause

_JUST_CREATED_S = 15 * 60
_YOUTH = 1.8  # beats a code that says nothing more, not Meta's own words
_UNAPPROVED_HEALTH = 141002
_BY_STATUS = {
    "PAUSED": Cause.TEMPLATE_PAUSED,
    "DISABLED": Cause.TEMPLATE_DISABLED,
    "PENDING": Cause.NOT_APPROVED,
    "REJECTED": Cause.NOT_APPROVED,
    "IN_APPEAL": Cause.NOT_APPROVED,
}
_STATUS_CAUSES = frozenset(_BY_STATUS.values())


def _is_absent(case: Case) -> bool:
    return case.evidence.template.exists is False


def _lacks_language(case: Case) -> bool:
    template = case.evidence.template
    wanted, had = template.requested_language, template.languages
    return had is not None and wanted is not None and wanted not in had


def _status(case: Case) -> Cause | None:
    """The cause its status names, if the template is there at all in this language."""
    if _is_absent(case) or _lacks_language(case):
        return None
    return _BY_STATUS.get(case.evidence.template.status or "")


def _counts_differ(case: Case) -> bool:
    template = case.evidence.template
    declared, sent = template.declared_parameters, template.sent_parameters
    return declared is not None and sent is not None and declared != sent


def _missing(case: Case) -> Iterator[Clue]:
    template = case.evidence.template
    if template.exists is False:
        yield Clue(Cause.TEMPLATE_MISSING, DECISIVE, "template.exists=false")


def _language_missing(case: Case) -> Iterator[Clue]:
    if _lacks_language(case) and not _is_absent(case):
        had = ",".join(case.evidence.template.languages or ())
        yield Clue(Cause.LANGUAGE_MISSING, DECISIVE, f"template.languages={had}")


def _of_status(cause: Cause) -> Witness:
    def witness(case: Case) -> Iterator[Clue]:
        if _status(case) == cause:
            yield Clue(cause, DECISIVE, f"template.status={case.evidence.template.status}")
        elif cause == Cause.NOT_APPROVED and _UNAPPROVED_HEALTH in (
            case.evidence.account.health_codes or ()
        ):
            yield Clue(cause, DECISIVE, f"account.health_codes={_UNAPPROVED_HEALTH}")

    return witness


def _parameter_count(case: Case) -> Iterator[Clue]:
    """A differing count explains a refusal only where the template itself is in order."""
    if _is_absent(case) or _lacks_language(case) or _status(case) or not _counts_differ(case):
        return
    template = case.evidence.template
    fact = f"template.declared={template.declared_parameters}, sent={template.sent_parameters}"
    yield Clue(Cause.PARAMETER_COUNT, DECISIVE, fact)


def _syncing(case: Case) -> Iterator[Clue]:
    template = case.evidence.template
    young = template.age_s is not None and template.age_s < _JUST_CREATED_S
    if not young or template.status != "APPROVED" or _counts_differ(case):
        return
    if not _is_absent(case) and not _lacks_language(case):
        yield Clue(Cause.TEMPLATE_SYNCING, _YOUTH, f"template.age_s={template.age_s:.0f}")


def _doubt_absence(case: Case) -> Iterator[Conflict]:
    """A template that the registry has, approved, in this language."""
    template = case.evidence.template
    if _counts_differ(case) and "does not exist" in plain_words(case.error.details):
        yield Conflict("the error says that the template does not exist, not that a count differs")
    if template.exists and template.status == "APPROVED" and not _lacks_language(case):
        yield Conflict("the registry has this template, approved, in this language")


def _doubt_status(case: Case) -> Iterator[Conflict]:
    """A status that the registry does not share: it is stale, or the code is."""
    status = case.evidence.template.status
    if status is not None and _BY_STATUS.get(status) != case.possible[0]:
        yield Conflict(f"template.status={status} in the registry")


def _doubt_count(case: Case) -> Iterator[Conflict]:
    """A mismatch of counts that the registry's count does not show."""
    template = case.evidence.template
    declared, sent = template.declared_parameters, template.sent_parameters
    if declared is not None and declared == sent:
        yield Conflict(f"the registry also declares {declared} parameters")


WITNESSES: dict[Cause, Witness] = {
    Cause.TEMPLATE_MISSING: _missing,
    Cause.LANGUAGE_MISSING: _language_missing,
    Cause.PARAMETER_COUNT: _parameter_count,
    Cause.TEMPLATE_SYNCING: _syncing,
    **{cause: _of_status(cause) for cause in _STATUS_CAUSES},
}
DOUBTERS: dict[Cause, Doubter] = {
    Cause.TEMPLATE_MISSING: _doubt_absence,
    Cause.PARAMETER_COUNT: _doubt_count,
    **dict.fromkeys(_STATUS_CAUSES, _doubt_status),
}
