"""`health_status`: what Meta says stands in the way of sending (facts/platform.md, section d)."""

from typing import NamedTuple

from terkirim.sandbox.codes import about
from terkirim.sandbox.graph.call import Json
from terkirim.sandbox.world.model import Account, HealthError, Sender, Template

_RANK = {"AVAILABLE": 0, "LIMITED": 1, "BLOCKED": 2}
APP_ID, APP_NAME = "500000000000001", "Sandbox app"


class _Usual(NamedTuple):
    """How Meta usually tells a health code."""

    description: str
    solution: str
    state: str = "BLOCKED"


_KNOWN = {
    138024: _Usual(
        "SIP calling is not enabled for this phone number.",
        "Configure SIP in the settings of the phone number.",
        "AVAILABLE",
    ),
    138025: _Usual(
        "This app has no SIP server configured for this phone number.",
        "Configure a SIP server in the settings of the phone number.",
        "AVAILABLE",
    ),
    141002: _Usual(
        "The message template is not approved.",
        "Wait for the review to end, or edit the template and submit it again.",
    ),
    141006: _Usual(
        "There is an error with the payment method of this account.",
        "Add or update the payment method in Billing and payments.",
    ),
    141010: _Usual(
        "The business is not verified.",
        "Verify the business to lift its lower limits.",
        "LIMITED",
    ),
    141014: _Usual(
        "The WhatsApp Business Account has been banned.",
        "Open Business Support Home to see the violation and request a review.",
    ),
}
_OF_THE_BUSINESS = {141010}
_OF_CALLS = {138024, 138025}
_STOPPED = {"BANNED", "DELETED", "DISCONNECTED", "MIGRATED", "UNVERIFIED"}
_NAMED = ("APPROVED", "AVAILABLE_WITHOUT_REVIEW")


def health_of(
    account: Account,
    sender: Sender | None = None,
    template: Template | None = None,
    now: float = 0.0,
) -> Json:
    """Health of an account, of one of its senders, or of one of its templates, at an instant.

    A prepaid wallet at a reseller is none of Meta's business and never shows here.
    """
    entities = [
        _account(account, now),
        _entity("BUSINESS", account.business_id, _of_business(account)),
        _entity("APP", APP_ID, []),
    ]
    if sender is not None:
        entities.insert(0, _sender(sender))
    if template is not None:
        entities.insert(0, _entity("MESSAGE_TEMPLATE", template.id, _of_template(template)))
    worst = max((str(entity["can_send_message"]) for entity in entities), key=_RANK.__getitem__)
    return {"can_send_message": worst, "entities": entities}


def _of_account(account: Account) -> list[HealthError]:
    given = [error for error in account.health if error.code not in _OF_THE_BUSINESS]
    return [*_if(account.locked, 141014), *_if(not account.payment_ok, 141006), *given]


def _of_business(account: Account) -> list[HealthError]:
    given = [error for error in account.health if error.code in _OF_THE_BUSINESS]
    return [*_if(account.verification != "verified" and not given, 141010), *given]


def _account(account: Account, now: float) -> Json:
    """The entity of an account; restrictions limit it while they last."""
    entity = _entity("WABA", account.id, _of_account(account))
    in_force = [
        kind for kind, until in account.restrictions.items() if until is None or now < until
    ]
    return _limited(entity, [f"The account is restricted: {kind}." for kind in in_force])


def _limited(entity: Json, reasons: list[str]) -> Json:
    """An entity that is limited at least, for these reasons if there are any."""
    if not reasons:
        return entity
    state = max(str(entity["can_send_message"]), "LIMITED", key=_RANK.__getitem__)
    return {**entity, "can_send_message": state, "additional_info": reasons}


def _of_template(template: Template) -> list[HealthError]:
    return [*_if(template.status != "APPROVED", 141002), *template.health]


def _if(so: bool, code: int) -> list[HealthError]:
    return [HealthError(code)] if so else []


def _sender(sender: Sender) -> Json:
    health = _entity("PHONE_NUMBER", sender.id, sender.health)
    if any(error.code in _OF_CALLS for error in sender.health):
        health["can_receive_call_sip"] = "BLOCKED"
    if sender.status in _STOPPED or not sender.registered:
        health["can_send_message"] = "BLOCKED"
    return _limited(health, _reasons(sender))


def _reasons(sender: Sender) -> list[str]:
    """What limits a number without an error of its own."""
    reasons = []
    if not sender.registered:
        reasons.append("This phone number is not registered on Cloud API.")
    if sender.quality == "RED":
        reasons.append("The quality rating of this phone number is low.")
    if sender.status not in (None, "CONNECTED"):
        reasons.append(f"The status of this phone number is {sender.status}.")
    if sender.provided_by_meta and sender.name_status not in _NAMED:
        reasons.append("The display name of this phone number has not been approved.")
    return reasons


def _entity(kind: str, id_: str, errors: list[HealthError]) -> Json:
    states = [error.can_send_message or _usual(error.code).state for error in errors]
    worst = max(["AVAILABLE", *states], key=_RANK.__getitem__)
    entity: Json = {"entity_type": kind, "id": id_, "can_send_message": worst}
    if errors:
        entity["errors"] = [_error(error) for error in errors]
    return entity


def _error(error: HealthError) -> Json:
    usual = _usual(error.code)
    return {
        "error_code": error.code,
        "error_description": usual.description if error.description is None else error.description,
        "possible_solution": usual.solution if error.solution is None else error.solution,
    }


def _usual(code: int) -> _Usual:
    return _KNOWN.get(code) or _Usual(f"{about(code).title}.", "")
