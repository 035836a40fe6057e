"""What all that was said comes to. Pure.

A no stands until a later yes takes it back, and who may do that depends on who said no:

- what the person did in WhatsApp is their own word: only their own word takes it back;
- what the owner recorded by hand, or a list stated, is also taken back by hand;
- a list's yes takes no no back. It counts where nobody has said no.

At the same instant the no stands.
"""

import math
from collections.abc import Iterable

from terkirim.delivery.consent.model import OWN_WORD, Source, Standing
from terkirim.store.consents import Recorded, Standings
from terkirim.vocabulary.causes import Cause

_OWN = frozenset(source.value for source in OWN_WORD)


def is_own_word(source: str) -> bool:
    """Whether the person said it themselves."""
    return source.partition(":")[0] in _OWN


def standing(said: Iterable[Recorded], purpose: str) -> Standing:
    """The consent to a purpose, whatever order the records come in."""
    decisive = deciding(said, purpose)
    if decisive is None:
        return "unknown"
    return "yes" if decisive.given else "no"


def deciding(said: Iterable[Recorded], purpose: str) -> Recorded | None:
    """The record that decides: the last no that stands, else the last yes; None without any."""
    about = [one for one in said if one.purpose == purpose]
    if len(about) == 1:
        return about[0]
    yeses = [one for one in about if one.given]
    own = max((one.at for one in yeses if is_own_word(one.source)), default=-math.inf)
    by_hand = max((one.at for one in yeses if _is_by_hand(one.source)), default=own)
    taken_back_at = {True: own, False: max(own, by_hand)}
    noes = [
        one for one in about if not one.given and one.at >= taken_back_at[is_own_word(one.source)]
    ]
    return max(noes or yeses, key=_moment, default=None)


def _is_by_hand(source: str) -> bool:
    return source.partition(":")[0] == Source.HAND.value


def _moment(one: Recorded) -> tuple[float, bool, str]:
    return one.at, is_own_word(one.source), one.source


def stands_against(category: str, own: Standings) -> Cause | None:
    """What of their consent stands against a message of this category (Meta's, lower case).

    Marketing needs a yes, a utility message the absence of a no. One-time codes and answers within
    a conversation are asked for by the person: nothing stands against them.
    """
    if category == "marketing" and own.marketing == "unknown":
        return Cause.NO_CONSENT
    said = {"marketing": own.marketing, "utility": own.utility}.get(category)
    return Cause.OPTED_OUT if said == "no" else None
