"""Making and reading templates on a bench."""

from typing import Any

from sandbox_bench import Bench
from terkirim.sandbox import ACCOUNT

LIST = f"/v25.0/{ACCOUNT}/message_templates"
BODY: dict[str, Any] = {
    "type": "BODY",
    "text": "Halo {{1}}, struk belanja Anda sudah terbit.",
    "example": {"body_text": [["Sari"]]},
}
NEW: dict[str, Any] = {
    "name": "struk_baru",
    "language": "id",
    "category": "UTILITY",
    "components": [BODY],
}


async def make_template(bench: Bench, **other: Any) -> str:
    """A new template, which must be taken; answers its id."""
    status, answer = await bench.post(LIST, {**NEW, **other})
    assert status == 200, answer
    return str(answer["id"])


async def fields_of(bench: Bench, id_: str, *fields: str) -> Any:
    """What a template says in these fields."""
    answer = await bench.get(f"/v25.0/{id_}?fields={','.join(fields)}")
    return tuple(answer.get(name) for name in fields)


async def subcode_of(bench: Bench, body: object, path: str = LIST) -> int | None:
    """The subcode with which a POST is refused, by code 100."""
    status, error = await bench.refused(body, path)
    assert (status, error["code"]) == (400, 100)
    subcode: int | None = error.get("error_subcode")
    return subcode
