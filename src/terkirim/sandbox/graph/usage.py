"""How much of Meta's hourly limits on calls is used: the usage headers, 4, 80007 and 80008.

In the known world there is no limit and the headers say 0 per cent. `POST /_sandbox/accounts/{id}`
sets `calls_per_hour` of the Business Management API (with Meta 200 for an app and an account, or
5,000 once the account has a registered number), `POST /_sandbox/graph` that of the whole app.
Messages count towards neither.
"""

import math
from functools import lru_cache

import msgspec

from terkirim.sandbox.graph.access import MANAGEMENT, is_messaging
from terkirim.sandbox.graph.call import Call
from terkirim.sandbox.graph.standing import account_of
from terkirim.sandbox.records.tallies import HOUR_S
from terkirim.sandbox.refusals import Refusal
from terkirim.sandbox.state import State
from terkirim.sandbox.world.model import Account

Headers = list[tuple[bytes, bytes]]
APP = "app"
TOO_MANY = 2446079  # the subcode beside 80007 in Meta's own description
_OF_TEMPLATES = ("message_templates", "upsert_message_templates", "message_template_previews")


def admit_call(state: State, call: Call) -> None:
    """Count a call about to be answered; raises Refusal (4, 80007, 80008) where it is too many."""
    if is_messaging(call.edge):
        return
    world, now = state.world, state.now()
    if _used(state, APP, world.calls_per_hour, now) >= 100:
        raise Refusal(4, "")
    account = account_of(world, call.node)
    if account is not None and _used(state, account.id, account.calls_per_hour, now) >= 100:
        of_templates = call.edge in _OF_TEMPLATES or world.template_by_id(call.node) is not None
        raise Refusal(80008, "") if of_templates else Refusal(80007, "", subcode=TOO_MANY)
    if world.calls_per_hour is not None:
        state.tallies.add_to_hour(APP, now)
    if account is not None and account.calls_per_hour is not None:
        state.tallies.add_to_hour(account.id, now)


def usage_headers(state: State, node: str) -> Headers:
    """`X-App-Usage`, and `X-Business-Use-Case-Usage` for what belongs to an account."""
    world = state.world
    used = _used(state, APP, world.calls_per_hour, state.now())
    sender = world.senders.get(node)
    account = account_of(world, node) if sender is None else world.accounts.get(sender.account)
    if account is None:
        return _headers(used)
    return _headers(used, account.id, *_of_account(state, account))


def _of_account(state: State, account: Account) -> tuple[int, int]:
    """The percentage used, and in how many minutes calls are taken again."""
    if account.calls_per_hour is None:
        return 0, 0
    now = state.now()
    used = _used(state, account.id, account.calls_per_hour, now)
    if used < 100:
        return used, 0
    calls = state.tallies.this_hour(account.id, now)
    return used, math.ceil((calls[-account.calls_per_hour] + HOUR_S - now) / 60)


def _used(state: State, name: str, most: int | None, now: float) -> int:
    """How many per cent of an hour's calls are used up."""
    return 0 if most is None else 100 * len(state.tallies.this_hour(name, now)) // most


@lru_cache(maxsize=4096)
def _headers(of_app: int, account: str = "", of_account: int = 0, minutes: int = 0) -> Headers:
    times = {"total_cputime": 0, "total_time": 0}
    found = [(b"x-app-usage", msgspec.json.encode({"call_count": of_app, **times}))]
    if account:
        waits = "estimated_time_to_regain_access"
        usage = [
            {"type": MANAGEMENT, "call_count": of_account, **times, waits: minutes},
            {"type": "whatsapp", "call_count": 0, **times, waits: 0},
        ]
        found.append((b"x-business-use-case-usage", msgspec.json.encode({account: usage})))
    return found
