"""What a message says, read from its payload as far as that is plain text."""

from typing import Any, NamedTuple

import msgspec


class Content(NamedTuple):
    """A free text, or the values a template is filled with."""

    text: str | None
    values: tuple[str, ...]


def content_of(payload: str) -> Content:
    """Read a stored Cloud API body; what has another shape shows nothing."""
    try:
        body = msgspec.json.decode(payload)
    except msgspec.DecodeError:
        return Content(None, ())
    if not isinstance(body, dict):
        return Content(None, ())
    return Content(_text(body), tuple(_values(body)))


def _text(body: dict[str, Any]) -> str | None:
    text = body.get("text")
    said = text.get("body") if isinstance(text, dict) else None
    return said if isinstance(said, str) else None


def _values(body: dict[str, Any]) -> list[str]:
    template = body.get("template")
    components = template.get("components") if isinstance(template, dict) else None
    found = []
    for component in components if isinstance(components, list) else []:
        parameters = component.get("parameters") if isinstance(component, dict) else None
        for parameter in parameters if isinstance(parameters, list) else []:
            value = parameter.get("text") if isinstance(parameter, dict) else None
            found += [value] if isinstance(value, str) else []
    return found
