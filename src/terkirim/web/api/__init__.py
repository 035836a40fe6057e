"""The door for an owner's own programs, under `/api`: what the command line does, over HTTP.

Begin with `clean_list`; `answers` has the shape of a refusal.
"""

import asyncio

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from terkirim.assembly import Terkirim
from terkirim.delivery.access.keys import key_owner
from terkirim.errors import BadInput
from terkirim.vocabulary.text import Text
from terkirim.web.api.answers import Refusal, refused
from terkirim.web.api.clean_list import clean_and_pack

_NO_KEY = Text(
    id="Kunci API tidak ada atau tidak dikenal; kirim “Authorization: Bearer tk_…” dengan kunci "
    "dari terkirim keys create.",
    en="The API key is missing or unknown; send “Authorization: Bearer tk_…” with a key from "
    "terkirim keys create.",
)


def routes(terkirim: Terkirim) -> list[BaseRoute]:
    """`POST /api/contacts/clean`, one list at a time: a large one takes a gigabyte of memory."""
    turn = asyncio.Semaphore(1)

    async def clean(http: Request) -> Response:
        scheme, _, key = http.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer" or await key_owner(terkirim.store, key) is None:
            return refused(Refusal(401, _NO_KEY))
        try:
            return await clean_and_pack(http, turn)
        except Refusal as refusal:
            return refused(refusal)
        except BadInput as problem:
            return refused(Refusal(400, problem.text))

    return [Route("/api/contacts/clean", clean, methods=["POST"])]
