"""The buttons of a template: which need a parameter at a send, which may have one, and of what."""

import re
from typing import cast

import msgspec

from terkirim.sandbox.graph.call import Json, objects_of
from terkirim.sandbox.graph.parameters import check_format, of_kind, places, unsound, wrong_number
from terkirim.sandbox.graph.shapes import missing
from terkirim.sandbox.refusals import Refusal

URL_MAX = 2000
_UNDERSCORES = re.compile(r"_+")


class Manner(msgspec.Struct, frozen=True):
    """How one kind of button takes parameters, and which `sub_type` names it."""

    takes: tuple[str, ...]
    needs: bool = False
    sub_types: tuple[str, ...] = ()


MANNERS: dict[str, Manner] = {
    "URL": Manner(("text",), sub_types=("url",)),
    "OTP": Manner(("text",), needs=True, sub_types=("url", "otp", "copy_code")),
    "COPY_CODE": Manner(("coupon_code",), needs=True, sub_types=("copy_code",)),
    "QUICK_REPLY": Manner(("payload", "text"), sub_types=("quick_reply",)),
    "FLOW": Manner(("action",), sub_types=("flow",)),
    "CATALOG": Manner(("action",), sub_types=("catalog",)),
    "MPM": Manner(("action",), needs=True, sub_types=("mpm",)),
    "ORDER_DETAILS": Manner(("action",), needs=True, sub_types=("order_details",)),
    "VOICE_CALL": Manner(("action", "payload", "text"), sub_types=("voice_call",)),
    "PHONE_NUMBER": Manner(()),
}
_WORDED = {"PHONE_NUMBER": "Call"}


def check_buttons(given: list[Json], approved: list[Json], *, strict: bool) -> None:
    """Raise Refusal where a button lacks its parameter or has one it cannot take."""
    buttons = _buttons(approved)
    served: set[int] = set()
    for position, component in enumerate(given):
        if str(component.get("type", "")).lower() == "button":
            index = _index(component, position)
            _check_one(component, index, buttons, strict=strict)
            served.add(index)
    for index, button in enumerate(buttons):
        if index not in served and _needs(button):
            details = f"buttons: Button at index {index} of type {_worded(button)}"
            raise Refusal(131008, f"{details} requires a parameter")


def _buttons(approved: list[Json]) -> list[Json]:
    found = [one.get("buttons") for one in of_kind(approved, "buttons")]
    return [
        cast("Json", button)
        for buttons in found
        if isinstance(buttons, list)
        for button in buttons
        if isinstance(button, dict)
    ]


def _index(component: Json, position: int) -> int:
    at = ("template", "components", position)
    for name in ("sub_type", "index"):
        if component.get(name) is None:
            raise missing((*at, name))
    return int(str(component["index"]))


def _check_one(component: Json, index: int, buttons: list[Json], *, strict: bool) -> None:
    if index >= len(buttons):
        raise unsound(f"buttons: there is no button at index {index}", strict=strict)
    button, at = buttons[index], f"buttons: Button at index {index}"
    manner, worded = _manner(button), _worded(button)
    parameters = objects_of(component, "parameters")
    if str(component["sub_type"]).lower() not in manner.sub_types and manner.takes:
        named = str(component["sub_type"])[:40]
        raise unsound(f"{at} is of type {worded}, not {named}", strict=strict)
    if parameters and (not manner.takes or _is_fixed(button)):
        raise unsound(f"{at} is of type {worded} and does not support parameters", strict=strict)
    if not parameters and _needs(button):
        raise Refusal(131008, f"{at} of type {worded} requires a parameter")
    if len(parameters) > 1:
        raise wrong_number("button", len(parameters), 1)
    for parameter in parameters:
        _check_parameter(parameter, manner, button)


def _check_parameter(parameter: Json, manner: Manner, button: Json) -> None:
    kind = str(parameter["type"]).lower()
    check_format("button", kind, manner.takes, 0)
    value = parameter.get(kind)
    if value is None or value == "":
        raise Refusal(131008, f"Parameter of type {kind} is missing {kind} value")
    if kind == "text" and len(str(button.get("url", ""))) + len(str(value)) > URL_MAX:
        raise Refusal(132005, f"button: hydrated url is longer than {URL_MAX} characters")


def _manner(button: Json) -> Manner:
    return MANNERS.get(str(button.get("type", "")).upper(), Manner(()))


def _needs(button: Json) -> bool:
    return _manner(button).needs or bool(places(str(button.get("url") or "")))


def _is_fixed(button: Json) -> bool:
    """An address without a place for a parameter takes none."""
    is_url = str(button.get("type", "")).upper() == "URL"
    return is_url and not places(str(button.get("url") or ""))


def _worded(button: Json) -> str:
    """A button's type as Meta words it: `Url`, `QuickReply`, `Call`."""
    kind = str(button.get("type", "")).upper()[:40]
    return _WORDED.get(kind) or "".join(part.capitalize() for part in _UNDERSCORES.split(kind))
