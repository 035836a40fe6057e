"""The report of a list as one HTML page: no script, nothing from elsewhere."""

from collections.abc import Callable, Mapping
from importlib.resources import files
from pathlib import Path

import msgspec
from jinja2 import Environment, StrictUndefined

from terkirim.delivery.lists import report_words as words
from terkirim.delivery.lists.model import ListReport
from terkirim.delivery.lists.write_list import not_written
from terkirim.errors import NotWritten
from terkirim.vocabulary.text import Language, Text

_MOST = 14
_OTHERS = Text(id="lainnya", en="others")


class Bar(msgspec.Struct, frozen=True):
    """A bar of a chart: its label, its count, and its share of the longest bar (0 to 1)."""

    label: str
    count: int
    length: float


def write_page(report: ListReport, name: str, out: Path, language: Language) -> None:
    """Write the page; `name` is the list's. Raises NotWritten."""
    draft = out.with_name(f".{out.name}.partial")
    try:
        draft.write_text(page(report, name, language), encoding="utf-8")
        draft.replace(out)
    except OSError as error:
        draft.unlink(missing_ok=True)
        raise NotWritten(not_written(out)) from error


def page(report: ListReport, name: str, language: Language) -> str:
    """The page, in one language, with a bar chart each of reasons, operators, line types and
    countries.
    """
    source = files("terkirim.delivery.lists").joinpath("report.html").read_text("utf-8")
    template = Environment(autoescape=True, undefined=StrictUndefined).from_string(source)
    return template.render(
        language=language,
        name=name,
        report=report,
        share=report.accepted / report.input_rows if report.input_rows else 0.0,
        charts={
            "reasons": _bars(report.reasons, words.reason, language),
            "operators": _bars(report.operators, words.operator, language),
            "line_types": _bars(report.line_types, words.line_type, language),
            "regions": _bars(report.regions, words.region, language),
        },
        reason=lambda code: words.reason(code)[language],
        number=lambda value: _grouped(value, language),
        say=lambda indonesian, english: indonesian if language == "id" else english,
    )


def _bars(counts: Mapping[str, int], label: Callable[[str], Text], language: Language) -> list[Bar]:
    found = [(label(value)[language], count) for value, count in counts.items()]
    rest = sum(count for _, count in found[_MOST:])
    found = found[:_MOST] + ([(_OTHERS[language], rest)] if rest else [])
    longest = max((count for _, count in found), default=1)
    return [Bar(name, count, count / longest) for name, count in found]


def _grouped(value: int, language: Language) -> str:
    return f"{value:,}".replace(",", ".") if language == "id" else f"{value:,}"
