"""A small client in a story: it acts at set times, and counts what it was answered and told."""

import re
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from sandbox_bench import MESSAGES, Bench, open_bench, template

REPOSITORY = Path(__file__).parents[1]
SCENARIOS = REPOSITORY / "examples/scenarios"
PAGES = REPOSITORY / "docs/sandbox/scenarios"
HOUR = 3600.0
_RANK = ("accepted", "sent", "failed", "delivered", "read")
_LAST_CELL = re.compile(r"\| *(\d+) *\|$", re.MULTILINE)


class Story:
    """A bench on which a scenario plays."""

    def __init__(self, bench: Bench, start: float) -> None:
        self.bench, self.start = bench, start
        self.refused: Counter[int] = Counter()
        self.accepted: list[str] = []

    async def reach(self, hours: float) -> None:
        """Let time pass until so many hours after the beginning."""
        await self.bench.order("clock", {"advance_to": self.start + hours * HOUR})

    async def send(self, body: Any) -> int | None:
        """Send; answers the code of a refusal, 0 where the answer is none of Meta's."""
        try:
            status, answer = await self.bench.post(MESSAGES, body)
        except Exception:  # the connection broke, or what came was no JSON
            self.refused[0] += 1
            return 0
        if status == 200:
            self.accepted.append(answer["messages"][0]["id"])
            return None
        code = int(answer["error"]["code"])
        self.refused[code] += 1
        return code

    async def notices(self, number: int, **more: Any) -> None:
        """Send so many order notices, to as many people."""
        for person in range(number):
            await self.send(template(to=people(person), **more))

    def failures(self) -> Counter[int]:
        """How many messages were told to have failed, by code."""
        failed = [one for one in self.bench.receiver.statuses() if one["status"] == "failed"]
        return Counter(one["errors"][0]["code"] for one in failed)

    def ends(self) -> Counter[str]:
        """How many messages were accepted, sent, delivered, read or failed in the end."""
        best: dict[str, str] = dict.fromkeys(self.accepted, "accepted")
        for one in self.bench.receiver.statuses():
            best[one["id"]] = max(best.get(one["id"], "accepted"), one["status"], key=_RANK.index)
        return Counter(best.values())

    def arrived(self) -> int:
        """How many messages have arrived, as far as was told."""
        return self.ends()["delivered"] + self.ends()["read"]

    def told(self, field: str) -> list[Any]:
        """The changes of one field."""
        return self.bench.receiver.changes(field)


def people(number: int) -> str:
    """One of the people of these stories."""
    return f"+628120{number + 1:07d}"


def figures(page: Path) -> list[int]:
    """The numbers a page promises: the last cells of its table of figures."""
    text = page.read_text()
    table = text[text.index("<!-- figures -->") :]
    return [int(found) for found in _LAST_CELL.findall(table)]


@asynccontextmanager
async def open_story(name: str) -> AsyncIterator[Story]:
    """The scenario of that name, at its beginning."""
    async with open_bench() as bench:
        raw = (SCENARIOS / f"{name}.toml").read_bytes()
        async with bench.session.post(f"{bench.url}/_sandbox/scenario", data=raw) as answer:
            shown = await answer.json()
            assert answer.status == 200, shown
        yield Story(bench, shown["now"])
