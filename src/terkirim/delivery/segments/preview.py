"""How many people a segment is, how many can be written to now, and why not the others."""

import msgspec

from terkirim.store import segments
from terkirim.store.conditions import Condition
from terkirim.store.engine import Connection
from terkirim.store.segments import EXCLUDES, WAITS, Share, Sift
from terkirim.vocabulary.phone import mask
from terkirim.vocabulary.text import Text

REASONS: dict[str, Text] = {
    "no_phone": Text(id="tidak ada nomor telepon", en="no phone number"),
    "opted_out": Text(id="minta berhenti dihubungi", en="opted out"),
    "no_consent": Text(id="belum menyetujui promosi", en="no consent to marketing"),
    "no_whatsapp": Text(
        id="tampaknya tidak punya WhatsApp", en="seems to have no WhatsApp account"
    ),
    "inactive": Text(id="tidak aktif: pesan tidak pernah sampai", en="inactive: nothing arrives"),
    "held": Text(id="menunggu: sedang ditahan", en="waits: held for the time being"),
    "had_enough": Text(
        id="menunggu: sudah menerima promosi dalam 24 jam terakhir",
        en="waits: got marketing in the last 24 hours",
    ),
}


class Count(msgspec.Struct, frozen=True):
    """So many people for a reason, with a few of their addresses, masked."""

    reason: str
    people: int
    examples: tuple[str, ...]


class Preview(msgspec.Struct, frozen=True):
    """`matched` people are those in `now`, those who have to wait, and those who are left out."""

    matched: int
    now: int
    examples: tuple[str, ...]
    waiting: tuple[Count, ...]
    excluded: tuple[Count, ...]


async def preview(db: Connection, condition: Condition, sift: Sift) -> Preview:
    """Look at everyone who meets a condition, once."""
    found = {share.reason: share for share in await segments.shares(db, condition, sift)}
    free = found.get(None)
    return Preview(
        matched=sum(share.people for share in found.values()),
        now=free.people if free else 0,
        examples=_examples(free) if free else (),
        waiting=tuple(_count(found[reason]) for reason in WAITS if reason in found),
        excluded=tuple(_count(found[reason]) for reason in EXCLUDES if reason in found),
    )


def _count(share: Share) -> Count:
    return Count(share.reason or "", share.people, _examples(share))


def _examples(share: Share) -> tuple[str, ...]:
    addresses = dict.fromkeys(one for one in (share.first, share.last) if one)
    return tuple(mask(one) for one in addresses)
