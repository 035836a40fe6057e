"""The drop-in door: what the Cloud API takes at `/v{N}.0/{phone_number_id}/messages`.

Begin with `read_request` (what is asked for) and `answers` (Graph's shape).
"""

from collections.abc import Callable

from starlette.requests import Request as HttpRequest
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from terkirim.assembly import Terkirim
from terkirim.delivery.access.keys import key_owner
from terkirim.delivery.outbox.send_one import Refused
from terkirim.web.gateway.answers import accepted, refused_by_preflight, refused_request
from terkirim.web.gateway.read_request import BadRequest, read_request

_MAX_BYTES = 1024 * 1024


def routes(terkirim: Terkirim, wake: Callable[[], None]) -> list[BaseRoute]:
    """`POST /v{N}.0/{phone_number_id}/messages`."""

    async def send(http: HttpRequest) -> Response:
        scheme, _, key = http.headers.get("authorization", "").partition(" ")
        owner = await key_owner(terkirim.store, key) if scheme.lower() == "bearer" else None
        if owner is None:
            return refused_request(
                190, "Invalid OAuth access token - Cannot parse access token", 401
            )
        raw = await http.body()
        if len(raw) > _MAX_BYTES:
            return refused_request(100, "The request is larger than 1 MB", 413)
        try:
            request = read_request(
                raw,
                http.path_params["phone_number_id"],
                owner,
                http.headers.get("idempotency-key"),
                terkirim.settings.region,
            )
        except BadRequest as problem:
            return refused_request(problem.code, problem.details)
        request = request._replace(reopening=terkirim.reopening_body())
        outcome = await terkirim.single.take_in(request)
        if isinstance(outcome, Refused):
            return refused_by_preflight(outcome, request.sender_id)
        wake()
        return accepted(request, outcome)

    return [Route("/v{version:float}/{phone_number_id}/messages", send, methods=["POST"])]
