"""What meets a hold when its time has come: it waits, goes another way, or is left out."""

from terkirim.delivery.holds.rules import Treatment, treatment
from terkirim.delivery.outbox.ledger import Ledger
from terkirim.delivery.outbox.reroute import reroute
from terkirim.store import Hold, Message
from terkirim.store.engine import Connection
from terkirim.vocabulary.states import State


async def keep_back(db: Connection, ledger: Ledger, message: Message, hold: Hold) -> None:
    """Do with a message what the hold over it asks for."""
    what = treatment(hold, message)
    remedy = "give_up" if what == Treatment.LEAVE_OUT else what.value
    data = {
        "cause": hold.cause,
        "remedy": remedy,
        "hold": hold.id,
        "scope": hold.scope,
        "until": hold.until,
    }
    if what == Treatment.REROUTE:
        ledger.change(message.id, cause=hold.cause)
        ledger.note(message.id, "kept_back", data)
        await reroute(db, ledger, message.id)
    elif what == Treatment.LEAVE_OUT:
        ledger.move(message.id, State.CANCELLED, "kept_back", data, cause=hold.cause)
    else:
        changes = {"hold_id": hold.id, "released_from": None, "cause": hold.cause}
        ledger.move(message.id, State.HELD, "kept_back", data, **changes)
