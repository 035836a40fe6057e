"""Whether what is about to be sent fits the template. Pure. Facts: facts/platform.md, section f."""

import difflib
import re
from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from terkirim.store import Template
from terkirim.vocabulary.causes import Cause
from terkirim.vocabulary.text import Text

_PLACE = re.compile(r"\{\{\s*([A-Za-z0-9_]+)\s*\}\}")


class Misfit(msgspec.Struct, frozen=True):
    """Why a message does not fit: the cause, and the difference in words."""

    cause: Cause
    text: Text
    details: str = ""


def places(text: str) -> tuple[str, ...]:
    """The variables of a template text in order, each once: `{{1}}`, `{{order_id}}`."""
    return tuple(dict.fromkeys(_PLACE.findall(text)))


def declared_places(components: Iterable[Mapping[str, Any]]) -> tuple[str, ...]:
    """The body variables a template declares."""
    for component in components:
        if str(component.get("type", "")).upper() == "BODY":
            return places(str(component.get("text") or ""))
    return ()


def sent_count(body: Mapping[str, Any]) -> int:
    """How many body parameters a Cloud API template message carries."""
    template = body.get("template") or {}
    for component in template.get("components") or ():
        if str(component.get("type", "")).lower() == "body":
            return len(component.get("parameters") or ())
    return 0


def misfit(registry: Iterable[Template], name: str, language: str, count: int) -> Misfit | None:
    """What stands against sending this template with that many body parameters, if anything."""
    known = list(registry)
    of_name = [template for template in known if template.name == name]
    if not of_name:
        return _missing(name, [template.name for template in known])
    of_language = [template for template in of_name if template.language == language]
    if not of_language:
        return _language_missing(name, language, [template.language for template in of_name])
    return _of_template(of_language[0], count)


def nearest(wanted: str, offered: Iterable[str]) -> str | None:
    """The offered name most like the wanted one: a slip of the pen, `en` for `en_US`."""
    names = list(dict.fromkeys(offered))
    root = wanted.partition("_")[0]
    related = [name for name in names if name.partition("_")[0] == root]
    return next(iter(related or difflib.get_close_matches(wanted, names, 1, 0.5)), None)


def _missing(name: str, offered: list[str]) -> Misfit:
    hint = _hint(next(iter(difflib.get_close_matches(name, offered, 1, 0.5)), None))
    return Misfit(
        Cause.TEMPLATE_MISSING,
        Text(
            id=f"Template “{name}” tidak ada di akun ini.{hint.id}",
            en=f"There is no template “{name}” in this account.{hint.en}",
        ),
        "Template name does not exist in the translation",
    )


def _language_missing(name: str, language: str, offered: list[str]) -> Misfit:
    hint = _hint(nearest(language, offered) or next(iter(offered), None))
    return Misfit(
        Cause.LANGUAGE_MISSING,
        Text(
            id=f"Template “{name}” tidak ada dalam bahasa “{language}”.{hint.id}",
            en=f"Template “{name}” does not exist in language “{language}”.{hint.en}",
        ),
        f"template name ({name}) does not exist in {language}",
    )


def _hint(name: str | None) -> Text:
    if name is None:
        return Text(id="", en="")
    return Text(id=f" Mungkin maksud Anda “{name}”.", en=f" Perhaps you mean “{name}”.")


_STATUS_CAUSES = {"PAUSED": Cause.TEMPLATE_PAUSED, "DISABLED": Cause.TEMPLATE_DISABLED}


def _of_template(template: Template, count: int) -> Misfit | None:
    title = f"“{template.name}” ({template.language})"
    if template.status != "APPROVED":
        return Misfit(
            _STATUS_CAUSES.get(template.status, Cause.NOT_APPROVED),
            Text(
                id=f"Template {title} berstatus {template.status}, belum bisa dipakai.",
                en=f"Template {title} has status {template.status} and cannot be used.",
            ),
            f"template status {template.status}",
        )
    if template.parameter_count == count:
        return None
    declared = declared_places(msgspec.json.decode(template.components))
    shown = ", ".join(f"{{{{{place}}}}}" for place in declared) or "–"
    return Misfit(
        Cause.PARAMETER_COUNT,
        Text(
            id=f"Template {title} punya {template.parameter_count} variabel ({shown}), "
            f"tetapi yang dikirim {count}.",
            en=f"Template {title} has {template.parameter_count} variables ({shown}), "
            f"but {count} are sent.",
        ),
        f"body: number of localizable_params ({count}) does not match the expected number of "
        f"params ({template.parameter_count})",
    )
