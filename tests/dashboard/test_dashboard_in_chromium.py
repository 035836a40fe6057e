"""The dashboard in a real browser: it works, breaks no policy and fits a phone."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import (
    Browser,
    BrowserContext,
    Page,
    ViewportSize,
    async_playwright,
    expect,
)

from dashboard.world import Filled, hear
from terkirim.assembly import Terkirim
from terkirim.delivery.access.login import setup_token

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = [
    "--no-sandbox",
    "--headless",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PHONE = ViewportSize(width=360, height=760)
DESK = ViewportSize(width=1440, height=900)
TOO_WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
NAME, PASSWORD = "ani", "kata-sandi-panjang"

pytestmark = pytest.mark.skipif(
    not CHROMIUM.exists(), reason=f"the browser tests need Chromium at {CHROMIUM}"
)


class Watched:
    """A page whose every complaint is kept."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.complaints: list[str] = []
        page.on("console", lambda said: self._note(said.type, said.text))
        page.on("pageerror", lambda error: self._note("error", str(error)))

    def _note(self, kind: str, text: str) -> None:
        if kind in ("error", "warning"):
            self.complaints.append(text)

    async def fits(self) -> bool:
        """Whether nothing has to be scrolled sideways."""
        return bool(await self.page.evaluate(TOO_WIDE) == 0)


@pytest.fixture
async def chromium() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        await browser.close()


async def _set_up(context: BrowserContext, terkirim: Terkirim, url: str) -> Watched:
    watched = Watched(await context.new_page())
    page = watched.page
    await page.goto(f"{url}/setup?token={await setup_token(terkirim.store)}")
    await page.get_by_label("Nama").fill(NAME)
    for label in ("Kata sandi, paling", "Kata sandi sekali lagi"):
        await page.get_by_label(label).fill(PASSWORD)
    await page.get_by_role("button", name="Buat admin").click()
    await expect(page.get_by_role("heading", name="Yang perlu Anda tangani")).to_be_visible()
    return watched


async def test_a_day_at_the_dashboard(
    chromium: Browser, terkirim: Terkirim, url: str, filled: Filled
) -> None:
    context = await chromium.new_context(viewport=DESK, locale="id-ID")
    watched = await _set_up(context, terkirim, url)
    page = watched.page
    await page.get_by_role("button", name="Keluar").click()
    await page.get_by_label("Nama").fill(NAME)
    await page.get_by_label("Kata sandi").fill(PASSWORD)
    await page.get_by_role("button", name="Masuk").click()
    await expect(page.get_by_text("Ada masalah pembayaran di Meta").first).to_be_visible()

    await page.get_by_role("link", name="EN", exact=True).click()
    await expect(page.get_by_role("heading", name="What needs a person now")).to_be_visible()
    await page.get_by_role("link", name="Read", exact=False).first.click()
    await page.get_by_role("link", name="+6281200000003").click()
    await expect(page.get_by_text("Delivered to the person's device")).to_be_visible()
    await page.get_by_role("navigation").get_by_role("link", name="Holds").click()
    await page.get_by_role("link", name="Lift…").first.click()
    await page.get_by_role("button", name="Yes, lift it").click()
    await expect(page.get_by_text("The hold is lifted")).to_be_visible()

    await page.get_by_role("navigation").get_by_role("link", name="Guide").click()
    await page.get_by_label("Search").press_sequentially("payment", delay=5)
    await expect(page.locator("#codes a").first).to_contain_text("131042")
    await expect(page).to_have_url(f"{url}/guide?q=payment")
    assert watched.complaints == []
    await context.close()


async def test_the_overview_keeps_itself_up_to_date(
    chromium: Browser, terkirim: Terkirim, url: str, filled: Filled
) -> None:
    context = await chromium.new_context(viewport=DESK, locale="id-ID")
    watched = await _set_up(context, terkirim, url)
    row = watched.page.locator(".bars a", has_text="Dibaca")
    await expect(row).to_contain_text("1")
    await hear(terkirim, filled.rerouted, "read")
    await expect(row).to_contain_text("2", timeout=10_000)
    assert watched.complaints == []
    await context.close()


async def test_every_page_fits_a_phone_in_both_languages(
    chromium: Browser, terkirim: Terkirim, url: str, filled: Filled
) -> None:
    context = await chromium.new_context(viewport=PHONE, locale="id-ID", has_touch=True)
    watched = await _set_up(context, terkirim, url)
    paths = ["/", "/messages", "/holds", "/inbox", "/guide", "/guide/131049", "/guide/132001"]
    paths += [f"/contacts/+628120000000{number}" for number in (1, 3, 4)]
    for path in [*paths, *(f"/messages/{message_id}" for message_id in filled)]:
        for language in ("id", "en"):
            await watched.page.goto(f"{url}{path}?lang={language}")
            assert await watched.fits(), (path, language)
    assert watched.complaints == []
    await context.close()


async def test_a_lost_connection_is_told(
    chromium: Browser, terkirim: Terkirim, url: str, filled: Filled
) -> None:
    context = await chromium.new_context(viewport=DESK, locale="id-ID")
    watched = await _set_up(context, terkirim, url)
    await context.set_offline(True)
    lost = watched.page.get_by_text("Sambungan ke Terkirim terputus")
    await expect(lost).to_be_visible(timeout=10_000)
    await context.set_offline(False)
    await expect(lost).to_be_hidden(timeout=10_000)
    await asyncio.wait_for(context.close(), 10)
