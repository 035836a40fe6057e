"""What a seed decides: who is written to, what goes wrong, and when the process dies."""

import math
from collections.abc import Callable
from random import Random
from typing import Any, NamedTuple

from terkirim.delivery.campaigns.rules import template_body
from terkirim.sandbox import ACCOUNT, LIVE_SENDER
from terkirim.vocabulary.clock import DAY, HOUR, MINUTE

TROUBLE_S = 12 * HOUR  # after which the world is as it should be again
QUIET_S = 7 * DAY  # a day's hold, its second pause and its canaries are over by then
WEBHOOKS = {"url": "http://shop/webhooks/whatsapp"}
_TEXT = {"type": "text", "text": {"body": "Pesanan Anda tiba besok pagi."}}
_REPLAYED = (4, 80007, 80008, 130429, 131056, 131208)
_DOUBTFUL = (1, 2, 131000, 131016, 131057)
_REFUSED = (100, 131008, 131026, 131030, 131049, 130472, 132001, 131042, 131031, 133010, 131053)
_TOLD = (131026, 131049, 130472, 131047, 131051, 131000, 131053, 130429, 131056, 131042, 131031)
_BREAKS = ("reset_before", "reset_after_acceptance", "timeout_before", "timeout_after_acceptance")
_CONTRADICTIONS = (
    "failed_after_delivered",
    "delivered_after_failed",
    "read_without_delivered",
    "two_failures",
)


class Letter(NamedTuple):
    """A message an owner wants sent. `key`: the owner's own name for it."""

    at_s: float
    key: str
    to: str
    body: dict[str, Any]
    sms: str | None

    @property
    def marketing(self) -> bool:
        """Whether only who agreed gets it."""
        return self.body == _promo()


class Blast(NamedTuple):
    """A campaign an owner wants sent."""

    at_s: float
    name: str
    people: tuple[str, ...]
    sms: str | None


class Order(NamedTuple):
    """An order to the sandbox's control plane."""

    at_s: float
    method: str
    path: str
    body: Any


class Fate(NamedTuple):
    """All that a seed decides beforehand."""

    seed: int
    letters: tuple[Letter, ...]
    blasts: tuple[Blast, ...]
    orders: tuple[Order, ...]
    deaths: tuple[int, ...]  # each process's last step
    away_s: tuple[float, ...]  # how long nobody is there after each
    faulty: float  # the share of statements that fail
    slow_s: float  # the longest an ordinary way over the network takes


def draw(seed: int) -> Fate:
    """The fate of a seed."""
    dice = Random(f"fate {seed}")
    people = [f"+62812000{dice.randrange(100, 99999):05d}" for _ in range(dice.randint(4, 10))]
    people = list(dict.fromkeys(people))
    letters = _letters(dice, people, dice.choice((4, 6, 6, 8, 16)))
    blasts = [_blast(dice, people, number) for number in range(dice.choice((0, 0, 1)))]
    orders = [Order(0.0, "POST", "/webhook", WEBHOOKS)]
    orders += [order for trouble in _chosen(dice) for order in trouble(dice, people)]
    orders += [order for person in people for order in _habit(dice, person)]
    deaths = [int(math.exp(dice.uniform(2.0, 7.5))) for _ in range(dice.choice((0, 1, 1, 2, 3, 5)))]
    return Fate(
        seed=seed,
        letters=(*letters, *_heartbeats()),
        blasts=tuple(blasts),
        orders=tuple(sorted([*orders, *_healing()], key=lambda order: order.at_s)),
        deaths=tuple(deaths),
        away_s=tuple(dice.choice((0.5, 20.0, 10 * MINUTE)) for _ in deaths),
        faulty=dice.choice((0.0, 0.0, 0.002, 0.02)),
        slow_s=dice.choice((0.02, 0.2, 3.0)),
    )


def _chosen(dice: Random) -> list[Callable[[Random, list[str]], list[Order]]]:
    return [dice.choice(TROUBLES) for _ in range(dice.randint(1, 4))]


def _letters(dice: Random, people: list[str], count: int) -> list[Letter]:
    letters = []
    for number in range(count):
        body = dice.choice((_notice(number), _notice(number), _promo(), _TEXT))
        sms = f"Pesanan {number} siap." if dice.random() < 0.4 else None
        at_s = dice.choice((1.0, dice.uniform(0, 600), dice.uniform(0, 6 * HOUR)))
        letters.append(Letter(at_s, f"k{number}", dice.choice(people), body, sms))
    return letters


def _heartbeats() -> list[Letter]:
    """People nothing is wrong with: by what is told of them, webhooks are seen to flow again."""
    times = (TROUBLE_S + HOUR, TROUBLE_S + 3 * HOUR, 2 * DAY, 4 * DAY)
    return [
        Letter(at_s, f"beat{number}", f"+6281277700{number:03d}", _notice(900 + number), None)
        for number, at_s in enumerate(times)
    ]


