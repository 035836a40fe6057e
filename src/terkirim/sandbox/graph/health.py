"""`health_status`: what Meta says stands in the way of sending (facts/platform.md, section d)."""

from terkirim.sandbox.graph.call import Json
from terkirim.sandbox.world import Account, Sender, Template

_RANK = {"AVAILABLE": 0, "LIMITED": 1, "BLOCKED": 2}
APP_ID = "500000000000001"


def health_of(
    account: Account, sender: Sender | None = None, template: Template | None = None
) -> Json:
    """Health of an account, of one of its senders, or of one of its templates.

    A prepaid wallet at a reseller is none of Meta's business and never shows here.
    """
    entities = [_account(account), _fine("BUSINESS", account.business_id), _fine("APP", APP_ID)]
    if sender is not None:
        entities.insert(0, _sender(sender))
    if template is not None:
        entities.insert(0, _template(template))
    worst = max((str(entity["can_send_message"]) for entity in entities), key=_RANK.__getitem__)
    return {"can_send_message": worst, "entities": entities}


def _fine(kind: str, id_: str) -> Json:
    return {"entity_type": kind, "id": id_, "can_send_message": "AVAILABLE"}


def _blocked(kind: str, id_: str, errors: list[Json]) -> Json:
    if not errors:
        return _fine(kind, id_)
    return {"entity_type": kind, "id": id_, "can_send_message": "BLOCKED", "errors": errors}


def _account(account: Account) -> Json:
    errors: list[Json] = []
    if account.locked:
        errors.append(
            _error(
                141014,
                "The WhatsApp Business Account has been banned.",
                "Open Business Support Home to see the violation and request a review.",
            )
        )
    if not account.payment_ok:
        errors.append(
            _error(
                141006,
                "There is an error with the payment method of this account.",
                "Add or update the payment method in Billing and payments.",
            )
        )
    return _blocked("WABA", account.id, errors)


def _sender(sender: Sender) -> Json:
    health = _fine("PHONE_NUMBER", sender.id)
    if sender.quality == "RED":
        health["can_send_message"] = "LIMITED"
        health["additional_info"] = ["The quality rating of this phone number is low."]
    return health


def _template(template: Template) -> Json:
    errors: list[Json] = []
    if template.status != "APPROVED":
        errors.append(
            _error(
                141002,
                "The message template is not approved.",
                "Wait for the review to end, or edit the template and submit it again.",
            )
        )
    return _blocked("MESSAGE_TEMPLATE", template.id, errors)


def _error(code: int, description: str, solution: str) -> Json:
    return {"error_code": code, "error_description": description, "possible_solution": solution}
