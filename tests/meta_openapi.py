"""Meta's own description of its API, and what in a conversation does not agree with it.

The description lies beside the project, not in it; without it there is nothing to compare with.
"""

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import jsonschema_rs
import yaml

FILE = Path(__file__).parents[2] / "shared/meta-openapi/business-messaging-api_v23.0.yaml"
WEBHOOK = ("POST", "/whatsapp/webhooks")
_VERSION = "/{Version}/"
_SCHEMAS = "#/components/schemas/"
_ANY_ERROR: dict[str, Any] = {"$ref": f"{_SCHEMAS}GraphAPIError"}
_ANYTHING: dict[str, Any] = {}
_VALUE_OF = {
    "messages": "IncomingMessageValueGeneral",
    "statuses": "StatusMessageValue",
    "groups": "GroupValue",
}
_VALUES = {f"{_SCHEMAS}{kind}" for kind in _VALUE_OF.values()}
_BRANCHES = ("allOf", "anyOf", "oneOf")
Schema = dict[str, Any]
_VALIDATORS: dict[int, tuple[Schema, jsonschema_rs.Draft202012Validator]] = {}


class Exchange(NamedTuple):
    """One request and its answer; `path` is Meta's, such as `/{Phone-Number-ID}/messages`."""

    method: str
    path: str
    request: Any
    status: int
    answer: Any


@cache
def description() -> Schema:
    """The description, its contradictions about closed branches taken out."""
    with FILE.open(encoding="utf-8") as stream:
        found: Schema = yaml.load(stream, _Loader)  # noqa: S506  a safe loader of our own
    _tidy(found)
    return found


class _Loader(yaml.CSafeLoader):
    """YAML's safe loader, dates left as the texts they are in JSON."""


_Loader.yaml_implicit_resolvers = {
    sign: [one for one in resolvers if one[0] != "tag:yaml.org,2002:timestamp"]
    for sign, resolvers in yaml.CSafeLoader.yaml_implicit_resolvers.items()
}


def _tidy(part: Any) -> None:
    """Closed branches forbid what their neighbours demand; names are looked at by `_unknown`."""
    if isinstance(part, list):
        for inner in part:
            _tidy(inner)
    if not isinstance(part, dict):
        return
    if part.get("additionalProperties") is False:
        del part["additionalProperties"]
    if {str(one.get("$ref")) for one in part.get("oneOf", [])} >= _VALUES:
        _choose_by_content(part)
    if "oneOf" in part and "mapping" in (part.get("discriminator") or {}):
        _choose_by_name(part)
    for inner in list(part.values()):
        _tidy(inner)


def _choose_by_name(schema: Schema) -> None:
    """A choice by the name in one property, so that only the branch meant is spoken of."""
    by = schema["discriminator"]["propertyName"]
    mapping = schema["discriminator"]["mapping"]
    del schema["oneOf"]
    schema["properties"] = {by: {"enum": list(mapping)}}
    schema["allOf"] = [
        {"if": {"properties": {by: {"const": name}}, "required": [by]}, "then": {"$ref": target}}
        for name, target in mapping.items()
    ]


def _choose_by_content(value: Schema) -> None:
    """A webhook's `value` is what it holds a list of."""
    value["allOf"] = [
        {"if": {"required": [name]}, "then": {"$ref": f"{_SCHEMAS}{kind}"}}
        for name, kind in _VALUE_OF.items()
    ]
    del value["oneOf"]


def paths() -> set[tuple[str, str]]:
    """Every method and path described, without the version."""
    return {
        (method.upper(), _bare(path))
        for path, item in description()["paths"].items()
        for method in item
        if method in ("get", "post", "put", "patch", "delete")
    }


def _bare(path: str) -> str:
    return path.replace(_VERSION, "/", 1)


def examples(method: str, path: str) -> dict[str, Any]:
    """Meta's own sample requests of a call, by name."""
    return _samples(_operation(method, path).get("requestBody", {}))


@cache
def contradictions(method: str, path: str) -> frozenset[str]:
    """What in Meta's own samples of a call does not agree with its description of it."""
    found: set[str] = set()
    for request in examples(method, path).values():
        found |= _findings(Exchange(method, path, request, 200, {}))
    for status, answer in _operation(method, path)["responses"].items():
        for sample in _samples(answer).values():
            found |= _findings(Exchange(method, path, None, int(status), sample))
    return frozenset(found)


def _samples(part: Schema) -> dict[str, Any]:
    content = _resolved(part).get("content", {}).get("application/json", {})
    return {name: one["value"] for name, one in content.get("examples", {}).items()}


def findings(exchange: Exchange) -> set[str]:
    """What of an exchange does not agree with the description, in stable words.

    A request is looked at when it was accepted; an answer always. What Meta's own samples do as
    well is no finding.
    """
    if (exchange.method, exchange.path) not in paths():
        return {f"{exchange.method} {exchange.path}: not described"}
    return _findings(exchange) - contradictions(exchange.method, exchange.path)


