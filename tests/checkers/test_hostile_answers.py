"""Whatever a checker answers: nothing is believed that was not asked and is not understood."""

import asyncio
import contextlib
import json
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.responses import Response

from checkers.checking import (
    BUDI,
    READING,
    SARI,
    checking,
    contacts_at,
    lookup_at,
    service,
)
from spoilt import ANYTHING, spoil
from terkirim.channels.checkers.contacts_endpoint import ContactsEndpoint
from terkirim.channels.checkers.line_lookup import LineLookup, Reading, Request
from terkirim.delivery.checkers.model import Outcome
from terkirim.http import Http
from terkirim.settings import CheckerSettings

OTHER = "+6281299999999"


def said(phone: str, status: object = "valid", **more: object) -> dict[str, object]:
    return {"input": phone, "status": status, **more}


async def outcome_of(database: str, checker: CheckerSettings, *phones: str) -> Outcome:
    async with checking(database, checker) as checks:
        return await checks.run(await checks.estimate(phones))


def verdicts(outcome: Outcome) -> dict[str, str]:
    return {phone: one.verdict for phone, one in outcome.checks.items()}


NOT_UNDERSTOOD: list[bytes] = [
    b"<html><body>Login</body></html>",
    b"",
    b"\xff\xfe",
    b"null",
    b"[]",
    b"7",
    b'"valid"',
    b'{"contacts": null}',
    b'{"contacts": {"input": "+6281200000001", "status": "valid"}}',
    b'{"contacts": [null, 1, "x", [], {}]}',
    b'{"contacts": [{"input": 6281200000001, "status": "valid"}]}',
    b'{"contacts": [{"input": "+6281200000001", "status": {"is": "valid"}}]}',
    b'{"contacts": [{"input": "+6281200000001", "status": ["valid"]}]}',
    b'{"contacts": [{"input": "+6281200000001", "status": "VALID\\u0000"}]}',
    b'{"contacts": [{"input": "+6281200000001"}]}',
    b'{"status": "valid", "number": "+6281200000001"}',
    b"[" * 100_000,
    b'{"contacts": 1' + b"0" * 5_000 + b"}",
]


@pytest.mark.parametrize("body", NOT_UNDERSTOOD, ids=lambda body: str(body[:30]))
async def test_what_is_no_answer_leaves_the_number_unknown(tmp_path: Any, body: bytes) -> None:
    async with service(lambda _service, _phones: Response(body)) as (_, url):
        outcome = await outcome_of(str(tmp_path / "a.db"), contacts_at(url), SARI)
        looked = await outcome_of(str(tmp_path / "b.db"), lookup_at(url), SARI)
    assert (outcome.checks, outcome.missed) == ({}, {SARI: "not_understood"})
    assert not looked.checks or looked.checks[SARI].verdict == "unknown"


