"""Lives of people, made from a seed: one address after the other, and what is told of them when.

A change is told by WhatsApp, or it is not: then somebody simply writes with what is new beside what
has stayed. What is told comes in any order.
"""

import random
from typing import NamedTuple

from people.webhooks import Json, became, wrote
from terkirim.vocabulary.phone import spellings

Addresses = tuple[str | None, str | None]
Change = tuple[str, bool]  # number, user_id or both; whether WhatsApp tells of it

_LANDS = ("+6281{:06d}{:02d}", "+55319{:06d}{:02d}", "+52155{:06d}{:02d}", "+54911{:06d}{:02d}")
_STAGE = 10  # seconds from one change to the next


class Life(NamedTuple):
    """A person's addresses, and what is told of them, shuffled. `heir`: the user id of who has the
    number after them; what is told of that one comes much later.
    """

    changes: list[Change]
    stages: list[Addresses]
    told: list[Json]
    heir: str | None
    told_of_heir: list[Json]

    @property
    def every(self) -> set[str]:
        """All addresses they ever had."""
        return {address for stage in self.stages for address in stage if address}


class Fate:
    """Makes lives; the same seed makes the same ones."""

    def __init__(self, seed: int, begin: float) -> None:
        self._dice = random.Random(seed)
        self._begin = begin

    def life(self, person: int, much_later: float) -> Life:
        """One person, who is told apart from others by their number."""
        shape = self._dice.choices(((1, 1), (1, 0), (0, 1)), (8, 1, 1))[0]
        whole = shape == (1, 1)
        changes = [self._change(whole) for _ in range(self._dice.randint(0, 3))]
        stages = self._stages(person, changes, shape)
        told: list[Json] = []
        for place, stage in enumerate(stages):
            at = self._begin + _STAGE * place
            if place and changes[place - 1][1]:
                told.append(self._change_to(stages[place - 1], stage, at))
            if self._says_both(changes, place) or self._dice.random() < 0.5:
                told.append(self._seen(stage, at))
            told += [self._part(stage, at) for _ in range(self._dice.randint(0, 3))]
        self._dice.shuffle(told)
        heir = f"ID.{person:06d}99" if whole and self._dice.random() < 0.15 else None
        return Life(changes, stages, told, heir, self._inherits(stages[-1][0], heir, much_later))

    def _change(self, whole: bool) -> Change:
        kind = self._dice.choice(("both", "number", "user_id")) if whole else "both"
        return kind, kind == "both" or self._dice.random() < 0.5

    def _stages(
        self, person: int, changes: list[Change], shape: tuple[int, int]
    ) -> list[Addresses]:
        land = self._dice.choice(_LANDS)
        number = user_id = 0
        stages = []
        for place, (kind, _) in enumerate([("both", True), *changes]):
            number = number if kind == "user_id" else place
            user_id = user_id if kind == "number" else place
            phone = land.format(person, number) if shape[0] else None
            stages.append((phone, f"ID.{person:06d}{user_id:02d}" if shape[1] else None))
        return stages

    @staticmethod
    def _says_both(changes: list[Change], place: int) -> bool:
        """Whether only what names both addresses leads from one stage to the other."""
        around = changes[max(place - 1, 0) : place + 1]
        return not around or not all(told for _, told in around)

    def _change_to(self, old: Addresses, new: Addresses, at: float) -> Json:
        phone = self._spelled(new[0])
        before = phone if old[0] == new[0] else self._spelled(old[0])
        return became((before, old[1]), (phone, new[1]), at)

    def _part(self, stage: Addresses, at: float) -> Json:
        phone, bsuid = stage
        parts = [(phone, None), (None, bsuid), stage]
        return self._seen(self._dice.choice([one for one in parts if any(one)]), at)

    def _seen(self, stage: Addresses, at: float) -> Json:
        within = self._dice.randint(1, _STAGE - 1)
        return wrote(self._spelled(stage[0]), stage[1], at + within)

    def _spelled(self, phone: str | None) -> str | None:
        return self._dice.choice(spellings(phone)) if phone else None

    def _inherits(self, phone: str | None, heir: str | None, at: float) -> list[Json]:
        if heir is None:
            return []
        parts = [(None, heir), (phone, heir)]
        some = [self._dice.choice(parts) for _ in range(self._dice.randint(1, 3))]
        return [self._seen(one, at) for one in [*some, (phone, heir)]]
