"""What the error itself says: its own words, and codes nobody documented."""

from terkirim.web.dashboard.reader import mark

EXACT: dict[str, str] = {
    "no code could be read from the error": mark("No code could be read from the error"),
}

FORMS: dict[str, str] = {
    r"provider (?P<value>.+) is in no catalogue": mark(
        "Nothing is known yet about the provider %(value)s"
    ),
    r'details "(?P<value>.+)"': mark("The error's own words say “%(value)s”"),
    r"the text names code (?P<value>\d+)": mark("The error's text names another code: %(value)s"),
    r"code (?P<value>-?\d+) is in no catalogue": mark(
        "Nothing is known yet about the code %(value)s"
    ),
}
