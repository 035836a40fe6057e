"""What events say about who somebody is."""

from typing import NamedTuple


class Sighting(NamedTuple):
    """The addresses one event names for a person, at `at` (epoch seconds).

    `source` is what brought them: inbound, status, preference, answer, number_change, ...
    """

    phone: str | None
    bsuid: str | None
    at: float
    source: str
    name: str | None = None


class Moved(NamedTuple):
    """A person who had one address has another since `at`."""

    phone: str | None
    bsuid: str | None
    new_phone: str | None
    new_bsuid: str | None
    at: float
    source: str

    def lost(self, kind: str) -> str | None:
        """The address of that kind (phone or bsuid) they have no longer."""
        old: str | None = getattr(self, kind)
        return old if getattr(self, f"new_{kind}") not in (None, old) else None
