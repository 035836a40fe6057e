"""What can be set around a number, beside its profile and its registration."""

from collections.abc import Callable

from terkirim.sandbox.graph import (
    automation,
    commerce,
    compliance,
    encryption,
    official,
    qr_codes,
    settings,
)
from terkirim.sandbox.graph.call import Call, Json
from terkirim.sandbox.state import State
from terkirim.sandbox.world.model import Sender

AROUND_NUMBER: dict[tuple[str, str], Callable[[State, Sender, Call], Json]] = {
    ("GET", "settings"): settings.get_settings,
    ("POST", "settings"): settings.update_settings,
    ("GET", qr_codes.ALL): qr_codes.list_codes,
    ("POST", qr_codes.ALL): qr_codes.put_code,
    ("GET", qr_codes.ONE): qr_codes.get_code,
    ("DELETE", qr_codes.ONE): qr_codes.delete_code,
    ("POST", "conversational_automation"): automation.update_automation,
    ("GET", "whatsapp_commerce_settings"): commerce.get_commerce,
    ("POST", "whatsapp_commerce_settings"): commerce.update_commerce,
    ("GET", "business_compliance_info"): compliance.get_compliance,
    ("POST", "business_compliance_info"): compliance.update_compliance,
    ("GET", "official_business_account"): official.get_official,
    ("POST", "official_business_account"): official.update_official,
    ("GET", "whatsapp_business_encryption"): encryption.get_key,
    ("POST", "whatsapp_business_encryption"): encryption.set_key,
}