def _notice(number: int) -> dict[str, Any]:
    return template_body("order_ready", "id", ["Sari", f"A-{number}"])


def _promo() -> dict[str, Any]:
    return template_body("promo_bulanan", "id", ["Sari", "20%"])


def _blast(dice: Random, people: list[str], number: int) -> Blast:
    chosen = tuple(sorted(dice.sample(people, dice.randint(3, len(people)))))
    sms = "Promo bulan ini." if dice.random() < 0.3 else None
    return Blast(dice.uniform(0, HOUR), f"promo {number}", chosen, sms)


def _habit(dice: Random, phone: str) -> list[Order]:
    """Some write before anything is sent to them, some answer, some never read."""
    person: dict[str, Any] = {"phone": phone, "reads": dice.choice((True, False))}
    orders = []
    if dice.random() < 0.3:
        text = dice.choice(("Halo", "Sudah sampai mana?", "BERHENTI"))
        written = {"sender": LIVE_SENDER, "from": phone, "text": text}
        orders.append(Order(dice.uniform(0, HOUR), "POST", "/inbound", written))
    if dice.random() < 0.2:
        person["answers_after_s"] = dice.uniform(5, 3000)
    return [Order(0.0, "POST", "/people", [person]), *orders]


def _rule(dice: Random, **effect: Any) -> list[Order]:
    """A fault that concerns some of the people or of the sends, for some time."""
    of = dice.choice(("people", "sends"))
    match = {"share": dice.choice((0.1, 0.3, 0.6, 1.0)), "share_of": of}
    match |= dice.choice(({}, {}, {"category": "MARKETING"}, {"template": "order_ready"}))
    rule = {"name": f"rule {dice.random()}", "match": match, **effect}
    if dice.random() < 0.4:
        rule["times_per_recipient"] = dice.choice((1, 1, 2))
    rule["for_s"] = dice.choice((MINUTE, HOUR, TROUBLE_S))
    return [Order(dice.choice((0.0, dice.uniform(0, HOUR))), "POST", "/faults", [rule])]


def _refusals(dice: Random, _people: list[str]) -> list[Order]:
    code = dice.choice(dice.choice((_REPLAYED, _DOUBTFUL, _REFUSED)))
    return _rule(dice, fail={"code": code, "phase": "sync"})


def _failures(dice: Random, _people: list[str]) -> list[Order]:
    effect: dict[str, Any] = {"fail": {"code": dice.choice(_TOLD), "phase": "webhook"}}
    if dice.random() < 0.4:
        effect["then_deliver_after_s"] = dice.choice((2.0, MINUTE, 2 * HOUR))
    return _rule(dice, **effect)


def _proxies(dice: Random, _people: list[str]) -> list[Order]:
    status = dice.choice((429, 500, 502, 503, 504))
    return _rule(dice, http={"status": status, "after_acceptance": dice.random() < 0.5})


def _breaks(dice: Random, _people: list[str]) -> list[Order]:
    effect: dict[str, Any] = {"connection": dice.choice(_BREAKS)}
    if effect["connection"].endswith("after_acceptance") and dice.random() < 0.6:
        effect["statuses"] = {"delay_s": dice.choice((40.0, 5 * MINUTE, HOUR))}
    return _rule(dice, **effect)


def _latency(dice: Random, _people: list[str]) -> list[Order]:
    shape = {"median": dice.choice((1.0, 10.0, 30.0)), "sigma": 1.5, "at_most": 200.0}
    return _rule(dice, latency={"lognormal": shape})


def _tellings(dice: Random, _people: list[str]) -> list[Order]:
    telling = dice.choice(
        (
            {"duplicate": dice.randint(1, 4)},
            {"reverse": True},
            {"delay_s": dice.choice((MINUTE, HOUR, 9 * HOUR))},
            {"lose": ["sent", "delivered", "read", "failed"]},
            {"lose": [dice.choice(("sent", "delivered", "read", "failed"))]},
            {"contradict": dice.choice(_CONTRADICTIONS)},
        )
    )
    effect: dict[str, Any] = {"statuses": telling}
    if dice.random() < 0.4:
        effect["connection"] = dice.choice(("reset_after_acceptance", "timeout_after_acceptance"))
    return _rule(dice, **effect)


def _for_a_while(
    dice: Random, path: str, wrong: dict[str, Any], right: dict[str, Any]
) -> list[Order]:
    begins = dice.uniform(0, 2 * HOUR)
    ends = dice.uniform(begins, TROUBLE_S)
    return [Order(begins, "POST", path, wrong), Order(ends, "POST", path, right)]


