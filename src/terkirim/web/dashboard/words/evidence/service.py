"""What is known of Meta's own faults, and of the request."""

from terkirim.web.dashboard.reader import mark

EXACT: dict[str, str] = {
    "is_transient=true": mark("Meta marks the fault as temporary"),
    "message.delivered_too": mark("The same message was also delivered"),
    "the same message was delivered too: the delivery counts": mark(
        "The same message was also delivered, and the delivery counts"
    ),
    "many unrelated recipients with a good history fail": mark(
        "Many unrelated people with a good history fail at the same time"
    ),
    "message.kind=sent": mark("It happened while a message was being sent"),
}

FORMS: dict[str, str] = {
    r"spread\.code_share_of_template=(?P<share>[\d.]+) of (?P<value>\d+)": mark(
        "Only %(share)s of the last %(value)s messages with this template fail so"
    ),
    r"http_status=(?P<value>\d+)": mark("The answer came with HTTP status %(value)s"),
    r"message\.call=(?P<value>.+)": mark("It happened in the management request %(value)s"),
}
