"""What happens in the demo, act by act, over some simulated weeks."""

from collections.abc import Callable, Mapping
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

from terkirim.assembly import Terkirim
from terkirim.cli.demo.control import SandboxControl
from terkirim.cli.demo.fates import Fates
from terkirim.cli.demo.human import BODY_THREE, Human
from terkirim.cli.demo.stage import Stage
from terkirim.delivery.campaigns.model import CampaignFile
from terkirim.delivery.campaigns.read_file import read_campaign
from terkirim.delivery.campaigns.rules import reopening_body, template_body
from terkirim.delivery.lists.model import CleanList
from terkirim.delivery.outbox.send_one import Request
from terkirim.sandbox import ACCOUNT, LIVE_SENDER, TEST_SENDER
from terkirim.vocabulary.clock import DAY, HOUR, MINUTE
from terkirim.vocabulary.text import Text

_JAKARTA = ZoneInfo("Asia/Jakarta")
_OPENING = time(9)
BLAST_S = 40.0  # every blast takes about so long, whatever the size of the list


class Play(NamedTuple):
    """What the story is played with."""

    terkirim: Terkirim
    sandbox: SandboxControl
    stage: Stage
    human: Human
    contacts: CleanList
    fates: Fates
    campaigns: dict[str, CampaignFile]
    announce: Callable[[Text], None]


def read_campaigns(folder: Path) -> dict[str, CampaignFile]:
    """The campaign files of a folder by their file names."""
    return {path.stem: read_campaign(path) for path in sorted(folder.glob("*.toml"))}


async def tell(play: Play) -> None:
    """Play all acts."""
    await deal_troubles(play)
    for title, act in ACTS:
        play.announce(title)
        await act(play)


async def deal_troubles(play: Play) -> None:
    """Order the failures that belong to people."""
    fates, order = play.fates, play.sandbox
    await order.faults(
        _fails("no WhatsApp", 131030, fates["no_whatsapp"], phase="sync", sender=LIVE_SENDER),
        _fails("unreachable", 131026, fates["unreachable"]),
        {
            **_fails("recovers", 131026, fates["recovers"]),
            "then_deliver_after_s": 2 * HOUR,
            "times_per_recipient": 1,
        },
        _fails("experiment", 130472, fates["experiment"], category="MARKETING"),
        _fails("US", 131049, fates.american, category="MARKETING"),
        {
            **_fails("capped once", 131049, fates["capped_once"], category="MARKETING"),
            "times_per_recipient": 1,
        },
        _fails("capped", 131049, fates["capped_always"], category="MARKETING"),
        {
            "name": "cut off",
            "match": {"recipients": fates["cut_off"]},
            "connection": "reset_after_acceptance",
            "times_per_recipient": 1,
        },
    )
    await order.people(*({"phone": phone, "delivers": False} for phone in fates["phone_off"]))


def _fails(
    name: str, code: int, recipients: list[str], phase: str = "webhook", **match: str
) -> dict[str, object]:
    return {
        "name": name,
        "match": {"recipients": recipients, **match},
        "fail": {"code": code, "phase": phase},
    }


async def _blast(play: Play, name: str) -> None:
    t = play.terkirim
    await t.campaigns.take_in(play.campaigns[name], play.contacts, ACCOUNT, LIVE_SENDER)


async def payment_stops(play: Play) -> None:
    """The first campaign; midway the card is refused."""
    await _blast(play, "1-pesanan-siap")
    await play.stage.play(BLAST_S * 0.4)
    await play.sandbox.account(ACCOUNT, payment_ok=False, payment_phase="webhook")
    await play.stage.play(4 * HOUR)
    await play.human.pays()
    await play.stage.play(DAY - 4 * HOUR)


