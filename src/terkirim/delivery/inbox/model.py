"""What the inbox works on."""

from typing import NamedTuple

from terkirim.cloudapi.webhooks import Happening, StatusUpdate
from terkirim.delivery.consent.hear import Manners
from terkirim.delivery.contacts.recognise import SILENCE
from terkirim.store import Webhook
from terkirim.store.orphans import Orphan


class Habits(NamedTuple):
    """For how many seconds applied webhooks are kept, how a stop or a start is taken, and after how
    many seconds without a sign a number that comes back may be another person's.
    """

    keep_s: float
    manners: Manners
    silence_s: float = SILENCE


class Letter(NamedTuple):
    """A webhook and the events in it; None where it cannot be read."""

    hook: Webhook
    events: list[Happening] | None

    @property
    def plain(self) -> bool:
        """Whether there is nothing but statuses in it."""
        return all(isinstance(event, StatusUpdate) for event in self.events or ())

    def statuses(self, senders: set[str]) -> list[StatusUpdate]:
        """The statuses of these senders' messages."""
        return [
            event
            for event in self.events or ()
            if isinstance(event, StatusUpdate) and event.sender_id in senders
        ]


class Difficult(NamedTuple):
    """What is not applied by the hundred: webhooks, and statuses that waited for their message."""

    letters: list[Letter]
    orphans: list[Orphan]
