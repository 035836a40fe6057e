"""Every code of the catalogue can be ordered of the sandbox on each surface it is known from."""

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any, NamedTuple

import pytest
import pytest_asyncio

from sandbox_bench import MESSAGES, PERSON, START, Bench, open_bench, template
from terkirim.knowledge import catalogue
from terkirim.knowledge.catalogue import Entry
from terkirim.sandbox import ACCOUNT, LIVE_SENDER

pytestmark = pytest.mark.asyncio(loop_scope="module")

OWN_ENDPOINT = "an answer of the owner's own Flow endpoint, not of Meta, whom the sandbox plays"
EXEMPT: dict[tuple[int, str], str] = {
    (421, "flow_endpoint"): OWN_ENDPOINT,
    (427, "flow_endpoint"): OWN_ENDPOINT,
    (432, "flow_endpoint"): OWN_ENDPOINT,
}
AT_MOST = 3  # lower it when an exemption goes; never raise it

# Which call Meta answers with a code, for codes that are not about sending: range, method, path.
# The path of in-app signup is made up: our sources name its codes only.
CALLS: tuple[tuple[range, str, str], ...] = (
    (range(613, 614), "GET", f"/{LIVE_SENDER}/call_permissions"),
    (range(131020, 131021), "POST", f"/{LIVE_SENDER}/groups"),
    (range(131041, 131042), "GET", "/group.1"),
    (range(131055, 131056), "POST", f"/{LIVE_SENDER}/marketing_messages"),
    (range(131059, 131060), "GET", f"/{ACCOUNT}/message_templates"),
    (range(131063, 131066), "POST", f"/{LIVE_SENDER}/marketing_messages"),
    (range(131070, 131071), "POST", f"/{LIVE_SENDER}/thread_control"),
    (range(131200, 131300), "POST", "/group.1/participants"),
    (range(133000, 134000), "POST", f"/{LIVE_SENDER}/register"),
    (range(134100, 134200), "POST", f"/{LIVE_SENDER}/marketing_messages"),
    (range(136024, 136025), "POST", f"/{LIVE_SENDER}/request_code"),
    (range(136025, 136026), "POST", f"/{LIVE_SENDER}/verify_code"),
    (range(138000, 139000), "POST", f"/{LIVE_SENDER}/calls"),
    (range(139000, 139100), "POST", f"/{ACCOUNT}/flows"),
    (range(139100, 139200), "POST", f"/{LIVE_SENDER}/block_users"),
    (range(147000, 148000), "POST", f"/{LIVE_SENDER}/username"),
    (range(200002, 200003), "POST", f"/{ACCOUNT}/message_templates"),
    (range(200005, 200010), "GET", f"/{ACCOUNT}/template_analytics"),
    (range(1752041, 1752042), "POST", "/400000000000001/onboard_partners_to_mm_lite"),
    (range(2388000, 2389000), "POST", f"/{ACCOUNT}/message_templates"),
    (range(2494100, 2494101), "POST", f"/{LIVE_SENDER}/register"),
    (range(2494160, 2494180), "POST", f"/{ACCOUNT}/in_app_signup"),
    (range(2494191, 2494192), "POST", f"/{LIVE_SENDER}/thread_control"),
    (range(2593000, 2593100), "POST", f"/{ACCOUNT}/set_obo_mobility_intent"),
    (range(2593100, 2593200), "POST", f"/{LIVE_SENDER}/smb_app_data"),
    (range(4233041, 4233042), "POST", f"/{ACCOUNT}/migrate_flows"),
)
UNKNOWN_TO_THE_SANDBOX = "/group.1/participants"


class Case(NamedTuple):
    """A code, the code that carries it (itself unless it is a subcode), and where it comes out."""

    entry: Entry
    carrier: int
    surface: str

    @property
    def order(self) -> dict[str, int]:
        """How it is ordered: a subcode alone, or named beside a carrier that is not its first."""
        if self.carrier in (self.entry.code, *self.entry.parents[:1]):
            return {"code": self.entry.code}
        return {"code": self.carrier, "subcode": self.entry.code}

    @property
    def name(self) -> str:
        """What pytest calls it."""
        return f"{self.entry.code}-{self.surface}-by-{self.carrier}"


