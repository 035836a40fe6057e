"""The page of one contact: verdicts in both languages, whatever people call themselves."""

import pytest

from dashboard.browser import Browser
from dashboard.world import HOSTILE, Filled


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", ("Marketing", "not written to", "no consent is on record", "Last delivered")),
        ("id", ("Promosi", "tidak dikirimi", "belum tercatat persetujuannya", "Terakhir sampai")),
    ],
)
async def test_it_says_why_they_are_not_written_to(
    browser: Browser, filled: Filled, language: str, said: tuple[str, ...]
) -> None:
    answer = await browser.get("/contacts/081200000003", **{"Accept-Language": language})
    assert answer.status == 200
    for words in said:
        assert words in answer.text


async def test_a_message_leads_to_it_and_hostile_names_stay_words(
    browser: Browser, filled: Filled
) -> None:
    message = await browser.get(f"/messages/{filled.capped}")
    start = message.text.index('href="/contacts/') + len('href="')
    path = message.text[start : message.text.index('"', start)]
    answer = await browser.get(path)
    assert answer.status == 200
    assert "&lt;script&gt;alert(1)" in answer.text
    assert HOSTILE not in answer.text
    assert "+6281200000001" in answer.text


@pytest.mark.parametrize("address", ["+6281299999999", "con_nobody", "%3Cscript%3E", "ID.nobody"])
async def test_nobody_is_a_page_that_is_not_there(
    browser: Browser, filled: Filled, address: str
) -> None:
    answer = await browser.get(f"/contacts/{address}")
    assert answer.status == 404
    assert "<script>" not in answer.text
