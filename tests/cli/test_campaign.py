"""`terkirim campaign run`: what is said of a list as it goes into the outbox."""

import asyncio
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from house import House
from terkirim.cli import app
from terkirim.delivery.lists import sift_apart
from terkirim.sandbox import ACCOUNT, APP_SECRET, LIVE_SENDER, TOKEN, VERIFY_TOKEN
from terkirim.store import campaigns, checks
from terkirim.store.checks import Check
from terkirim.vocabulary.clock import SystemClock

LIST = """Nama,No WA,Pesanan,Setuju
Sari,081200000001,A-1,ya
Budi,(021) 555 1234,A-2,ya
Sari lagi,6281200000001,A-3,ya
Tono,081200000003,A-4,tidak
Wati,081200000004,A-5,
"""
CAMPAIGN = """name = "Pesanan"
template = "order_ready"
contacts = "list.csv"
parameters = [{ column = "nama" }, { column = "pesanan" }]
"""


async def run(
    house: House,
    folder: Path,
    language: str,
    sender: str = LIVE_SENDER,
    listed: str | None = LIST,
) -> Result:
    if listed is not None:
        (folder / "list.csv").write_text(listed)
    (folder / "campaign.toml").write_text(CAMPAIGN)
    values = {
        "ACCOUNT_ID": ACCOUNT,
        "ACCESS_TOKEN": TOKEN,
        "APP_SECRET": APP_SECRET,
        "VERIFY_TOKEN": VERIFY_TOKEN,
        "SENDER": sender,
        "GRAPH_URL": house.terkirim.settings.graph_url,
        "DATABASE": house.terkirim.settings.database,
    }
    env = {"LC_ALL": language, **{f"TERKIRIM_{name}": value for name, value in values.items()}}
    words = ["campaign", "run", str(folder / "campaign.toml")]
    return await asyncio.to_thread(CliRunner().invoke, app, words, env=env)


async def test_every_row_is_accounted_for(
    house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = await run(house, tmp_path, "en")
    assert first.stdout == (
        "5 rows: 3 rejected, 2 queued, 0 left out (no consent), 0 known already.\n"
    ), first.output
    assert [line.split(":")[0] for line in first.stderr.splitlines()] == ["3", "4", "5"]
    monkeypatch.setattr(sift_apart, "_WORTH_IT", 0)
    again = await run(house, tmp_path, "id")
    assert "2 sudah ada." in again.stdout
    assert "adalah nomor telepon rumah" in again.stderr


async def test_whom_a_checker_doubts_is_told(house: House, tmp_path: Path) -> None:
    said = [
        Check(phone, "a", verdict, {}, SystemClock().now())
        for phone, verdict in (
            ("+6281200000001", "no_whatsapp"),
            ("+6281200000003", "has_whatsapp"),
            ("+6281200000009", "no_whatsapp"),
        )
    ]
    async with house.terkirim.store.write() as db:
        await checks.save(db, said)
    first = await run(house, tmp_path, "en")
    assert first.stdout.splitlines()[1:] == [
        "Of those written to, 1 are doubtful: a checker says they have no WhatsApp; they are "
        "written to all the same."
    ]
    again = await run(house, tmp_path, "en")
    assert again.stdout.count("\n") == 1, "nobody new, no doubt"


@pytest.mark.parametrize("listed", [None, "", "Nama,Kota\nSari,Bandung\n"])
@pytest.mark.parametrize("worth_it", [0, 2_000_000])
async def test_a_list_that_cannot_be_read_begins_no_campaign(
    house: House,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    listed: str | None,
    worth_it: int,
) -> None:
    """Be it read here or by a process of its own."""
    monkeypatch.setattr(sift_apart, "_WORTH_IT", worth_it)
    refused = await run(house, tmp_path, "en", listed=listed)
    assert (refused.exit_code, refused.stdout) == (2, "")
    assert refused.stderr.count("\n") == 1
    async with house.terkirim.store.read() as db:
        assert await campaigns.every(db) == []


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("id", "Pengirim 404 belum dikenal, jadi tidak ada yang dikirim"),
        ("en", "Sender 404 is not known yet, so nothing was sent"),
    ],
)
async def test_an_unknown_sender_is_one_sentence(
    house: House, tmp_path: Path, language: str, said: str
) -> None:
    refused = await run(house, tmp_path, language, sender="404")
    assert (refused.exit_code, refused.stdout) == (2, "")
    assert refused.stderr.startswith(said)
    assert refused.stderr.count("\n") == 1
