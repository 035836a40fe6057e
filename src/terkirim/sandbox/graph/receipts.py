"""Marking what a person wrote as read, with a typing indicator or without."""

from terkirim.sandbox.graph.call import Json, for_whatsapp, object_of, text_of
from terkirim.sandbox.records.record import ReadReceipt
from terkirim.sandbox.refusals import Refusal
from terkirim.sandbox.state import State
from terkirim.sandbox.world.model import Sender


def mark_read(state: State, sender: Sender, body: Json) -> Json:
    """Mark a message as read; `typing_indicator` shows the person that an answer is coming."""
    for_whatsapp(body)
    id_ = text_of(body, "message_id")
    typing = "typing_indicator" in body
    if typing and text_of(object_of(body, "typing_indicator"), "type") != "text":
        raise Refusal(131009, "Param typing_indicator['type'] must be one of {text}")
    if id_ not in state.world.inbound.get(sender.id, ()):
        raise Refusal(131009, "Invalid message_id")
    state.record.reads.append(ReadReceipt(state.now(), sender.id, id_, typing))
    return {"success": True}
