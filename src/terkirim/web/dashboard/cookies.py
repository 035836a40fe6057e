"""The cookies of the dashboard: HttpOnly, from our own pages only, Secure when served so."""

from starlette.requests import Request
from starlette.responses import Response

from terkirim.delivery.access.rules import SESSION_LASTS
from terkirim.vocabulary.text import LANGUAGES
from terkirim.web.dashboard.language import COOKIE as LANGUAGE

_SESSION = "terkirim_session"
_FORM = "terkirim_form"
_YEAR = 365 * 24 * 3600


class Cookies:
    """Reads and sets them. With HTTPS their `__Host-` prefix shuts other hosts out."""

    def __init__(self, *, https: bool) -> None:
        self._https = https

    def session(self, request: Request) -> str | None:
        """The session's token."""
        return request.cookies.get(self._name(_SESSION))

    def form(self, request: Request) -> str | None:
        """The CSRF token of a visitor who is not logged in."""
        return request.cookies.get(self._name(_FORM))

    def begin(self, response: Response, token: str) -> None:
        """Log the browser in."""
        self._set(response, self._name(_SESSION), token, int(SESSION_LASTS))
        self._set(response, self._name(_FORM), "", 0)

    def end(self, response: Response) -> None:
        """Log the browser out."""
        self._set(response, self._name(_SESSION), "", 0)

    def note_form(self, response: Response, token: str) -> None:
        """Remember which token the form carries."""
        self._set(response, self._name(_FORM), token, int(SESSION_LASTS))

    def note_language(self, request: Request, response: Response) -> None:
        """Remember a language the reader chose."""
        wish = request.query_params.get("lang")
        if wish in LANGUAGES:
            self._set(response, LANGUAGE, wish, _YEAR)

    def _name(self, plain: str) -> str:
        return f"__Host-{plain}" if self._https else plain

    def _set(self, response: Response, name: str, value: str, lasts: int) -> None:
        response.set_cookie(
            name, value, max_age=lasts, httponly=True, samesite="lax", secure=self._https
        )
