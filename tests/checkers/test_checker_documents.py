"""The settings in docs/checkers are settings, and the sandbox's ends stand hostile requests."""

import re
import tomllib
from pathlib import Path

import aiohttp
import pytest

from terkirim.sandbox import WALLET_KEY, Sandbox, serve_sandbox
from terkirim.settings import CheckerSettings

DOCS = Path(__file__).parents[2] / "docs"
BLOCK = re.compile(r"```toml\n(.*?)```", re.DOTALL)


@pytest.mark.parametrize("name", ["checkers.md", "checkers.id.md"])
def test_the_settings_shown_can_be_used(name: str) -> None:
    blocks = BLOCK.findall((DOCS / name).read_text("utf-8"))
    shown = [CheckerSettings.model_validate(tomllib.loads(each)["checker"]) for each in blocks]
    assert [one.kind for one in shown] == ["contacts", "lookup"]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"null",
        b"[]",
        b"{}",
        b"[" * 100_000,
        b'{"contacts": []}',
        b'{"contacts": ["' + b"9" * 99 + b'"]}',
        b'{"contacts": [7]}',
        b"\xff",
    ],
    ids=lambda body: str(body[:20]),
)
async def test_the_sandbox_refuses_what_is_no_order(body: bytes) -> None:
    headers = {"Authorization": f"Bearer {WALLET_KEY}"}
    async with serve_sandbox(Sandbox()) as url, aiohttp.ClientSession() as http:
        async with http.post(f"{url}/v1/contacts", data=body, headers=headers) as answer:
            assert (answer.status, "errors" in await answer.json()) == (400, True)
        for odd in ("%00", "x" * 300, "%2B62", "=1"):
            path = f"{url}/v1/lookup/{odd}"
            async with http.get(path, headers={"X-API-Key": WALLET_KEY}) as answer:
                assert (answer.status, (await answer.json())["status"]) == (200, "INVALID")
