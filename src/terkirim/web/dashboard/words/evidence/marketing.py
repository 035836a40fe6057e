"""What is known of a marketing message and of whom it went to."""

from terkirim.web.dashboard.reader import mark

EXACT: dict[str, str] = {
    "the failures are spread evenly over the templates, as normal limits are": mark(
        "The failures are spread evenly over the templates, as normal limits are"
    ),
    "category=MARKETING": mark("It is a marketing message"),
    "recipient.region=US": mark("The number is in the United States"),
    "window=open: the experiment spares open windows": mark(
        "The person wrote within 24 hours, and the experiment spares those"
    ),
}

FORMS: dict[str, str] = {
    r"category=(?P<value>.+): the code concerns marketing only": mark(
        "The category is %(value)s, but the code concerns marketing only"
    ),
    r"recipient\.region=(?P<value>\w+): Meta applies no such limit there": mark(
        "Meta applies no such limit in the recipient's country (%(value)s)"
    ),
}
