"""Who wants nothing more, remembered without their data: by keyed hash of number and user id.

The key is the installation's own, made once and kept in its database. Numbers are few enough to be
tried one by one: it keeps them from being read, not from whoever holds both and has the patience.
"""

import hmac
import secrets
from collections.abc import Iterable
from typing import NamedTuple, Protocol

from terkirim.delivery.consent.model import Change, Consent, Purpose, Said, Source
from terkirim.delivery.consent.record import record_many
from terkirim.store import access, consents
from terkirim.store.consents import Suppression
from terkirim.store.engine import Connection
from terkirim.vocabulary.identifiers import is_bsuid
from terkirim.vocabulary.phone import spellings

_KEY = "suppression_key"


class Addressed(Protocol):
    """A contact as far as its addresses go."""

    @property
    def id(self) -> str: ...
    @property
    def phone(self) -> str | None: ...
    @property
    def bsuid(self) -> str | None: ...


class Newcomer(NamedTuple):
    """A contact as a list or an address names it."""

    id: str
    phone: str | None
    bsuid: str | None = None


def addressed(address: str) -> Newcomer:
    """Whoever has this address (E.164 or user id)."""
    return Newcomer("", None, address) if is_bsuid(address) else Newcomer("", address)


async def suppress(
    db: Connection, one: Addressed, purpose: Purpose, consent_at: float, source: str
) -> None:
    """Remember that this person wants nothing more for a purpose, whoever they will be to us."""
    those = [
        Suppression(digest, purpose, consent_at, source) for digest in _digests(await _key(db), one)
    ]
    await consents.suppress(db, those)


async def heed(db: Connection, new: Iterable[Addressed], now: float) -> list[Change]:
    """Record the no of those contacts who were forgotten and wanted nothing more.

    To be called with every contact that is written down anew, in the same transaction.
    """
    people = list(new)
    if not people or not await consents.any_suppressed(db):
        return []
    key = await _key(db)
    whose = {digest: one.id for one in people for digest in _digests(key, one)}
    said = [Said(whose[found.digest], _no(found)) for found in await consents.suppressed(db, whose)]
    return await record_many(db, said, now)


async def suppressions_of(db: Connection, one: Addressed) -> set[str]:
    """The purposes for which somebody with these addresses was forgotten and wants nothing more."""
    key = await access.secret(db, _KEY)
    if key is None:
        return set()
    digests = _digests(bytes.fromhex(key), one)
    return {found.purpose for found in await consents.suppressed(db, digests)}


async def welcome_back(db: Connection, one: Addressed, purpose: Purpose) -> None:
    """The person said yes again: the suppression is over."""
    if await consents.any_suppressed(db):
        await consents.unsuppress(db, purpose, _digests(await _key(db), one))


def _no(found: Suppression) -> Consent:
    purpose: Purpose = "utility" if found.purpose == "utility" else "marketing"
    return Consent(purpose, False, Source.FORGOTTEN, found.at)


async def _key(db: Connection) -> bytes:
    return bytes.fromhex(await access.keep_secret(db, _KEY, secrets.token_hex(32)))


def _digests(key: bytes, one: Addressed) -> list[str]:
    """A person's digests: of their number, in the first of its spellings, and of their user id."""
    named = []
    if one.phone is not None:
        named.append(f"phone:{min(spellings(one.phone))}")
    if one.bsuid is not None:
        named.append(f"bsuid:{one.bsuid}")
    return [hmac.digest(key, name.encode(), "sha256").hex() for name in named]
