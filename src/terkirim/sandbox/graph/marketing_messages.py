"""POST /{phone_number_id}/marketing_messages: the API for marketing templates alone."""

from terkirim.sandbox.graph.call import Call, Json
from terkirim.sandbox.graph.messages import Door, take
from terkirim.sandbox.refusals import Refusal, invalid
from terkirim.sandbox.state import State
from terkirim.sandbox.world.model import Account, Sender, Template

POLICIES = ("CLOUD_API_FALLBACK", "STRICT")
_NOT_MARKETING = "You're only able to send marketing messages on this API."
_NOT_ONBOARDED = (
    "Please check your eligibility status to ensure you are onboarded or contact Meta's customer "
    "support."
)


def post_marketing(state: State, sender: Sender, call: Call) -> Json:
    """Take a marketing template; raises Refusal (100, 134100, 134102 and those of /messages)."""
    return take(state, sender, call, _DOOR)


def _check_body(body: Json) -> None:
    if body.get("type") != "template":
        details = "Message must be a template message."
        raise Refusal(100, details, message="(#100) Invalid parameter")
    if (body.get("to") is None) == (body.get("recipient") is None):
        raise invalid("Exactly one of to and recipient is required.")
    if body.get("product_policy", POLICIES[0]) not in POLICIES:
        raise invalid(f"Param product_policy must be one of {{{', '.join(POLICIES)}}}")
    if not isinstance(body.get("message_activity_sharing", False), bool):
        raise invalid("Param message_activity_sharing must be a boolean.")


def _check_template(account: Account, template: Template | None) -> None:
    if template is not None and template.category != "MARKETING":
        raise Refusal(134100, _NOT_MARKETING)
    if account.marketing_onboarding != "ONBOARDED":
        raise Refusal(134102, _NOT_ONBOARDED)


_DOOR = Door(_check_body, _check_template, lite=True)
