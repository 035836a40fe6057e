"""Business phone numbers: their fields, and the list of an account."""

from terkirim.sandbox.graph.call import Call, Json, page, select
from terkirim.sandbox.graph.health import health_of
from terkirim.sandbox.state import State
from terkirim.sandbox.world import Account, Sender

_USUAL = (
    "verified_name",
    "code_verification_status",
    "display_phone_number",
    "quality_rating",
    "platform_type",
    "throughput",
)
# Fields Meta knows that have no value here: asking for them is no error, they are left out.
_WITHOUT_VALUE = (
    "certificate",
    "conversational_automation",
    "eligibility_for_api_business_global_search",
    "is_preverified_number",
    "last_onboarded_time",
    "new_certificate",
    "search_visibility",
    "username",
)


def get_number(state: State, sender: Sender, call: Call) -> Json:
    """GET /{phone_number_id}: the fields asked for, or the usual ones."""
    return select(call, _facts(state, sender), _USUAL)


def list_numbers(state: State, account: Account, call: Call) -> Json:
    """GET /{waba_id}/phone_numbers."""
    senders = [one for one in state.world.senders.values() if one.account == account.id]
    return page(call, [select(call, _facts(state, one), _USUAL) for one in senders])


def _facts(state: State, sender: Sender) -> Json:
    account = state.world.accounts[sender.account]
    return {
        **dict.fromkeys(_WITHOUT_VALUE),
        "id": sender.id,
        "display_phone_number": sender.display,
        "verified_name": sender.name,
        "status": "CONNECTED" if sender.registered else "PENDING",
        "quality_rating": sender.quality,
        "quality_score": {"score": sender.quality},
        "code_verification_status": sender.verification,
        "name_status": "APPROVED",
        "new_name_status": "NONE",
        "account_mode": sender.mode,
        "country_code": "ID" if sender.mode == "LIVE" else "US",
        "country_dial_code": "62" if sender.mode == "LIVE" else "1",
        "throughput": {"level": "STANDARD" if sender.registered else "NOT_APPLICABLE"},
        "platform_type": "CLOUD_API" if sender.registered else "NOT_APPLICABLE",
        "whatsapp_business_manager_messaging_limit": (
            "TIER_100K" if sender.mode == "LIVE" else "TIER_250"
        ),
        "messaging_limit_tier": "TIER_100K" if sender.mode == "LIVE" else "TIER_250",
        "is_pin_enabled": sender.pin is not None,
        "is_official_business_account": False,
        "is_on_biz_app": False,
        "webhook_configuration": _webhook(state),
        "health_status": health_of(account, sender),
    }


def _webhook(state: State) -> Json | None:
    url = state.world.webhook_url
    return None if url is None else {"whatsapp_business_account": url}
