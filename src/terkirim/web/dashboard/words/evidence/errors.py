"""What the error itself says: its own words, and codes nobody documented."""

from terkirim.web.dashboard.reader import mark

EXACT: dict[str, str] = {}

FORMS: dict[str, str] = {
    r'details "(?P<value>.+)"': mark("The error's own words say “%(value)s”"),
    r"the text names code (?P<value>\d+)": mark("The error's text names another code: %(value)s"),
    r"code (?P<value>-?\d+) is in no catalogue": mark(
        "Nothing is known yet about the code %(value)s"
    ),
}
