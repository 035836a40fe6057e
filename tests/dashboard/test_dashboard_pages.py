"""What the pages show, in both languages, whatever people and Meta write."""

import re

import pytest

from dashboard.browser import Browser
from dashboard.world import HOSTILE, Filled
from terkirim.assembly import Terkirim
from terkirim.vocabulary.clock import HOUR, SimulatedClock
from terkirim.vocabulary.states import State

POLICY = {
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "connect-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
}
EVERY_PAGE = [
    "/",
    "/overview",
    "/messages",
    "/messages/nothing",
    "/holds",
    "/holds/nothing/lift",
    "/inbox",
    "/guide",
    "/guide/131049",
    "/guide/424242",
    "/guide/%F0%9F%98%80",
    "/static/dashboard.css",
    "/static/nothing.css",
    "/login",
    "/setup",
]
MADE_INLINE = re.compile(r"<[^>]+\s(?:style|on\w+)=|<script(?![^>]* src=)|<style", re.IGNORECASE)


@pytest.mark.parametrize("path", EVERY_PAGE)
async def test_every_answer_has_its_headers(browser: Browser, filled: Filled, path: str) -> None:
    answer = await browser.get(path)
    assert answer.status < 500
    assert set(answer.headers["Content-Security-Policy"].split("; ")) == POLICY
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] == "same-origin"
    if "/static/" not in path:
        assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("path", ["/", "/messages", "/inbox", "/guide", "/login"])
async def test_wrong_methods_are_told(browser: Browser, path: str) -> None:
    async with browser.session.delete(browser.url + path) as answer:
        assert answer.status == 405
        assert "Content-Security-Policy" in answer.headers


async def test_files_are_kept_for_good_by_their_version(stranger: Browser) -> None:
    page = (await stranger.get("/guide")).text
    paths = re.findall(r'(?:src|href)="(/static/[^"]+)"', page)
    assert len(set(paths)) == 4
    for path in paths:
        assert "immutable" in (await stranger.get(path)).headers["Cache-Control"]
    assert (await stranger.get("/static/dashboard.css?v=old")).headers[
        "Cache-Control"
    ] == "no-cache"


async def test_the_overview_tells_what_needs_a_person(browser: Browser, filled: Filled) -> None:
    page = (await browser.get("/")).text
    assert "There is a payment problem at Meta" in page
    assert 'href="https://business.facebook.com' in page
    assert "for the owner" in page
    assert "2 messages wait" in page  # the refused one, and the one kept back
    assert "until WhatsApp reports the account as healthy" in page
    assert "Together 6 messages, each in exactly one state." in page
    assert f"The whole account {200000000000001}" in page


async def test_the_overview_is_sent_again_only_when_it_changed(
    browser: Browser, filled: Filled, clock: SimulatedClock
) -> None:
    page = (await browser.get("/")).text
    found = re.search(r'hx-get="(/overview\?seen=\w+)"', page)
    assert found
    assert (await browser.get(found[1], HX_Request="true")).status == 204
    await clock.advance_to(clock.now() + 2 * HOUR)
    changed = await browser.get(found[1], HX_Request="true")
    assert changed.status == 200
    assert "<html" not in changed.text
    assert "since 2 hours ago" in changed.text


async def test_an_alert_without_a_hold_is_done_by_hand(
    browser: Browser, filled: Filled, terkirim: Terkirim
) -> None:
    page = await browser.get("/")
    done = re.findall(r'action="(/alerts/[^"]+/done)"', page.text)
    assert len(done) == 1  # the payment alert ends with its hold
    assert (await browser.post(done[0], {"csrf": page.csrf})).location == "/"
    assert "/done" not in (await browser.get("/")).text


async def test_a_held_message_tells_why_and_until_when(browser: Browser, filled: Filled) -> None:
    page = (await browser.get(f"/messages/{filled.capped}")).text
    for said in (
        "WhatsApp reports a failure",
        'href="/guide/131049"',
        "It is a marketing message",
        "What else it could be",
        "Hold marketing to one person until 22 Sept 2026",
        "On its way to WhatsApp, attempt 1",
        "accepted by WhatsApp · HTTP 200",
        "WIB",
        "Monday, 21 September 2026" if "Monday, 21" in page else "Monday, September 21, 2026",
    ):
        assert said.replace("Sept ", "Sep ") in page.replace("Sept ", "Sep "), said
    assert re.search(r"(almost certain|very likely|likely) <b>\d+%</b>", page)


async def test_a_rerouted_message_shows_its_sms(browser: Browser, filled: Filled) -> None:
    page = (await browser.get(f"/messages/{filled.rerouted}")).text
    assert "Handed over to SMS" in page
    assert "only test numbers have an allow-list" in page
    assert "<b>waiting</b>" in page
    assert "0 tries" in page


async def test_a_read_message_has_its_way(browser: Browser, filled: Filled) -> None:
    page = (await browser.get(f"/messages/{filled.read}")).text
    way = ["Written down and queued", "WhatsApp accepted it", "Sent by WhatsApp", "Delivered to"]
    assert sorted(way, key=page.index) == way
    assert "Why:" not in page


async def test_hostile_words_stay_words(browser: Browser, filled: Filled) -> None:
    paths = [f"/messages/{one}" for one in filled]
    for path in ["/", "/messages", "/holds", "/inbox", *paths, f"/messages?q={HOSTILE}"]:
        for language in ("id", "en"):
            page = (await browser.get(f"{path}{'&' if '?' in path else '?'}lang={language}")).text
            assert not MADE_INLINE.search(page), path
            assert "<img src=x" not in page
            assert "49" not in re.findall(r"😀 (\w+)", page)
    capped = (await browser.get(f"/messages/{filled.capped}")).text
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &#34;O&#39;Neil&#34; &amp; 😀" in capped
    assert "was not delivered &lt;b&gt;" in capped