def _cases() -> list[Case]:
    return [
        Case(entry, carrier, surface)
        for entry in catalogue.entries()
        for carrier in (entry.parents or (entry.code,))
        for surface in entry.surfaces
    ]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def served() -> AsyncIterator[Bench]:
    async with open_bench() as bench:
        yield bench


@pytest_asyncio.fixture(loop_scope="module")
async def bench(served: Bench) -> Bench:
    """The one sandbox, as new."""
    served.receiver.bodies.clear()
    served.receiver.signed.clear()
    await served.order("reset", {"now": START})
    await served.order("webhook", {"url": served.receiver.url})
    return served


async def _refused(bench: Bench, case: Case, method: str, path: str) -> None:
    """Order the code of that very call, make the call, and look at Meta's envelope."""
    call = f"{method} {path}"
    await bench.order("faults", {"name": "x", "match": {"call": call}, "fail": case.order})
    body = None if method == "GET" else {"messaging_product": "whatsapp"}
    status, answer = await bench.call(method, f"/v25.0{path}", body)
    _is_metas_envelope(case, status, answer)


def _is_metas_envelope(case: Case, status: int, answer: Any) -> None:
    error = answer["error"]
    assert case.entry.http_status in (None, status)
    assert (error["type"], error["fbtrace_id"][0]) == ("OAuthException", "A")
    assert error["code"] == case.carrier
    assert error.get("error_subcode") == (case.entry.code if _is_subcode(case) else None)
    assert error.get("error_user_title") == (
        case.entry.official_title if _is_subcode(case) else None
    )
    title = catalogue.entry(case.carrier).official_title
    assert title is None or error["message"] in (title, f"(#{case.carrier}) {title}")


def _is_subcode(case: Case) -> bool:
    return case.carrier != case.entry.code


async def _sync(bench: Bench, case: Case) -> None:
    for codes, method, path in CALLS:
        if case.entry.code in codes:
            await _refused(bench, case, method, path)
            return
    fail = {**case.order, "phase": "sync"}
    await bench.order("faults", {"name": "x", "fail": fail})
    status, answer = await bench.post(MESSAGES, template())
    _is_metas_envelope(case, status, answer)


async def _registration(bench: Bench, case: Case) -> None:
    await _refused(bench, case, "POST", f"/{LIVE_SENDER}/register")


async def _template_management(bench: Bench, case: Case) -> None:
    await _refused(bench, case, "POST", f"/{ACCOUNT}/message_templates")


async def _status_webhook(bench: Bench, case: Case) -> None:
    await bench.order("faults", {"name": "x", "fail": {**case.order, "delay_s": 5}})
    id_ = await bench.send(template())
    await bench.advance(5)
    [status] = bench.receiver.statuses()
    assert (status["id"], status["status"]) == (id_, "failed")
    _told(bench, case, status["errors"])


async def _message_webhook(bench: Bench, case: Case) -> None:
    order = {"sender": LIVE_SENDER, "from": PERSON, "errors": [case.order]}
    id_ = (await bench.order("inbound", order))["id"]
    await bench.advance(0)
    [message] = bench.receiver.messages()
    assert (message["id"], message["from"]) == (id_, PERSON[1:])
    assert message["type"] == "unsupported"
    _told(bench, case, message["errors"])


async def _changed(bench: Bench, case: Case, field: str) -> Any:
    await bench.order("changes", {"field": field, "errors": [case.order]})
    await bench.advance(0)
    [value] = bench.receiver.changes(field)
    assert value["metadata"]["phone_number_id"] == LIVE_SENDER
    return value


async def _errors_webhook(bench: Bench, case: Case) -> None:
    _told(bench, case, (await _changed(bench, case, "messages"))["errors"])


async def _call_webhook(bench: Bench, case: Case) -> None:
    value = await _changed(bench, case, "calls")
    assert [call["event"] for call in value["calls"]] == ["terminate"]
    _told(bench, case, value["errors"])


