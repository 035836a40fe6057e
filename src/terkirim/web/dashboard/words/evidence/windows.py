"""What is known of the 24-hour window, and of the message's type."""

from terkirim.web.dashboard.reader import mark

EXACT: dict[str, str] = {
    "window=closed: Meta has a code of its own for that, 131047": mark(
        "The window is closed, but Meta has a code of its own for that, 131047"
    ),
    "window=open": mark("The person wrote within the last 24 hours"),
    "window=closed": mark("There is no message from this person within the last 24 hours"),
    "message.kind=template: a template needs no window": mark(
        "It is a template, which needs no open window"
    ),
    "surface=message_webhook": mark("It was reported for an incoming message"),
}

FORMS: dict[str, str] = {
    r"window\.last_inbound_age_s=-?\d+: the customer wrote within 24 hours": mark(
        "The person wrote within the last 24 hours"
    ),
    r"message\.kind=(?P<value>.+) is a supported type": mark("%(value)s is a supported type"),
    r"message\.kind=(?P<value>.+): Meta documents this type as supported": mark(
        "Meta documents the type %(value)s as supported"
    ),
    r"message\.kind=(?P<value>.+)": mark("The message's type is %(value)s"),
}
