"""What is set on a business phone number beside its registration and its profile."""

import msgspec


class Settings(msgspec.Struct, frozen=True, omit_defaults=True):
    """What `settings` holds. `calling` has only what was set; all else is Meta's default."""

    calling: dict[str, object] = {}
    identity_change: bool = False
    encryption_key: str | None = None
    region: str | None = None


class Automation(msgspec.Struct, frozen=True, omit_defaults=True):
    """What WhatsApp does by itself in a new chat: greets, offers prompts, lists commands."""

    welcome: bool = False
    prompts: tuple[str, ...] = ()
    commands: tuple[tuple[str, str], ...] = ()


class Commerce(msgspec.Struct, frozen=True, omit_defaults=True):
    """What people see of the catalogue."""

    catalog_id: str = "800000000000001"
    cart: bool = True
    visible: bool = False


class Official(msgspec.Struct, frozen=True, omit_defaults=True):
    """How far an application for the badge of an official business account has come."""

    status: str | None = None
    applications: int = 0


class QrCode(msgspec.Struct, frozen=True):
    """A code that opens a chat with a text already written."""

    code: str
    message: str
    made_at: float
