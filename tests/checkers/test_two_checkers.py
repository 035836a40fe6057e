"""Both checkers against the sandbox, over real HTTP."""

from collections.abc import AsyncIterator, Callable

import aiohttp
import msgspec
import pytest
from starlette.responses import Response

from checkers.checking import (
    BUDI,
    READING,
    SARI,
    TONO,
    Service,
    checking,
    contacts_at,
    lookup_at,
    service,
)
from house import START, House
from terkirim.cli.demo.control import SandboxControl
from terkirim.sandbox import Sandbox, serve_sandbox
from terkirim.settings import CheckerSettings
from terkirim.vocabulary.clock import HOUR, SimulatedClock

PEOPLE = ({"phone": BUDI, "on_whatsapp": False}, {"phone": TONO, "delivers": False})


@pytest.fixture
async def sandbox() -> AsyncIterator[tuple[str, SandboxControl]]:
    async with (
        serve_sandbox(Sandbox(1, SimulatedClock(START))) as url,
        aiohttp.ClientSession() as http,
    ):
        control = SandboxControl(http, url)
        await control.people(*PEOPLE)
        yield url, control


async def test_a_contacts_endpoint_tells_who_has_whatsapp(
    sandbox: tuple[str, SandboxControl], database: str
) -> None:
    url, control = sandbox
    async with checking(database, contacts_at(url)) as checks:
        outcome = await checks.run(await checks.estimate([SARI, BUDI, TONO]))
    said = {phone: one.verdict for phone, one in outcome.checks.items()}
    assert said == {SARI: "has_whatsapp", BUDI: "no_whatsapp", TONO: "has_whatsapp"}
    sari = outcome.checks[SARI]
    assert (sari.checker, sari.checked_at) == ("contacts@127.0.0.1", START)
    assert sari.details == {"wa_id": SARI[1:]}
    assert (outcome.missed, outcome.asked, str(outcome.cost)) == ({}, 3, "75")
    lookups = (await control.record())["lookups"]
    assert [one["phone"] for one in lookups] == [SARI, BUDI, TONO]


async def test_a_lookup_tells_whose_line_is_on(
    sandbox: tuple[str, SandboxControl], database: str
) -> None:
    url, control = sandbox
    nobody = "+0000"
    async with checking(database, lookup_at(url, answer=READING | {"number": None})) as checks:
        outcome = await checks.run(await checks.estimate([SARI, TONO, nobody]))
    said = {phone: one.verdict for phone, one in outcome.checks.items()}
    assert said == {SARI: "reachable", TONO: "unreachable", nobody: "invalid"}
    assert outcome.checks[SARI].details == {"line_type": "mobile"}
    assert {one["kind"] for one in (await control.record())["lookups"]} == {"lookup"}


@pytest.mark.parametrize("kind", [contacts_at, lookup_at])
async def test_a_wrong_token_ends_the_run_and_costs_nothing(
    sandbox: tuple[str, SandboxControl], database: str, kind: Callable[..., CheckerSettings]
) -> None:
    url, control = sandbox
    async with checking(database, kind(url, token="x", per_second=1)) as checks:
        outcome = await checks.run(await checks.estimate([SARI, BUDI, TONO]))
    assert outcome.missed == {SARI: "refused", BUDI: "stopped", TONO: "stopped"}
    assert (outcome.checks, str(outcome.cost)) == ({}, "0")
    assert (await control.record())["lookups"] == []


async def test_whom_the_checker_does_not_know_meta_does_not_reach(house: House) -> None:
    await house.sandbox.people(*PEOPLE)
    message = await house.send(BUDI)
    await house.stage.play(HOUR)
    [send] = await house.sends(message)
    assert [(one["status"], one.get("code")) for one in send["statuses"]] == [("failed", 131026)]


@pytest.mark.parametrize(
    ("token", "header", "sent"),
    [
        ("rahasia", "Authorization", ("authorization", "Bearer rahasia")),
        ("Basic cmFoYXNpYQ==", "Authorization", ("authorization", "Basic cmFoYXNpYQ==")),
        ("rahasia", "D360-API-KEY", ("d360-api-key", "rahasia")),
        ("", "Authorization", ("authorization", None)),
    ],
)
async def test_a_token_goes_where_the_provider_wants_it(
    database: str, token: str, header: str, sent: tuple[str, str | None]
) -> None:
    async with service(_on) as (far, url):
        checker = lookup_at(url, token=token, header=header)
        async with checking(database, checker) as checks:
            await checks.run(await checks.estimate([SARI]))
    assert far.headers[0].get(sent[0]) == sent[1]


def _on(_service: Service, phones: list[str]) -> Response:
    return Response(msgspec.json.encode({"number": phones[0], "status": "Reachable"}))


async def test_a_lookup_by_post_fills_the_number_into_its_body(database: str) -> None:
    body = '{"msisdn": "{digits}", "e164": "{phone}"}'
    async with service(_on) as (far, url):
        checker = lookup_at(url, method="POST", body=body, url=f"{url}/v1/lookup/{{phone}}")
        async with checking(database, checker) as checks:
            outcome = await checks.run(await checks.estimate([SARI]))
    assert outcome.checks[SARI].verdict == "reachable"
    assert msgspec.json.decode(far.bodies[0]) == {"msisdn": SARI[1:], "e164": SARI}
    assert far.headers[0]["content-type"] == "application/json"
    assert far.asked == [[SARI]]
