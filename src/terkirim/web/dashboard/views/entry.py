"""Coming in and going out: the first start, the login, the logout."""

import math
from collections.abc import Mapping

from starlette.responses import Response

from terkirim.delivery.access import login
from terkirim.delivery.access.rules import MIN_PASSWORD
from terkirim.errors import BadInput
from terkirim.web.dashboard.cookies import Cookies
from terkirim.web.dashboard.forms import local_path, new_token
from terkirim.web.dashboard.reader import mark
from terkirim.web.dashboard.visit import Visit

_TOO_OFTEN = mark("Too many failed tries. Wait %(seconds)s seconds, then try again.")
_NOT_THE_SAME = mark("The two passwords differ.")


async def login_form(visit: Visit) -> Response:
    """The login; who is logged in already goes on."""
    if visit.session is not None:
        return visit.go(local_path(visit.query("next", 2000)))
    return await _login_page(visit)


async def log_in(visit: Visit) -> Response:
    """Begin a session, unless too many tries failed."""
    terkirim, throttle = visit.terkirim, visit.house.throttle
    name, address = visit.form.get("name", ""), visit.address
    wait = throttle.wait(name, address, visit.now)
    if wait:
        said = visit.reader.say(_TOO_OFTEN, seconds=visit.reader.number(math.ceil(wait)))
        return await _login_page(visit, said, 429)
    throttle.failed(name, address, visit.now)  # before the slow check, so that haste gains nothing
    try:
        token = await login.login(
            terkirim.store, terkirim.clock, name, visit.form.get("password", "")
        )
    except BadInput as error:
        return await _login_page(visit, visit.reader.text(error.text), 401)
    throttle.succeeded(name, address)
    return _begin(visit, token, local_path(visit.form.get("next", "")))


async def log_out(visit: Visit) -> Response:
    """End the session."""
    cookies = _cookies(visit)
    token = cookies.session(visit.request)
    if token:
        await login.logout(visit.terkirim.store, token)
    response = visit.go("/login")
    cookies.end(response)
    return response


async def setup_form(visit: Visit) -> Response:
    """Make the admin, with the link `terkirim serve` printed."""
    return await _setup_page(visit, visit.query("token"))


async def set_up(visit: Visit) -> Response:
    """Make the admin and log in."""
    terkirim, form = visit.terkirim, visit.form
    name, password, token = (form.get(field, "") for field in ("name", "password", "token"))
    if password != form.get("again", ""):
        return await _setup_page(visit, token, visit.reader.say(_NOT_THE_SAME), 400)
    try:
        await login.create_admin(terkirim.store, terkirim.clock, token, name, password)
    except BadInput as error:
        return await _setup_page(visit, token, visit.reader.text(error.text), 400)
    return _begin(visit, await login.login(terkirim.store, terkirim.clock, name, password), "/")


async def _login_page(visit: Visit, said: str | None = None, status: int = 200) -> Response:
    values = {
        "said": said,
        "name": visit.form.get("name", ""),
        "next": visit.form.get("next") or visit.query("next", 2000),
        "no_admin": await login.needs_admin(visit.terkirim.store),
    }
    return _form_page(visit, "login", values, status)


async def _setup_page(
    visit: Visit, token: str, said: str | None = None, status: int = 200
) -> Response:
    valid = await login.may_set_up(visit.terkirim.store, token)
    values = {
        "said": said,
        "token": token,
        "valid": valid,
        "name": visit.form.get("name", ""),
        "shortest": MIN_PASSWORD,
    }
    return _form_page(visit, "setup", values, status if valid else 403)


def _form_page(visit: Visit, template: str, values: Mapping[str, object], status: int) -> Response:
    token = visit.csrf or new_token()
    response = visit.page(template, {**values, "csrf": token, "place": None}, status)
    if visit.session is None:
        _cookies(visit).note_form(response, token)
    return response


def _begin(visit: Visit, token: str, path: str) -> Response:
    response = visit.go(path)
    _cookies(visit).begin(response, token)
    return response


def _cookies(visit: Visit) -> Cookies:
    return Cookies(https=visit.terkirim.settings.https)
