"""What every request goes through: language, session, CSRF, the page, the headers."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from urllib.parse import quote

import structlog
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from terkirim.delivery.access import login
from terkirim.errors import NotFound
from terkirim.store.access import Session
from terkirim.web.dashboard import forms, language
from terkirim.web.dashboard.cookies import Cookies
from terkirim.web.dashboard.headers import secure
from terkirim.web.dashboard.house import House
from terkirim.web.dashboard.visit import Visit

Handler = Callable[[Visit], Awaitable[Response]]

_log = structlog.get_logger(__name__)


class Door:
    """An ASGI endpoint: one address, its pages by method."""

    def __init__(
        self,
        house: House,
        *,
        get: Handler | None = None,
        post: Handler | None = None,
        public: bool = False,
    ) -> None:
        """`public` pages are open to everyone; the others lead to the login first."""
        self._house = house
        self._handlers = {"GET": get, "HEAD": get, "POST": post}
        self._public = public
        self._cookies = Cookies(https=house.terkirim.settings.https)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        request = Request(scope, receive)
        response = await self._answer(request)
        self._cookies.note_language(request, response)
        secure(response, response.headers.get("cache-control", "no-store"))
        await response(scope, receive, send)

    async def _answer(self, request: Request) -> Response:
        visit = await self._visit(request)
        try:
            return await self._through(visit)
        except NotFound as missing:
            return _problem(visit, 404, missing.text[visit.reader.language])
        except HTTPException as refused:
            return _problem(visit, refused.status_code)
        except Exception:
            _log.exception("a page failed", path=request.url.path)
            return _problem(visit, 500)

    async def _visit(self, request: Request) -> Visit:
        token = self._cookies.session(request)
        session: Session | None = None
        if token:
            terkirim = self._house.terkirim
            session = await login.session_of(terkirim.store, terkirim.clock, token)
        csrf = session.csrf if session else self._cookies.form(request)
        pages = self._house.pages(language.choose(request))
        return Visit(self._house, request, pages, session, csrf)

    async def _through(self, visit: Visit) -> Response:
        request = visit.request
        handler = self._handlers.get(request.method)
        if handler is None:
            raise HTTPException(405)
        if visit.session is None and not self._public:
            return _to_login(request)
        if request.method == "POST":
            form = await forms.read_form(request)
            if not forms.from_our_page(request) or not forms.matches(form, visit.csrf):
                raise HTTPException(403)
            visit = replace(visit, form=form)
        return await handler(visit)


def _to_login(request: Request) -> Response:
    """A page under refreshment is told in htmx's way."""
    if request.headers.get("hx-request"):
        return Response(status_code=204, headers={"HX-Redirect": "/login"})
    wanted = request.url.path if request.method == "GET" else "/"
    if request.url.query and wanted != "/":
        wanted += f"?{request.url.query}"
    target = "/login" if wanted == "/" else f"/login?next={quote(wanted)}"
    return Response(status_code=303, headers={"Location": target})


def _problem(visit: Visit, status: int, said: str | None = None) -> Response:
    return visit.page("problem", {"status": status, "said": said, "place": None}, status)
