"""Message templates: list, read, end a pause, delete. They are made in `template_making`."""

from collections.abc import Iterable
from typing import cast, get_args

from terkirim.sandbox.decisions.quality import unpause_soon
from terkirim.sandbox.decisions.reviews import tell_deletion
from terkirim.sandbox.graph.call import Call, Json, decoded
from terkirim.sandbox.graph.fields import select
from terkirim.sandbox.graph.health import health_of
from terkirim.sandbox.graph.paging import page
from terkirim.sandbox.graph.template_places import hold_name
from terkirim.sandbox.refusals import invalid, malformed, required
from terkirim.sandbox.state import State
from terkirim.sandbox.world.model import Account, Category, Score, Template, TemplateStatus

_USUAL = ("name", "parameter_format", "components", "language", "status", "category")
# Fields Meta knows that have no value here: asking for them is no error, they are left out.
_WITHOUT_VALUE = ("cta_url_link_tracking_opted_out", "degrees_of_freedom_spec", "sub_category")
_WORDS = {
    "status": (*get_args(TemplateStatus), "DELETED"),
    "category": get_args(Category),
    "quality_score": get_args(Score),
}
_FILTERS = ("name", "language", "status", "category", "quality_score")
DELETED_AT_ONCE_MAX = 100
QUALITY_DATE = 1_780_000_000  # the same for all: when a score was last changed


def list_templates(state: State, account: Account, call: Call) -> Json:
    """GET /{waba_id}/message_templates: filtered, paged, with the fields asked for."""
    _check_filters(call)
    found = [one for one in _owned(state, account) if _passes(one, call)]
    answer = page(call, [select(call, _facts(state, one), _USUAL) for one in found])
    if call.query.get("summary"):
        answer["summary"] = {
            "total_count": len(found),
            "message_template_count": len(found),
            "message_template_limit": account.templates_max,
            "are_translations_complete": True,
        }
    return answer


def get_template(state: State, template: Template, call: Call) -> Json:
    """GET /{template_id}."""
    return select(call, _facts(state, template), _USUAL)


def unpause_template(state: State, template: Template, _call: Call) -> Json:
    """POST /{template_id}/unpause: in effect five minutes later."""
    if template.status != "PAUSED":
        raise malformed(None, "Only paused templates can be unpaused.")
    unpause_soon(state, template)
    return {"success": True}


def delete_template(state: State, account: Account, call: Call) -> Json:
    """DELETE /{waba_id}/message_templates: by `name` in all languages, by `hsm_id` in one.

    `hsm_ids` deletes up to a hundred of any name.
    """
    gone = [one for one in _owned(state, account) if one.id in _ids(call)]
    if "hsm_ids" not in call.query:
        name, id_ = call.query.get("name"), call.query.get("hsm_id")
        if not name:
            raise required("name")
        named = [one for one in _owned(state, account) if one.name == name]
        gone = [one for one in named if id_ in (None, one.id)]
    if not gone:
        raise malformed(2593002, "Message template not found.")
    if any(one.status == "DISABLED" for one in gone):
        raise malformed(None, "A disabled template can't be deleted.")
    for one in gone:
        hold_name(state, one)
        del state.world.templates[f"{one.account}/{one.name}/{one.language}"]
        tell_deletion(state, one)
    return {"success": True}


def _ids(call: Call) -> list[str]:
    ids = decoded("hsm_ids", call.query.get("hsm_ids", "[]"))
    if not isinstance(ids, list) or len(ids) > DELETED_AT_ONCE_MAX:
        raise invalid("Param hsm_ids must be an array of up to 100 ids.")
    return [str(one) for one in cast("list[object]", ids)]


def _owned(state: State, account: Account) -> list[Template]:
    return [one for one in state.world.templates.values() if one.account == account.id]


def _check_filters(call: Call) -> None:
    for name, words in _WORDS.items():
        if call.query.get(name) and call.query[name] not in words:
            raise invalid(f"Param {name} must be one of {{{', '.join(words)}}}.")


def _passes(template: Template, call: Call) -> bool:
    facts = {
        "name": template.name,
        "language": template.language,
        "status": template.status,
        "category": template.category,
        "quality_score": template.quality,
    }
    if any(call.query.get(name) not in (None, "", facts[name]) for name in _FILTERS):
        return False
    content = call.query.get("content", "").lower()
    return not content or any(content in text.lower() for text in _texts(template.components))


def _texts(components: Iterable[Json]) -> list[str]:
    return [text for one in components if isinstance(text := one.get("text"), str)]


def _facts(state: State, template: Template) -> Json:
    account = state.world.accounts[template.account]
    at = QUALITY_DATE if template.quality_at is None else int(template.quality_at)
    return {
        "id": template.id,
        "name": template.name,
        "language": template.language,
        "status": template.status,
        "category": template.category,
        **dict.fromkeys(_WITHOUT_VALUE),
        "previous_category": template.previous_category,
        "correct_category": template.correct_category,
        "library_template_name": template.library_name,
        "message_send_ttl_seconds": template.ttl_s,
        "parameter_format": template.parameter_format,
        "components": template.components,
        "quality_score": {"score": template.quality, "date": at},
        "rejected_reason": template.rejected_reason,
        "health_status": health_of(account, template=template, now=state.now()),
    }
