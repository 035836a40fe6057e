"""POST /{phone_number_id}/messages: is it taken, refused, or does the connection break?"""

from typing import Literal

import msgspec

from terkirim.sandbox.chance import digest, wamid
from terkirim.sandbox.faults import Occasion, Rule
from terkirim.sandbox.graph.call import Call, Json, text_of
from terkirim.sandbox.graph.filling import check_filling, given_parameters
from terkirim.sandbox.graph.outgoing import Outgoing, read_outgoing
from terkirim.sandbox.journey import plan
from terkirim.sandbox.record import Send
from terkirim.sandbox.refusals import Refusal, ordered, required
from terkirim.sandbox.state import State
from terkirim.sandbox.world import Sender, Template, digits
from terkirim.vocabulary.identifiers import is_bsuid


class Dropped(Exception):
    """The connection breaks without an answer, as ordered by a fault rule."""


def post_message(state: State, sender: Sender, call: Call) -> Json:
    """Take a message or mark one as read; raises Refusal, or Dropped."""
    body = call.body()
    if body.get("status") == "read":
        return _mark_read(state, sender, body)
    send = Send(
        at=state.now(),
        sender=sender.id,
        to=str(body.get("to") or body.get("recipient") or "")[:40],
        type=str(body.get("type", "text"))[:40],
        callback_data=None,
        outcome="refused",
        statuses=[],
    )
    try:
        return _post(state, sender, body, send)
    except Refusal as refusal:
        send.code = refusal.code
        state.record.add(send)
        raise


def _post(state: State, sender: Sender, body: Json, send: Send) -> Json:
    outgoing = read_outgoing(body)
    send.to, send.type, send.callback_data = outgoing.to, outgoing.type, outgoing.callback_data
    send.template, send.language = outgoing.template, outgoing.language
    _check_sender(state, sender, outgoing)
    template = _template_of(state, sender, outgoing)
    send.category = template.category if template is not None else None
    rule = state.faults.find(_occasion(state, sender, outgoing, template))
    if rule is not None:
        _apply_at_once(state, rule, send)
    if outgoing.template is not None:
        check_filling(outgoing, template)
    return _accept(state, outgoing, send, rule)


def _check_sender(state: State, sender: Sender, outgoing: Outgoing) -> None:
    account = state.world.accounts[sender.account]
    if not sender.registered:
        raise Refusal(133010)
    if account.locked or account.balance <= 0:
        raise Refusal(131031)
    if not account.payment_ok and account.payment_phase == "sync":
        raise Refusal(131042)
    if sender.mode == "SANDBOX" and outgoing.to not in sender.allow_list:
        raise Refusal(131030)
    if digits(outgoing.to) == sender.digits():
        raise Refusal(131021)


def _template_of(state: State, sender: Sender, outgoing: Outgoing) -> Template | None:
    if outgoing.template is None or outgoing.language is None:
        return None
    return state.world.template(sender.account, outgoing.template, outgoing.language)


def _occasion(
    state: State, sender: Sender, outgoing: Outgoing, template: Template | None
) -> Occasion:
    now = state.now()
    is_open = state.world.window_is_open(sender.id, outgoing.to, now)
    window: Literal["open", "closed"] = "open" if is_open else "closed"
    given = len(given_parameters(outgoing, "body")) if outgoing.template else None
    return Occasion(
        sender=sender.id,
        recipient=outgoing.to,
        type=outgoing.type,
        now=now,
        template=outgoing.template,
        language=outgoing.language,
        category=template.category if template is not None else None,
        parameters=given,
        window=window,
    )


def _apply_at_once(state: State, rule: Rule, send: Send) -> None:
    """The part of a rule that comes before acceptance."""
    send.rule = rule.name
    if rule.connection == "reset_before":
        state.faults.spend(rule, send.to)
        raise Dropped
    if rule.fail is not None and not rule.fails_later:
        state.faults.spend(rule, send.to)
        raise ordered(rule.fail)


def _accept(state: State, outgoing: Outgoing, send: Send, rule: Rule | None) -> Json:
    send.outcome, send.wamid = "accepted", _new_wamid(state, outgoing, send)
    state.record.add(send)
    plan(state, send, rule)
    if rule is not None:
        state.faults.spend(rule, send.to)
        if rule.connection == "reset_after_acceptance":
            raise Dropped
    return _answer(outgoing, send.wamid)


def _new_wamid(state: State, outgoing: Outgoing, send: Send) -> str:
    """An id that depends on what is sent, not on when requests arrive."""
    name = outgoing.callback_data
    if name is None:
        name = digest(msgspec.json.encode(outgoing.body, order="deterministic")).hex()
    before = state.record.count(f"out/{send.sender}/{send.to}/{name}")
    return wamid(digits(send.to), state.seed, "out", send.sender, send.to, name, before)


def _answer(outgoing: Outgoing, id_: str) -> Json:
    if is_bsuid(outgoing.to):
        contact: Json = {"input": outgoing.given, "user_id": outgoing.to}
    else:
        contact = {"input": outgoing.given, "wa_id": digits(outgoing.to)}
    message: Json = {"id": id_}
    if outgoing.template is not None:
        message["message_status"] = "accepted"
    return {"messaging_product": "whatsapp", "contacts": [contact], "messages": [message]}


def _mark_read(state: State, sender: Sender, body: Json) -> Json:
    if body.get("messaging_product") != "whatsapp":
        raise required("messaging_product")
    id_ = text_of(body, "message_id")
    if id_ not in state.world.inbound.get(sender.id, ()):
        raise Refusal(131009, "Invalid message_id")
    return {"success": True}
