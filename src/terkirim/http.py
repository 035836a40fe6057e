"""HTTP to other people's servers, with the one distinction that matters: did the request leave?"""

from collections.abc import Mapping
from datetime import timedelta
from types import TracebackType
from typing import NamedTuple, Self

from pyreqwest.client import ClientBuilder
from pyreqwest.exceptions import DetailedPyreqwestError

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
        try:
            asking = self._client.request(method, url).headers(headers)
            if body is not None:
                asking = asking.body_bytes(body)
            answer = await asking.build().send()
            return Answer(answer.status, bytes(await answer.bytes()))
        except ValueError:  # no URL, or no header: what it says may hold a secret
            raise Unreachable from None
        except DetailedPyreqwestError as error:
            raise (Unreachable if _never_left(error) else Ambiguous) from error


def _never_left(error: DetailedPyreqwestError) -> bool:
    causes = error.details["causes"] or []
    return any(cause["message"] == _NEVER_LEFT for cause in causes)
