"""The people at the other end: who they are, when a message reaches them, what they say."""

from typing import Annotated

import msgspec

from terkirim.sandbox.amounts import Seconds
from terkirim.sandbox.chance import Dice, digest
from terkirim.sandbox.world.wa_ids import canonical, user_id
from terkirim.vocabulary.identifiers import BSUID, is_bsuid

READERS = 0.6
UserId = Annotated[str, msgspec.Meta(pattern=BSUID.pattern)]
Digits = Annotated[str, msgspec.Meta(pattern=r"^\+?\d{7,15}$")]
ProfileName = Annotated[str, msgspec.Meta(max_length=200)]


class Person(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """How one person behaves. `phone` is E.164, or a business-scoped user id for one who has
    no number that any business may see.

    `delivers` false: the phone is off, so messages remain at `sent` until the person is set to
    true again. `reads` left out: as most people, six in ten read. `plays`: whether who reads a
    voice message also listens to it. `answers_after_s`: they reply so long after each delivered
    message.

    `on_whatsapp` false: nobody has WhatsApp on that number, so messages to it fail with 131026.
    `username`: their number is hidden from a business that has not exchanged messages with it for
    thirty days, unless `in_contact_book`. `user_id` and `parent_user_id` take the place of the id
    made up for everyone, and of none; `wa_id` that of WhatsApp's usual spelling of the number.
    """

    phone: str
    reads: bool | None = None
    delivers: bool = True
    answers_after_s: Seconds | None = None
    answer_text: str = "Baik, terima kasih."
    name: ProfileName = ""
    plays: bool = True
    on_whatsapp: bool = True
    username: Annotated[str, msgspec.Meta(min_length=3, max_length=35)] | None = None
    in_contact_book: bool = False
    user_id: UserId | None = None
    parent_user_id: UserId | None = None
    wa_id: Digits | None = None


class People:
    """Everyone whose behaviour was set; all others are ordinary.

    A person is kept under one `key`: the number in WhatsApp's spelling, or the user id of who has
    no number. All other spellings and ids lead to it.
    """

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._known: dict[str, Person] = {}
        self._waiting: dict[str, list[str]] = {}
        self._also: dict[str, str] = {}
        self._user_ids: dict[tuple[str, str], str] = {}
        self._turns: dict[str, int] = {}
        self._devices: dict[str, int] = {}
        self._gone: set[str] = set()

    def set(self, person: Person) -> Person:
        """Give a person a behaviour, from now on; answers them with their key as `phone`."""
        key = canonical(person.phone)
        if person.wa_id is not None and not is_bsuid(key):
            key = f"+{person.wa_id.removeprefix('+')}"
        for other in {person.phone, canonical(person.phone)} - {key}:
            self._also[other] = key
        self._also.pop(key, None)
        for id_ in (person.user_id, person.parent_user_id):
            if id_ is not None and id_ != key:
                self._also[id_] = key
        kept = msgspec.structs.replace(person, phone=key)
        self._known[key] = kept
        self._gone -= {key, person.user_id, person.parent_user_id}
        return kept

    def key(self, address: str) -> str:
        """Whom a number, however spelled, or a user id stands for."""
        known = self._also.get(address)
        if known is not None or is_bsuid(address):
            return known or address
        spelled = canonical(address)
        return self._also.get(spelled, spelled)

    def get(self, address: str) -> Person:
        """The person with that number or user id."""
        key = self.key(address)
        return self._known.get(key) or Person(key)

    def user_id(self, key: str, business_id: str) -> str:
        """The id by which one business knows a person."""
        if is_bsuid(key):
            return key
        known = self._known.get(key)
        if known is not None and known.user_id is not None:
            return known.user_id
        found = self._user_ids.get((business_id, key))
        if found is None:
            found = user_id(self._seed, business_id, key, self._turns.get(key, 0))
            self._user_ids[business_id, key] = found
            self._also[found] = key
        return found

    def renew(self, key: str, user_id: str | None = None) -> str:
        """A person gets a new user id, the old one leads nowhere; answers the person's key."""
        self._forget([id_ for id_, who in self._also.items() if who == key and is_bsuid(id_)])
        self._user_ids = {pair: id_ for pair, id_ in self._user_ids.items() if pair[1] != key}
        self._turns[key] = self._turns.get(key, 0) + 1
        person = msgspec.structs.replace(self.get(key), user_id=user_id)
        if is_bsuid(key) and user_id is not None:
            return self._rename(key, msgspec.structs.replace(person, phone=user_id, user_id=None))
        if key in self._known:
            self.set(person)
        return key

    def identity(self, key: str) -> str:
        """The hash of a person's identity key, another after each change of their device."""
        return digest(self._seed, "identity", key, self._devices.get(key, 0)).hex()

    def change_device(self, key: str) -> None:
        """WhatsApp is installed anew: the identity key is another one."""
        self._devices[key] = self._devices.get(key, 0) + 1

    def move(self, key: str, phone: str) -> str:
        """A person changes their number; the old one is no longer on WhatsApp."""
        new = canonical(phone)
        person = msgspec.structs.replace(self.get(key), phone=new, wa_id=None, user_id=None)
        return self._rename(key, person)

    def _rename(self, key: str, person: Person) -> str:
        self._forget([one for one, who in self._also.items() if who == key])
        self._waiting[person.phone] = self._waiting.pop(key, [])
        self._known.pop(key, None)
        self._gone.add(key)
        return self.set(person).phone

    def _forget(self, names: list[str]) -> None:
        for name in names:
            del self._also[name]
        self._gone.update(name for name in names if is_bsuid(name))

    def is_gone(self, address: str) -> bool:
        """Whether the person of that number or user id has left it for another."""
        return self.key(address) in self._gone

    def has_whatsapp(self, address: str) -> bool:
        """Whether a message to that number or user id finds anybody."""
        return self.get(address).on_whatsapp and not self.is_gone(address)

    def keep_waiting(self, phone: str, wamid: str) -> None:
        """Remember a message for a phone that is off."""
        self._waiting.setdefault(self.key(phone), []).append(wamid)

    def take_waiting(self, phone: str) -> list[str]:
        """The messages that wait for a phone which is on again."""
        return self._waiting.pop(self.key(phone), [])

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


def listening(
    person: Person, dice: Dice, reached: list[tuple[str, float]]
) -> list[tuple[str, float]]:
    """The `played` status of a voice message that was read, if the person listens."""
    read_at = next((at for status, at in reached if status == "read"), None)
    if read_at is None or not person.plays:
        return []
    return [("played", read_at + dice.between(2.0, 90.0))]
