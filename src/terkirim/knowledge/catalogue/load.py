"""Reading the catalogue's files, strictly: a file that says too much or too little is refused."""

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import TypeVar

import msgspec

from terkirim.errors import BadInput
from terkirim.knowledge.catalogue.model import Entry
from terkirim.vocabulary.text import LANGUAGES, Text

_PERMISSIONS = range(200, 300)  # facts/error-codes.yaml
_CODE_FILE = re.compile(r"^\d+\.toml$")
T = TypeVar("T")


def _folder() -> Path:
    return Path(__file__).parent.joinpath("codes")


@cache
def read_code(code: int) -> Entry | None:
    """The entry of one code, read from its own file; None where there is no such file.

    200 to 299 mean the same: those without a file of their own share that of 200.
    """
    file = _folder().joinpath(f"{code}.toml")
    if file.is_file():
        return read_file(file)
    return read_code(_PERMISSIONS.start) if code in _PERMISSIONS[1:] else None


@cache
def read_all() -> tuple[Entry, ...]:
    """Every entry of the shipped catalogue, in order of code."""
    return read_folder(_folder())


def read_folder(folder: Path) -> tuple[Entry, ...]:
    """Every entry of a folder of `<code>.toml` files, in order of code.

    Raises BadInput, naming the file, for anything `read_file` refuses.
    """
    entries = [read_file(file) for file in folder.iterdir() if _CODE_FILE.match(file.name)]
    return tuple(sorted(entries, key=lambda entry: entry.code))


def read_file(file: Path) -> Entry:
    """The entry a file holds.

    Raises BadInput, naming the file, when it is no TOML, has unknown or missing keys, names a
    cause or scope that does not exist, lacks one of the languages, or is not named by its code.
    """
    try:
        raw = tomllib.loads(file.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise _refused(file.name, str(error)) from error
    entry = convert(raw, Entry, file.name)
    if file.name != f"{entry.code}.toml":
        raise _refused(file.name, f"code = {entry.code}")
    return entry


def convert(raw: object, kind: type[T], name: str) -> T:
    """Turn decoded TOML into a `kind`, refusing unknown keys and texts empty in a language.

    Raises BadInput naming the file `name` and the place.
    """
    try:
        value = msgspec.convert(raw, kind)
    except msgspec.ValidationError as error:
        raise _refused(name, str(error)) from error
    for place, fault in _text_faults(raw, ""):
        raise _refused(name, f"{fault} - {place}")
    return value


def _text_faults(raw: object, place: str) -> Iterator[tuple[str, str]]:
    """Faults of the tables that hold a text; the vocabulary's Text itself lets extra keys pass."""
    if isinstance(raw, list):
        for place_in_list, value in enumerate(raw, start=1):
            yield from _text_faults(value, f"{place}[{place_in_list}]")
    if not isinstance(raw, dict):
        return
    if any(language in raw for language in LANGUAGES):
        yield from ((place, f"unknown language `{key}`") for key in raw if key not in LANGUAGES)
        yield from ((place, f"empty `{key}`") for key in LANGUAGES if not raw[key].strip())
        return
    for key, value in raw.items():
        yield from _text_faults(value, f"{place}.{key}".lstrip("."))


def _refused(name: str, fault: str) -> BadInput:
    return BadInput(
        Text(
            id="Berkas katalog {name} tidak dapat dipakai: {fault}",
            en="The catalogue file {name} cannot be used: {fault}",
        ).format(name=name, fault=fault)
    )
