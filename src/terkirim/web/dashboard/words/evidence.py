"""The facts a diagnosis names, in words. What it may name: `knowledge/diagnosis/clues/`."""

import re

from terkirim.web.dashboard.reader import Reader, mark

_EXACT: dict[str, str] = {
    "account.health_codes=141006": mark("Meta's account health names a payment problem (141006)"),
    "account.health_codes=141014": mark("Meta's account health names a ban (141014)"),
    "account.funding_attached=false": mark("No means of payment is attached to the account"),
    "the account is banned: payment is not the real problem": mark(
        "The account is banned, so payment is not the real problem"
    ),
    "account.balance_empty": mark("The prepaid balance is used up"),
    "account.balance_empty=false": mark("The prepaid balance is not empty"),
    "the balance is empty as well": mark("The prepaid balance is used up as well"),
    "message.call=register": mark("It happened while the number was being registered"),
    "account health says blocked": mark("Meta's account health says blocked"),
    "account health says it can send": mark("Meta's account health says it can send"),
    "sender.platform_type=NOT_APPLICABLE": mark("The number is not registered on the platform"),
    "the number reads as registered and connected": mark(
        "Meta shows the number as registered and connected"
    ),
    "category=MARKETING": mark("It is a marketing message"),
    "window=open: the experiment spares open windows": mark(
        "The person wrote within 24 hours, and the experiment spares those"
    ),
    "window=open": mark("The person wrote within the last 24 hours"),
    "window=closed": mark("The person last wrote more than 24 hours ago"),
    "recipient.region=US": mark("The number is in the United States"),
    "recipient.opted_out": mark("The person asked for no more marketing"),
    "sender.quality=RED": mark("Meta rates the sender's quality as low (red)"),
    "sender.account_mode=SANDBOX": mark("The sender is a test number"),
    "sender.account_mode=LIVE": mark("The sender is a live number"),
    "sender.account_mode=LIVE: only test numbers have an allow-list": mark(
        "The sender is a live number, and only test numbers have an allow-list"
    ),
    "recipient.identifier=bsuid": mark("The person is addressed by a user id, not by a number"),
    "recipient has used WhatsApp with us before": mark(
        "The person has used WhatsApp with us before"
    ),
    "recipient.is_own_sender": mark("The recipient is the sender's own number"),
    "never delivered to, never heard from": mark(
        "Nothing was ever delivered to them or heard from them"
    ),
    "message.delivered_too": mark("The same message was also delivered"),
    "the same message was delivered too: the delivery counts": mark(
        "The same message was also delivered, and the delivery counts"
    ),
    "many unrelated recipients with a good history fail": mark(
        "Many unrelated people with a good history fail at the same time"
    ),
    "template.exists=false": mark("The account has no template of this name"),
    "the registry has this template, approved, in this language": mark(
        "The account has this template, approved, in this language"
    ),
    "details name the format": mark("Meta's details speak of the format"),
    "message.kind=template: a template needs no window": mark(
        "It is a template, which needs no open window"
    ),
    "surface=message_webhook": mark("It was reported for an incoming message"),
}

_FORMS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(form), msgid)
    for form, msgid in (
        (r"account\.health_codes=(?P<value>\d+)", mark("Meta's account health names %(value)s")),
        (r"account\.recent_events=(?P<value>.+)", mark("Meta announced %(value)s for the account")),
        (
            r"sender\.code_verification_status=(?P<value>.+)",
            mark("The number's verification stands at %(value)s"),
        ),
        (
            r"category=(?P<value>\w+): the experiment concerns marketing only",
            mark("The category is %(value)s, but the experiment concerns marketing only"),
        ),
        (
            r"category=(?P<value>\w+): the limit concerns marketing only",
            mark("The category is %(value)s, but the limit concerns marketing only"),
        ),
        (
            r"spread\.code_share_of_sender=(?P<share>[\d.]+) of (?P<value>\d+)",
            mark("A share of %(share)s of the sender's last %(value)s marketing messages fail so"),
        ),
        (r"recipient\.failures=(?P<value>\d+)", mark("Earlier failures to this person: %(value)s")),
        (r"template\.languages=(?P<value>.*)", mark("The template exists in: %(value)s")),
        (r"template\.status=(?P<value>.+)", mark("The template's status is %(value)s")),
        (
            r"template\.declared=(?P<value>\d+), sent=(?P<sent>\d+)",
            mark("The template wants %(value)s values, %(sent)s were sent"),
        ),
        (
            r"template\.age_s=(?P<value>\d+)",
            mark("The template was approved only %(value)s seconds ago"),
        ),
        (
            r"the registry also declares (?P<value>\d+) parameters",
            mark("The account's template wants %(value)s values too"),
        ),
        (
            r"message\.kind=(?P<value>\S+) is a supported type",
            mark("%(value)s is a supported type"),
        ),
        (r"message\.kind=(?P<value>\S+)", mark("The message's type is %(value)s")),
    )
)


def fact_words(reader: Reader, fact: str) -> str:
    """A fact in words; one nobody has words for is shown as it stands."""
    if fact in _EXACT:
        return reader.say(_EXACT[fact])
    for form, msgid in _FORMS:
        match = form.fullmatch(fact)
        if match:
            return reader.say(msgid, **_figures(reader, match.groupdict()))
    return fact


def _figures(reader: Reader, values: dict[str, str]) -> dict[str, str]:
    share = values.get("share")
    return {**values, "share": reader.percent(float(share))} if share else values
