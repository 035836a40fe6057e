"""From an unknown number to a sender: request a code, verify it, register with a PIN."""

import math

from terkirim.sandbox.chance import Dice
from terkirim.sandbox.graph.call import Call, Json
from terkirim.sandbox.refusals import Refusal, invalid, required
from terkirim.sandbox.state import State
from terkirim.sandbox.world.model import Sender

REGISTRATIONS = 10
REGISTRATIONS_WITHIN_S = 72 * 3600.0
PIN_GUESSES = 5
PIN_LOCK_S = 12 * 3600.0
# Where messages may be stored at rest, by wish of the business.
REGIONS = ("AE", "AU", "BH", "BR", "CA", "CH", "DE", "GB", "ID", "IN", "JP", "KR", "SG", "ZA")


def request_code(state: State, sender: Sender, call: Call) -> Json:
    """POST /{phone_number_id}/request_code: send a six-digit code by SMS or VOICE."""
    given = call.parameters()
    if given.get("code_method") not in ("SMS", "VOICE"):
        raise invalid("Param code_method must be one of {SMS, VOICE}")
    if not isinstance(given.get("language"), str) or not given["language"]:
        raise required("language")
    if sender.verification == "VERIFIED":
        raise Refusal(136024, "The phone number is already verified.")
    sender.codes_requested += 1
    roll = Dice(state.seed, "otp", sender.id, sender.codes_requested).roll()
    sender.otp = f"{int(roll * 1_000_000):06d}"
    return {"success": True}


def verify_code(state: State, sender: Sender, call: Call) -> Json:
    """POST /{phone_number_id}/verify_code: prove that the code arrived."""
    code = call.parameters().get("code")
    if code is None or code == "":
        raise required("code")
    if sender.otp is None or str(code).replace("-", "") != sender.otp:
        raise _wrong_code()
    sender.otp, sender.verification = None, "VERIFIED"
    return {"success": True}


def _wrong_code() -> Refusal:
    """As recorded from Meta: the subcode is that of migrations, its words are not."""
    return Refusal(
        136025,
        "",
        message="Verify code error",
        subcode=2388093,
        user_title="Could Not Verify the Code",
        user_message="The code you entered is incorrect.",
    )


def register(state: State, sender: Sender, call: Call) -> Json:
    """POST /{phone_number_id}/register: connect the number; the PIN must match one already set."""
    given = call.parameters()
    pin = _pin(given)
    if given.get("messaging_product") != "whatsapp":
        raise required("messaging_product")
    region = given.get("data_localization_region")
    if region is not None and region not in REGIONS:
        raise invalid(f"Param data_localization_region must be one of {{{', '.join(REGIONS)}}}")
    if state.world.accounts[sender.account].locked:
        raise Refusal(131031)
    _count_registration(state, sender)
    if sender.verification == "NOT_VERIFIED":
        raise Refusal(133006)
    _check_pin(sender, pin, state.now())
    sender.pin, sender.wrong_pins, sender.registered = pin, 0, True
    return {"success": True}


def deregister(state: State, sender: Sender, _call: Call) -> Json:
    """POST /{phone_number_id}/deregister: disconnect the number."""
    if not sender.registered:
        raise Refusal(133010)
    _count_registration(state, sender)
    sender.registered = False
    return {"success": True}


def set_pin(state: State, sender: Sender, call: Call) -> Json:
    """POST /{phone_number_id} with `pin`: set or change the two-step PIN.

    No webhook tells it: `security` is about what people do in WhatsApp Manager (Meta's "Security
    webhook reference", June 2026).
    """
    sender.pin = _pin(call.parameters())
    sender.wrong_pins, sender.pin_locked_until = 0, 0.0
    return {"success": True}


def _pin(given: Json) -> str:
    pin = given.get("pin")
    if pin is None:
        raise required("pin")
    text = str(pin)
    if not (len(text) == 6 and text.isascii() and text.isdigit()):
        raise invalid("Invalid PIN format. PIN must be exactly 6 digits")
    return text


def _check_pin(sender: Sender, pin: str, now: float) -> None:
    """The PIN must be right; after five wrong ones in a row even that does not help for a while."""
    if now < sender.pin_locked_until:
        wait = math.ceil(sender.pin_locked_until - now)
        raise Refusal(133008, f"Too many wrong guesses. Try again in {wait} seconds.")
    if sender.pin is None or sender.pin == pin:
        return
    sender.wrong_pins += 1
    if sender.wrong_pins >= PIN_GUESSES:
        sender.wrong_pins, sender.pin_locked_until = 0, now + PIN_LOCK_S
    raise Refusal(133005)


def _count_registration(state: State, sender: Sender) -> None:
    now = state.now()
    recent = [at for at in sender.registrations if now - at < REGISTRATIONS_WITHIN_S]
    if len(recent) >= REGISTRATIONS:
        raise Refusal(133016)
    sender.registrations = [*recent, now]
