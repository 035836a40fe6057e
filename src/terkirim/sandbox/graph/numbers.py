"""Business phone numbers: their fields, and the list of an account."""

from phonenumbers import country_code_for_region

from terkirim.sandbox.graph.call import Call, Json, text_of
from terkirim.sandbox.graph.fields import select
from terkirim.sandbox.graph.filtering import arranged
from terkirim.sandbox.graph.health import health_of
from terkirim.sandbox.graph.paging import page
from terkirim.sandbox.graph.registration import set_pin
from terkirim.sandbox.graph.standing import restricted, tier_of
from terkirim.sandbox.refusals import Refusal, invalid
from terkirim.sandbox.state import State
from terkirim.sandbox.world.model import Account, Sender, digits
from terkirim.vocabulary.phone import region_of

NAME_MIN, NAME_MAX = 2, 75
NEW_IDS = 100_000_000_001_000

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


def update_number(state: State, sender: Sender, call: Call) -> Json:
    """POST /{phone_number_id}: another display name, which is reviewed first, or another PIN."""
    given = call.parameters()
    if "new_display_name" not in given:
        return set_pin(state, sender, call)
    sender.requested_name = _name(given, "new_display_name")
    sender.new_name_status = "PENDING_REVIEW"
    return {"success": True}


def list_numbers(state: State, account: Account, call: Call) -> Json:
    """GET /{waba_id}/phone_numbers, with `filtering` and `sort` as Meta has them."""
    senders = [one for one in state.world.senders.values() if one.account == account.id]
    facts = arranged(call, [_facts(state, one) for one in senders])
    return page(call, [select(call, one, _USUAL) for one in facts])


def add_number(state: State, account: Account, call: Call) -> Json:
    """POST /{waba_id}/phone_numbers: a number that still has to be verified and registered."""
    if restricted(account, ("RESTRICTED_ADD_PHONE_NUMBER_ACTION",), state.now()):
        raise Refusal(368)
    given = call.parameters()
    name, text = _name(given, "verified_name"), text_of(given, "phone_number")
    number = digits(str(given.get("cc") or "")) + digits(text)
    if not 7 <= len(number) <= 15 or number.startswith("0"):
        raise invalid("Param phone_number must be a valid phone number.")
    if any(one.digits() == number for one in state.world.senders.values()):
        details = "This number is in an account already."
        raise Refusal(100, details, message="Invalid parameter", subcode=2388012)
    state.world.senders_made += 1
    id_ = str(NEW_IDS + state.world.senders_made)
    sender = Sender(
        id_, account.id, f"+{number}", name, registered=False, verification="NOT_VERIFIED"
    )
    sender.name_status = "PENDING_REVIEW"
    state.world.senders[id_] = sender
    return {"id": id_}


def _name(given: Json, parameter: str) -> str:
    name = text_of(given, parameter)
    if not NAME_MIN <= len(name) <= NAME_MAX:
        raise invalid(f"Param {parameter} must be {NAME_MIN} to {NAME_MAX} characters long.")
    return name


def _facts(state: State, sender: Sender) -> Json:
    account, on_cloud = state.world.accounts[sender.account], sender.registered
    country = region_of(f"+{sender.digits()}") or "US"
    return {
        **dict.fromkeys(_WITHOUT_VALUE),
        "id": sender.id,
        "display_phone_number": sender.display,
        "verified_name": sender.name,
        "status": sender.status or ("CONNECTED" if sender.registered else "PENDING"),
        "quality_rating": sender.quality,
        "quality_score": {"score": sender.quality},
        "code_verification_status": sender.verification,
        "name_status": sender.name_status,
        "new_name_status": sender.new_name_status,
        "account_mode": sender.mode,
        "country_code": country,
        "country_dial_code": str(country_code_for_region(country)),
        "throughput": {"level": sender.throughput_level if on_cloud else "NOT_APPLICABLE"},
        "platform_type": "CLOUD_API" if on_cloud else "NOT_APPLICABLE",
        "host_platform": "CLOUD_API" if on_cloud else "NOT_APPLICABLE",
        "whatsapp_business_manager_messaging_limit": tier_of(account, sender),
        "messaging_limit_tier": tier_of(account, sender),
        "is_pin_enabled": sender.pin is not None,
        "is_official_business_account": False,
        "is_on_biz_app": False,
        "webhook_configuration": _webhook(state),
        "health_status": health_of(account, sender, now=state.now()),
    }


def _webhook(state: State) -> Json | None:
    url = state.world.webhook_url
    return None if url is None else {"whatsapp_business_account": url}
