"""POST /{phone_number_id}/messages: is it taken, refused, or does the connection break?"""

from collections.abc import Callable
from typing import Literal, NamedTuple

import msgspec

from terkirim.sandbox.chance import digest, wamid
from terkirim.sandbox.chaos.faults import Occasion
from terkirim.sandbox.chaos.rules import Rule
from terkirim.sandbox.graph.call import Call, Json
from terkirim.sandbox.graph.filling import check_filling, given_parameters
from terkirim.sandbox.graph.limits import admit
from terkirim.sandbox.graph.media import check_media_ids, unusable
from terkirim.sandbox.graph.outgoing import Outgoing, read_outgoing
from terkirim.sandbox.graph.parameters import is_strict
from terkirim.sandbox.graph.receipts import mark_read
from terkirim.sandbox.graph.standing import check_restrictions, check_standing
from terkirim.sandbox.graph.strikes import befall, strike_after, strike_before
from terkirim.sandbox.messages.journey import plan
from terkirim.sandbox.messages.lifetime import lifetime
from terkirim.sandbox.records.record import Send
from terkirim.sandbox.refusals import Refusal, invalid
from terkirim.sandbox.state import State
from terkirim.sandbox.world.model import Account, Sender, Template, digits
from terkirim.vocabulary.identifiers import is_bsuid


class Door(NamedTuple):
    """One of the ways in for messages, and what it asks for beyond what all ask for."""

    check_body: Callable[[Json], None]
    check_template: Callable[[Account, Template | None], None]
    lite: bool = False


def post_message(state: State, sender: Sender, call: Call) -> Json:
    """Take a message or mark one as read; raises Refusal, or Interrupted."""
    body = call.parameters()
    if body.get("status") == "read":
        return mark_read(state, sender, body)
    return _take(state, sender, body, call.version, _DOOR)


def take(state: State, sender: Sender, call: Call, door: Door) -> Json:
    """Take a message by a door with checks of its own; what is refused is recorded too."""
    return _take(state, sender, call.parameters(), call.version, door)


def _take(state: State, sender: Sender, body: Json, version: str, door: Door) -> Json:
    send = Send(
        at=state.now(),
        sender=sender.id,
        to=str(body.get("to") or body.get("recipient") or "")[:40],
        type=str(body.get("type", "text"))[:40],
        callback_data=None,
        outcome="refused",
        statuses=[],
        lite=door.lite,
    )
    try:
        door.check_body(body)
        outgoing = read_outgoing(body, strict=is_strict(version))
        return _post(state, sender, outgoing, send, door)
    except Refusal as refusal:
        send.code = refusal.code
        state.record.add(send)
        raise


def _any_body(_body: Json) -> None:
    """The usual door takes every type."""


def _not_apart(account: Account, template: Template | None) -> None:
    if template is not None and template.category == "MARKETING" and account.marketing_apart:
        raise Refusal(131063)


_DOOR = Door(_any_body, _not_apart)


def _post(state: State, sender: Sender, outgoing: Outgoing, send: Send, door: Door) -> Json:
    outgoing = _recognise(state, outgoing, send)
    send.to, send.type, send.callback_data = outgoing.to, outgoing.type, outgoing.callback_data
    send.template, send.language = outgoing.template, outgoing.language
    _check_sender(state, sender, outgoing)
    send.media_problem = unusable(state, outgoing.body)
    send.stale_identity = _is_stale(state, sender, outgoing)
    template = _template_of(state, sender, outgoing)
    door.check_template(state.world.accounts[sender.account], template)
    send.category = template.category if template is not None else None
    send.ttl_s = lifetime(template)
    _check_restrictions(state, sender, send)
    occasion = _occasion(state, sender, outgoing, template)
    rule = state.faults.find(occasion)
    if rule is not None:
        _apply_at_once(state, rule, send, occasion.attempt or _name(outgoing))
    if outgoing.template is not None:
        check_filling(outgoing, template)
    check_media_ids(state, sender.id, outgoing.body)
    admit(state, sender, outgoing.to)
    return _accept(state, outgoing, send, rule)


