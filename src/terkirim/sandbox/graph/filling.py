"""Whether a send fits its template: it exists, may be sent, and gets the parameters it needs."""

import re

from terkirim.sandbox.graph.call import Json, objects_of
from terkirim.sandbox.graph.outgoing import Outgoing
from terkirim.sandbox.refusals import Refusal
from terkirim.sandbox.world import Template

_PLACE = re.compile(r"\{\{\s*([A-Za-z0-9_]+)\s*\}\}")
_FILLED_MAX = 1024
_BODY_KINDS = {"text", "currency", "date_time"}
_NOT_SENDABLE = {"PAUSED": 132015, "DISABLED": 132016}


def places(text: str) -> list[str]:
    """The distinct variables of a template text, in order: `{{1}}`, `{{order_id}}`."""
    return list(dict.fromkeys(_PLACE.findall(text)))


def given_parameters(outgoing: Outgoing, kind: str) -> list[Json]:
    """The parameters sent for a component."""
    found: list[Json] = []
    for component in outgoing.components:
        if str(component.get("type", "")).lower() == kind:
            found.extend(objects_of(component, "parameters"))
    return found


def check_filling(outgoing: Outgoing, template: Template | None) -> Template:
    """The template when it can be sent so; raises Refusal (132000, 132001, 132005, 132012 …)."""
    if template is None or template.status not in ("APPROVED", "PAUSED", "DISABLED"):
        name, language = str(outgoing.template)[:512], str(outgoing.language)[:32]
        raise Refusal(132001, f"template name ({name}) does not exist in {language}")
    if template.status in _NOT_SENDABLE:
        raise Refusal(_NOT_SENDABLE[template.status])
    for kind in ("header", "body"):
        _check_count(kind, given_parameters(outgoing, kind), template)
    _check_body(given_parameters(outgoing, "body"), template)
    return template


def _check_count(kind: str, given: list[Json], template: Template) -> None:
    if kind == "header" and not _has_text_header(template):
        return
    wanted = len(places(template.component_text(kind.upper())))
    if len(given) != wanted:
        details = (
            f"{kind}: number of localizable_params ({len(given)}) does not match "
            f"the expected number of params ({wanted})"
        )
        raise Refusal(132000, details)


def _has_text_header(template: Template) -> bool:
    return bool(template.component_text("HEADER"))


def _check_body(given: list[Json], template: Template) -> None:
    text = template.body()
    length = len(text)
    names = places(text)
    for index, parameter in enumerate(given):
        _check_kind(index, parameter)
        if template.parameter_format == "NAMED" and parameter.get("parameter_name") not in names:
            raise Refusal(132012, "body: Parameter name is missing or empty")
        length += len(str(parameter.get("text", "")))
    if length > _FILLED_MAX:
        details = f"body: hydrated text is longer than {_FILLED_MAX} characters"
        raise Refusal(132005, details)


def _check_kind(index: int, parameter: Json) -> None:
    kind = str(parameter.get("type", "")).lower()
    if kind not in _BODY_KINDS:
        raise Refusal(
            132012, f"body: Format mismatch at parameter {index}, expected TEXT, received UNKNOWN"
        )
    if kind == "text" and not isinstance(parameter.get("text"), str):
        raise Refusal(131008, "Parameter of type text is missing text value")
