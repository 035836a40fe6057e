"""Many lives at once, told in any order: everybody ends as one contact at their last addresses.

`LIVES` says how many (the long search: 5000), `SEED` which.
"""

import os
from collections.abc import Mapping, Sequence
from itertools import repeat

from house import House
from people.lives import Addresses, Fate, Life
from people.webhooks import Json, body, everybody, history
from statuses import deliver
from terkirim.store import Contact
from terkirim.vocabulary.clock import DAY
from terkirim.vocabulary.phone import spellings

LIVES = int(os.environ.get("LIVES", "60"))
SEED = int(os.environ.get("SEED", "1"))
_AT_ONCE = 50


async def told(house: House, entries: Sequence[Json]) -> None:
    """Deliver these in their order, many in a webhook, and let them be applied."""
    for start in range(0, len(entries), _AT_ONCE):
        assert await deliver(house, body(list(entries[start : start + _AT_ONCE]))) == 200
    await house.service.until_idle()


def plain(address: str | None) -> str | None:
    """An address in one spelling."""
    return min(spellings(address)) if address and address.startswith("+") else address


def at(contact: Contact) -> Addresses:
    return plain(contact.phone), plain(contact.bsuid)


def ends(life: Life) -> list[Addresses]:
    """Where those of a life are at its end: the person, and who has the number after them."""
    phone, bsuid = map(plain, life.stages[-1])
    return [(phone, bsuid)] if life.heir is None else [(None, bsuid), (phone, life.heir)]


def wrong(life: Life, people: Sequence[Contact], had: Mapping[str, set[str | None]]) -> str:
    """What is not as it should be with the contacts of a life; nothing if all is well."""
    found = sorted(map(at, people), key=str)
    if found != sorted(ends(life), key=str):
        return f"{life}\nended as {found}"
    [own] = [one for one in people if at(one) == ends(life)[0]]
    missing = {plain(one) for one in life.every} - had.get(own.id, set()) - set(at(own))
    texts = [float(one["timestamp"]) for one in life.told if one["type"] == "text"]
    if missing or own.inbound_at != max(texts, default=None):
        return f"{life}\nlost {missing}, last heard at {own.inbound_at}"
    return ""


async def test_everybody_ends_as_one_contact(house: House) -> None:
    now = house.stage.clock.now()
    much_later = now + 100 * DAY
    fate = Fate(SEED, now - 100)
    lives = [fate.life(person, much_later - 100) for person in range(LIVES)]
    await told(house, [one for life in lives for one in life.told])
    await house.stage.clock.advance_to(much_later)
    await told(house, [one for life in lives for one in life.told_of_heir])
    had: dict[str, set[str | None]] = {}
    for contact_id, value in await history(house):
        had.setdefault(contact_id, set()).add(plain(value))
    whose = {plain(one): place for place, life in enumerate(lives) for one in life.every}
    whose |= {life.heir: place for place, life in enumerate(lives) if life.heir}
    people: list[list[Contact]] = [[] for _ in lives]
    for contact in await everybody(house):
        addresses = {*at(contact), *had.get(contact.id, ())}
        people[next(whose[one] for one in addresses if one in whose)].append(contact)
    bad = [one for one in map(wrong, lives, people, repeat(had)) if one]
    assert not bad, f"{len(bad)} of {LIVES}, seed {SEED}\n" + "\n".join(bad[:3])
