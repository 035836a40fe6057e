"""Plans and decisions in words, in both languages."""

from collections.abc import Iterable

from terkirim.knowledge import catalogue
from terkirim.knowledge.policy.plan import Ending, Plan
from terkirim.knowledge.policy.remedies import (
    Alert,
    Audience,
    Decision,
    Hold,
    Probe,
    Remedy,
    Reopen,
    Reroute,
    Retry,
)
from terkirim.vocabulary.durations import in_words
from terkirim.vocabulary.scopes import Scope
from terkirim.vocabulary.text import Text

AUDIENCES: dict[Audience, Text] = {
    "owner": Text(id="pemilik", en="the owner"),
    "marketing": Text(id="tim pemasaran", en="the marketing team"),
    "developer": Text(id="pengembang", en="the developers"),
    "operator": Text(id="operator", en="the operator"),
}
PROBES: dict[Probe, Text] = {
    "health": Text(id="sampai akun sehat kembali", en="until the account is healthy again"),
    "balance": Text(id="sampai saldo terisi", en="until the balance is topped up"),
    "sender": Text(id="sampai nomor pengirim siap", en="until the sender is ready"),
    "template": Text(id="sampai template dapat dipakai", en="until the template can be used"),
    "inbound": Text(id="sampai pelanggan menulis", en="until the customer writes"),
    "resume": Text(id="sampai ia mengaktifkannya kembali", en="until the person turns it on again"),
}
ENDINGS: dict[Ending, Text] = {
    "sms": Text(id="SMS, atau dihentikan tanpa teks SMS", en="SMS, or give up without an SMS text"),
    "give_up": Text(id="dihentikan", en="give up"),
    "hold": Text(id="menunggu", en="wait"),
    "reopen": Text(
        id="template pembuka, atau SMS, atau dihentikan",
        en="the reopening template, or SMS, or give up",
    ),
}
_BY_HAND = Text(id="sampai dilepas oleh Anda", en="until you lift it")
_RETRY = Text(id="coba lagi setelah {times}", en="retry after {times}")
_RECONCILE = Text(
    id="pastikan statusnya dahulu, coba lagi setelah {times}",
    en="look for its status first, retry after {times}",
)
_HOLD = Text(id="tahan {scope} {ending}", en="hold {scope} {ending}")
_FOR = Text(id="selama {times}", en="for {times}")
_FOR_AGAIN = Text(
    id="selama {times}, diulang paling lama 30 hari", en="for {times}, repeated up to 30 days"
)
_CANARY = Text(id="lepas bertahap", en="release in steps")
_WATCH = Text(
    id="amati dahulu; baru berlaku setelah beberapa kegagalan tanpa satu pun yang sampai",
    en="watch first; only after several failures with none delivered",
)
_WATCH_FOR = Text(id="amati selama {times}", en="watch for {times}")
_ALERT = Text(id="beri tahu {whom}", en="alert {whom}")
_NEVER_WAITS = Text(
    id="nomor negara {regions} tidak menunggu", en="numbers of {regions} do not wait"
)


def plan_words(plan: Plan) -> Text:
    """A plan as one line: each step in its order."""
    steps = [_WATCH] if plan.watch else []
    if plan.retry:
        sentence = _RECONCILE if plan.reconcile else _RETRY
        steps.append(_filled(sentence, times=_times(plan.retry)))
    if plan.hold is not None:
        steps.append(_hold(plan.hold, _ending(plan)))
    if plan.canary:
        steps.append(_CANARY)
    if plan.then != "hold":
        steps.append(ENDINGS[plan.then])
    if plan.alert is not None:
        steps.append(_filled(_ALERT, whom=AUDIENCES[plan.alert]))
    if plan.never_waits:
        steps.append(_NEVER_WAITS.format(regions=", ".join(plan.never_waits)))
    return _joined(steps, "; ")


def decision_words(decision: Decision, at: float) -> Text:
    """A decision as one line, its times counted from `at`."""
    if decision.watch_until is not None:
        return _filled(_WATCH_FOR, times=in_words(decision.watch_until - at))
    return _joined([_remedy(remedy, at) for remedy in decision.remedies], "; ")


def _remedy(remedy: Remedy, at: float) -> Text:
    if isinstance(remedy, Retry):
        sentence = _RECONCILE if remedy.reconcile else _RETRY
        return _filled(sentence, times=in_words(remedy.at - at))
    if isinstance(remedy, Hold):
        return _hold(remedy.scope, _held(remedy, at))
    if isinstance(remedy, Alert):
        return _filled(_ALERT, whom=AUDIENCES[remedy.audience])
    if isinstance(remedy, Reroute):
        return Text(id="SMS", en="SMS")
    if isinstance(remedy, Reopen):
        return Text(id="template pembuka", en="the reopening template")
    return ENDINGS["give_up"]


def _held(hold: Hold, at: float) -> Text:
    if hold.until is not None:
        return _filled(_FOR, times=in_words(hold.until - at))
    return PROBES[hold.probe] if hold.probe else _BY_HAND


def _ending(plan: Plan) -> Text:
    ends = []
    if plan.pauses:
        sentence = _FOR_AGAIN if plan.then == "hold" else _FOR
        ends.append(_filled(sentence, times=_times(plan.pauses)))
    if plan.probe is not None:
        ends.append(PROBES[plan.probe])
    return _joined(ends or [_BY_HAND], ", ")


def _hold(scope: Scope, ending: Text) -> Text:
    return _filled(_HOLD, scope=catalogue.SCOPES[scope], ending=ending)


def _times(durations: Iterable[float]) -> Text:
    each = [in_words(duration) for duration in durations]
    return Text(
        id=", lalu ".join(one.id for one in each), en=", then ".join(one.en for one in each)
    )


def _filled(sentence: Text, **values: Text) -> Text:
    return Text(
        id=sentence.id.format(**{name: value.id for name, value in values.items()}),
        en=sentence.en.format(**{name: value.en for name, value in values.items()}),
    )


def _joined(parts: Iterable[Text], between: str) -> Text:
    listed = list(parts)
    return Text(
        id=between.join(part.id for part in listed), en=between.join(part.en for part in listed)
    )
