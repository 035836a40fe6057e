"""One request to the Graph surface, and how its parameters are read."""

from typing import cast
from urllib.parse import parse_qsl, urlencode

import msgspec

from terkirim.sandbox.refusals import Refusal, invalid, required

Json = dict[str, object]


class Call(msgspec.Struct):
    """A request: `node` is the object's id, `edge` what is asked of it (empty: itself)."""

    method: str
    node: str
    edge: str
    query: dict[str, str]
    raw: bytes = b""
    content_type: str = ""
    base_url: str = ""

    def body(self) -> Json:
        """The decoded JSON object; raises Refusal (100) for anything else."""
        try:
            decoded = msgspec.json.decode(self.raw)
        except (msgspec.DecodeError, RecursionError) as error:
            raise Refusal(100, str(error), message="(#100) Invalid JSON in request body") from None
        if not isinstance(decoded, dict):
            raise invalid("The request body must be a JSON object.")
        return cast("Json", decoded)

    def parameters(self) -> Json:
        """Query, form and JSON parameters together, as Graph takes them."""
        if not self.raw.strip():
            return dict(self.query)
        if "form" in self.content_type:
            form = parse_qsl(self.raw.decode("utf-8", "replace"), keep_blank_values=True)
            return {**self.query, **dict(form)}
        return {**self.query, **self.body()}

    def wanted_fields(self) -> list[str] | None:
        """The names of `fields=`, nested selections cut off; None when it is absent."""
        text = self.query.get("fields")
        return None if text is None else _top_level(text)


def _top_level(text: str) -> list[str]:
    names: list[str] = []
    current, depth = "", 0
    for character in text:
        depth += character in "({"
        depth -= character in ")}"
        if character == "," and depth == 0:
            names.append(current)
            current = ""
        elif depth == 0 and character not in ")}":
            current += character
    names.append(current)
    return [name.strip().split(".")[0] for name in names if name.strip()]


def select(call: Call, facts: Json, usual: tuple[str, ...]) -> Json:
    """The chosen fields of an object, its id always among them; raises Refusal for unknown ones."""
    names = call.wanted_fields() or list(usual)
    for name in names:
        if name not in facts:
            raise invalid(f"Tried accessing nonexisting field ({name})")
    return {**{name: facts[name] for name in names if facts[name] is not None}, "id": facts["id"]}


def text_of(body: Json, name: str, path: str | None = None) -> str:
    """A text that must be there; raises Refusal (100) naming it by `path`."""
    value = body.get(name)
    if value is None or value == "":
        raise required(path or name)
    if not isinstance(value, str):
        raise invalid(f"Param {path or name} must be a string.")
    return value


def object_of(body: Json, name: str) -> Json:
    """An object that must be there."""
    value = body.get(name)
    if value is None:
        raise required(name)
    if not isinstance(value, dict):
        raise invalid(f"Param {name} must be a JSON object.")
    return cast("Json", value)


def objects_of(body: Json, name: str) -> list[Json]:
    """A list of objects; an absent one is empty."""
    value = body.get(name)
    if value is None:
        return []
    if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
        raise invalid(f"Param {name} must be an array of objects.")
    return cast("list[Json]", value)


def page(call: Call, items: list[Json]) -> Json:
    """One page of a list, by `limit` and `after`; a cursor holds a position."""
    limit, start = _limit(call), _start(call)
    shown = items[start : start + limit]
    answer: Json = {"data": shown}
    if shown:
        end = start + len(shown)
        paging: Json = {"cursors": {"before": _cursor(start), "after": _cursor(end)}}
        if end < len(items):
            following = urlencode({**_question(call), "limit": limit, "after": _cursor(end)})
            paging["next"] = f"{call.base_url}/{call.node}/{call.edge}?{following}"
        answer["paging"] = paging
    return answer


def _question(call: Call) -> dict[str, str]:
    return {name: value for name, value in call.query.items() if name != "access_token"}


def _limit(call: Call) -> int:
    text = call.query.get("limit", "25")
    if not (text.isascii() and text.isdigit() and 0 < len(text) < 10):
        raise invalid("Param limit must be a positive integer.")
    return min(max(int(text), 1), 1000)


def _cursor(position: int) -> str:
    return f"QVFI{position:08d}ZD"


def _start(call: Call) -> int:
    text = call.query.get("after")
    if not text:
        return 0
    middle = text[4:-2]
    if len(text) != 14 or not (middle.isascii() and middle.isdigit()):
        raise Refusal(131059, "Invalid cursor.", message="(#131059) Invalid cursor")
    return int(middle)
