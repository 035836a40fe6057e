"""What Meta wants of a template's buttons."""

import re
from collections import Counter
from itertools import pairwise

from terkirim.sandbox.graph.call import Json, objects_of
from terkirim.sandbox.refusals import invalid, malformed

BUTTONS_MAX, TEXT_MAX, URL_MAX, PHONE_MAX, CODE_MAX = 10, 25, 2000, 20, 20
TOO_LONG = 2388040
_AT_MOST = {"URL": 2, "PHONE_NUMBER": 1, "COPY_CODE": 1, "VOICE_CALL": 1, "CATALOG": 1, "MPM": 1}
_WITH_TEXT = ("QUICK_REPLY", "URL", "PHONE_NUMBER", "FLOW", "CATALOG", "MPM", "SPM", "VOICE_CALL")
_WITHOUT = ("COPY_CODE", "OTP", "ORDER_DETAILS", "REQUEST_CONTACT_INFO", "APP")
_KINDS = _WITH_TEXT + _WITHOUT
_URL = re.compile(r"https?://\S+")
_PHONE = re.compile(r"\+?[0-9 ()-]+")
_VARIABLE = re.compile(r"\{\{[^{}]*\}\}")


def check_buttons(component: Json | None) -> None:
    """Check a BUTTONS component; raises Refusal (100, with 2388040 for what is too long)."""
    if component is None:
        return
    buttons = objects_of(component, "buttons")
    if not 1 <= len(buttons) <= BUTTONS_MAX:
        raise malformed(None, f"A template holds 1 to {BUTTONS_MAX} buttons.")
    kinds = [_kind(button) for button in buttons]
    for kind, count in Counter(kinds).items():
        if count > _AT_MOST.get(kind, BUTTONS_MAX):
            raise malformed(None, f"A template holds at most {_AT_MOST[kind]} {kind} button(s).")
    if _is_mixed(kinds):
        raise malformed(None, "Quick reply buttons must stand together, not between others.")
    for kind, button in zip(kinds, buttons, strict=True):
        _check_button(kind, button)


def _kind(button: Json) -> str:
    kind = str(button.get("type", "")).upper()
    if kind not in _KINDS:
        raise invalid(f"Param buttons[type] must be one of {{{', '.join(_KINDS)}}}.")
    return kind


def _is_mixed(kinds: list[str]) -> bool:
    runs = [kinds[0], *(two for one, two in pairwise(kinds) if one != two)]
    return runs.count("QUICK_REPLY") > 1


def _check_button(kind: str, button: Json) -> None:
    text = button.get("text")
    if text is not None or kind in _WITH_TEXT:
        _check_text(text)
    if kind == "URL":
        _check_url(button)
    elif kind == "PHONE_NUMBER":
        number = button.get("phone_number")
        if not isinstance(number, str) or not _PHONE.fullmatch(number) or len(number) > PHONE_MAX:
            raise malformed(None, "A PHONE_NUMBER button needs a phone_number.")
    elif kind == "COPY_CODE":
        example = button.get("example")
        code = example[0] if isinstance(example, list) and example else example
        if not isinstance(code, str) or not 0 < len(code) <= CODE_MAX:
            raise malformed(None, "A COPY_CODE button needs an example of its code.")


def _check_text(text: object) -> None:
    if not isinstance(text, str) or not text.strip():
        raise malformed(None, "A button needs a text.")
    if len(text) > TEXT_MAX:
        raise malformed(
            TOO_LONG, f"The text of a button can't be longer than {TEXT_MAX} characters."
        )


def _check_url(button: Json) -> None:
    url = button.get("url")
    if not isinstance(url, str) or not _URL.fullmatch(url):
        raise malformed(None, "A URL button needs a url that begins with http:// or https://.")
    if len(url) > URL_MAX:
        raise malformed(TOO_LONG, f"The url of a button can't be longer than {URL_MAX} characters.")
    variables = _VARIABLE.findall(url)
    if not variables:
        return
    if len(variables) > 1 or not url.endswith(variables[0]):
        raise malformed(None, "The url of a button holds one variable at most, at its end.")
    if not button.get("example"):
        raise malformed(None, "A URL button with a variable is missing expected field(s) (example)")
