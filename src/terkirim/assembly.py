"""Build everything once and hand it over; leaving the block closes it all.

Who wants to know what Terkirim is made of reads `assemble` from top to bottom.
"""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import Any

import msgspec

from terkirim.channels.alerting import AlertChannel
from terkirim.channels.balance import BalanceSource
from terkirim.channels.checkers.contacts_endpoint import ContactsEndpoint
from terkirim.channels.checkers.fetch import authorised
from terkirim.channels.checkers.line_lookup import LineLookup, Reading, Request
from terkirim.channels.checkers.model import Checker
from terkirim.channels.sms import SmsChannel
from terkirim.cloudapi import CloudApi
from terkirim.delivery.alerts.tell import AlertTeller
from terkirim.delivery.campaigns.model import Reopening
from terkirim.delivery.campaigns.rules import reopening_body
from terkirim.delivery.campaigns.run import CampaignRunner
from terkirim.delivery.checkers.model import Terms
from terkirim.delivery.checkers.run import CheckRunner
from terkirim.delivery.consent.hear import Manners
from terkirim.delivery.consent.keywords import Keywords
from terkirim.delivery.holds.probe import Prober
from terkirim.delivery.inbox.apply import Inbox
from terkirim.delivery.inbox.model import Habits
from terkirim.delivery.inbox.receive import Receiver
from terkirim.delivery.insights.person.look_up import Asking
from terkirim.delivery.insights.read import Insights
from terkirim.delivery.outbox.claim import Claimer
from terkirim.delivery.outbox.dispatch import Dispatcher
from terkirim.delivery.outbox.evidence import EvidenceGatherer
from terkirim.delivery.outbox.expire import Expirer
from terkirim.delivery.outbox.grace import Judge
from terkirim.delivery.outbox.leases import SenderLeases
from terkirim.delivery.outbox.pacers import Pacers
from terkirim.delivery.outbox.pacing import PacingRules
from terkirim.delivery.outbox.reconcile import Reconciler
from terkirim.delivery.outbox.record import Recorder
from terkirim.delivery.outbox.release import Releaser
from terkirim.delivery.outbox.send_one import SingleSender
from terkirim.delivery.outbox.send_sms import SmsSender
from terkirim.delivery.outbox.settle import Settler
from terkirim.delivery.senders.sync import SenderSync
from terkirim.delivery.templates.sync import TemplateSync
from terkirim.http import Http
from terkirim.settings import Settings
from terkirim.store import Store, open_store
from terkirim.vocabulary.clock import DAY, Clock, SystemClock
from terkirim.vocabulary.identifiers import Identifiers


@dataclass(frozen=True)
class Terkirim:
    """The assembled product."""

    settings: Settings
    clock: Clock
    identifiers: Identifiers
    store: Store
    api: CloudApi
    senders: SenderSync
    templates: TemplateSync
    campaigns: CampaignRunner
    single: SingleSender
    receiver: Receiver
    inbox: Inbox
    dispatcher: Dispatcher
    reconciler: Reconciler
    judge: Judge
    releaser: Releaser
    expirer: Expirer
    sms: SmsSender
    prober: Prober
    alerts: AlertTeller
    insights: Insights
    checks: CheckRunner | None

    def reopening_body(self) -> dict[str, Any] | None:
        """The reopening template of the settings, for messages that bring none of their own."""
        chosen = self.settings.reopening
        if chosen is None:
            return None
        parameters = tuple(chosen.parameters)
        return reopening_body(Reopening(chosen.template, chosen.language, parameters), None)

    def asking(self, sender_id: str | None = None) -> Asking:
        """From where the owner looks at a person; without a sender, the settings' own writes."""
        return Asking(
            now=self.clock.now(),
            account_id=self.settings.account_id,
            sender_id=sender_id or self.settings.sender or "",
            region=self.settings.region,
            pacing=_pacing(self.settings),
            until_inactive=self.settings.the_policy().failures_until_inactive,
        )


