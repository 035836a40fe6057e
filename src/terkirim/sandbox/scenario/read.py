"""A scenario from TOML, read strictly: every fault is told, with its line."""

import tomllib
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar, cast

import msgspec

from terkirim.sandbox.amounts import Seed
from terkirim.sandbox.scenario import sentences as say
from terkirim.sandbox.scenario.convert import Misfit, duration, fit, in_seconds, nearest, reason
from terkirim.sandbox.scenario.faulty import BadScenario, Fault
from terkirim.sandbox.scenario.kinds import END_OF_FAULT, KINDS, Kind
from terkirim.sandbox.scenario.model import Scenario, Step, WorldPart
from terkirim.sandbox.scenario.play import rehearse
from terkirim.vocabulary.text import Text
from terkirim.vocabulary.toml_lines import Places, line_of, places, syntax_fault

LONGEST = 200_000
_HEAD = ("title", "seed", "start", "world")
Wanted = TypeVar("Wanted")


def load_scenario(file: Path) -> Scenario:
    """The scenario of a file. Raises BadScenario."""
    try:
        text = file.read_text("utf-8-sig")
    except OSError as error:
        unread = say.UNREADABLE.format(why=error.strerror)
        raise BadScenario(str(file), [Fault(0, unread)]) from error
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise BadScenario(str(file), [Fault(line, say.NOT_TOML.format(why="UTF-8"))]) from error
    return read_scenario(text, str(file))


def read_scenario(text: str, name: str = "scenario") -> Scenario:
    """The scenario a text in TOML says, rehearsed. Raises BadScenario with every fault."""
    if len(text) > LONGEST:
        raise BadScenario(name, [Fault(0, say.TOO_LONG.format(most=LONGEST // 1000))])
    try:
        raw = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        line, why = syntax_fault(str(error), text)
        raise BadScenario(name, [Fault(line, say.NOT_TOML.format(why=why))]) from error
    reading = _Reading(places(text))
    scenario = reading.scenario(raw, Path(name).stem)
    if not reading.faults:
        for step, why in rehearse(scenario):
            reading.faults.append(Fault(step.line, reason(why)))
    if reading.faults:
        raise BadScenario(name, reading.faults)
    return scenario


class _Reading:
    """Takes a scenario out of tables and gathers what is wrong with them."""

    def __init__(self, found: Places) -> None:
        self._found = found
        self.faults: list[Fault] = []

    def scenario(self, raw: Mapping[str, Any], name: str) -> Scenario:
        """The scenario; with faults it is not to be played."""
        self._refuse_unknown(raw)
        steps = [step for kind in KINDS for step in self._entries(kind, raw.get(kind, []))]
        return Scenario(
            name=name,
            title=self._title(raw.get("title"), name),
            seed=self._part("seed", raw.get("seed"), cast("type[int]", Seed | None)),
            start=self._start(raw.get("start")),
            world=self._part("world", raw.get("world", {}), WorldPart) or WorldPart(),
            steps=tuple(sorted(steps, key=lambda step: step.after_s)),
        )

    def _fault(self, path: str, text: Text) -> None:
        self.faults.append(Fault(line_of(self._found, path), text))

    def _refuse_unknown(self, raw: Mapping[str, Any]) -> None:
        known = [*_HEAD, *KINDS]
        for key in raw:
            if key not in known:
                named = {"key": key, "nearest": nearest(key, known), "known": ", ".join(known)}
                self._fault(key, say.UNKNOWN_KEY.format(**named))

    def _part(self, path: str, raw: object, kind: type[Wanted]) -> Wanted | None:
        try:
            return fit(in_seconds(raw), kind, path.rpartition(".")[2])
        except Misfit as misfit:
            self._fault(path + misfit.path, misfit.text)
            return None

    def _title(self, raw: object, name: str) -> Text:
        if raw is None:
            return Text(id=name, en=name)
        if isinstance(raw, str):
            return Text(id=raw, en=raw)
        return self._part("title", raw, Text) or Text(id=name, en=name)

    def _start(self, raw: object) -> float | None:
        if raw is None:
            return None
        if not isinstance(raw, datetime) or raw.tzinfo is None or raw.timestamp() < 0:
            self._fault("start", say.NOT_AN_INSTANT)
            return None
        return raw.timestamp()

    def _entries(self, name: str, raw: object) -> Iterator[Step]:
        if not isinstance(raw, list):
            self._fault(name, say.NOT_TABLES.format(name=name))
            return
        for number, table in enumerate(raw):
            path = f"{name}[{number}]"
            if isinstance(table, dict):
                yield from self._entry(name, path, dict(table))
            else:
                self._fault(path, say.NOT_TABLES.format(name=name))

    def _entry(self, name: str, path: str, table: dict[str, Any]) -> Iterator[Step]:
        kind, line = KINDS[name], line_of(self._found, path)
        after = self._duration(path, table, "after") or 0.0
        until = self._duration(path, table, "until") if name == "faults" else None
        subject = self._subject(path, table) if kind.named else None
        introduces = _taken(table, kind)
        body = self._body(path, introduces, table, kind)
        yield Step(name, line, after, subject, introduces, body)
        if until is not None and until <= after:
            self._fault(f"{path}.until", say.UNTIL_BEFORE)
        elif until is not None:
            yield Step(END_OF_FAULT, line, until, None, {}, {"name": body.get("name", "")})

    def _duration(self, path: str, table: dict[str, Any], key: str) -> float | None:
        if key not in table:
            return None
        try:
            return duration(table.pop(key))
        except Misfit as misfit:
            self._fault(f"{path}.{key}", misfit.text)
            return None

    def _subject(self, path: str, table: dict[str, Any]) -> str:
        if "id" not in table:
            self._fault(path, say.MISSING_KEY.format(key="id"))
        found = self._part(f"{path}.id", table.pop("id", "0"), str)
        return found or "0"

    def _body(
        self, path: str, introduces: dict[str, Any], table: dict[str, Any], kind: Kind
    ) -> dict[str, object]:
        """The order, checked against its type and then kept as JSON would have it."""
        if kind.part is not None:
            self._part(path, introduces, cast("type[msgspec.Struct]", kind.part))
        try:
            body = in_seconds(table)
            fit(body, cast("type[object]", kind.order))
        except Misfit as misfit:
            self._fault(path + misfit.path, misfit.text)
            return {}
        return cast("dict[str, object]", body)


def _taken(table: dict[str, Any], kind: Kind) -> dict[str, Any]:
    """What an entry says about who someone is, taken out of it."""
    if kind.part is None:
        return {}
    return {name: table.pop(name) for name in kind.part.__struct_fields__ if name in table}
