"""Orders about failures: fault rules, and an SMS provider that is out of order."""

import msgspec
from starlette.requests import Request

from terkirim.sandbox.chaos.rules import Rule
from terkirim.sandbox.clock.clockwork import Clockwork
from terkirim.sandbox.orders.reading import e164, read, read_many


class SmsOrder(msgspec.Struct, forbid_unknown_fields=True):
    """Whether the SMS provider answers 500."""

    fails: bool


async def add_faults(works: Clockwork, request: Request) -> object:
    """POST /_sandbox/faults: one rule or a list of them, in order."""
    rules = await read_many(request, Rule)
    now = works.state.now()
    works.state.faults.add([_tidied(rule).begun(now) for rule in rules])
    return _shown(works)


def _tidied(rule: Rule) -> Rule:
    if rule.match.recipients is None:
        return rule
    recipients = frozenset(e164(one) for one in rule.match.recipients)
    return msgspec.structs.replace(
        rule, match=msgspec.structs.replace(rule.match, recipients=recipients)
    )


async def show_faults(works: Clockwork, _request: Request) -> object:
    """GET /_sandbox/faults: the rules in force and how many sends each has hit."""
    return _shown(works)


async def remove_faults(works: Clockwork, request: Request) -> object:
    """DELETE /_sandbox/faults: all, or the one named by `?name=`."""
    works.state.faults.remove(request.query_params.get("name"))
    return _shown(works)


def _shown(works: Clockwork) -> object:
    return {"rules": works.state.faults.rules, "used": works.state.faults.used()}


async def set_sms(works: Clockwork, request: Request) -> object:
    """POST /_sandbox/sms: `{"fails": true}` makes the provider answer 500."""
    works.state.world.sms_fails = (await read(request, SmsOrder)).fails
    return {"fails": works.state.world.sms_fails}
