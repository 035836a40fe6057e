"""How attempts and texts ended."""

from terkirim.web.dashboard.reader import mark

OUTCOMES: dict[str, str] = {
    "open": mark("under way"),
    "accepted": mark("accepted by WhatsApp"),
    "refused": mark("refused"),
    "ambiguous": mark("no answer came"),
    "not_sent": mark("never left: no connection"),
}

SMS_STATES: dict[str, str] = {
    "waiting": mark("waiting"),
    "sending": mark("being sent"),
    "sent": mark("handed to the SMS provider"),
    "failed": mark("failed"),
    "unknown": mark("not known: Terkirim stopped while it was sent"),
    "cancelled": mark("called off: the person has no number"),
}
