"""An owner, and whoever disturbs: what the seed says they do, at its time."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, Protocol

import aiohttp
import msgspec

from house import START
from simulation.fate import Blast, Fate, Letter, Order
from simulation.loop import until
from simulation.process import Process
from simulation.witness import Witness
from terkirim.assembly import Terkirim
from terkirim.delivery.campaigns.model import CampaignFile, Parameter
from terkirim.delivery.consent.model import Consent, Source
from terkirim.delivery.holds.record_consent import record_by_hand
from terkirim.delivery.lists.model import CleanList, Contact
from terkirim.delivery.outbox.send_one import Refused, Request
from terkirim.errors import TerkirimError
from terkirim.sandbox import ACCOUNT, LIVE_SENDER
from terkirim.vocabulary.causes import Cause
from terkirim.vocabulary.clock import DAY

_ASK_AGAIN_S, _AT_MOST_S = 4.0, 1200.0
_PARAMETERS = (Parameter("name", "Pelanggan"), Parameter("diskon", "10%"))
_AGREED = Consent("marketing", True, Source.HAND.of("kartu anggota"), START - DAY)
_UNWANTED = "the person wants no marketing"
Work = Callable[[Terkirim], Coroutine[Any, Any, str | None]]


class Premises(Protocol):
    """Where the product runs, when it runs."""

    process: Process | None
    terkirim: Terkirim | None

    def wake(self) -> None:
        """Something was put into the database: a process looks every second, or is told."""

    def complain(self, where: str, error: BaseException) -> None:
        """Something went wrong that should not have."""


class Owner:
    """Asks again until something is promised, under the same name: that is what names are for."""

    def __init__(self, fate: Fate, premises: Premises, witness: Witness, meta: str) -> None:
        self._fate = fate
        self._premises = premises
        self._witness = witness
        self._meta = meta

    def deeds(self) -> list[Coroutine[Any, Any, None]]:
        """Everything that will be done, each at its time."""
        fate = self._fate
        return [
            *(self._order(order) for order in fate.orders),
            *(self._send(letter) for letter in fate.letters),
            *(self._blast(blast) for blast in fate.blasts),
        ]

    async def _order(self, order: Order) -> None:
        await until(START + order.at_s)
        body = None if order.body is None else msgspec.json.encode(order.body)
        url = f"http://{self._meta}/_sandbox{order.path}"
        async with aiohttp.ClientSession().request(order.method, url, data=body) as answer:
            assert answer.status == 200, (order, await answer.text())

    async def _send(self, letter: Letter) -> None:
        await until(START + letter.at_s)
        request = Request(
            LIVE_SENDER, letter.to, letter.body, sms_text=letter.sms, idempotency_key=letter.key
        )

        async def take_in(terkirim: Terkirim) -> str | None:
            if letter.marketing:
                await record_by_hand(
                    terkirim.store, terkirim.identifiers, terkirim.clock, letter.to, _AGREED
                )
            taken = await terkirim.single.take_in(request)
            if isinstance(taken, Refused):
                if taken.misfit is not None and taken.misfit.cause == Cause.OPTED_OUT:
                    return _UNWANTED
                await terkirim.templates.all()  # as who is refused by a template does
                return None
            return taken.id

        promised = await self._insist(take_in)
        if promised == _UNWANTED:
            self._witness.unwanted.add(letter.key)
        else:
            self._witness.promised[letter.key] = promised

    async def _blast(self, blast: Blast) -> None:
        await until(START + blast.at_s)
        people = tuple(
            Contact(line, phone, "ID", "Sari", "yes", {"diskon": "20%"})
            for line, phone in enumerate(blast.people, start=2)
        )
        file = CampaignFile(blast.name, "promo_bulanan", parameters=_PARAMETERS, sms=blast.sms)
        listed = CleanList(people, (), len(people), has_consent_column=True, notes=())

        async def take_in(terkirim: Terkirim) -> str:
            intake = await terkirim.campaigns.take_in(file, listed, ACCOUNT, LIVE_SENDER)
            return intake.campaign_id

        await self._insist(take_in)

    async def _insist(self, work: Work) -> str:
        pause_s = _ASK_AGAIN_S
        while True:
            process, terkirim = self._premises.process, self._premises.terkirim
            if process is not None and terkirim is not None and not process.dead:
                promised = await self._ask(process, work(terkirim))
                if promised:
                    return promised
                pause_s = min(2 * pause_s, _AT_MOST_S)
            await asyncio.sleep(pause_s)

    async def _ask(self, process: Process, work: Coroutine[Any, Any, str | None]) -> str | None:
        task = process.start(work)
        await asyncio.wait([task])
        self._premises.wake()
        if task.cancelled():
            return None
        error = task.exception()
        if error is None:
            return str(task.result() or "")
        if not isinstance(error, TerkirimError) and not process.dead:
            self._premises.complain("an intake", error)
        return None
