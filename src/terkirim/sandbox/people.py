"""The people at the other end: when a message reaches them, whether they read it, what they say."""

import msgspec

from terkirim.sandbox.amounts import Seconds
from terkirim.sandbox.chance import Dice

READERS = 0.6


class Person(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """How one person behaves. `phone` is E.164 or a business-scoped user id.

    `delivers` false: the phone is off, so messages remain at `sent` until the person is set to
    true again. `reads` left out: as most
    people, six in ten read. `answers_after_s`: they reply so long after each delivered message.
    """

    phone: str
    reads: bool | None = None
    delivers: bool = True
    answers_after_s: Seconds | None = None
    answer_text: str = "Baik, terima kasih."
    name: str = ""


class People:
    """Everyone whose behaviour was set; all others are ordinary."""

    def __init__(self) -> None:
        self._known: dict[str, Person] = {}
        self._waiting: dict[str, list[str]] = {}

    def set(self, person: Person) -> None:
        """Give a person a behaviour, from now on."""
        self._known[person.phone] = person

    def get(self, phone: str) -> Person:
        """The person with that number."""
        return self._known.get(phone) or Person(phone)

    def keep_waiting(self, phone: str, wamid: str) -> None:
        """Remember a message for a phone that is off."""
        self._waiting.setdefault(phone, []).append(wamid)

    def take_waiting(self, phone: str) -> list[str]:
        """The messages that wait for a phone which is on again."""
        return self._waiting.pop(phone, [])

    def all(self) -> list[Person]:
        """Everyone whose behaviour was set."""
        return list(self._known.values())


def name_of(person: Person) -> str:
    """The profile name WhatsApp shows."""
    return person.name or f"Pelanggan {person.phone[-4:]}"


def moments(person: Person, dice: Dice, now: float) -> list[tuple[str, float]]:
    """The statuses a message to this person goes through, with their instants."""
    sent_at = now + dice.between(0.2, 0.9)
    later = arrival(person, dice, sent_at) if person.delivers else []
    return [("sent", sent_at), *later]


def arrival(person: Person, dice: Dice, now: float) -> list[tuple[str, float]]:
    """The statuses from `delivered` on, for a phone that is on at `now`."""
    delivered_at = now + dice.between(0.8, 19.0)
    draw, wait = dice.roll(), dice.skewed(60, 3 * 3600)
    reads = draw < READERS if person.reads is None else person.reads
    found = [("delivered", delivered_at)]
    return [*found, ("read", delivered_at + wait)] if reads else found
