"""What the registry says of a template."""

from terkirim.web.dashboard.reader import mark

EXACT: dict[str, str] = {
    "the error says that the template does not exist, not that a count differs": mark(
        "The error says that the template does not exist, not that a count differs"
    ),
    "template.exists=false": mark("The account has no template of this name"),
    "template.languages=": mark("The template exists in no language yet"),
    "account.health_codes=141002": mark(
        "Meta's account health names a template that is not approved (141002)"
    ),
    "the registry has this template, approved, in this language": mark(
        "The account has this template, approved, in this language"
    ),
}

FORMS: dict[str, str] = {
    r"template\.languages=(?P<value>.+)": mark("The template exists in: %(value)s"),
    r"template\.status=(?P<value>.+) in the registry": mark(
        "Our record has the template's status as %(value)s"
    ),
    r"template\.status=(?P<value>.+)": mark("The template's status is %(value)s"),
    r"template\.declared=(?P<value>\d+), sent=(?P<sent>\d+)": mark(
        "The template wants %(value)s values, %(sent)s were sent"
    ),
    r"template\.age_s=(?P<value>-?\d+)": mark(
        "The template was approved only %(value)s seconds ago"
    ),
    r"the registry also declares (?P<value>\d+) parameters": mark(
        "The account's template wants %(value)s values too"
    ),
}
