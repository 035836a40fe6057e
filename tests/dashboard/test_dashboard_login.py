"""First start, login, sessions, and what keeps others out."""

import asyncio
from pathlib import Path

import pytest

from dashboard.browser import NAME, PASSWORD, Browser
from terkirim.assembly import Terkirim
from terkirim.delivery.access import keys, login
from terkirim.errors import BadInput
from terkirim.vocabulary.clock import HOUR, MINUTE, SimulatedClock

PRIVATE = ["/", "/overview", "/messages", "/messages/x", "/holds", "/holds/x/lift", "/inbox"]
SETUP = {"name": " ani ", "password": PASSWORD, "again": PASSWORD}


async def test_first_start_makes_the_admin_and_logs_in(
    terkirim: Terkirim, stranger: Browser
) -> None:
    token = await login.setup_token(terkirim.store)
    form = await stranger.get(f"/setup?token={token}")
    assert form.status == 200
    done = await stranger.post("/setup", {**SETUP, "token": str(token), "csrf": form.csrf})
    assert (done.status, done.location) == (303, "/")
    assert (await stranger.get("/")).status == 200
    assert await login.setup_token(terkirim.store) is None
    again = await stranger.get(f"/setup?token={token}")
    assert again.status == 403


async def test_only_the_newest_setup_link_works(terkirim: Terkirim, stranger: Browser) -> None:
    old = await login.setup_token(terkirim.store)
    new = await login.setup_token(terkirim.store)
    assert (await stranger.get(f"/setup?token={old}")).status == 403
    assert (await stranger.get("/setup")).status == 403
    assert (await stranger.get(f"/setup?token={new}")).status == 200


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"password": "short", "again": "short"}, "at least 10"),
        ({"again": "something-else"}, "differ"),
        ({"name": "  "}, "letters"),
    ],
)
async def test_setup_says_what_is_wrong_and_can_be_repeated(
    terkirim: Terkirim, stranger: Browser, change: dict[str, str], said: str
) -> None:
    token = str(await login.setup_token(terkirim.store))
    form = await stranger.get(f"/setup?token={token}")
    fields = {**SETUP, "token": token, "csrf": form.csrf}
    refused = await stranger.post("/setup", {**fields, **change})
    assert refused.status == 400
    assert said in refused.text
    assert (await stranger.post("/setup", fields)).status == 303


async def test_two_browsers_cannot_both_become_the_admin(
    terkirim: Terkirim, clock: SimulatedClock
) -> None:
    token = str(await login.setup_token(terkirim.store))
    made = await asyncio.gather(
        *(
            login.create_admin(terkirim.store, clock, token, name, PASSWORD)
            for name in ("ani", "budi")
        ),
        return_exceptions=True,
    )
    assert [type(one) for one in made if one is not None] == [BadInput]


@pytest.mark.parametrize("path", PRIVATE)
async def test_pages_lead_to_the_login_and_back(stranger: Browser, path: str) -> None:
    answer = await stranger.get(path)
    assert answer.status == 303
    assert answer.location == ("/login" if path == "/" else f"/login?next={path}")
    refreshed = await stranger.get(path, HX_Request="true")
    assert refreshed.headers["HX-Redirect"] == "/login"


async def test_login_goes_on_to_the_wanted_page(stranger: Browser, admin: None) -> None:
    answer = await stranger.log_in(next="/messages?state=held")
    assert (answer.status, answer.location) == (303, "/messages?state=held")


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:x", ""]
)
async def test_login_leads_nowhere_else(stranger: Browser, admin: None, elsewhere: str) -> None:
    assert (await stranger.log_in(next=elsewhere)).location == "/"


