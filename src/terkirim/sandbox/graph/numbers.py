"""Business phone numbers: their fields, and the list of an account."""

from phonenumbers import country_code_for_region

from terkirim.sandbox.graph.automation import shown_automation
from terkirim.sandbox.graph.call import Call, Json, decoded, object_of, text_of
from terkirim.sandbox.graph.fields import select
from terkirim.sandbox.graph.filtering import arranged
from terkirim.sandbox.graph.handshake import Answer, Handshake, override_in
from terkirim.sandbox.graph.health import health_of
from terkirim.sandbox.graph.paging import page
from terkirim.sandbox.graph.registration import set_pin
from terkirim.sandbox.graph.standing import restricted, tier_of
from terkirim.sandbox.refusals import Refusal, invalid, required
from terkirim.sandbox.state import State
from terkirim.sandbox.world.model import Account, Sender, digits, is_number
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


def update_number(state: State, sender: Sender, call: Call) -> Answer:
    """POST /{phone_number_id}: any of another display name, another PIN, a webhook address.

    The name is reviewed first. An empty address removes the number's own.
    """
    given = call.parameters()
    if given.get("webhook_configuration") is None:
        return _update_rest(state, sender, call)
    wish = decoded("webhook_configuration", given["webhook_configuration"])
    wish = object_of({"webhook_configuration": wish}, "webhook_configuration")
    if wish.get("override_callback_uri") is None:
        raise required("webhook_configuration['override_callback_uri']")
    url = override_in(wish)

    def settle() -> Json:
        if given.keys() & {"new_display_name", "pin"}:
            _update_rest(state, sender, call)
        sender.webhook_override = url
        return {"success": True}

    return settle() if url is None else Handshake(url, str(wish.get("verify_token", "")), settle)


def _update_rest(state: State, sender: Sender, call: Call) -> Json:
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
    code, national = digits(str(given.get("cc") or "")), digits(text)
    number = code + national
    written_twice = text.strip().startswith("+") and bool(code)
    if national.startswith("0") or written_twice or not is_number(number):
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
    portfolio = state.world.portfolio(account)
    country, tier = region_of(f"+{sender.digits()}") or "US", tier_of(portfolio, sender)
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
        "whatsapp_business_manager_messaging_limit": tier,
        "messaging_limit_tier": tier,
        "is_pin_enabled": sender.pin is not None,
        "is_official_business_account": False,
        "is_on_biz_app": False,
        "webhook_configuration": _webhook(state, account, sender),
        "conversational_automation": shown_automation(sender),
        "health_status": health_of(account, sender, now=state.now()),
    }


def _webhook(state: State, account: Account, sender: Sender) -> Json | None:
    """The addresses there are: the first is where webhooks of the number go."""
    addresses = {
        "phone_number": sender.webhook_override,
        "whatsapp_business_account": account.webhook_override,
        "application": state.world.webhook_url,
    }
    return {level: url for level, url in addresses.items() if url is not None} or None
