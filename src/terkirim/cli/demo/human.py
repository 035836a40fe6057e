"""The person's part, played: pays, tops up, appeals, verifies the number, mends the template."""

from terkirim.assembly import Terkirim
from terkirim.cli.demo.control import SandboxControl
from terkirim.delivery.holds.lift import lift_by_hand
from terkirim.delivery.senders.verify import verify
from terkirim.store import holds
from terkirim.vocabulary.causes import Cause

PIN = "123456"
BODY_TWO = "Halo {{1}}, pesanan Anda dengan nomor {{2}} sudah siap diambil. Terima kasih."
BODY_THREE = "Halo {{1}}, pesanan {{2}} siap diambil di {{3}}. Terima kasih."


class Human:
    """Does what the alerts ask for, by the same means an owner has.

    Who pays leaves it to the probe to notice; the others ask Terkirim to look at once.
    """

    def __init__(self, terkirim: Terkirim, sandbox: SandboxControl) -> None:
        self._terkirim = terkirim
        self._sandbox = sandbox
        self._account = terkirim.settings.account_id

    async def pays(self) -> None:
        """Mends the payment method in Billing Hub."""
        await self._sandbox.account(self._account, payment_ok=True)

    async def tops_up(self) -> None:
        """Fills the prepaid wallet."""
        await self._sandbox.account(self._account, balance=250_000.0)
        await self._terkirim.prober.hasten()

    async def appeals(self) -> None:
        """Appeals against the lock, and wins."""
        await self._sandbox.account(self._account, locked=False, notify=True)
        await self._terkirim.prober.hasten()

    async def mends_template(self) -> None:
        """Brings the template back to two variables."""
        await self._sandbox.template(
            name="order_ready", language="id", body=BODY_TWO, category="UTILITY", notify=True
        )
        await self._terkirim.prober.hasten()

    async def verifies(self, sender_id: str) -> None:
        """Walks `terkirim senders verify` with the code that came by SMS."""
        t = self._terkirim
        await verify(t.api, t.senders, sender_id, "SMS", PIN, lambda: self._sandbox.otp(sender_id))
        await t.prober.hasten()

    async def allow_lists(self, sender_id: str, phones: list[str]) -> None:
        """Adds the testers to the test number's list and lifts what was held for them."""
        await self._sandbox.sender(sender_id, allow_list=phones)
        t = self._terkirim
        async with t.store.read() as db:
            active = await holds.active(db)
        for hold in active:
            if hold.cause == Cause.NOT_ON_TEST_LIST:
                await lift_by_hand(t.store, t.clock, hold.id, "developer")
