"""Whether a request left: the one thing the outbox must know, over real sockets."""

import asyncio
import socket
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest
import trustme

from terkirim.errors import Ambiguous, Unreachable
from terkirim.http import Answer, Http

Lines = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]

HEADERS = {"Authorization": "Bearer rahasia-sekali", "Content-Type": "application/json"}
OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"


@asynccontextmanager
async def peer(talk: Lines, tls: ssl.SSLContext | None = None) -> AsyncIterator[str]:
    """A server that behaves as told."""

    async def hang_up_after(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await talk(reader, writer)
        except asyncio.IncompleteReadError:
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(hang_up_after, "127.0.0.1", 0, ssl=tls)
    async with server:
        port = server.sockets[0].getsockname()[1]
        yield f"{'https' if tls else 'http'}://127.0.0.1:{port}/v23.0/1/messages"


async def whole(reader: asyncio.StreamReader) -> tuple[bytes, bytes]:
    """One request: head and body."""
    head = await reader.readuntil(b"\r\n\r\n")
    length = head.lower().partition(b"content-length:")[2].split(b"\r\n")[0]
    return head, await reader.readexactly(int(length or 0))


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


async def test_an_answer_comes_as_it_is_whatever_its_status() -> None:
    asked = []

    async def refuse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked.append(await whole(reader))
        writer.write(b"HTTP/1.1 400 Bad\r\nContent-Length: 7\r\n\r\n\xff{}\x00\n\r\n")

    async with peer(refuse) as url, Http() as http:
        answer = await http.exchange("POST", url, HEADERS, b'{"to":"\xf0\x9f\x98\x80"}')
    assert answer == Answer(400, b"\xff{}\x00\n\r\n")
    [(head, body)] = asked
    assert head.startswith(b"POST /v23.0/1/messages HTTP/1.1\r\n")
    assert b"Bearer rahasia-sekali\r\n" in head
    assert body == b'{"to":"\xf0\x9f\x98\x80"}'


@pytest.mark.parametrize("host", ["127.0.0.1", "tidak-ada.invalid"])
async def test_where_nobody_listens_the_request_never_left(host: str) -> None:
    async with Http() as http:
        with pytest.raises(Unreachable):
            await http.exchange("POST", f"http://{host}:{free_port()}/", HEADERS, b"{}")


async def test_a_stranger_s_certificate_is_refused_before_anything_leaves() -> None:
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    trustme.CA().issue_cert("127.0.0.1").configure_cert(tls)
    heard = []

    async def listen(reader: asyncio.StreamReader, _writer: asyncio.StreamWriter) -> None:
        heard.append(await reader.read())

    async with peer(listen, tls) as url, Http() as http:
        with pytest.raises(Unreachable):
            await http.exchange("POST", url, HEADERS, b"{}")
    assert not any(heard)


@pytest.mark.parametrize(
    "said", [b"", b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{}", b"SSH-2.0-OpenSSH_9.2\r\n"]
)
async def test_a_connection_that_breaks_after_the_request_leaves_it_open(said: bytes) -> None:
    async def break_off(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await whole(reader)
        writer.write(said)

    async with peer(break_off) as url, Http() as http:
        with pytest.raises(Ambiguous):
            await http.exchange("POST", url, HEADERS, b"{}")


async def test_no_answer_in_time_leaves_it_open() -> None:
    asked = asyncio.Event()

    async def be_silent(reader: asyncio.StreamReader, _writer: asyncio.StreamWriter) -> None:
        await whole(reader)
        asked.set()
        await reader.read()

    async with peer(be_silent) as url, Http(timedelta(milliseconds=300)) as http:
        with pytest.raises(Ambiguous):
            await http.exchange("POST", url, HEADERS, b"{}")
        assert asked.is_set()


async def test_a_kept_connection_that_breaks_is_not_asked_again_on_another() -> None:
    """The request arrived once; whoever sends it again sends it twice."""
    asked = []

    async def answer_once(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked.append(await whole(reader))
        writer.write(OK)
        asked.append(await whole(reader))  # the second on the same connection: no answer

    async with peer(answer_once) as url, Http() as http:
        await http.exchange("POST", url, HEADERS, b"1")
        with pytest.raises(Ambiguous):
            await http.exchange("POST", url, HEADERS, b"2")
    assert [body for _, body in asked] == [b"1", b"2"]


async def test_a_redirect_is_an_answer_and_the_token_goes_nowhere_else() -> None:
    elsewhere = []

    async def listen(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        elsewhere.append(await whole(reader))
        writer.write(OK)

    async with peer(listen) as other:

        async def redirect(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await whole(reader)
            head = f"HTTP/1.1 307 Elsewhere\r\nLocation: {other}\r\nContent-Length: 0\r\n\r\n"
            writer.write(head.encode())

        async with peer(redirect) as url, Http() as http:
            assert (await http.exchange("POST", url, HEADERS, b"{}")).status == 307
    assert elsewhere == []


@pytest.mark.parametrize(
    ("url", "headers"),
    [
        ("bukan alamat", HEADERS),
        ("ftp://127.0.0.1/", HEADERS),
        ("http://127.0.0.1:1/", {"Authorization": "Bearer rahasia\nsekali"}),
    ],
)
async def test_what_is_no_request_never_leaves_and_tells_no_secret(
    url: str, headers: dict[str, str]
) -> None:
    async with Http() as http:
        with pytest.raises(Unreachable) as caught:
            await http.exchange("POST", url, headers, b"{}")
    assert caught.value.__cause__ is None
    assert "rahasia" not in str(caught.value)