def _payment(dice: Random, _people: list[str]) -> list[Order]:
    phase = dice.choice(("sync", "webhook"))
    wrong = {"payment_ok": False, "payment_phase": phase}
    return _for_a_while(dice, f"/accounts/{ACCOUNT}", wrong, {"payment_ok": True})


def _lock(dice: Random, _people: list[str]) -> list[Order]:
    wrong = {"locked": True, "notify": dice.random() < 0.5}
    right = {"locked": False, "notify": dice.random() < 0.5}
    return _for_a_while(dice, f"/accounts/{ACCOUNT}", wrong, right)


def _wallet(dice: Random, _people: list[str]) -> list[Order]:
    return _for_a_while(dice, f"/accounts/{ACCOUNT}", {"balance": 0.0}, {"balance": 9000.0})


def _registration(dice: Random, _people: list[str]) -> list[Order]:
    wrong, right = {"registered": False}, {"registered": True}
    return _for_a_while(dice, f"/senders/{LIVE_SENDER}", wrong, right)


def _limits(dice: Random, _people: list[str]) -> list[Order]:
    wrong = dice.choice(({"throughput": 3}, {"pair_per_minute": 10, "pair_burst": 2}))
    right = dict.fromkeys(("throughput", "pair_per_minute"))
    return _for_a_while(dice, f"/senders/{LIVE_SENDER}", wrong, right)


def _ceilings(dice: Random, _people: list[str]) -> list[Order]:
    wrong = dice.choice(({"tier": 4}, {"marketing_per_person_per_day": 1}))
    right = dict.fromkeys(("tier", "marketing_per_person_per_day"))
    return _for_a_while(dice, f"/accounts/{ACCOUNT}", wrong, right)


def _template(dice: Random, _people: list[str]) -> list[Order]:
    name = {"name": dice.choice(("order_ready", "promo_bulanan")), "language": "id"}
    at_s = dice.uniform(0, HOUR)
    return [
        Order(at_s, "PUT", "/templates", {**name, "status": "PAUSED", "notify": True}),
        Order(at_s + 3 * HOUR, "PUT", "/templates", {**name, "status": "APPROVED", "notify": True}),
    ]


def _deafness(dice: Random, _people: list[str]) -> list[Order]:
    """The webhook address is taken away: what happens meanwhile is never told."""
    return [
        Order(dice.uniform(0, HOUR), "POST", "/webhook", {"url": None}),
        Order(dice.uniform(HOUR, TROUBLE_S), "POST", "/webhook", WEBHOOKS),
    ]


def _habits(dice: Random, _people: list[str]) -> list[Order]:
    habits = {
        "batch": dice.choice((1, 3, 1000)),
        "order": dice.choice(("time", "reversed", "shuffled")),
        "spread_s": dice.choice((0.0, 30.0, 600.0)),
    }
    return [Order(0.0, "POST", "/webhook/habits", habits)]


def _phones_off(dice: Random, people: list[str]) -> list[Order]:
    off = dice.sample(people, len(people) // 3)
    return [
        Order(0.0, "POST", "/people", [{"phone": one, "delivers": False} for one in off]),
        Order(dice.uniform(HOUR, TROUBLE_S), "POST", "/people", [{"phone": one} for one in off]),
    ]


def _blind(dice: Random, _people: list[str]) -> list[Order]:
    """Meta answers no questions about accounts, numbers and templates."""
    match = {"call": "GET /*", "share": 0.7}
    other = {"call": "GET /*/message_templates", "share": 0.7}
    rules = [
        {"name": f"blind {n}", "match": one, "http": {"status": 503}, "for_s": HOUR}
        for n, one in enumerate((match, other))
    ]
    return [Order(dice.uniform(0, HOUR), "POST", "/faults", rules)]


TROUBLES = (
    *(_refusals, _refusals, _failures, _failures, _proxies, _breaks, _breaks, _latency),
    *(_tellings, _tellings, _payment, _lock, _wallet, _registration, _limits, _ceilings),
    *(_template, _deafness, _habits, _phones_off, _blind),
)


def _healing() -> list[Order]:
    """All that can be put right is, at the latest."""
    at_s = TROUBLE_S
    well = {"language": "id", "status": "APPROVED", "notify": True}
    templates = [{"name": name, **well} for name in ("order_ready", "promo_bulanan")]
    off = dict.fromkeys(("throughput", "pair_per_minute"))
    whole = {"payment_ok": True, "locked": False, "balance": 9000.0, "tier": None}
    whole["marketing_per_person_per_day"] = None
    return [
        Order(at_s, "DELETE", "/faults", None),
        Order(at_s, "POST", f"/accounts/{ACCOUNT}", whole),
        Order(at_s, "POST", f"/senders/{LIVE_SENDER}", {"registered": True, **off}),
        *(Order(at_s, "PUT", "/templates", one) for one in templates),
        Order(at_s, "POST", "/webhook", WEBHOOKS),
    ]
