"""The door for an owner's own programs, under `/api`: what the command line does, over HTTP.

Begin with `clean_list`; `answers` has the shape of a refusal.
"""

import asyncio

import structlog
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from terkirim.assembly import Terkirim
from terkirim.delivery.access.keys import key_owner
from terkirim.errors import BadInput
from terkirim.vocabulary.text import Text
from terkirim.web.api.answers import Refusal, refused
from terkirim.web.api.clean_list import clean_and_pack

_log = structlog.get_logger(__name__)
_NO_KEY = Text(
    id="Kunci API tidak ada atau tidak dikenal; kirim “Authorization: Bearer tk_…” dengan kunci "
    "dari terkirim keys create.",
    en="The API key is missing or unknown; send “Authorization: Bearer tk_…” with a key from "
    "terkirim keys create.",
)


_MOST_INSIDE = 8  # lists that come in or wait for their turn: each may be a gigabyte on disk
_BUSY = Text(
    id="Server sedang membersihkan beberapa daftar lain; kirim lagi beberapa menit lagi.",
    en="The server is cleaning several other lists; send this one again in a few minutes.",
)


def routes(terkirim: Terkirim) -> list[BaseRoute]:
    """`POST /api/contacts/clean`, one list at a time: a large one takes a gigabyte of memory."""
    turn = asyncio.Semaphore(1)
    inside = 0

    async def clean(http: Request) -> Response:
        scheme, _, key = http.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer" or await key_owner(terkirim.store, key) is None:
            return refused(Refusal(401, _NO_KEY))
        nonlocal inside
        if inside == _MOST_INSIDE:
            return refused(Refusal(503, _BUSY))
        inside += 1
        try:
            return await clean_and_pack(http, turn)
        except Refusal as refusal:
            return refused(refusal)
        except BadInput as problem:
            if problem.__cause__ is not None:
                _log.warning("a list could not be read", cause=str(problem.__cause__))
            return refused(Refusal(400, problem.text))
        except ClientDisconnect:
            return Response(status_code=400)  # to nobody
        finally:
            inside -= 1

    return [Route("/api/contacts/clean", clean, methods=["POST"])]