async def test_a_huge_answer_is_not_read_to_its_end(database: str) -> None:
    written = 0

    async def pour(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal written
        await reader.readuntil(b"}")
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 9999999999\r\n\r\n")
        with contextlib.suppress(ConnectionError):
            while written < 1_000_000_000:
                writer.write(b" " * 65_536)
                await writer.drain()
                written += 65_536
        writer.close()

    async with await asyncio.start_server(pour, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        outcome = await outcome_of(database, contacts_at(f"http://127.0.0.1:{port}"), SARI)
    assert outcome.missed == {SARI: "no_answer"}
    assert 1_000_000 < written < 50_000_000


async def test_only_what_was_asked_is_believed_and_kept(database: str) -> None:
    contacts = [said(OTHER), said(SARI), said(SARI), said(BUDI), said(BUDI, "invalid"), said("")]
    body = msgspec.json.encode({"contacts": contacts})
    async with service(lambda _service, _phones: Response(body)) as (_, url):
        outcome = await outcome_of(database, contacts_at(url), SARI, BUDI)
        kept = await outcome_of(database, contacts_at(url, price=0), OTHER)
    assert verdicts(outcome) == {SARI: "has_whatsapp"}
    assert outcome.missed == {BUDI: "not_understood"}
    assert kept.asked == 1, "a number nobody asked about was kept"


@pytest.mark.parametrize(
    "wa_id", ["", "0812", "=HYPERLINK(1)", "6281\n2000", "١٢٣٤٥٦٧٨", 6281200000001, None, "9" * 99]
)
async def test_an_odd_wa_id_is_left_out(database: str, wa_id: object) -> None:
    body = msgspec.json.encode({"contacts": [said(SARI, wa_id=wa_id)]})
    async with service(lambda _service, _phones: Response(body)) as (_, url):
        outcome = await outcome_of(database, contacts_at(url), SARI)
    assert outcome.checks[SARI].details == {}


async def test_a_number_still_looked_at_is_asked_again_another_time(database: str) -> None:
    body = msgspec.json.encode({"contacts": [said(SARI, "processing"), said(BUDI)]})
    async with service(lambda _service, _phones: Response(body)) as (far, url):
        outcome = await outcome_of(database, contacts_at(url), SARI, BUDI)
        await outcome_of(database, contacts_at(url), SARI, BUDI)
    assert (verdicts(outcome), outcome.missed) == ({BUDI: "has_whatsapp"}, {SARI: "pending"})
    assert far.asked == [[SARI, BUDI], [SARI]]


@pytest.mark.parametrize(
    ("answer", "verdict", "details"),
    [
        ({"status": "reachable", "line": {"type": "Mobile"}}, "reachable", {"line_type": "mobile"}),
        ({"status": " ABSENT "}, "unreachable", {}),
        ({"status": "BARRED"}, "unknown", {"said": "barred"}),
        ({"status": "=1+1"}, "unknown", {}),
        ({"status": True}, "unknown", {"said": "true"}),
        ({"status": 3}, "unknown", {"said": "3"}),
        ({"status": "INVALID", "line": [{"type": "x"}]}, "invalid", {}),
        ({"status": "REACHABLE", "line": {"type": "@SUM(1)\x00"}}, "reachable", {}),
        ({"status": "REACHABLE", "number": OTHER}, None, {}),
        ({"status": "REACHABLE", "number": None}, None, {}),
        ({"status": 10**400}, None, {}),
        ({"status": ""}, None, {}),
    ],
    ids=str,
)
async def test_a_lookup_is_read_as_the_settings_say(
    database: str, answer: dict[str, object], verdict: str | None, details: dict[str, str]
) -> None:
    body = json.dumps({"number": SARI, **answer})
    async with service(lambda _service, _phones: Response(body)) as (_, url):
        outcome = await outcome_of(database, lookup_at(url), SARI)
    if verdict is None:
        assert outcome.missed == {SARI: "not_understood"}
    else:
        assert verdicts(outcome) == {SARI: verdict}
        assert outcome.checks[SARI].details == details


async def test_a_place_may_lead_through_a_list(database: str) -> None:
    answer = {"results": [{"status": "delivered"}]}
    reading = {"status": "results.0.status", "reachable": ["DELIVERED"]}
    async with service(lambda _service, _phones: Response(msgspec.json.encode(answer))) as (_, url):
        outcome = await outcome_of(database, lookup_at(url, answer=reading), SARI)
        lost = lookup_at(url, answer={"status": "results.1.status"})
        beyond = await outcome_of(database, lost, BUDI)
    assert (verdicts(outcome), beyond.missed) == ({SARI: "reachable"}, {BUDI: "not_understood"})


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_no_answer_of_any_shape_breaks_a_checker(data: st.DataObject) -> None:
    """Each number asked is found or missed, once, and nothing else is."""
    whole = {
        "contacts": [said(SARI, wa_id=SARI[1:]), said(BUDI, "invalid")],
        "number": SARI,
        "status": "REACHABLE",
        "line": {"type": "mobile"},
    }
    spoilt = data.draw(st.composite(lambda draw: spoil(draw, whole))() | ANYTHING)
    body = json.dumps(spoilt).encode()

    async def ask() -> None:
        async with service(lambda _service, _phones: Response(body)) as (_, url), Http() as http:
            reading = msgspec.convert(READING, Reading)
            for checker in (
                ContactsEndpoint(http, f"{url}/v1/contacts", {}),
                LineLookup(http, Request(f"{url}/v1/lookup/{{digits}}", {}), reading),
            ):
                reply = await checker.ask([SARI, BUDI])
                found = [one.phone for one in reply.findings]
                assert sorted([*found, *reply.missed]) == [SARI, BUDI]

    asyncio.run(ask())