async def _group_webhook(bench: Bench, case: Case) -> None:
    [group] = (await _changed(bench, case, "group_lifecycle_update"))["groups"]
    assert group["type"] == "group_create"
    _told(bench, case, group["errors"])


async def _history_webhook(bench: Bench, case: Case) -> None:
    [history] = (await _changed(bench, case, "history"))["history"]
    _told(bench, case, history["errors"])


def _told(bench: Bench, case: Case, errors: Any) -> None:
    """Whether that one error was told, in a signed webhook and Meta's words."""
    assert bench.receiver.signed == [True]
    [error] = errors
    assert error["code"] == case.carrier
    assert error.get("error_subcode") == (case.entry.code if _is_subcode(case) else None)
    assert error["title"] == error["message"] != ""
    assert error["title"] == (catalogue.entry(case.carrier).official_title or error["title"])
    assert isinstance(error["error_data"]["details"], str)


async def _health_status(bench: Bench, case: Case) -> None:
    """The account, a sender and a template: each shows what it is given."""
    code = case.order["code"]
    notice = {"name": "order_ready", "language": "id", "health": [{"code": code}]}
    await bench.order("templates", notice, "PUT")
    await bench.order(f"senders/{LIVE_SENDER}", {"health": [{"code": code}]})
    listed = await bench.get(f"/{ACCOUNT}/message_templates?name=order_ready&language=id")
    await _shows(bench, code, listed["data"][0]["id"], "MESSAGE_TEMPLATE")
    await _shows(bench, code, LIVE_SENDER, "PHONE_NUMBER")
    await bench.order(f"accounts/{ACCOUNT}", {"health": [{"code": code}]})
    await _shows(bench, code, ACCOUNT, "BUSINESS" if code == 141010 else "WABA")


async def _shows(bench: Bench, code: int, node: str, kind: str) -> None:
    health = (await bench.get(f"/v25.0/{node}?fields=health_status"))["health_status"]
    [entity] = [one for one in health["entities"] if one["entity_type"] == kind]
    [error] = entity["errors"]
    assert error["error_code"] == code
    assert error["error_description"]
    assert set(error) == {"error_code", "error_description", "possible_solution"}


WAYS: dict[str, Callable[[Bench, Case], Awaitable[None]]] = {
    "sync": _sync,
    "registration": _registration,
    "template_management": _template_management,
    "status_webhook": _status_webhook,
    "message_webhook": _message_webhook,
    "errors_webhook": _errors_webhook,
    "call_webhook": _call_webhook,
    "group_webhook": _group_webhook,
    "history_webhook": _history_webhook,
    "health_status": _health_status,
}


@pytest.mark.parametrize(
    "case",
    [case for case in _cases() if (case.entry.code, case.surface) not in EXEMPT],
    ids=lambda case: case.name,
)
async def test_a_code_comes_out_where_meta_shows_it(bench: Bench, case: Case) -> None:
    assert case.surface in WAYS, "no way to produce it, and no exemption"
    await WAYS[case.surface](bench, case)


@pytest.mark.parametrize("exemption", EXEMPT, ids=lambda one: f"{one[0]}-{one[1]}")
async def test_an_exemption_is_still_needed(bench: Bench, exemption: tuple[int, str]) -> None:
    [case] = [one for one in _cases() if (one.entry.code, one.surface) == exemption]
    way = WAYS.get(case.surface)
    if way is not None:
        with pytest.raises(AssertionError):
            await way(bench, case)


async def test_exemptions_may_only_become_fewer() -> None:
    assert len(EXEMPT) <= AT_MOST
    assert all(EXEMPT.values())


async def test_a_path_unknown_to_the_sandbox_is_unknown_without_a_rule(bench: Bench) -> None:
    """What makes the proofs above proofs: without the order nothing of the kind comes out."""
    status, answer = await bench.post(f"/v25.0{UNKNOWN_TO_THE_SANDBOX}")
    assert (status, answer["error"]["code"]) == (400, 100)
    await bench.send(template())
    await bench.advance(60)
    assert "errors" not in bench.receiver.statuses()[0]
