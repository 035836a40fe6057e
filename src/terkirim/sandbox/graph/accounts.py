"""WhatsApp Business accounts: their fields, and where their webhooks go."""

from terkirim.sandbox.graph.call import Call, Json
from terkirim.sandbox.graph.fields import select
from terkirim.sandbox.graph.handshake import Answer, Handshake, override_in
from terkirim.sandbox.graph.health import APP_ID, APP_NAME, health_of
from terkirim.sandbox.graph.numbers import list_numbers
from terkirim.sandbox.graph.templates import list_templates
from terkirim.sandbox.notices.accounts import rates_abroad
from terkirim.sandbox.refusals import invalid
from terkirim.sandbox.state import State
from terkirim.sandbox.world.model import Account

NAME_MAX = 100
_FLAGS = {"true": True, "false": False}
_USUAL = ("name", "timezone_id", "currency", "message_template_namespace")


def get_account(state: State, account: Account, call: Call) -> Json:
    """GET /{waba_id}: the fields asked for, or the usual ones."""
    facts: Json = {
        "id": account.id,
        "name": account.name,
        "currency": account.currency,
        "timezone_id": account.timezone_id,
        "country": account.country,
        "primary_business_location": account.country,
        "auth_international_rate_eligibility": rates_abroad(account),
        "message_template_namespace": "a1b2c3d4_0000_4000_8000_000000000001",
        "account_review_status": account.review_status,
        "business_verification_status": account.verification,
        "ownership_type": "SELF_OWNED",
        "status": "BANNED" if account.locked else "ACTIVE",
        "primary_funding_id": None if _has_no_payment(account) else "600000000000001",
        "is_enabled_for_insights": True,
        "on_behalf_of_business_info": None,
        "owner_business_info": {
            "id": account.business_id,
            "name": state.world.portfolio(account).name,
        },
        "marketing_messages_lite_api_status": account.marketing_onboarding,
        "marketing_messages_onboarding_status": _onboarding(account),
        "disable_marketing_messages_on_cloud_api": account.marketing_apart,
        "health_status": health_of(account, now=state.now()),
        "phone_numbers": lambda inner: list_numbers(state, account, inner),
        "message_templates": lambda inner: list_templates(state, account, inner),
        "subscribed_apps": lambda inner: subscriptions(state, account, inner),
    }
    return select(call, facts, _USUAL)


def update_account(_state: State, account: Account, call: Call) -> Json:
    """POST /{waba_id}: its name, time zone, and whether marketing goes by its own API alone."""
    given = call.parameters()
    name, zone = given.get("name", account.name), given.get("timezone_id", account.timezone_id)
    if not isinstance(name, str) or not 0 < len(name) <= NAME_MAX:
        raise invalid(f"Param name must be a string of 1 to {NAME_MAX} characters.")
    if not str(zone).isascii() or not str(zone).isdigit() or len(str(zone)) > 3:
        raise invalid("Param timezone_id must be a valid time zone id.")
    apart = given.get("disable_marketing_messages_on_cloud_api", account.marketing_apart)
    flag = _FLAGS.get(str(apart).lower())
    if flag is None:
        raise invalid("Param disable_marketing_messages_on_cloud_api must be a boolean.")
    account.name, account.timezone_id, account.marketing_apart = name, str(zone), flag
    return {"success": True, "id": account.id}


def _onboarding(account: Account) -> str:
    if account.marketing_onboarding == "INELIGIBLE":
        return "INELIGIBLE_INACTIVE_OR_RESTRICTED"
    return account.marketing_onboarding


def _has_no_payment(account: Account) -> bool:
    return not account.payment_ok and account.payment_problem == "missing"


def subscribe(_state: State, account: Account, call: Call) -> Answer:
    """POST /{waba_id}/subscribed_apps: hear of the account, at its own address if it has one.

    Without one, what was set before is removed.
    """
    given = call.parameters()
    url = override_in(given)

    def settle() -> Json:
        account.subscribed, account.webhook_override = True, url
        return {"success": True}

    return settle() if url is None else Handshake(url, str(given.get("verify_token", "")), settle)


def subscriptions(_state: State, account: Account, _call: Call) -> Json:
    """GET /{waba_id}/subscribed_apps."""
    if not account.subscribed:
        return {"data": []}
    link = "https://example.com/"
    app: Json = {"whatsapp_business_api_data": {"id": APP_ID, "name": APP_NAME, "link": link}}
    if account.webhook_override is not None:
        app["override_callback_uri"] = account.webhook_override
    return {"data": [app]}


def unsubscribe(_state: State, account: Account, _call: Call) -> Json:
    """DELETE /{waba_id}/subscribed_apps: nothing more is heard of the account."""
    account.subscribed, account.webhook_override = False, None
    return {"success": True}
