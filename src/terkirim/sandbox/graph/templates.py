"""Message templates: list, read, create, edit, delete."""

import re
from typing import cast

import msgspec

from terkirim.sandbox.graph.call import Call, Json, objects_of, page, select, text_of
from terkirim.sandbox.graph.health import health_of
from terkirim.sandbox.refusals import Refusal, invalid, required
from terkirim.sandbox.state import State
from terkirim.sandbox.world import Account, Category, Template

_USUAL = ("name", "parameter_format", "components", "language", "status", "category")
# Fields Meta knows that have no value here: asking for them is no error, they are left out.
_WITHOUT_VALUE = (
    "correct_category",
    "cta_url_link_tracking_opted_out",
    "degrees_of_freedom_spec",
    "library_template_name",
    "message_send_ttl_seconds",
    "previous_category",
    "sub_category",
)
_FILTERS = ("name", "language", "status", "category")
_NAME = re.compile(r"[a-z0-9_]{1,512}")
_LANGUAGE = re.compile(r"[a-z]{2,3}(_[A-Z]{2,3})?")
CATEGORIES = ("UTILITY", "MARKETING", "AUTHENTICATION")
_EDITABLE = ("APPROVED", "REJECTED", "PAUSED")
BODY_MAX = 1024
TEMPLATES_MAX = 6000
QUALITY_DATE = 1_780_000_000  # the same for all: when a score was last changed


def list_templates(state: State, account: Account, call: Call) -> Json:
    """GET /{waba_id}/message_templates: filtered, paged, with the fields asked for."""
    found = [
        template
        for template in state.world.templates.values()
        if template.account == account.id and _passes(template, call)
    ]
    answer = page(call, [select(call, _facts(state, one), _USUAL) for one in found])
    if call.query.get("summary"):
        answer["summary"] = {
            "total_count": len(found),
            "message_template_count": len(found),
            "message_template_limit": TEMPLATES_MAX,
            "are_translations_complete": True,
        }
    return answer


def get_template(state: State, template: Template, call: Call) -> Json:
    """GET /{template_id}."""
    return select(call, _facts(state, template), _USUAL)


def create_template(state: State, account: Account, call: Call) -> Json:
    """POST /{waba_id}/message_templates: a new template, waiting for review."""
    body = call.parameters()
    name, language = text_of(body, "name"), text_of(body, "language")
    if not _NAME.fullmatch(name):
        raise invalid("Param name must hold lowercase letters, digits and underscores only.")
    if not _LANGUAGE.fullmatch(language):
        raise invalid("Param language must be a valid language code.")
    if state.world.template(account.id, name, language) is not None:
        raise Refusal(
            100,
            f"There is already {language} content for this template.",
            message="Invalid parameter",
            subcode=2388024,
        )
    template = Template(
        id=state.world.next_template_id(),
        account=account.id,
        name=name,
        language=language,
        category=_category(body),
        status="PENDING",
        components=_components(body),
        parameter_format="NAMED" if body.get("parameter_format") == "NAMED" else "POSITIONAL",
    )
    state.world.put_template(template)
    return {"id": template.id, "status": template.status, "category": template.category}


def edit_template(_state: State, template: Template, call: Call) -> Json:
    """POST /{template_id}: new components or category; goes back to review."""
    body = call.parameters()
    if template.status not in _EDITABLE:
        raise Refusal(
            100,
            "Only approved, rejected and paused templates can be edited.",
            message="Invalid parameter",
            subcode=2388039,
        )
    category = _category(body) if "category" in body else template.category
    components = _components(body) if "components" in body else template.components
    template.category, template.components, template.status = category, components, "PENDING"
    return {"success": True}


def delete_template(state: State, account: Account, call: Call) -> Json:
    """DELETE /{waba_id}/message_templates: by `name` in all languages, by `hsm_id` in one."""
    name, id_ = call.query.get("name"), call.query.get("hsm_id")
    if not name:
        raise required("name")
    gone = [
        key
        for key, one in state.world.templates.items()
        if one.account == account.id and one.name == name and id_ in (None, one.id)
    ]
    if not gone:
        raise Refusal(
            100, "Message template not found.", message="Invalid parameter", subcode=2593002
        )
    for key in gone:
        del state.world.templates[key]
    return {"success": True}


def _passes(template: Template, call: Call) -> bool:
    facts = {
        "name": template.name,
        "language": template.language,
        "status": template.status,
        "category": template.category,
    }
    return all(call.query.get(name) in (None, "", facts[name]) for name in _FILTERS)


def _category(body: Json) -> Category:
    category = str(body.get("category", "")).upper()
    if category not in CATEGORIES:
        raise invalid("Param category must be one of {AUTHENTICATION, MARKETING, UTILITY}.")
    return cast("Category", category)


def _components(body: Json) -> list[Json]:
    if isinstance(body.get("components"), str):
        body = {**body, "components": _decoded(str(body["components"]))}
    components = objects_of(body, "components")
    texts = [one.get("text") for one in components if str(one.get("type", "")).upper() == "BODY"]
    if len(texts) != 1 or not isinstance(texts[0], str) or not 0 < len(texts[0]) <= BODY_MAX:
        raise invalid("Param components must hold one BODY with a text of 1 to 1024 characters.")
    return components


def _decoded(text: str) -> object:
    try:
        return msgspec.json.decode(text)
    except (msgspec.DecodeError, RecursionError):
        raise invalid("Param components must be valid JSON.") from None


def _facts(state: State, template: Template) -> Json:
    return {
        "id": template.id,
        "name": template.name,
        "language": template.language,
        "status": template.status,
        "category": template.category,
        **dict.fromkeys(_WITHOUT_VALUE),
        "parameter_format": template.parameter_format,
        "components": template.components,
        "quality_score": {"score": template.quality, "date": QUALITY_DATE},
        "rejected_reason": template.rejected_reason,
        "health_status": health_of(state.world.accounts[template.account], template=template),
    }
