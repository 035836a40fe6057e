"""Every fact a diagnosis can name, found where it is written: clues, `possible`, `diagnose`."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import NamedTuple

import terkirim.knowledge.diagnosis.clues

_CLUES = Path(terkirim.knowledge.diagnosis.clues.__file__).parent
_PACKAGE = "terkirim.knowledge.diagnosis"
_NAMING = ("Clue", "Conflict")
_VALUES = {"clue.fact": "window=open", "clue.cause": "window.closed"}  # others read as 7


class Fact(NamedTuple):
    """One as it is written: an example, a pattern of all, and what it says in English prose."""

    example: str
    pattern: str
    prose: tuple[str, ...]

    def __str__(self) -> str:
        return self.example


@cache
def facts() -> tuple[Fact, ...]:
    """In the modules that name facts, every f-string is one; so is what a clue is given whole."""
    names = [f"{_PACKAGE}.clues.{path.stem}" for path in sorted(_CLUES.glob("[!_]*.py"))]
    names += [f"{_PACKAGE}.clues", f"{_PACKAGE}.possible", f"{_PACKAGE}.diagnose"]
    return tuple(dict.fromkeys(fact for name in names for fact in _named_in(import_module(name))))


def _named_in(module: ModuleType) -> Iterator[Fact]:
    tree = ast.parse(Path(module.__file__ or "").read_text("utf-8"))
    nodes = list(ast.walk(tree))
    formats = [node.format_spec for node in nodes if isinstance(node, ast.FormattedValue)]
    for node in nodes:
        if isinstance(node, ast.JoinedStr) and node not in formats:
            yield _fact(module, node.values)
        elif isinstance(node, ast.Call) and getattr(node.func, "id", "") in _NAMING:
            yield from _given(module, node.args[-1])
        elif isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "fact":
            yield from _given(module, node.value)


def _given(module: ModuleType, node: ast.expr) -> Iterator[Fact]:
    """A fact given as it is, or by the name of a constant."""
    if isinstance(node, ast.Constant) or _constant(module, node) is not None:
        yield _fact(module, [node])


def _fact(module: ModuleType, parts: list[ast.expr]) -> Fact:
    example, pattern, prose = "", "", []
    for part in parts:
        node = part.value if isinstance(part, ast.FormattedValue) else part
        known = _constant(module, node)
        example += _VALUES.get(ast.unparse(node), "7") if known is None else known
        pattern += ".*" if known is None else re.escape(known)
        prose += [known.strip()] if known and " " in known.strip() else []
    return Fact(example, pattern, tuple(prose))


def _constant(module: ModuleType, node: ast.expr) -> str | None:
    """The text of a literal, or of a constant of the module; None for what only a case knows."""
    if isinstance(node, ast.Constant):
        return str(node.value)
    value = getattr(module, node.id, None) if isinstance(node, ast.Name) else None
    return str(value) if isinstance(value, str | int) else None
