"""Which attempt a status is about whose id of Meta's is unknown, but which echoes ours."""

from collections.abc import Mapping

from terkirim.cloudapi.webhooks import StatusUpdate
from terkirim.store.attempts import Unnamed

NO_ATTEMPT = 0
_NONE = Unnamed(NO_ATTEMPT, NO_ATTEMPT, NO_ATTEMPT)


def attempt_of(status: StatusUpdate, unnamed: Mapping[str, Unnamed]) -> int | None:
    """The number of the attempt, NO_ATTEMPT where each has another id, None where the answer to the
    latest must come first.

    Where several are open, a failure is taken for the first's: to take it for the present one's
    would have the message sent once more.
    """
    first, latest, unanswered = unnamed.get(status.callback_data or "", _NONE)
    if status.status != "failed" or first == latest:
        return latest
    return None if unanswered == latest else first