def _findings(exchange: Exchange) -> set[str]:
    name, found = f"{exchange.method} {exchange.path}", set[str]()
    schema = request_schema(exchange.method, exchange.path)
    if exchange.status == 200 and exchange.request is not None and schema is not None:
        found |= {f"{name} request {what}" for what in differences(schema, exchange.request)}
    answered = answer_schema(exchange.method, exchange.path, exchange.status)
    which = "answer" if exchange.status == 200 else "error"
    return found | {f"{name} {which} {what}" for what in differences(answered, exchange.answer)}


def webhook_findings(body: Any) -> set[str]:
    """What of a webhook does not agree with the description."""
    schema = request_schema(*WEBHOOK) or {}
    fields = _resolved({"$ref": f"{_SCHEMAS}Change"})["properties"]["field"]["enum"]
    changes = [one for entry in body["entry"] for one in entry["changes"]]
    told = {one["field"] for one in changes if one["field"] not in fields}
    for entry in body["entry"]:
        entry["changes"] = [one for one in entry["changes"] if one["field"] in fields]
    return {f"webhook {what}" for what in differences(schema, body)} | {
        f"webhook field {name} is not described" for name in told
    }


def request_schema(method: str, path: str) -> Schema | None:
    """The schema of a call's JSON or form body; None where it is said to have none."""
    content = _resolved(_operation(method, path).get("requestBody", {})).get("content", {})
    schemas: list[Schema] = [one["schema"] for one in content.values() if "schema" in one]
    return schemas[0] if schemas else None


def answer_schema(method: str, path: str, status: int) -> Schema:
    """The schema of an answer; the general error where no such status is described."""
    answers = _operation(method, path)["responses"]
    answer = _resolved(answers.get(str(status), {}))
    schemas: list[Schema] = [one.get("schema", {}) for one in answer.get("content", {}).values()]
    if not schemas:
        return _ANY_ERROR if status != 200 else _ANYTHING
    return schemas[0]


def differences(schema: Schema, instance: Any) -> set[str]:
    """How something differs from a schema; places in lists are written `*`."""
    errors = _validator(schema).iter_errors(instance)
    broken = {f"{_place(error.instance_path)}: {_wording(error)}" for error in errors}
    return broken | set(_unknown([schema], instance, ()))


def _validator(schema: Schema) -> jsonschema_rs.Draft202012Validator:
    """Made once for each schema: making one takes longer than using it."""
    kept = _VALIDATORS.get(id(schema))
    if kept is None:
        whole = {**schema, "components": description()["components"]}
        kept = schema, jsonschema_rs.Draft202012Validator(whole)
        _VALIDATORS[id(schema)] = kept
    return kept[1]


def _wording(error: jsonschema_rs.ValidationError) -> str:
    kind = error.kind
    if isinstance(kind, jsonschema_rs.ValidationErrorKind.Required):
        return f"{kind.property} is missing"
    if isinstance(kind, jsonschema_rs.ValidationErrorKind.Enum):
        return f"{error.instance!r} is not among the values"
    if isinstance(kind, jsonschema_rs.ValidationErrorKind.Type):
        return f"is not of type {' or '.join(kind.types)}"
    return f"breaks {kind.name}"


def _place(path: Any) -> str:
    return "/" + "/".join("*" if isinstance(part, int) else str(part) for part in path)


def _unknown(schemas: list[Schema], instance: Any, place: tuple[Any, ...]) -> Iterator[str]:
    """The properties no schema for that place names."""
    flat = [one for schema in schemas for one in _flat(schema)]
    if isinstance(instance, list):
        items = [one["items"] for one in flat if "items" in one]
        for index, inner in enumerate(instance):
            yield from _unknown(items, inner, (*place, index))
    named = [one["properties"] for one in flat if one.get("properties")]
    free = any(isinstance(one.get("additionalProperties"), dict) for one in flat)
    if not isinstance(instance, dict) or not named:
        return
    for name, inner in instance.items():
        within = [one[name] for one in named if name in one]
        if within:
            yield from _unknown(within, inner, (*place, name))
        elif not free:
            yield f"{_place(place)}: {name} is not described"


def _flat(schema: Schema) -> Iterator[Schema]:
    """A schema and all that it is combined of."""
    found = _resolved(schema)
    yield found
    for word in _BRANCHES:
        for branch in found.get(word, []):
            yield from _flat(branch.get("then", branch))


def _operation(method: str, path: str) -> Schema:
    items = description()["paths"]
    full = path if path in items else _VERSION + path.removeprefix("/")
    found: Schema = items[full][method.lower()]
    return found


def _resolved(part: Schema) -> Schema:
    while "$ref" in part:
        found: Any = description()
        for step in str(part["$ref"]).removeprefix("#/").split("/"):
            found = found[step]
        part = found
    return part
