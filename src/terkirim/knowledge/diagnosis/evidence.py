"""What the system knows around a failure. Every field is optional: absent is unknown, never false.

The field names are the JSON form of `terkirim diagnose`; units stand in the names (`_s` seconds,
shares 0-1). Facts: facts/platform.md sections c, d, e and facts/two-readings.md.
"""

from collections.abc import Mapping
from typing import Annotated, Any

import msgspec

from terkirim.errors import BadInput
from terkirim.vocabulary.clock import DAY
from terkirim.vocabulary.misfits import misfit_in_words
from terkirim.vocabulary.text import Text

Share = Annotated[float, msgspec.Meta(ge=0, le=1)]
Count = Annotated[int, msgspec.Meta(ge=0)]
Seconds = Annotated[float, msgspec.Meta(ge=0)]
Named = Annotated[str, msgspec.Meta(pattern="^[A-Z][A-Z0-9_]*$")]  # Meta's words: GREEN, CLOUD_API
Country = Annotated[str, msgspec.Meta(pattern="^[A-Z]{2}$")]

CHECK_COUNTS_FOR = 90 * DAY  # people come to WhatsApp, and numbers to other people

_UNUSABLE = Text(id="Bukti tidak dapat dibaca: {why}", en="The evidence cannot be read: {why}")


class Sender(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """The business number, as `GET /{phone_number_id}` tells it."""

    account_mode: Named | None = None
    status: Named | None = None
    quality: Named | None = None
    code_verification_status: Named | None = None
    platform_type: Named | None = None


class Account(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """The WhatsApp Business Account: health, money, what Meta announced lately."""

    can_send_message: Named | None = None
    health_codes: tuple[int, ...] | None = None
    balance_empty: bool | None = None
    funding_attached: bool | None = None
    recent_events: tuple[Named, ...] | None = None


class Window(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """The 24-hour customer service window between sender and recipient."""

    last_inbound_age_s: Seconds | None = None


class Template(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """The template, as the registry has it now, and what was sent."""

    exists: bool | None = None
    languages: tuple[str, ...] | None = None
    requested_language: str | None = None
    status: Named | None = None
    category: str | None = None
    declared_parameters: Count | None = None
    sent_parameters: Count | None = None
    age_s: Seconds | None = None


class Message(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """The message that failed, or the management call that did."""

    kind: str | None = None
    category: str | None = None
    call: str | None = None
    delivered_too: bool | None = None


class Recipient(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """Our own history with the person, and what a checker said of their number."""

    delivered_before: bool | None = None
    inbound_before: bool | None = None
    failures: Count | None = None
    identifier: str | None = None
    region: Country | None = None
    opted_out: bool | None = None
    is_own_sender: bool | None = None
    no_whatsapp_check_age_s: Seconds | None = None


class Spread(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """How widely the same code is met: one recipient, one template, the whole sender.

    `sample`: how many attempts the share is of. `recipients_ever_succeeding`: of the people
    concerned, how many were ever reached.
    """

    code_share_of_sender: Share | None = None
    code_share_of_template: Share | None = None
    sample: Count | None = None
    distinct_recipients_failing: Count | None = None
    recipients_ever_succeeding: Count | None = None


class Evidence(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """All that is known; an empty one leaves the code to speak alone."""

    sender: Sender = Sender()
    account: Account = Account()
    window: Window = Window()
    template: Template = Template()
    message: Message = Message()
    recipient: Recipient = Recipient()
    spread: Spread = Spread()


class Sensitivity(msgspec.Struct, frozen=True):
    """From where on the spread of 131049 over a sender is abnormal (our inference, not Meta's)."""

    spam_share: float = 0.2
    spam_sample: int = 50


def read_evidence(raw: Mapping[str, Any] | None) -> Evidence:
    """Evidence from its JSON form; `None` is an empty one.

    Raises BadInput naming the field that is unknown or of the wrong kind.
    """
    if not raw:
        return Evidence()
    try:
        return msgspec.convert(raw, Evidence)
    except msgspec.ValidationError as error:
        why = misfit_in_words(error)
        raise BadInput(
            Text(id=_UNUSABLE.id.format(why=why.id), en=_UNUSABLE.en.format(why=why.en))
        ) from error
