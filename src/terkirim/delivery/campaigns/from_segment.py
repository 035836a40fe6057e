"""The people of a segment as a campaign's list: portion by portion, from the database."""

from collections.abc import AsyncIterator

import msgspec

from terkirim.delivery.lists.model import CleanList, Contact
from terkirim.delivery.segments.keep import read_named
from terkirim.delivery.segments.preview import Count, preview
from terkirim.store import Contact as Known
from terkirim.store import Store, segments
from terkirim.store.segments import REFUSES, Sift
from terkirim.vocabulary.clock import Clock

_PORTION = 2_500


class SegmentPeople:
    """Who is in a segment when it is read, without those whom something excludes.

    Those who did not agree are in it: the campaign enters them as left out, with the cause, as it
    does with those of a list. `by_sms`: whom WhatsApp does not reach gets an SMS. Once `portions`
    has begun, `matched`, `refusing` (who did not agree) and `excluded` (all others who are not
    written to) are known.
    """

    def __init__(self, store: Store, clock: Clock, segment: str, *, by_sms: bool) -> None:
        self._store = store
        self._clock = clock
        self._segment = segment
        self._by_sms = by_sms
        self.matched = 0
        self.refusing: tuple[Count, ...] = ()
        self.excluded: tuple[Count, ...] = ()

    async def portions(self, category: str) -> AsyncIterator[CleanList]:
        """Those who may get a message of that category (Meta's, lower case), or refused it.

        Raises NotFound where there is no such segment, BadInput where it cannot be used.
        """
        sift = Sift(self._clock.now(), category, self._by_sms)
        async with self._store.read() as db:
            condition = await read_named(db, self._segment)
            seen = await preview(db, condition, sift)
        self.matched = seen.matched
        self.refusing = tuple(one for one in seen.excluded if one.reason in REFUSES)
        self.excluded = tuple(one for one in seen.excluded if one.reason not in REFUSES)
        after = ""
        while True:
            async with self._store.read() as db:
                page = await segments.page(db, condition, sift, after, _PORTION, REFUSES)
            if not page:
                return
            yield CleanList(tuple(map(_listed, page)), (), len(page), True, ())
            after = page[-1].id


def _listed(known: Known) -> Contact:
    """As if on a list that says nothing new of them: what they agreed to is written down."""
    return msgspec.convert(
        {
            "line": 0,
            "e164": known.phone,
            "region": known.region,
            "name": known.name,
            "consent": "unknown",
            "columns": {name: _text(said) for name, said in _fields(known).items()},
            "language": known.language,
            "time_zone": known.time_zone,
        },
        Contact,
    )


def _fields(known: Known) -> dict[str, object]:
    return msgspec.json.decode(known.fields, type=dict[str, object])


def _text(said: object) -> str:
    """Lists say text; what else an import may have brought is written as JSON writes it."""
    if said is None:
        return ""
    return said if isinstance(said, str) else msgspec.json.encode(said).decode()
