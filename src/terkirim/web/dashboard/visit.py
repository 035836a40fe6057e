"""One request, with who makes it and in which language."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from terkirim.assembly import Terkirim
from terkirim.store.access import Session
from terkirim.vocabulary.text import LANGUAGES
from terkirim.web.dashboard.forms import Form
from terkirim.web.dashboard.house import House
from terkirim.web.dashboard.reader import Reader
from terkirim.web.dashboard.rendering import Pages


@dataclass(frozen=True)
class Visit:
    """What a page is given. `session` is None for a visitor who is not logged in; `csrf` is the
    token the page's forms carry."""

    house: House
    request: Request
    pages: Pages
    session: Session | None
    csrf: str | None
    form: Form = field(default_factory=dict)

    @property
    def terkirim(self) -> Terkirim:
        """The product."""
        return self.house.terkirim

    @property
    def reader(self) -> Reader:
        """The reader's language."""
        return self.pages.reader

    @property
    def now(self) -> float:
        """The present by the product's clock."""
        return self.terkirim.clock.now()

    @property
    def address(self) -> str:
        """Where the request comes from."""
        return self.request.client.host if self.request.client else ""

    def query(self, name: str, longest: int = 200) -> str:
        """A value of the address's query, cut to a sensible length."""
        return self.request.query_params.get(name, "").strip()[:longest]

    def html(self, template: str, values: Mapping[str, object] | None = None) -> str:
        """A template filled with `values` and what every page needs."""
        common = {
            "visit": self,
            "user": self.session.user if self.session else None,
            "csrf": self.csrf,
            "now": self.now,
            "in_other_languages": self._in_other_languages(),
        }
        return self.pages.render(template, {**common, **(values or {})})

    def page(
        self, template: str, values: Mapping[str, object] | None = None, status: int = 200
    ) -> Response:
        """A whole page as the answer."""
        return HTMLResponse(self.html(template, values), status)

    def go(self, path: str) -> Response:
        """Lead the browser to another page of ours."""
        return RedirectResponse(path, 303)

    def _in_other_languages(self) -> list[tuple[str, str]]:
        """Each language with the address of this page in it."""
        asked = self.request.query_params
        kept = [
            (name, value) for name, value in asked.multi_items() if name not in ("lang", "seen")
        ]
        path = self.request.url.path if self.request.method == "GET" else "/"
        return [(code, f"{path}?{urlencode([*kept, ('lang', code)])}") for code in LANGUAGES]
