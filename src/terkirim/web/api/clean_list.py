"""`POST /api/contacts/clean`: a list comes, its accepted and its rejected rows go back."""

import asyncio
import tempfile
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import BinaryIO

import msgspec
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response, StreamingResponse
from starlette.types import Receive, Scope, Send

from terkirim.delivery.lists.clean_apart import Order, clean_apart
from terkirim.delivery.lists.model import ListReport
from terkirim.errors import NotWritten
from terkirim.vocabulary.text import Text
from terkirim.web.api.answers import Refusal
from terkirim.web.api.read_order import read_order

MOST_BYTES = 1 << 30
_PIECE = 1 << 20
_TOO_LARGE = Text(
    id="Daftar ini lebih besar dari 1 GB; bagi menjadi beberapa berkas, atau jalankan terkirim "
    "contacts clean di server.",
    en="This list is larger than 1 GB; divide it into several files, or run terkirim contacts "
    "clean on the server.",
)
_NO_ROOM = Text(
    id="Server tidak punya ruang disk untuk daftar ini; kosongkan ruang, lalu kirim lagi.",
    en="The server has no disk space for this list; make room and send it again.",
)


async def clean_and_pack(http: Request, turn: asyncio.Semaphore) -> Response:
    """A ZIP of accepted and rejected rows (or all), the report as JSON and as a page.

    The body is the list as it is, the query what `read_order` reads. Raises Refusal, BadInput.
    """
    try:
        packed = await _cleaned(http, turn)
    except (OSError, NotWritten) as error:
        raise Refusal(507, _NO_ROOM) from error
    headers = {
        "Content-Length": str(packed.tell()),
        "Content-Disposition": 'attachment; filename="cleaned.zip"',
    }
    return _Packed(packed, headers)


async def _cleaned(http: Request, turn: asyncio.Semaphore) -> BinaryIO:
    with tempfile.TemporaryDirectory(prefix="terkirim-clean-") as name:
        order = read_order(http.query_params, Path(name))
        for path in (order.source, order.out):
            Path(path).parent.mkdir()
        await _receive(http, Path(order.source))
        async with turn:
            if await http.is_disconnected():
                raise ClientDisconnect  # while others had their turn
            report = await clean_apart(order)
        return await asyncio.to_thread(_pack, order, report)


async def _receive(http: Request, target: Path) -> None:
    """Write the body down as it comes. Raises Refusal, OSError."""
    if int(http.headers.get("content-length", 0)) > MOST_BYTES:
        raise Refusal(413, _TOO_LARGE)
    size = 0
    with target.open("wb") as file:
        async for piece in http.stream():
            size += len(piece)
            if size > MOST_BYTES:
                raise Refusal(413, _TOO_LARGE)
            file.write(piece)


def _pack(order: Order, report: ListReport) -> BinaryIO:
    """Everything there is but the list itself, in a file without a name that ends here."""
    packed = tempfile.TemporaryFile()  # noqa: SIM115 - whoever sends it closes it
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for made in sorted(Path(order.out).parent.iterdir()):
            archive.write(made, made.name.replace("accepted.rejected.", "rejected."))
        archive.writestr("report.json", msgspec.json.encode(report))
    return packed


class _Packed(StreamingResponse):
    """A file that is gone when it is sent, or nobody wants it any more."""

    def __init__(self, packed: BinaryIO, headers: Mapping[str, str]) -> None:
        super().__init__(_pieces(packed), 200, headers, "application/zip")
        self._file = packed

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        with self._file:
            await super().__call__(scope, receive, send)


def _pieces(packed: BinaryIO) -> Iterator[bytes]:
    packed.seek(0)
    while piece := packed.read(_PIECE):
        yield piece
