"""Whether a send fits its template: it exists, may be sent, and gets the parameters it needs."""

from collections.abc import Sequence
from typing import cast

import msgspec

from terkirim.sandbox.graph.buttons import check_buttons
from terkirim.sandbox.graph.call import Json, objects_of
from terkirim.sandbox.graph.outgoing import Outgoing
from terkirim.sandbox.graph.parameters import (
    at_most,
    check_format,
    check_text,
    hydrated,
    of_kind,
    places,
    unsound,
    wrong_number,
)
from terkirim.sandbox.refusals import Refusal
from terkirim.sandbox.world.model import Template
from terkirim.vocabulary.identifiers import is_bsuid

_LONGEST = {"header": 60, "body": 1024}
_BODY_KINDS = ("text", "currency", "date_time")
_NOT_SENDABLE = {"PAUSED": 132015, "DISABLED": 132016}
_TO_NUMBERS_ONLY = (
    "Business-scoped User ID (BSUID) recipients are not supported for this message. "
    "You can only send authentication messages to recipients' phone numbers."
)


class Approved(msgspec.Struct, frozen=True):
    """What a send is held against: a template's components, or those of one of its cards."""

    components: list[Json]
    named: bool
    strict: bool


def given_parameters(outgoing: Outgoing, kind: str) -> list[Json]:
    """The parameters sent for a component."""
    return _parameters(outgoing.components, kind)


def _parameters(components: list[Json], kind: str) -> list[Json]:
    found: list[Json] = []
    for component in of_kind(components, kind):
        found.extend(objects_of(component, "parameters"))
    return found


def check_filling(outgoing: Outgoing, template: Template | None) -> Template:
    """The template when it can be sent so; raises Refusal (132000, 132001, 132005, 132012 …)."""
    if template is None or template.status not in ("APPROVED", "PAUSED", "DISABLED"):
        name, language = str(outgoing.template)[:512], str(outgoing.language)[:32]
        raise Refusal(132001, f"template name ({name}) does not exist in {language}")
    if template.status in _NOT_SENDABLE:
        raise Refusal(_NOT_SENDABLE[template.status])
    if template.category == "AUTHENTICATION" and is_bsuid(outgoing.given):
        raise Refusal(131062, _TO_NUMBERS_ONLY)
    named = template.parameter_format == "NAMED"
    approved = Approved(template.components, named=named, strict=outgoing.strict)
    _fit(outgoing.components, approved)
    kinds = {str(one.get("type")).lower() for one in (*outgoing.components, *template.components)}
    if "carousel" in kinds:
        _check_carousel(outgoing.components, approved)
    if "limited_time_offer" in kinds:
        _check_offer(outgoing.components, approved)
    return template


def _fit(given: list[Json], approved: Approved) -> None:
    _check_header(_parameters(given, "header"), approved)
    body = next(iter(of_kind(approved.components, "body")), {})
    _check_texts("body", _parameters(given, "body"), str(body.get("text") or ""), approved)
    check_buttons(given, approved.components, strict=approved.strict)


def _check_header(given: list[Json], approved: Approved) -> None:
    header = next(iter(of_kind(approved.components, "header")), None)
    if header is None:
        if given:
            raise wrong_number("header", len(given), 0)
        return
    form = str(header.get("format") or "TEXT").lower()
    if form == "text":
        _check_texts("header", given, str(header.get("text") or ""), approved)
        return
    if len(given) > 1:
        raise wrong_number("header", len(given), 1)
    kind = str(given[0]["type"]).lower() if given else ""
    check_format("header", kind, (form,))
    if not isinstance(given[0].get(kind), dict):
        raise Refusal(131008, f"Parameter of type {kind} is missing {kind} value")


def _check_texts(kind: str, given: list[Json], text: str, approved: Approved) -> None:
    """The variables of a text: as many as there are, of the right kind, not too long together."""
    names = places(text)
    if len(given) != len(names):
        raise wrong_number(kind, len(given), len(names))
    for index, parameter in enumerate(given):
        type_ = str(parameter["type"]).lower()
        check_format(kind, type_, _BODY_KINDS if kind == "body" else ("text",), index)
        check_text(type_, parameter, strict=approved.strict)
    _check_names(kind, given, names, named=approved.named)
    most = _LONGEST[kind]
    if at_most(text, given) > most and len(hydrated(text, names, given)) > most:
        details = f"{kind}: hydrated text is longer than {most} characters"
        raise Refusal(132005, details)


def _check_names(kind: str, given: list[Json], names: Sequence[str], *, named: bool) -> None:
    sent = [parameter.get("parameter_name") for parameter in given]
    if named and sorted(map(str, sent)) != sorted(names):
        raise Refusal(132012, f"{kind}: Parameter name is missing or empty")
    if not named and any(sent):
        details = f"{kind}: Parameter format does not match format in the created template"
        raise Refusal(132012, details)


def _check_carousel(given: list[Json], approved: Approved) -> None:
    sent = [card for one in of_kind(given, "carousel") for card in objects_of(one, "cards")]
    known = _cards(approved.components)
    if len(sent) != len(known):
        details = f"carousel: number of cards ({len(sent)}) does not match the expected number "
        raise unsound(f"{details}of cards ({len(known)})", strict=approved.strict)
    served: set[int] = set()
    for card in sent:
        index = int(str(card["card_index"]))
        if index in served:
            raise unsound(f"carousel: card_index {index} is used twice", strict=approved.strict)
        served.add(index)
        if index >= len(known):
            raise unsound(f"carousel: there is no card at index {index}", strict=approved.strict)
        components = known[index].get("components")
        inner = cast("list[Json]", components) if isinstance(components, list) else []
        card_of = msgspec.structs.replace(approved, components=inner)
        _fit(objects_of(card, "components"), card_of)


def _cards(components: list[Json]) -> list[Json]:
    found = next(iter(of_kind(components, "carousel")), {}).get("cards")
    cards = found if isinstance(found, list) else []
    return [cast("Json", card) for card in cards if isinstance(card, dict)]


def _check_offer(given: list[Json], approved: Approved) -> None:
    sent = bool(of_kind(given, "limited_time_offer"))
    known = of_kind(approved.components, "limited_time_offer")
    if sent and not known:
        raise unsound("limited_time_offer: the template has none", strict=approved.strict)
    offer = known[0].get("limited_time_offer") if known else None
    if isinstance(offer, dict) and offer.get("has_expiration") and not sent:
        raise Refusal(131008, "limited_time_offer: expiration_time_ms is missing")
