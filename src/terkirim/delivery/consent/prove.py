"""Everything recorded about one person's consent, to show them or an authority."""

import msgspec

from terkirim.delivery.consent.model import PURPOSES, Purpose, Standing
from terkirim.delivery.consent.refuse import known_people
from terkirim.delivery.consent.rules import deciding, is_own_word, standing
from terkirim.delivery.consent.suppress import addressed, suppressions_of
from terkirim.errors import NotFound
from terkirim.store import Store, consents
from terkirim.store.consents import Recorded
from terkirim.vocabulary.text import Text


class Entry(msgspec.Struct, frozen=True):
    """One yes or no, as it is written down; `own_word`: the person said it in WhatsApp."""

    purpose: str
    given: bool
    at: float
    source: str
    own_word: bool
    wording: str
    proof: str
    recorded_at: float
    decides: bool


class Proof(msgspec.Struct, frozen=True):
    """A person, what their consent is now, and all it rests on, oldest first.

    Who was forgotten has no entries; `forgotten` names the purposes they want nothing more for.
    """

    contact_id: str
    phone: str | None
    bsuid: str | None
    name: str | None
    standings: dict[Purpose, Standing]
    entries: tuple[Entry, ...]
    forgotten: tuple[str, ...] = ()


async def proof_of(store: Store, address: str) -> Proof:
    """The proof for who has this address (E.164 or user id).

    Raises NotFound where nothing is known of them, not even that they were forgotten.
    """
    async with store.read() as db:
        person = (await known_people(db, [address])).get(address)
        if person is not None:
            said = (await consents.of(db, [person.id])).get(person.id, [])
            standings = {purpose: standing(said, purpose) for purpose in PURPOSES}
            name, own = person.name, (person.id, person.phone, person.bsuid)
            return Proof(*own, name, standings, _entries(said))
        nobody = addressed(address)
        forgotten = await suppressions_of(db, nobody)
    if not forgotten:
        raise NotFound(
            Text(
                id=f"Tidak ada yang tercatat tentang {address}.",
                en=f"Nothing is recorded about {address}.",
            )
        )
    stopped: dict[Purpose, Standing] = {
        purpose: "no" if purpose in forgotten else "unknown" for purpose in PURPOSES
    }
    return Proof("", nobody.phone, nobody.bsuid, None, stopped, (), tuple(sorted(forgotten)))


def _entries(said: list[Recorded]) -> tuple[Entry, ...]:
    decisive = [deciding(said, purpose) for purpose in PURPOSES]
    return tuple(
        Entry(
            purpose=one.purpose,
            given=one.given,
            at=one.at,
            source=one.source,
            own_word=is_own_word(one.source),
            wording=one.wording,
            proof=one.proof,
            recorded_at=one.recorded_at,
            decides=one in decisive,
        )
        for one in said
    )