async def test_a_wrong_name_and_a_wrong_password_are_told_alike(
    stranger: Browser, admin: None
) -> None:
    wrong = await stranger.log_in("not-the-password")
    unknown = await stranger.log_in("not-the-password", name="nobody")
    assert wrong.status == unknown.status == 401
    assert "The name or the password is wrong." in wrong.text
    assert wrong.text.replace(wrong.csrf, "").replace(NAME, "") == unknown.text.replace(
        unknown.csrf, ""
    ).replace("nobody", "")


async def test_failed_logins_are_slowed_down_by_name(
    stranger: Browser, admin: None, clock: SimulatedClock
) -> None:
    for _ in range(5):
        assert (await stranger.log_in("wrong")).status == 401
    slowed = await stranger.log_in(PASSWORD)
    assert slowed.status == 429
    assert "Wait 30 seconds" in slowed.text
    assert (await stranger.log_in("wrong", name="other")).status == 401
    await clock.advance_to(clock.now() + MINUTE)
    assert (await stranger.log_in(PASSWORD)).status == 303


async def test_a_session_lasts_twelve_hours(browser: Browser, clock: SimulatedClock) -> None:
    await clock.advance_to(clock.now() + 12 * HOUR - 1)
    assert (await browser.get("/holds")).status == 200
    await clock.advance_to(clock.now() + 1)
    assert (await browser.get("/holds")).status == 303


async def test_logging_out_ends_the_session_at_the_server(browser: Browser) -> None:
    kept = {cookie.key: cookie.value for cookie in browser.session.cookie_jar}
    csrf = (await browser.get("/")).csrf
    assert (await browser.post("/logout", {"csrf": csrf})).location == "/login"
    browser.session.cookie_jar.update_cookies(kept)
    assert (await browser.get("/")).status == 303


async def test_cookies_are_out_of_reach_of_scripts(stranger: Browser, admin: None) -> None:
    answer = await stranger.log_in()
    cookies = answer.headers.getall("Set-Cookie")
    session = next(cookie for cookie in cookies if cookie.startswith("terkirim_session="))
    assert "HttpOnly" in session
    assert "SameSite=lax" in session
    assert "Max-Age=43200" in session


@pytest.mark.parametrize(
    ("change", "headers"),
    [
        ({"csrf": "guessed"}, {}),
        ({"csrf": ""}, {}),
        ({}, {"Origin": "https://evil.example"}),
        ({}, {"Sec_Fetch_Site": "cross-site"}),
        ({}, {"Origin": "null"}),
    ],
)
@pytest.mark.parametrize("path", ["/logout", "/holds/hold_x/lift", "/alerts/alert_x/done"])
async def test_forms_from_elsewhere_are_refused(
    browser: Browser, path: str, change: dict[str, str], headers: dict[str, str]
) -> None:
    csrf = (await browser.get("/")).csrf
    refused = await browser.post(path, {"csrf": csrf, **change}, **headers)
    assert refused.status == 403
    assert (await browser.get("/")).status == 200


async def test_nobody_can_be_logged_in_from_elsewhere(stranger: Browser, admin: None) -> None:
    fields = {"name": NAME, "password": PASSWORD, "csrf": ""}
    assert (await stranger.post("/login", fields)).status == 403
    assert (await stranger.post("/login", {**fields, "csrf": "made-up"})).status == 403


async def test_a_flood_of_a_form_is_cut_off(browser: Browser) -> None:
    assert (await browser.post("/login", {"name": "x" * 100_000})).status == 413


async def test_keys_are_known_by_their_hash_alone(
    terkirim: Terkirim, clock: SimulatedClock
) -> None:
    key = await keys.create_key(terkirim.store, clock, "toko online")
    assert key.startswith("tk_")
    assert await keys.key_owner(terkirim.store, key) == "toko online"
    assert await keys.key_owner(terkirim.store, key + "x") is None
    with pytest.raises(BadInput, match="toko online"):
        await keys.create_key(terkirim.store, clock, "toko online")
    file = Path(terkirim.settings.database)
    assert key.encode() not in await asyncio.to_thread(file.read_bytes)
