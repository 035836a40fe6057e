"""What Meta wants of a template's components (facts/platform.md, section f): else 100 + 2388xxx."""

import re
from typing import cast

from terkirim.sandbox.graph.call import Json, objects_of
from terkirim.sandbox.graph.template_buttons import check_buttons
from terkirim.sandbox.refusals import invalid, malformed

Components = list[Json]
HEADER_MAX, BODY_MAX, FOOTER_MAX, CARD_BODY_MAX = 60, 1024, 60, 160
TOO_LONG, HEADER_FORM, BODY_FORM, FOOTER_FORM = 2388040, 2388047, 2388072, 2388073
TOO_MANY_VARIABLES, AT_THE_EDGE = 2388293, 2388299
KINDS = ("HEADER", "BODY", "FOOTER", "BUTTONS", "CAROUSEL", "LIMITED_TIME_OFFER")
_FORMATS = ("TEXT", "IMAGE", "VIDEO", "DOCUMENT", "LOCATION", "GIF", "PRODUCT")
_WITH_SAMPLE = ("IMAGE", "VIDEO", "DOCUMENT", "GIF")
_ON_CARDS = ("IMAGE", "VIDEO", "PRODUCT")
_CARD_BUTTONS = range(1, 3)
_CARDS = range(2, 11)
_VARIABLE = re.compile(r"\{\{([^{}]*)\}\}")
_NAME = re.compile(r"[a-z][a-z0-9_]*")
_EDGE = re.compile(r"\A\W*\{\{[^{}]*\}\}|\{\{[^{}]*\}\}\W*\Z")
_PLAIN = "*{{1}}* is your verification code."
_SECURE = f"{_PLAIN} For your security, do not share this code."
_MARKS = re.compile("[*_~`\r\n]")
_PICTURES = re.compile("[\u2600-\u27bf\U0001f000-\U0001faff]")


def check_components(components: Components, category: str, named: bool) -> Components:
    """The components as Meta keeps them; raises Refusal for what it does not take."""
    by_kind: dict[str, Json] = {}
    for component in components:
        kind = str(component.get("type", "")).upper()
        if kind not in KINDS:
            raise invalid(f"Param components[type] must be one of {{{', '.join(KINDS)}}}.")
        if kind in by_kind:
            raise malformed(None, f"A template holds at most one component of type {kind}.")
        by_kind[kind] = component
    if "BODY" not in by_kind:
        raise malformed(None, "A template must hold one component of type BODY.")
    if category == "AUTHENTICATION":
        return _preset(by_kind)
    _check_header(by_kind.get("HEADER"), named)
    _check_body(by_kind["BODY"], named, BODY_MAX)
    _check_footer(by_kind.get("FOOTER"))
    check_buttons(by_kind.get("BUTTONS"))
    _check_cards(by_kind.get("CAROUSEL"), named)
    return components


def _preset(by_kind: dict[str, Json]) -> Components:
    """An authentication template, whose texts are Meta's own."""
    if "HEADER" in by_kind or "text" in by_kind["BODY"]:
        raise malformed(
            None, "An authentication template has neither a header nor a text of its own."
        )
    check_buttons(by_kind.get("BUTTONS"))
    texts = {"BODY": _SECURE if by_kind["BODY"].get("add_security_recommendation") else _PLAIN}
    minutes = by_kind.get("FOOTER", {}).get("code_expiration_minutes")
    if minutes is not None:
        if not isinstance(minutes, int) or not 1 <= minutes <= 90:
            raise invalid("Param code_expiration_minutes must be between 1 and 90.")
        texts["FOOTER"] = f"This code expires in {minutes} minutes."
    return [
        {**component, "text": texts[kind]} if kind in texts else component
        for kind, component in by_kind.items()
    ]


def _check_header(header: Json | None, named: bool) -> None:
    if header is None:
        return
    form = str(header.get("format", "")).upper()
    if form not in _FORMATS:
        raise invalid(f"Param components[format] must be one of {{{', '.join(_FORMATS)}}}.")
    if form in _WITH_SAMPLE:
        _check_sample(header)
    if form != "TEXT":
        return
    text = _text(header, "header", HEADER_MAX, HEADER_FORM)
    if _MARKS.search(_VARIABLE.sub("", text)) or _PICTURES.search(text):
        raise malformed(
            HEADER_FORM, "The message header can't have new lines, formatting characters or emojis."
        )
    if len(_variables(text, HEADER_FORM, named)) > 1:
        raise malformed(HEADER_FORM, "The message header can hold one variable at most.")
    _check_example(header, text, "header_text", named)


