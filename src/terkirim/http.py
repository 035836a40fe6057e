"""HTTP to other people's servers, with the one distinction that matters: did the request leave?"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from types import TracebackType
from typing import NamedTuple, Self

from pyreqwest.client import ClientBuilder
from pyreqwest.exceptions import DetailedPyreqwestError
from pyreqwest.request import RequestBuilder

from terkirim.errors import Ambiguous, Unreachable

_TO_CONNECT = timedelta(seconds=10)
_IN_ALL = timedelta(seconds=30)
# What hyper says when no connection came about. Its wrapper's own ConnectError will not do: it is
# also raised where a connection broke after the request had left.
_NEVER_LEFT = "client error (Connect)"


class Answer(NamedTuple):
    """What came back."""

    status: int
    body: bytes


class StrangersAnswer(NamedTuple):
    """The same of a server that may send anything; `retry_after`: seconds or a date, as it came."""

    status: int
    body: bytes
    retry_after: str | None


class Http:
    """Connections to any hosts, kept open between requests. No redirects, no proxies, HTTP/1.1:
    what breaks then breaks one request alone.
    """

    def __init__(self, in_all: timedelta = _IN_ALL) -> None:
        """`in_all`: how long an exchange may take, from connecting to the last byte."""
        self._client = (
            ClientBuilder()
            .user_agent("terkirim")
            .no_proxy()
            .http1_only()
            .follow_redirects(False)
            .referer(False)
            .connect_timeout(_TO_CONNECT)
            .timeout(in_all)
            .build()
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _where: TracebackType | None,
    ) -> None:
        await self._client.close()

    async def exchange(
        self, method: str, url: str, headers: Mapping[str, str], body: bytes | None = None
    ) -> Answer:
        """One request and its answer, whatever its status.

        Raises Unreachable when the request never left, Ambiguous when it may have arrived and no
        whole answer came back.
        """
        with _told_apart():
            answer = await self._request(method, url, headers, body).build().send()
            return Answer(answer.status, bytes(await answer.bytes()))

    async def exchange_up_to(
        self,
        most: int,
        method: str,
        url: str,
        headers: Mapping[str, str],
        body: bytes | None = None,
    ) -> StrangersAnswer:
        """The same with a stranger. Raises Ambiguous also where more than `most` bytes come."""
        with _told_apart():
            async with self._request(method, url, headers, body).build_streamed() as answer:
                read = bytearray()
                while (chunk := await answer.body_reader.read_chunk()) is not None:
                    read += chunk
                    if len(read) > most:
                        raise Ambiguous
                return StrangersAnswer(answer.status, bytes(read), answer.get_header("retry-after"))

    def _request(
        self, method: str, url: str, headers: Mapping[str, str], body: bytes | None
    ) -> RequestBuilder:
        asking = self._client.request(method, url).headers(headers)
        return asking if body is None else asking.body_bytes(body)


@contextmanager
def _told_apart() -> Iterator[None]:
    """Whatever goes wrong with a request: it never left, or it may have arrived."""
    try:
        yield
    except ValueError:  # no URL, or no header: what it says may hold a secret
        raise Unreachable from None
    except DetailedPyreqwestError as error:
        raise (Unreachable if _never_left(error) else Ambiguous) from error


def _never_left(error: DetailedPyreqwestError) -> bool:
    causes = error.details["causes"] or []
    return any(cause["message"] == _NEVER_LEFT for cause in causes)
