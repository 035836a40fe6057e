"""Templates: one environment per language."""

import re
from urllib.parse import urlsplit

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from terkirim.knowledge import catalogue
from terkirim.web.dashboard.assets import Assets
from terkirim.web.dashboard.reader import Reader
from terkirim.web.dashboard.words.causes import cause_title, cause_words
from terkirim.web.dashboard.words.states import STATES, tone

_COMMAND = re.compile(r"`([^`]+)`")


class Pages:
    """The templates in one reader's language. Everything that is put into them is escaped."""

    def __init__(self, reader: Reader, assets: Assets) -> None:
        self.reader = reader
        environment = Environment(
            loader=PackageLoader(__package__),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            extensions=["jinja2.ext.i18n"],
        )
        environment.install_gettext_translations(reader.translations, newstyle=True)  # type: ignore[attr-defined]  # added by the extension
        for said in (
            reader.moment,
            reader.day,
            reader.time,
            reader.iso,
            reader.ago,
            reader.number,
            reader.percent,
        ):
            environment.filters[said.__name__] = said
        environment.filters["text"] = lambda text: prose(reader.text(text))
        environment.filters["web_link"] = web_link
        environment.filters["cause_title"] = lambda cause: cause_title(reader, cause)
        environment.filters["state"] = lambda state: reader.labelled(STATES, str(state))
        environment.filters["tone"] = tone
        environment.globals |= {
            "asset": assets.url,
            "language": reader.language,
            "catalogue": catalogue,
            "cause_words": cause_words,
        }
        self._environment = environment

    def render(self, name: str, values: dict[str, object]) -> str:
        """A template as HTML."""
        return self._environment.get_template(f"{name}.html").render(values)


def prose(text: str) -> Markup:
    """A sentence with its `commands` set as such."""
    return Markup(_COMMAND.sub(r"<code>\1</code>", str(escape(text))))  # noqa: S704  # escaped first


def web_link(link: str | None) -> str | None:
    """A link that leads to the web; any other is none."""
    return link if link and urlsplit(link).scheme in ("https", "http") else None
