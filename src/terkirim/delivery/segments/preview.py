"""How many people a segment is, how many can be written to now, and why not the others."""

from collections.abc import Iterable, Sequence

import msgspec

from terkirim.store import segments
from terkirim.store.conditions import Condition
from terkirim.store.engine import Connection
from terkirim.store.segments import EXCLUDES, WAITS, Share, Sift
from terkirim.vocabulary.phone import mask
from terkirim.vocabulary.text import Text

REASONS: dict[str, Text] = {
    "no_address": Text(
        id="tidak ada nomor telepon maupun user id", en="neither a phone number nor a user id"
    ),
    "user_id_only": Text(
        id="hanya user id-nya yang diketahui, sedangkan kode OTP memerlukan nomor telepon",
        en="only their user id is known, and one-time codes need a phone number",
    ),
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
DOUBTFUL = Text(
    id="Di antara yang dikirimi, {people} diragukan: {why}.",
    en="Of those written to, {people} are doubtful: {why}.",
)
DOUBTS: dict[str, Text] = {
    "check_no_whatsapp": Text(
        id="menurut pemeriksa nomor tidak punya WhatsApp; tetap dikirimi",
        en="a checker says they have no WhatsApp; they are written to all the same",
    ),
}


class Count(msgspec.Struct, frozen=True):
    """So many people for a reason, with a few of their addresses, masked."""

    reason: str
    people: int
    examples: tuple[str, ...]


class Preview(msgspec.Struct, frozen=True):
    """`matched` people are those in `now`, those who have to wait, and those who are left out.

    `doubtful` are among those who are written to now or later: what speaks against reaching them
    without leaving them out.
    """

    matched: int
    now: int
    examples: tuple[str, ...]
    waiting: tuple[Count, ...]
    excluded: tuple[Count, ...]
    doubtful: tuple[Count, ...] = ()


async def preview(db: Connection, condition: Condition, sift: Sift) -> Preview:
    """Look at everyone who meets a condition, once."""
    shares = await segments.shares(db, condition, sift)
    found = {reason: _together(shares, reason) for reason in {share.reason for share in shares}}
    doubted = [one for one in shares if one.doubted and one.reason in (None, *WAITS)]
    free = found.get(None)
    return Preview(
        matched=sum(share.people for share in found.values()),
        now=free.people if free else 0,
        examples=_examples(free) if free else (),
        waiting=tuple(_count(found[reason]) for reason in WAITS if reason in found),
        excluded=tuple(_count(found[reason]) for reason in EXCLUDES if reason in found),
        doubtful=(_count(_joined("check_no_whatsapp", doubted)),) if doubted else (),
    )


def _together(shares: Iterable[Share], reason: str | None) -> Share:
    """Those of one reason, whatever checkers said."""
    return _joined(reason, [one for one in shares if one.reason == reason])


def _joined(reason: str | None, those: Sequence[Share]) -> Share:
    return Share(
        reason,
        doubted=all(one.doubted for one in those),
        people=sum(one.people for one in those),
        first=min(one.first for one in those),
        last=max(one.last for one in those),
    )


def _count(share: Share) -> Count:
    return Count(share.reason or "", share.people, _examples(share))


def _examples(share: Share) -> tuple[str, ...]:
    addresses = dict.fromkeys(one for one in (share.first, share.last) if one)
    return tuple(mask(one) for one in addresses)