async def test_webhooks_set_aside_are_shown_as_they_came(browser: Browser, filled: Filled) -> None:
    page = (await browser.get("/inbox")).text
    assert "&lt;img src=x onerror=&#34;alert(2)&#34;&gt; not json \ufffd" in page
    assert "From an unknown sender" in page
    assert "999" in page


@pytest.mark.parametrize(
    "wanted", ["+6281200000003", "0812-0000-0003", "62 812 0000 0003", "WA: 081200000003"]
)
async def test_a_number_is_found_however_it_is_written(
    browser: Browser, filled: Filled, wanted: str
) -> None:
    async with browser.session.get(f"{browser.url}/messages", params={"q": wanted}) as answer:
        assert re.findall(r"/messages/(msg_\w+)", await answer.text()) == [filled.read]


async def test_an_id_leads_straight_to_its_message(browser: Browser, filled: Filled) -> None:
    for wanted in (filled.read, f"wamid.{filled.read}"):
        answer = await browser.get(f"/messages?q={wanted}")
        assert (answer.status, answer.location) == (303, f"/messages/{filled.read}")


async def test_messages_are_filtered_by_state_and_cause(browser: Browser, filled: Filled) -> None:
    async def shown(query: str) -> set[str]:
        return set(re.findall(r"/messages/(msg_\w+)", (await browser.get(query)).text))

    assert await shown(f"/messages?state={State.READ}") == {filled.read}
    assert await shown("/messages?cause=recipient.marketing_cap") == {filled.capped}
    assert await shown("/messages?state=held&cause=account.payment") == {
        filled.unpaid,
        filled.kept_back,
    }
    assert await shown("/messages?state=nonsense&page=-3") == set(filled)
    assert await shown("/messages?page=2") == set()
    assert await shown("/messages?q=0812nobody") == set()


async def test_a_hold_is_lifted_by_hand_after_asking(
    browser: Browser, filled: Filled, terkirim: Terkirim, clock: SimulatedClock
) -> None:
    listed = (await browser.get("/holds")).text
    first = re.findall(r'href="(/holds/hold_\w+/lift)"', listed)[0]
    asked = await browser.get(first)
    assert "2 messages go out at once." in asked.text
    lifted = await browser.post(first, {"csrf": asked.csrf})
    assert (lifted.status, lifted.location) == (303, "/holds?lifted=yes")
    assert "The hold is lifted" in (await browser.get(lifted.location)).text
    assert (await browser.post(first, {"csrf": asked.csrf})).status == 404
    assert (await browser.get(first)).status == 404
    assert "There is a payment problem" not in (await browser.get("/holds")).text
    await terkirim.releaser.run()
    page = (await browser.get(f"/messages/{filled.kept_back}")).text
    assert "Released" in page


async def test_languages_follow_the_reader(stranger: Browser) -> None:
    async def heading(path: str = "/guide", **headers: str) -> str:
        found = re.search(r"<h1>(.*?)</h1>", (await stranger.get(path, **headers)).text)
        assert found
        return found[1]

    english, indonesian = "Guide to the codes", "Panduan kode galat"
    for wish, expected in (
        ("en-US,en;q=0.9,id;q=0.5", english),
        ("id", indonesian),
        ("in-ID", indonesian),
        ("en;q=0.2, id-ID;q=0.8", indonesian),
        ("de-DE, fr;q=0.3", english),
        ("", indonesian),
        (",;q=x,,*", indonesian),
    ):
        assert await heading(Accept_Language=wish) == expected, wish
    assert await heading("/guide?lang=id") == indonesian
    assert await heading() == indonesian  # by its cookie now
    assert await heading("/guide?lang=xx") == indonesian
    assert await heading("/guide?lang=en") == english


async def test_the_guide_is_open_to_everyone_and_shows_both_readings(stranger: Browser) -> None:
    listing = (await stranger.get("/guide")).text
    for family in ("Data and recipients", "Policy", "Administration and system"):
        assert f">{family}</h2>" in listing
    assert "/messages" not in listing
    page = (await stranger.get("/guide/131030")).text
    assert "As popular guides read it" in page
    assert "As Meta documents it" in page
    assert 'href="/guide/131026"' in page
    unknown = await stranger.get("/guide/131999")
    assert unknown.status == 404


@pytest.mark.parametrize(
    ("wanted", "code"),
    [
        ("131049", "131049"),
        ('{"error": {"code": 131042, "message": "x"}}', "131042"),
        ("kartu pembayaran", "131042"),
        ("balance", "131031"),
    ],
)
async def test_the_guide_is_searched(stranger: Browser, wanted: str, code: str) -> None:
    async with stranger.session.get(f"{stranger.url}/guide", params={"q": wanted}) as answer:
        page = await answer.text()
    assert f'href="/guide/{code}"' in page
    assert len(re.findall(r'href="/guide/\d+"', page)) < 20


async def test_everything_is_empty_at_first(browser: Browser) -> None:
    for path in ("/", "/messages", "/holds", "/inbox"):
        for language in ("id", "en"):
            assert (await browser.get(f"{path}?lang={language}")).status == 200
    assert "Nothing. Terkirim takes care" in (await browser.get("/")).text
