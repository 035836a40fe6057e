"""What a request says of how its list is to be cleaned."""

from collections.abc import Mapping
from pathlib import Path
from typing import get_args

from terkirim.delivery.lists.clean_apart import Order
from terkirim.delivery.lists.model import Choice, Role
from terkirim.errors import BadInput
from terkirim.vocabulary.text import Language, Text

FORMATS = ("csv", "tsv", "xlsx", "parquet", "jsonl")
_ROLES: tuple[Role, ...] = ("phone", "name", "consent", "language", "time_zone")
_ALLOWED = {"file", "country", "format", "all", "lang", *_ROLES}
_LONGEST = 100  # bytes of a name; file systems take 255


def read_order(asked: Mapping[str, str], folder: Path) -> Order:
    """The order for a list that comes to lie in a folder under `folder`, beside one for what is
    made of it. Raises BadInput for what it cannot mean.
    """
    for name in asked:
        if name not in _ALLOWED:
            raise BadInput(_unknown(name))
    ending = _one_of(asked, "format", FORMATS)
    every_row = _one_of(asked, "all", ("false", "true")) == "true"
    language: Language = "en" if _one_of(asked, "lang", get_args(Language)) == "en" else "id"
    return Order(
        source=str(folder / "asked" / file_name(asked.get("file", ""))),
        out=str(folder / "made" / f"{'all' if every_row else 'accepted'}.{ending}"),
        page=str(folder / "made" / "report.html"),
        choice=Choice(asked.get("country", "ID"), {r: asked[r] for r in _ROLES if r in asked}),
        every_row=every_row,
        language=language,
    )


def file_name(said: str) -> str:
    """The list's name as its owner knows it, for the sentences; it leads to no other folder."""
    last = said.replace("\\", "/").rpartition("/")[2]
    shown = "".join(letter for letter in last if letter.isprintable()).strip(". ")
    short = shown.encode("utf-8", "ignore")[-_LONGEST:].decode(errors="ignore")
    return short or "list"


def _one_of(asked: Mapping[str, str], name: str, choices: tuple[str, ...]) -> str:
    """The value of a parameter; the first of the choices where it is not given."""
    value = asked.get(name, choices[0]).lower()
    if value not in choices:
        listed = ", ".join(choices)
        raise BadInput(
            Text(
                id=f"Parameter {name} tidak mengenal “{value[:40]}”; pilih salah satu: {listed}.",
                en=f"Parameter {name} does not know “{value[:40]}”; it is one of {listed}.",
            )
        )
    return value


def _unknown(name: str) -> Text:
    listed = ", ".join(sorted(_ALLOWED))
    return Text(
        id=f"Tidak ada parameter “{name[:40]}”; yang ada: {listed}.",
        en=f"There is no parameter “{name[:40]}”; there are {listed}.",
    )
