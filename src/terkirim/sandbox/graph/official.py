"""Applications for the badge of an official business account. Nobody here decides on them."""

from typing import NamedTuple

from terkirim.sandbox.chance import digest
from terkirim.sandbox.graph.call import Call, Json, decoded
from terkirim.sandbox.graph.fields import select
from terkirim.sandbox.refusals import Refusal, invalid
from terkirim.sandbox.state import State
from terkirim.sandbox.world.model import Sender
from terkirim.sandbox.world.numbers import Official

NAME_MAX = 255


class _Action(NamedTuple):
    """What an action leads to, and from which states it may be taken."""

    to: str
    done: str
    allowed: tuple[str | None, ...]
    otherwise: str
    http_status: int = 409


_ACTIONS = {
    "SUBMIT_APPLICATION": _Action(
        "PENDING",
        "submitted",
        (None, "CANCELLED", "EXPIRED", "REJECTED"),
        "Cannot submit application: An active application already exists",
        400,
    ),
    "WITHDRAW_APPLICATION": _Action(
        "CANCELLED",
        "withdrawn",
        ("PENDING", "UNDER_REVIEW"),
        "Cannot withdraw application: No pending application found",
    ),
    "RESUBMIT_APPLICATION": _Action(
        "PENDING",
        "resubmitted",
        ("REJECTED",),
        "Cannot resubmit application: No rejected application found",
    ),
}
_WORDS = {
    "PENDING": "Your Official Business Account application is under review",
    "CANCELLED": "Official Business Account application has been cancelled",
}
_FIELDS = ("oba_status", "status_message")


def get_official(_state: State, sender: Sender, call: Call) -> Json:
    """GET /{phone_number_id}/official_business_account; raises Refusal (100) without one."""
    if sender.official.status is None:
        raise _unprocessed("The requested fields are not available for this phone number", 422)
    return select(call, _facts(sender), _FIELDS)


def update_official(state: State, sender: Sender, call: Call) -> Json:
    """POST /{phone_number_id}/official_business_account: submit, withdraw or submit again."""
    given = call.parameters()
    name = str(given.get("action"))
    action = _ACTIONS.get(name)
    if action is None:
        raise invalid(f"Param action must be one of {{{', '.join(_ACTIONS)}}}")
    if action.to == "PENDING":
        _check_data(name, decoded("application_data", given.get("application_data") or {}))
    if sender.official.status not in action.allowed:
        raise _unprocessed(action.otherwise, action.http_status)
    number = sender.official.applications + 1
    sender.official = Official(action.to, number)
    return {
        "success": True,
        "message": f"Official Business Account application {action.done} successfully",
        "updated_status": _facts(sender),
        "tracking_id": f"oba_req_{digest(state.seed, 'oba', sender.id, number, size=8).hex()}",
    }


def _check_data(action: str, data: object) -> None:
    given = data if isinstance(data, dict) else {}
    business, url = given.get("business_name"), given.get("website_url")
    if not isinstance(business, str) or not business.strip():
        message = f"Missing required application data: business_name is required for {action}"
        raise Refusal(100, "", message=message)
    if len(business) > NAME_MAX:
        raise _unprocessed(f"Business name cannot exceed {NAME_MAX} characters", 422)
    if url is not None and not str(url).startswith("https://"):
        raise _unprocessed("Invalid website URL format: URL must be a valid HTTPS URL", 422)


def _facts(sender: Sender) -> Json:
    status = sender.official.status or ""
    return {"id": sender.id, "oba_status": status, "status_message": _WORDS.get(status, status)}


def _unprocessed(message: str, http_status: int) -> Refusal:
    kind = "OAuthException" if http_status == 400 else "GraphMethodException"
    return Refusal(100, "", message=message, kind=kind, http_status=http_status)
