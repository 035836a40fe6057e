"""Lists in pages."""

from typing import TypeVar
from urllib.parse import urlencode

from terkirim.web.dashboard.visit import Visit

_LAST = 100_000
_Row = TypeVar("_Row")


class Paging:
    """Which page of a list is wanted, and the addresses of its neighbours."""

    def __init__(self, visit: Visit, rows: int) -> None:
        wanted = visit.query("page", 8)
        self.number = min(max(int(wanted), 1), _LAST) if wanted.isdecimal() else 1
        self.rows = rows
        self.more = False
        self._visit = visit

    @property
    def offset(self) -> int:
        """How many rows come before this page."""
        return (self.number - 1) * self.rows

    def cut(self, everything: list[_Row]) -> list[_Row]:
        """This page's rows of a whole list."""
        return self.keep(everything[self.offset : self.offset + self.rows + 1])

    def keep(self, fetched: list[_Row]) -> list[_Row]:
        """This page's rows, of which one more than fits was fetched to see whether more follow."""
        self.more = len(fetched) > self.rows
        return fetched[: self.rows]

    @property
    def before(self) -> str | None:
        """The address of the page before."""
        return self._at(self.number - 1) if self.number > 1 else None

    @property
    def after(self) -> str | None:
        """The address of the page after."""
        return self._at(self.number + 1) if self.more else None

    def _at(self, number: int) -> str:
        request = self._visit.request
        asked = [
            (name, value)
            for name, value in request.query_params.multi_items()
            if name not in ("page", "lang", "lifted") and value
        ]
        return f"{request.url.path}?{urlencode([*asked, ('page', number)])}"