def _check_body(body: Json, named: bool, longest: int) -> None:
    text = _text(body, "body", longest, BODY_FORM)
    if "\t" in text or re.search(r"\n{3,}| {5,}", text):
        raise malformed(
            BODY_FORM,
            "The message body can't have tabs, more than two line breaks or more than four "
            "spaces in a row.",
        )
    variables = _variables(text, BODY_FORM, named)
    if _EDGE.search(text):
        raise malformed(AT_THE_EDGE, "Variables can't be at the start or end of the template.")
    fixed = len(re.findall(r"\w+", _VARIABLE.sub(" ", text)))
    if variables and fixed < 2 * len(variables) + 1:
        raise malformed(
            TOO_MANY_VARIABLES,
            "This template has too many variables for its length. Reduce the number of variables "
            "or increase the message length.",
        )
    _check_example(body, text, "body_text", named)


def _check_footer(footer: Json | None) -> None:
    if footer is None:
        return
    text = _text(footer, "footer", FOOTER_MAX, FOOTER_FORM)
    if "\n" in text or "{{" in text or _PICTURES.search(text):
        raise malformed(
            FOOTER_FORM, "The message footer can't have new lines, variables or emojis."
        )


def _check_cards(carousel: Json | None, named: bool) -> None:
    if carousel is None:
        return
    cards = objects_of(carousel, "cards")
    if len(cards) not in _CARDS:
        raise malformed(None, "A carousel holds 2 to 10 cards.")
    forms = [_card_form(objects_of(card, "components"), named) for card in cards]
    if any(form != forms[0] for form in forms):
        raise malformed(None, "All cards of a carousel must have the same components.")


def _card_form(components: Components, named: bool) -> list[str]:
    """What must be the same on every card; raises Refusal for what no card may be."""
    by_kind = {str(one.get("type", "")).upper(): one for one in components}
    header = by_kind.get("HEADER", {})
    shown = str(header.get("format", "")).upper()
    if shown not in _ON_CARDS:
        raise malformed(None, f"A card needs a header of format {', '.join(_ON_CARDS)}.")
    if len(by_kind) < len(components) or by_kind.keys() - {"HEADER", "BODY", "BUTTONS"}:
        raise malformed(None, "A card holds a header, a body and buttons, each once at most.")
    _check_header(header, named)
    if "BODY" in by_kind:
        _check_body(by_kind["BODY"], named, CARD_BODY_MAX)
    check_buttons(by_kind.get("BUTTONS"))
    buttons = objects_of(by_kind.get("BUTTONS", {}), "buttons")
    if len(buttons) not in _CARD_BUTTONS:
        raise malformed(None, "A card holds 1 or 2 buttons.")
    return [shown, *sorted(by_kind), *(str(one.get("type", "")).upper() for one in buttons)]


def _text(component: Json, what: str, longest: int, subcode: int) -> str:
    text = component.get("text")
    if not isinstance(text, str) or not text.strip():
        raise malformed(subcode, f"The message {what} must hold a text.")
    if len(text) > longest:
        words = f"The message {what} can't be longer than {longest} characters."
        raise malformed(TOO_LONG, words)
    return text


def _variables(text: str, subcode: int, named: bool) -> list[str]:
    """The distinct variables in order; raises Refusal for ones that are not well-formed."""
    found = list(dict.fromkeys(_VARIABLE.findall(text)))
    rest = _VARIABLE.sub("", text)
    if "{{" in rest or "}}" in rest:
        raise malformed(subcode, "The curly brackets of a variable are not closed.")
    if named and any(not _NAME.fullmatch(one) for one in found):
        raise malformed(
            subcode, "Variable names hold lowercase letters, digits and underscores only."
        )
    if not named and found != [str(n) for n in range(1, len(found) + 1)]:
        raise malformed(subcode, "Variables must be numbered {{1}}, {{2}} and so on, in order.")
    return found


def _check_sample(header: Json) -> None:
    """A header that is a file needs a sample, known by its handle."""
    example = header.get("example")
    handles = example.get("header_handle") if isinstance(example, dict) else None
    if not isinstance(handles, list) or not handles:
        raise malformed(
            None, "component of type HEADER is missing expected field(s) (example[header_handle])"
        )


def _check_example(component: Json, text: str, key: str, named: bool) -> None:
    """Every variable needs a sample value."""
    variables = _VARIABLE.findall(text)
    if not variables:
        return
    wanted = f"{key}_named_params" if named else key
    example = component.get("example")
    given = cast("Json", example).get(wanted) if isinstance(example, dict) else None
    if key == "body_text" and not named and isinstance(given, list) and given:
        given = given[0] if isinstance(given[0], list) else given
    if not isinstance(given, list) or len(given) < len(set(variables)):
        kind = key.split("_", maxsplit=1)[0].upper()
        raise malformed(
            None, f"component of type {kind} is missing expected field(s) (example[{wanted}])"
        )