def _recognise(state: State, outgoing: Outgoing, send: Send) -> Outgoing:
    """A send to the person WhatsApp takes the number or user id for."""
    person = state.people.key(outgoing.to)
    send.voice = outgoing.type == "audio" and _is_voice(outgoing.body)
    if person == outgoing.to:
        return outgoing
    send.address = outgoing.to
    return msgspec.structs.replace(outgoing, to=person, dialled=outgoing.to)


def _is_voice(body: Json) -> bool:
    audio = body.get("audio")
    return isinstance(audio, dict) and audio.get("voice") is True


def _check_sender(state: State, sender: Sender, outgoing: Outgoing) -> None:
    account = state.world.accounts[sender.account]
    check_standing(account, sender)
    if sender.mode == "SANDBOX" and not _is_listed(sender, outgoing):
        raise Refusal(131030)
    if outgoing.to == f"+{sender.digits()}":
        raise Refusal(131021)
    if outgoing.to in sender.blocked:
        raise Refusal(130403)


def _check_restrictions(state: State, sender: Sender, send: Send) -> None:
    account = state.world.accounts[sender.account]
    if account.restrictions:
        open_ = state.world.window_is_open(sender.id, send.to, send.at)
        check_restrictions(account, send.category, send.at, open_=open_)


def _is_listed(sender: Sender, outgoing: Outgoing) -> bool:
    """Whether a test number may write there: the list is of numbers, and as they are dialled.

    52 or 521, 54 or 549: what is one person to WhatsApp are two entries here, as with Meta.
    """
    dialled = outgoing.given
    return not is_bsuid(dialled) and f"+{digits(dialled)}" in sender.allow_list


def _is_stale(state: State, sender: Sender, outgoing: Outgoing) -> bool:
    """Whether the send names an identity key that the person no longer has."""
    named = outgoing.body.get("recipient_identity_key_hash")
    if named is None:
        return False
    if not isinstance(named, str):
        raise invalid("Param recipient_identity_key_hash must be a string.")
    if not sender.settings.identity_change:
        return False
    return named != state.people.identity(outgoing.to)


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
    looked_at = outgoing.template is not None and bool(state.faults.rules)
    given = len(given_parameters(outgoing, "body")) if looked_at else None
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
        account=sender.account,
        dialled=outgoing.dialled,
        attempt=_attempt(state, outgoing) if state.faults.rules else "",
    )


def _attempt(state: State, outgoing: Outgoing) -> str:
    name = f"try/{outgoing.to}/{_name(outgoing)}"
    return f"{name}/{state.record.count(name)}"


def _apply_at_once(state: State, rule: Rule, send: Send, name: str) -> None:
    """The part of a rule that comes before acceptance."""
    send.rule = rule.name
    befall(state, rule, send.sender, send.to, name)
    strike_before(state, rule, send.to)


def _accept(state: State, outgoing: Outgoing, send: Send, rule: Rule | None) -> Json:
    send.outcome, send.wamid = "accepted", _new_wamid(state, outgoing, send)
    state.record.add(send)
    plan(state, send, rule)
    if rule is not None:
        state.faults.spend(rule, send.to)
        strike_after(state, rule)
    return _answer(outgoing, send.wamid)


def _name(outgoing: Outgoing) -> str:
    """What tells a message from others to the same person."""
    if outgoing.callback_data is not None:
        return outgoing.callback_data
    return digest(msgspec.json.encode(outgoing.body, order="deterministic")).hex()


def _new_wamid(state: State, outgoing: Outgoing, send: Send) -> str:
    """An id that depends on what is sent, not on when requests arrive."""
    name = _name(outgoing)
    before = state.record.count(f"out/{send.sender}/{send.to}/{name}")
    return wamid(digits(send.to), state.seed, "out", send.sender, send.to, name, before)


def _answer(outgoing: Outgoing, id_: str) -> Json:
    if is_bsuid(outgoing.given):
        contact: Json = {"input": outgoing.given, "user_id": outgoing.given}
    else:
        contact = {"input": outgoing.given, "wa_id": digits(outgoing.to)}
    message: Json = {"id": id_}
    if outgoing.template is not None:
        message["message_status"] = "accepted"
    return {"messaging_product": "whatsapp", "contacts": [contact], "messages": [message]}
