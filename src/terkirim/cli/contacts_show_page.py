"""One person on the terminal: the verdicts first, then what they rest on."""

from datetime import datetime
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.markup import escape

from terkirim.delivery.insights.person.model import Person, Verdict
from terkirim.delivery.insights.person.tell import Teller
from terkirim.vocabulary.text import Language

_LABEL_WIDTH = 18
_COLOURS = {"yes": "green", "later": "yellow", "no": "red"}


def print_person(person: Person, language: Language, zone: str) -> None:
    """Print a person; `zone` is the IANA name of the reader's time zone."""
    local = ZoneInfo(zone)
    console = Console(highlight=False)
    teller = Teller(
        language, lambda at: datetime.fromtimestamp(at, local).strftime("%Y-%m-%d %H:%M %Z")
    )
    for verdict in person.verdicts:
        console.print(_headline(verdict, teller))
        for obstacle in verdict.obstacles:
            console.print(f"  {_plain(teller.why(obstacle))}", soft_wrap=True)
            console.print(f"    → {_plain(teller.change(obstacle))}", soft_wrap=True)
    console.print()
    for label, said in teller.facts(person.known):
        console.print(f"{label:<{_LABEL_WIDTH}}{_plain(said)}", soft_wrap=True)


def _headline(verdict: Verdict, teller: Teller) -> str:
    answer, colour = teller.say(verdict.written_to), _COLOURS[verdict.written_to]
    nothing = "" if verdict.obstacles else f" ({teller.say('nothing')})"
    return f"[bold]{teller.say(verdict.category)}[/]: [{colour}]{answer}[/]{nothing}"


def _plain(text: str) -> str:
    """What others wrote is neither markup nor a command to the terminal."""
    return escape("".join(one if one.isprintable() else "·" for one in text))
