"""The values of webhooks about accounts and numbers, in Meta's shapes (facts/platform.md, b)."""

from terkirim.sandbox.notices.envelope import Json
from terkirim.sandbox.notices.templates import day
from terkirim.sandbox.world.model import Account, Sender


def account_value(event: str, **more: object) -> Json:
    """The value of `account_update`; what is None is left out."""
    return {"event": event, **{name: value for name, value in more.items() if value is not None}}


def ban_info(state: str, at: float) -> Json:
    """A ban, its end, or the day from which it holds."""
    return {"waba_ban_state": state, "waba_ban_date": day(at)}


def restriction_info(kind: str, until: float | None, remediation: str | None) -> Json:
    """One thing an account may not do, and until when."""
    info: Json = {"restriction_type": kind}
    if until is not None:
        info["expiration"] = int(until)
    if remediation is not None:
        info["remediation"] = remediation
    return info


def rates_abroad(account: Account) -> Json | None:
    """From when codes to other countries cost more; None where the account is not eligible."""
    rates = account.rates_abroad
    if rates is None:
        return None
    apart = [
        {"country_code": country, "start_time": int(start)}
        for country, start in rates.exceptions.items()
    ]
    return {"start_time": int(rates.start), "exception_countries": apart}


def quality_update(sender: Sender, event: str, limit: str | None, old: str | None) -> Json:
    """The value of `phone_number_quality_update`."""
    value: Json = {"display_phone_number": sender.digits(), "event": event}
    if limit is not None:
        value["current_limit"] = limit
        value["max_daily_conversations_per_business"] = limit
    if old is not None:
        value["old_limit"] = old
    return value


def name_update(sender: Sender, decision: str, name: str, reason: str | None) -> Json:
    """The value of `phone_number_name_update`."""
    return {
        "display_phone_number": sender.digits(),
        "decision": decision,
        "requested_verified_name": name,
        "rejection_reason": reason,
    }


def security(sender: Sender, event: str, requester: str | None = None) -> Json:
    """The value of `security`; `requester` only where Meta names one, for PIN_RESET_REQUEST."""
    value: Json = {"display_phone_number": sender.digits(), "event": event}
    return value if requester is None else {**value, "requester": requester}


def alert(kind: str, entity: tuple[str, str], severity: str, description: str) -> Json:
    """The value of `account_alerts`; `entity` is its type and id."""
    return {
        "entity_type": entity[0],
        "entity_id": entity[1],
        "alert_info": {
            "alert_severity": severity,
            "alert_status": "ACTIVE",
            "alert_type": kind,
            "alert_description": description,
        },
    }
