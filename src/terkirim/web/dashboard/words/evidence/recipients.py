"""What is known of the recipient, most of it from our own history."""

from terkirim.web.dashboard.reader import mark

EXACT: dict[str, str] = {
    "sender.account_mode=SANDBOX": mark("The sender is a test number"),
    "sender.account_mode=LIVE": mark("The sender is a live number"),
    "sender.account_mode=LIVE: only test numbers have an allow-list": mark(
        "The sender is a live number, and only test numbers have an allow-list"
    ),
    "recipient.identifier=bsuid": mark("The person is addressed by a user id, not by a number"),
    "recipient.identifier=phone: no other identifier was used": mark(
        "The person is addressed by a phone number, not by another identifier"
    ),
    "recipient has used WhatsApp with us before": mark(
        "The person has used WhatsApp with us before"
    ),
    "recipient has used WhatsApp with us before, so the number exists": mark(
        "The person has used WhatsApp with us before, so the number exists"
    ),
    "never delivered to, never heard from": mark(
        "Nothing was ever delivered to them or heard from them"
    ),
    "recipient.is_own_sender": mark("The recipient is the sender's own number"),
    "recipient.is_own_sender=false": mark("The recipient is not the sender's own number"),
    "recipient.opted_out": mark("The person asked for no more marketing"),
    "recipient.opted_out=false: our record does not know of a stop": mark(
        "Our record does not know of this person asking to stop"
    ),
}

FORMS: dict[str, str] = {
    r"recipient\.region=(?P<value>\w+): spelt in two ways": mark(
        "Numbers of %(value)s are spelt in two ways"
    ),
    r"recipient\.no_whatsapp_check: (?P<value>\d+) days old": mark(
        "%(value)s days ago a checker said that the number has no WhatsApp"
    ),
    r"recipient\.failures=(?P<value>\d+)": mark("Earlier failures to this person: %(value)s"),
    r"spread\.recipients_ever_succeeding=(?P<value>\d+), (?P<failing>\d+) failing": mark(
        "People ever reached: %(value)s; people failing: %(failing)s"
    ),
}
