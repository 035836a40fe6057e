"""Clean a list in a process of its own: what is large or hostile in it meets nobody else."""

import asyncio
import os
import shutil
import sys
from asyncio.subprocess import PIPE
from pathlib import Path

import msgspec

from terkirim.delivery.lists.model import Choice, ListReport
from terkirim.delivery.lists.recognise_file import not_read_to_its_end
from terkirim.errors import BadContactFile, BadInput, NotWritten
from terkirim.vocabulary.text import Language, Text

_DONE, _REFUSED, _NOT_WRITTEN = b"\0", b"\1", b"\2"
_LONGEST_S = 3_600.0
_SHOWN = 300  # bytes of what a dying process says
_NICE = 10  # who sends messages comes first


class Order(msgspec.Struct, frozen=True):
    """A list, where its rows and its page with charts go, and how it is read (`clean_file`)."""

    source: str
    out: str
    page: str | None
    choice: Choice
    every_row: bool
    language: Language


_to_bytes = msgspec.msgpack.Encoder().encode
_to_order = msgspec.msgpack.Decoder(Order).decode
_to_report = msgspec.msgpack.Decoder(ListReport).decode
_to_text = msgspec.msgpack.Decoder(Text).decode


async def clean_apart(order: Order) -> ListReport:
    """`clean_file`, and the page of its report where one is wanted.

    Raises what that raises; BadContactFile also for a list that ended the process: some damage
    cannot be seen before, and memory may be short.
    """
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", __name__, stdin=PIPE, stdout=PIPE, stderr=PIPE
    )
    said, complaint = b"", b""
    try:
        async with asyncio.timeout(_LONGEST_S):
            said, complaint = await process.communicate(_to_bytes(order))
    except TimeoutError:
        complaint = b"it took too long"
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if said[:1] == _DONE:
        return _to_report(said[1:])
    if said[:1] == _NOT_WRITTEN:
        raise NotWritten(_to_text(said[1:]))
    if said[:1] == _REFUSED:
        raise BadInput(_to_text(said[1:]))
    for left in Path(order.out).parent.glob(f".terkirim-{process.pid}-*"):
        await asyncio.to_thread(shutil.rmtree, left, ignore_errors=True)
    why = f"status {process.returncode}: {complaint[:_SHOWN].decode(errors='replace')}"
    raise BadContactFile(not_read_to_its_end(Path(order.source).name)) from RuntimeError(why)


def main(asked: bytes) -> bytes:
    """The process itself: takes an order, answers with the report or why there is none."""
    from terkirim.delivery.lists.clean import clean_file
    from terkirim.delivery.lists.report_page import write_page

    os.nice(_NICE)
    order = _to_order(asked)
    source, out = Path(order.source), Path(order.out)
    try:
        report = clean_file(source, out, order.choice, every_row=order.every_row)
        if order.page is not None:
            write_page(report, source.name, Path(order.page), order.language)
    except NotWritten as refused:
        return _NOT_WRITTEN + _to_bytes(refused.text)
    except BadInput as refused:
        return _REFUSED + _to_bytes(refused.text)
    return _DONE + _to_bytes(report)


if __name__ == "__main__":
    sys.stdout.buffer.write(main(sys.stdin.buffer.read()))
