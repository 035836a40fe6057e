"""What all pages share."""

from zoneinfo import ZoneInfo

from terkirim.assembly import Terkirim
from terkirim.delivery.access.rules import Throttle
from terkirim.vocabulary.text import LANGUAGES, Language
from terkirim.web.dashboard.assets import Assets
from terkirim.web.dashboard.language import translations
from terkirim.web.dashboard.reader import Reader
from terkirim.web.dashboard.rendering import Pages


class House:
    """The product, the templates in both languages, the files, the login throttle."""

    def __init__(self, terkirim: Terkirim) -> None:
        self.terkirim = terkirim
        self.assets = Assets.load()
        self.throttle = Throttle()
        zone = ZoneInfo(terkirim.settings.timezone)
        self._pages: dict[Language, Pages] = {
            language: Pages(Reader(language, zone, translations(language)), self.assets)
            for language in LANGUAGES
        }

    def pages(self, language: Language) -> Pages:
        """The templates in a language."""
        return self._pages[language]
