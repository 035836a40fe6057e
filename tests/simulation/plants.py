"""Bugs to be planted in the product, to see that the simulation finds them."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any
from unittest.mock import patch

from terkirim.cloudapi import CloudApi
from terkirim.delivery.holds.probe import Prober
from terkirim.delivery.outbox.ledger import Ledger
from terkirim.delivery.outbox.release import Releaser
from terkirim.errors import Ambiguous, Unreachable
from terkirim.store import messages
from terkirim.vocabulary.states import State

Change = tuple[Any, str, Any]


def _retry_without_reconcile() -> list[Change]:
    """What had no answer is sent again at once, as if it had never left."""
    send = CloudApi.send

    async def blind(api: CloudApi, sender_id: str, body: bytes) -> Any:
        try:
            return await send(api, sender_id, body)
        except Ambiguous:
            raise Unreachable from None

    return [(CloudApi, "send", blind)]


def _crash_means_unsent() -> list[Change]:
    """What a crash left in flight is sent again without waiting for its status."""
    move = Ledger.move

    def hasty(
        ledger: Ledger, message_id: str, state: State, kind: str, *more: Any, **to: Any
    ) -> Any:
        if kind == "interrupted":
            state, to["due_at"] = State.QUEUED, ledger.now
        return move(ledger, message_id, state, kind, *more, **to)

    return [(Ledger, "move", hasty)]


def _outcome_lost() -> list[Change]:
    """That Meta accepted a message is not written down."""
    move = Ledger.move

    def forgetful(
        ledger: Ledger, message_id: str, state: State, kind: str, *more: Any, **to: Any
    ) -> Any:
        if kind == "accepted":
            state, kind, to = State.UNRESOLVED, "no_answer", {"due_at": ledger.now + 900.0}
        return move(ledger, message_id, state, kind, *more, **to)

    async def none_of_them(*_taken: object) -> set[str]:
        return set()

    return [(Ledger, "move", forgetful), (messages, "accept", none_of_them)]


def _holds_keep() -> list[Change]:
    """What a lifted hold held is not let out."""

    async def nothing(_releaser: Releaser, *_where: Any, **_how: Any) -> int:
        return 0

    return [(Releaser, "_let_out", nothing)]


def _blind_probe() -> list[Change]:
    """A probe never sees a cause gone."""

    async def blind(_prober: Prober, _hold: object) -> bool:
        return False

    return [(Prober, "sees_it_gone", blind)]


PLANTS: dict[str, Callable[[], list[Change]]] = {
    "retry-without-reconcile": _retry_without_reconcile,
    "crash-means-unsent": _crash_means_unsent,
    "outcome-lost": _outcome_lost,
    "holds-keep": _holds_keep,
    "blind-probe": _blind_probe,
}


@contextmanager
def planted(name: str | None) -> Iterator[None]:
    """With that bug in the product, while the block runs; None: with none."""
    with ExitStack() as bugs:
        for owner, attribute, value in PLANTS[name]() if name else ():
            bugs.enter_context(patch.object(owner, attribute, value))
        yield
