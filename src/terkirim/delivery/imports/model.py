"""What became of an imported list."""

from collections.abc import Mapping

import msgspec

from terkirim.vocabulary.text import Text


class Imported(msgspec.Struct, frozen=True):
    """`new + changed + known + left_out == rows`, always.

    `reasons` says of what was left out why. `refused`: people whose no was recorded; they are among
    those left out. `consents`: how many statements of consent were new.
    """

    rows: int
    new: int
    changed: int
    known: int
    left_out: int
    refused: int
    consents: int
    reasons: Mapping[str, int]
    notes: tuple[Text, ...] = ()