@asynccontextmanager
async def assemble(
    settings: Settings, clock: Clock | None = None, identifiers: Identifiers | None = None
) -> AsyncIterator[Terkirim]:
    """Open the database and the HTTP session and build every part on them."""
    clock, identifiers = clock or SystemClock(), identifiers or Identifiers()
    policy = settings.the_policy()
    async with AsyncExitStack() as closing:
        store = await open_store(settings.database)
        closing.push_async_callback(store.close)
        http = await closing.enter_async_context(Http())
        api = CloudApi(http, settings.graph_url, settings.access_token.get_secret_value())
        senders = SenderSync(store, api, settings.account_id, clock)
        templates = TemplateSync(store, api, settings.account_id, clock)
        balance = _balance(settings, http)
        sms_channel = SmsChannel(settings.sms_url.get_secret_value() if settings.sms_url else None)
        alert_channel = AlertChannel([url.get_secret_value() for url in settings.alert_urls])
        settler = Settler(
            EvidenceGatherer(store, senders, templates, balance, clock),
            identifiers,
            policy,
            sms_available=sms_channel.available,
        )
        yield Terkirim(
            settings=settings,
            clock=clock,
            identifiers=identifiers,
            store=store,
            api=api,
            senders=senders,
            templates=templates,
            campaigns=CampaignRunner(store, templates, identifiers, clock),
            single=SingleSender(store, templates, identifiers, clock),
            receiver=Receiver(store, clock),
            inbox=_inbox(settings, store, settler, templates, identifiers, clock),
            dispatcher=_dispatcher(settings, store, api, settler, clock),
            reconciler=Reconciler(store, clock, policy.reconcile),
            judge=Judge(store, settler, clock),
            releaser=Releaser(store, policy, clock),
            expirer=Expirer(store, clock),
            sms=SmsSender(store, sms_channel, clock, _pacing(settings)),
            prober=Prober(store, senders, templates, balance, clock),
            alerts=AlertTeller(store, alert_channel, settings.language, clock),
            insights=Insights(store),
            checks=_checks(settings, store, http, clock),
        )


def _inbox(
    settings: Settings,
    store: Store,
    settler: Settler,
    templates: TemplateSync,
    identifiers: Identifiers,
    clock: Clock,
) -> Inbox:
    own = settings.consent
    words = Keywords(own.stop_words, own.start_words, own.unused_words)
    manners = Manners(words, own.stop_answer, own.start_answer)
    habits = Habits(settings.webhook_days * DAY, manners, settings.recycled_days * DAY)
    return Inbox(store, settler, templates, identifiers, clock, habits)


def _dispatcher(
    settings: Settings, store: Store, api: CloudApi, settler: Settler, clock: Clock
) -> Dispatcher:
    pacers = Pacers(_pacing(settings), settings.per_second)
    leases = SenderLeases(store, clock, settler.policy.reconcile)
    recorder = Recorder(store, settler, pacers, clock)
    return Dispatcher(
        store, api, Claimer(pacers, leases, clock), recorder, leases, settings.requests_at_once
    )


def _pacing(settings: Settings) -> PacingRules:
    return msgspec.convert(settings.pacing.model_dump(), PacingRules)


def _balance(settings: Settings, http: Http) -> BalanceSource | None:
    if settings.balance_url is None:
        return None
    return BalanceSource(http, settings.balance_url, settings.balance_key.get_secret_value())


def _checks(settings: Settings, store: Store, http: Http, clock: Clock) -> CheckRunner | None:
    chosen = settings.checker
    if chosen is None:
        return None
    headers = authorised(chosen.header, chosen.token.get_secret_value())
    checker: Checker = ContactsEndpoint(http, chosen.url, headers)
    if chosen.answer is not None and chosen.kind == "lookup":
        request = Request(chosen.url, headers, chosen.method, chosen.body)
        checker = LineLookup(http, request, msgspec.convert(chosen.answer.model_dump(), Reading))
    cache_s = chosen.cache_days * DAY
    terms = Terms(chosen.price, chosen.currency, chosen.per_second, cache_s, chosen.most)
    return CheckRunner(store, checker, terms, clock)
