"""What every command needs: the reader's language, and bad input said in one line."""

import os
import sys
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

import typer

from terkirim.errors import BadInput
from terkirim.vocabulary.text import Language

Result = TypeVar("Result")


def run(work: Coroutine[Any, Any, Result]) -> Result:
    """Run asynchronous work to its end, on uvloop. Logs go to stderr: stdout is the answer's."""
    import asyncio  # here, and these: commands that do without start faster

    import structlog
    import uvloop

    structlog.configure(logger_factory=lambda *_: structlog.PrintLogger(sys.stderr))
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(work)


def language_of_environment() -> Language:
    """Indonesian where LC_ALL, LC_MESSAGES or LANG (the first that is set) begins with `id`."""
    names = ("LC_ALL", "LC_MESSAGES", "LANG")
    locale = next((os.environ[name] for name in names if os.environ.get(name)), "")
    return "id" if locale.lower().startswith("id") else "en"


@contextmanager
def report_bad_input(language: Language) -> Iterator[None]:
    """Turn BadInput into one line on stderr and exit code 2."""
    try:
        yield
    except BadInput as problem:
        typer.echo(problem.text[language], err=True)
        raise typer.Exit(2) from None
