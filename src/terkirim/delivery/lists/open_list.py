"""Open a contact list of any kind: its columns, and its rows batch by batch."""

from collections.abc import Callable, Iterator

import msgspec
import polars as pl

from terkirim.delivery.lists.model import Columns

OnRead = Callable[[int], object]


class Reading(msgspec.Struct, frozen=True):
    """How a file is read: who hears how many bytes were, bytes of text at a time, and how many
    batches are judged at once.
    """

    on_read: OnRead = lambda size: None
    block: int = 8 << 20
    judges: int = 2


class OpenList(msgspec.Struct, frozen=True):
    """A list: its columns, and batches (`batch.py`) that can be gone through once."""

    columns: Columns
    batches: Iterator[pl.DataFrame]
