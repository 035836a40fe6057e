"""Addresses for webhooks: each must prove itself before a call that names it is carried out."""

from collections.abc import Callable
from typing import NamedTuple

from terkirim.sandbox.graph.call import Json
from terkirim.sandbox.refusals import invalid

URL_MAX = 200


class Handshake(NamedTuple):
    """A call that waits for an address: when it returned the challenge, `then` answers."""

    url: str
    verify_token: str
    then: Callable[[], Json]


Answer = Json | Handshake


def override_in(given: Json) -> str | None:
    """The address that takes the place of another; None where the place is to be left empty.

    Raises Refusal (100). At most 200 characters (facts/platform.md, "Overrides").
    """
    url = given.get("override_callback_uri")
    if url is None or url == "":
        return None
    if not isinstance(url, str) or not is_web(url) or len(url) > URL_MAX:
        raise invalid(
            f"Param override_callback_uri must be a valid URL of up to {URL_MAX} characters."
        )
    return url


def is_web(url: str) -> bool:
    """Whether a text begins like an address on the web."""
    return url.startswith(("http://", "https://"))