async def support_replies(play: Play) -> None:
    """Replies to people who wrote too long ago, or just now."""
    asking, odd = play.fates["asks"], play.fates["asks_oddly"]
    for phone in asking:
        await play.sandbox.writes(LIVE_SENDER, phone, "Pesanan saya sudah sampai mana?")
    await play.stage.play(26 * HOUR)
    code = {"code": 131051, "phase": "webhook"}
    closed = {"recipients": asking[: len(asking) // 2], "type": "text", "window": "closed"}
    sticker = {"recipients": odd, "type": "sticker"}
    await play.sandbox.faults(
        {"name": "closed", "match": closed, "fail": code},
        {"name": "sticker", "match": sticker, "fail": {**code, "phase": "sync"}},
    )
    for phone in odd:
        await play.sandbox.writes(LIVE_SENDER, phone, "Kirim stiker dong")
    await play.stage.play(MINUTE)
    text = {"type": "text", "text": {"body": "Pesanan Anda tiba besok pagi."}}
    await _reply(play, asking, text)
    await _reply(play, odd, {"type": "sticker", "sticker": {"id": "1234567890"}})
    answering = asking[: max(1, len(asking) * 2 // 3)]
    for place, phone in enumerate(answering):
        await play.stage.play(MINUTE)
        await play.sandbox.writes(LIVE_SENDER, phone, "Ya, silakan", in_s=(place + 1) * 10 * MINUTE)
    await play.stage.play(10 * HOUR)


async def _reply(play: Play, phones: list[str], body: Mapping[str, object]) -> None:
    reopening = play.campaigns["1-pesanan-siap"].reopening
    for phone in phones:
        await play.terkirim.single.take_in(
            Request(
                LIVE_SENDER,
                phone,
                body,
                reopening=reopening_body(reopening, None) if reopening else None,
            )
        )


async def test_number(play: Play) -> None:
    """A developer tries the test number on people who are not on its list."""
    body = template_body("order_ready", "id", ["Percobaan", "A-1"])
    testers = play.fates["tester"]
    for phone in testers:
        await play.terkirim.single.take_in(Request(TEST_SENDER, phone, body))
    await play.stage.play(HOUR)
    await play.human.allow_lists(TEST_SENDER, testers[:5])
    await _until_morning(play)


async def _until_morning(play: Play) -> None:
    """Nobody begins a campaign at night."""
    local = datetime.fromtimestamp(play.stage.clock.now(), _JAKARTA)
    morning = datetime.combine(local.date() + timedelta(days=1), _OPENING, _JAKARTA)
    await play.stage.play(morning.timestamp() - play.stage.clock.now())


async def marketing_meets_limits(play: Play) -> None:
    """A promotion: limits, the experiment, and a storm of 131049 that pauses the sender."""
    now = play.stage.clock.now()
    storm = {"category": "MARKETING", "share": 0.5, "before": now + 30 * HOUR}
    await _blast(play, "2-promo-bulanan")
    await play.stage.play(BLAST_S * 0.3)
    await play.sandbox.faults(
        {"name": "storm", "match": storm, "fail": {"code": 131049, "phase": "webhook"}}
    )
    for phone in play.fates["writes_stop"]:
        await play.sandbox.writes(LIVE_SENDER, phone, "BERHENTI", in_s=2 * HOUR)
    await play.stage.play(6 * DAY)
    await play.sandbox.forget_fault("storm")


async def template_changes(play: Play) -> None:
    """The template gets a third variable while two are being sent; then a language is deleted."""
    refuse = {"code": 132001, "phase": "sync"}
    await _blast(play, "3-pesanan-siap")
    await play.stage.play(BLAST_S * 0.15)
    await play.sandbox.faults(
        {
            "name": "third variable",
            "match": {"template": "order_ready", "language": "id", "parameters": 2},
            "fail": refuse,
        }
    )
    await play.sandbox.template(name="order_ready", language="id", body=BODY_THREE)
    await play.stage.play(3 * HOUR)
    await play.sandbox.forget_fault("third variable")
    await play.human.mends_template()
    await play.stage.play(BLAST_S * 0.15)
    await play.sandbox.drop_template("order_ready", "id")
    await play.stage.play(3 * HOUR)
    await play.human.mends_template()
    await play.stage.play(BLAST_S * 0.15)


async def balance_runs_out(play: Play) -> None:
    """The reseller's wallet is empty."""
    await play.sandbox.account(ACCOUNT, balance=0.0)
    await play.stage.play(5 * HOUR)
    await play.human.tops_up()
    await play.stage.play(BLAST_S * 0.1)


async def account_is_locked(play: Play) -> None:
    """Meta locks the account; the appeal takes a day."""
    await play.sandbox.account(ACCOUNT, locked=True, notify=True)
    await play.stage.play(26 * HOUR)
    await play.human.appeals()
    await play.stage.play(BLAST_S * 0.1)


async def number_is_unregistered(play: Play) -> None:
    """The number lost its registration; it is verified and registered again."""
    await play.sandbox.sender(LIVE_SENDER, registered=False, verified=False)
    await play.stage.play(2 * HOUR)
    await play.human.verifies(LIVE_SENDER)
    await play.stage.play(DAY)


async def people_come_back(play: Play) -> None:
    """One who was inactive writes; another round goes to everyone asked before."""
    for phone in play.fates["unreachable"][:1]:
        await play.sandbox.writes(LIVE_SENDER, phone, "Halo, saya pakai WhatsApp lagi")
    await play.stage.play(8 * DAY)


ACTS = (
    (Text(id="Kampanye 1: pembayaran berhenti", en="Campaign 1: payment stops"), payment_stops),
    (Text(id="Balasan layanan pelanggan", en="Support replies"), support_replies),
    (Text(id="Nomor uji", en="The test number"), test_number),
    (
        Text(id="Kampanye 2: promosi dan batas Meta", en="Campaign 2: marketing meets limits"),
        marketing_meets_limits,
    ),
    (
        Text(id="Kampanye 3: template berubah", en="Campaign 3: the template changes"),
        template_changes,
    ),
    (Text(id="Saldo habis", en="The balance runs out"), balance_runs_out),
    (Text(id="Akun dikunci", en="The account is locked"), account_is_locked),
    (Text(id="Nomor tidak terdaftar", en="The number is unregistered"), number_is_unregistered),
    (Text(id="Orang-orang kembali", en="People come back"), people_come_back),
)
