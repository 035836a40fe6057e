"""What providers call Meta's errors, and their own: data, read lazily, one file a provider."""

import tomllib
from datetime import date
from functools import cache
from pathlib import Path
from typing import Annotated, Literal

import msgspec

from terkirim.errors import BadInput, NotFound
from terkirim.knowledge.catalogue.load import convert
from terkirim.knowledge.catalogue.model import Confidence, DetailsReading
from terkirim.vocabulary.causes import Cause
from terkirim.vocabulary.text import Text

PROVIDERS: tuple[str, ...] = (
    "360dialog",
    "exotel",
    "gupshup",
    "twilio",
    "unifonic",
    "vonage",
    "ycloud",
)

Some = msgspec.Meta(min_length=1)


class ProviderCode(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One code of a provider, as the provider writes it: a number, a word, or an HTTP status.

    Two numbers with a hyphen are a run of numbers that share the meaning. `causes` are in order of
    likelihood; words in the error's text may tell still others (`details`). `legacy` holds old
    On-Premises numbers by the provider's official table; `meta` the Cloud API codes it stands for
    by meaning, which no table confirms: then `basis` is `inferred`.
    """

    code: Annotated[str, Some]
    title: Text
    causes: Annotated[tuple[Cause, ...], Some]
    basis: Literal["official", "inferred"]
    confidence: Confidence
    meta: tuple[int, ...] = ()
    legacy: tuple[int, ...] = ()
    details: tuple[DetailsReading, ...] = ()


class Provider(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A provider's dialect. `note` is what one must know about its numbers before reading one.

    `carries_meta_code` says whether Meta's own code can stand in its errors as well.
    """

    name: str
    read_on: date
    sources: Annotated[tuple[str, ...], Some]
    carries_meta_code: bool
    note: Text
    codes: Annotated[tuple[ProviderCode, ...], Some]


def provider(name: str) -> Provider:
    """The dialect of a provider. Raises NotFound, naming those there are."""
    known = name.strip().casefold()
    if known not in PROVIDERS:
        raise NotFound(
            Text(
                id="Penyedia {name} tidak ada di katalog; yang ada: {known}",
                en="The catalogue has no provider {name}; it has {known}",
            ).format(name=name, known=", ".join(PROVIDERS))
        )
    return _read(known)


def provider_code(name: str, code: str) -> ProviderCode | None:
    """What a provider's own code means; None for an unknown code or provider.

    Never one of Meta's entries: the same number at Meta may mean something else altogether.
    """
    known, wanted = name.strip().casefold(), code.strip().casefold()
    if known not in PROVIDERS:
        return None
    exact = _by_code(known).get(wanted)
    return exact or next((each for each in _read(known).codes if _reaches(each, wanted)), None)


def read_provider(file: Path) -> Provider:
    """The dialect a file holds.

    Raises BadInput, naming the file, when it is no TOML, has unknown or missing keys, names a
    cause that does not exist, lacks one of the languages, or lists a code twice.
    """
    try:
        raw = tomllib.loads(file.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise _refused(file.name, str(error)) from error
    found = convert(raw, Provider, file.name)
    written = [each.code.casefold() for each in found.codes]
    for code in written:
        if written.count(code) > 1:
            raise _refused(file.name, f"code `{code}` twice")
    return found


@cache
def _read(known: str) -> Provider:
    return read_provider(Path(__file__).parent.joinpath("providers", f"{known}.toml"))


@cache
def _by_code(known: str) -> dict[str, ProviderCode]:
    return {each.code.casefold(): each for each in _read(known).codes}


def _reaches(each: ProviderCode, wanted: str) -> bool:
    first, _, last = each.code.partition("-")
    if not (first.isdecimal() and last.isdecimal() and wanted.isdecimal()):
        return False
    return int(first) <= int(wanted) <= int(last)


def _refused(name: str, fault: str) -> BadInput:
    return BadInput(
        Text(
            id="Berkas penyedia {name} tidak dapat dipakai: {fault}",
            en="The provider file {name} cannot be used: {fault}",
        ).format(name=name, fault=fault)
    )
