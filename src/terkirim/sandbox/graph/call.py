"""One request to the Graph surface, and how its parameters are read."""

from typing import cast
from urllib.parse import parse_qsl

import msgspec

from terkirim.sandbox.refusals import Refusal, invalid, required

Json = dict[str, object]


class Upload(msgspec.Struct, frozen=True):
    """A file within a multipart form."""

    name: str
    content_type: str
    data: bytes


class Call(msgspec.Struct):
    """A request: `node` is the object's id, `edge` what is asked of it (empty: itself).

    `leaf`: one of many the edge leads to. `file_offset`: that header, of a resumable upload.
    """

    method: str
    node: str
    edge: str
    query: dict[str, str]
    raw: bytes = b""
    content_type: str = ""
    base_url: str = ""
    version: str = ""
    token: str = ""
    leaf: str = ""
    file_offset: str | None = None
    form: dict[str, str] = {}
    files: dict[str, Upload] = {}

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
        if self.form:
            return {**self.query, **self.form}
        if not self.raw.strip():
            return dict(self.query)
        if "form" in self.content_type:
            form = parse_qsl(self.raw.decode("utf-8", "replace"), keep_blank_values=True)
            return {**self.query, **dict(form)}
        return {**self.query, **self.body()}

    def expanded(self, node: str, edge: str, query: dict[str, str]) -> "Call":
        """The call that a field expansion (`phone_numbers.limit(2){id}`) stands for."""
        return msgspec.structs.replace(self, node=node, edge=edge, query=query)


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


def decoded(name: str, value: object) -> object:
    """A parameter that is JSON, or a text that holds JSON, as queries and forms carry it."""
    if not isinstance(value, str):
        return value
    try:
        return msgspec.json.decode(value)
    except (msgspec.DecodeError, RecursionError):
        raise invalid(f"Param {name} must be valid JSON.") from None


def for_whatsapp(body: Json) -> None:
    """Check `messaging_product`; raises Refusal (100)."""
    if body.get("messaging_product") != "whatsapp":
        raise required("messaging_product")
