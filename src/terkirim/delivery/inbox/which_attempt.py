"""Which attempt a status is about whose id of Meta's is unknown, but which echoes ours."""

from collections.abc import Mapping

from terkirim.cloudapi.webhooks import StatusUpdate

NO_ATTEMPT = 0


def attempt_of(status: StatusUpdate, unnamed: Mapping[str, tuple[int, int]]) -> int:
    """The number of the attempt, NO_ATTEMPT where each has another id.

    `unnamed`: the first and the latest attempt of a message that has no id of Meta's. Only those
    can be meant; where several are open, a failure is taken for the first's: to take it for the
    present one's would have the message sent once more.
    """
    first, latest = unnamed.get(status.callback_data or "", (NO_ATTEMPT, NO_ATTEMPT))
    return first if status.status == "failed" else latest
