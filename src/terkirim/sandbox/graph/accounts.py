"""WhatsApp Business accounts: their fields, and where their webhooks go."""

from terkirim.sandbox.graph.call import Call, Json, select
from terkirim.sandbox.graph.health import APP_ID, health_of
from terkirim.sandbox.refusals import invalid
from terkirim.sandbox.state import State
from terkirim.sandbox.webhooks import Courier
from terkirim.sandbox.world import Account

URL_MAX = 200
_USUAL = ("name", "timezone_id", "currency", "message_template_namespace")


def get_account(_state: State, account: Account, call: Call) -> Json:
    """GET /{waba_id}: the fields asked for, or the usual ones."""
    facts: Json = {
        "id": account.id,
        "name": account.name,
        "currency": account.currency,
        "timezone_id": account.timezone_id,
        "country": account.country,
        "message_template_namespace": "a1b2c3d4_0000_4000_8000_000000000001",
        "account_review_status": "APPROVED",
        "business_verification_status": "verified",
        "ownership_type": "SELF",
        "status": "BANNED" if account.locked else "ACTIVE",
        "primary_funding_id": "600000000000001" if account.payment_ok else None,
        "is_enabled_for_insights": True,
        "on_behalf_of_business_info": None,
        "owner_business_info": {"id": account.business_id, "name": account.name},
        "subscribed_apps": None,
        "marketing_messages_lite_api_status": "INELIGIBLE",
        "marketing_messages_onboarding_status": None,
        "disable_marketing_messages_on_cloud_api": False,
        "health_status": health_of(account),
    }
    return select(call, facts, _USUAL)


async def subscribe(state: State, courier: Courier, call: Call) -> Json:
    """POST /{waba_id}/subscribed_apps: set the webhook address after its handshake."""
    given = call.parameters()
    url = given.get("override_callback_uri")
    if url is None:
        return {"success": True}
    if (
        not isinstance(url, str)
        or not url.startswith(("http://", "https://"))
        or len(url) > URL_MAX
    ):
        raise invalid("Param override_callback_uri must be a valid URL of up to 200 characters.")
    await courier.shake_hands(url, str(given.get("verify_token", "")))
    state.world.webhook_url = url
    return {"success": True}


def subscriptions(state: State, _account: Account, _call: Call) -> Json:
    """GET /{waba_id}/subscribed_apps."""
    app: Json = {
        "whatsapp_business_api_data": {
            "id": APP_ID,
            "name": "Sandbox app",
            "link": "https://example.com/",
        }
    }
    if state.world.webhook_url is None:
        return {"data": []}
    return {"data": [{**app, "override_callback_uri": state.world.webhook_url}]}


def unsubscribe(state: State, _account: Account, _call: Call) -> Json:
    """DELETE /{waba_id}/subscribed_apps: no more webhooks."""
    state.world.webhook_url = None
    return {"success": True}
