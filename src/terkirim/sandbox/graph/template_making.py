"""Message templates made and edited by their owner; each then waits for review."""

from typing import NamedTuple, cast

from terkirim.sandbox.decisions.reviews import submit
from terkirim.sandbox.graph.call import Call, Json, decoded, objects_of, text_of
from terkirim.sandbox.graph.library import components_from
from terkirim.sandbox.graph.standing import UTILITY_RESTRICTIONS, restricted
from terkirim.sandbox.graph.template_places import check_edit, check_name, check_room
from terkirim.sandbox.graph.template_rules import check_components
from terkirim.sandbox.graph.uploads import check_samples
from terkirim.sandbox.refusals import Refusal, invalid, required
from terkirim.sandbox.state import State
from terkirim.sandbox.world.model import Account, Category, Template

CATEGORIES = ("UTILITY", "MARKETING", "AUTHENTICATION")
LANGUAGES_MAX = 100
_FORMATS = ("POSITIONAL", "NAMED")
_TTL: dict[str, tuple[int, int]] = {
    "AUTHENTICATION": (30, 900),
    "UTILITY": (30, 43_200),
    "MARKETING": (43_200, 2_592_000),
}


class _Wish(NamedTuple):
    """A template as its owner describes it, found well-formed."""

    name: str
    category: Category
    components: list[Json]
    named: bool
    ttl_s: int | None
    library_name: str | None = None


def create_template(state: State, account: Account, call: Call) -> Json:
    """POST /{waba_id}/message_templates: a new template, waiting for review.

    One from Meta's library is approved at once.
    """
    body = call.parameters()
    name, language = text_of(body, "name"), text_of(body, "language")
    check_name(state, account, name, language)
    wish = _wish(name, language, body)
    check_samples(state, wish.components)
    if wish.category == "UTILITY" and restricted(account, UTILITY_RESTRICTIONS, state.now()):
        raise Refusal(368)
    check_room(state, account)
    template = _make(state, account, language, wish)
    if wish.library_name is None:
        submit(state, template)
    else:
        template.status = "APPROVED"
    return {"id": template.id, "status": template.status, "category": template.category}


def upsert_templates(state: State, account: Account, call: Call) -> Json:
    """POST /{waba_id}/upsert_message_templates: an authentication template in several languages."""
    body = call.parameters()
    name, languages = text_of(body, "name"), _languages(body)
    wish = _wish(name, languages[0], body)
    if wish.category != "AUTHENTICATION":
        raise invalid("Param category must be AUTHENTICATION.")
    new = [one for one in languages if state.world.template(account.id, name, one) is None]
    for language in new:
        check_name(state, account, name, language)
    check_room(state, account, len(new))
    made = []
    for language in languages:
        template = state.world.template(account.id, name, language)
        template = template or _make(state, account, language, wish)
        template.components, template.ttl_s = wish.components, wish.ttl_s
        submit(state, template)
        made.append({"id": template.id, "status": template.status, "language": language})
    return {"data": made}


def edit_template(state: State, template: Template, call: Call) -> Json:
    """POST /{template_id}: new components, category or time to live; goes back to review."""
    body = call.parameters()
    check_edit(template, state.now())
    category = _category(body) if "category" in body else template.category
    components = template.components
    if "components" in body:
        named = template.parameter_format == "NAMED"
        components = check_components(_components(body), category, named=named)
        check_samples(state, components)
    ttl_s = _ttl(body, category) if "message_send_ttl_seconds" in body else template.ttl_s
    if template.status == "APPROVED":
        template.edited = [*template.edited, state.now()]
        template.approved_components = template.approved_components or template.components
    template.category, template.components, template.ttl_s = category, components, ttl_s
    submit(state, template)
    return {"success": True}


def _wish(name: str, language: str, body: Json) -> _Wish:
    category, named, library_name = _category(body), _named(body), _library_name(body)
    if library_name is None:
        components = check_components(_components(body), category, named=named)
    else:
        components = components_from(library_name, language)
    return _Wish(name, category, components, named, _ttl(body, category), library_name)


def _make(state: State, account: Account, language: str, wish: _Wish) -> Template:
    template = Template(
        id=state.world.next_template_id(),
        account=account.id,
        name=wish.name,
        language=language,
        category=wish.category,
        status="PENDING",
        components=wish.components,
        parameter_format="NAMED" if wish.named else "POSITIONAL",
        ttl_s=wish.ttl_s,
        library_name=wish.library_name,
    )
    state.world.put_template(template)
    return template


def _languages(body: Json) -> list[str]:
    languages = decoded("languages", body.get("languages"))
    if not isinstance(languages, list) or not 1 <= len(languages) <= LANGUAGES_MAX:
        raise required("languages")
    return list(dict.fromkeys(str(one) for one in languages))


def _library_name(body: Json) -> str | None:
    name = body.get("library_template_name")
    return name if isinstance(name, str) and name else None


def _category(body: Json) -> Category:
    category = str(body.get("category", "")).upper()
    if category not in CATEGORIES:
        raise invalid("Param category must be one of {AUTHENTICATION, MARKETING, UTILITY}.")
    return cast("Category", category)


def _named(body: Json) -> bool:
    form = str(body.get("parameter_format", "POSITIONAL")).upper()
    if form not in _FORMATS:
        raise invalid("Param parameter_format must be one of {NAMED, POSITIONAL}.")
    return form == "NAMED"


def _components(body: Json) -> list[Json]:
    found = decoded("components", body.get("components"))
    components = objects_of({**body, "components": found}, "components")
    if not components:
        raise required("components")
    return components


def _ttl(body: Json, category: Category) -> int | None:
    given = decoded("message_send_ttl_seconds", body.get("message_send_ttl_seconds"))
    if given is None:
        return None
    low, high = _TTL[category]
    if given == -1 and category != "MARKETING":
        return -1
    if not isinstance(given, int) or isinstance(given, bool) or not low <= given <= high:
        raise invalid(f"Param message_send_ttl_seconds must be between {low} and {high}.")
    return given
