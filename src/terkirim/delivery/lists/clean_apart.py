"""Clean a list in a process of its own: what is large or hostile in it meets nobody else."""

import asyncio
import sys
from asyncio.subprocess import PIPE
from pathlib import Path

import msgspec

from terkirim.delivery.lists.model import Choice, ListReport
from terkirim.errors import BadInput
from terkirim.vocabulary.text import Language, Text

_DONE, _REFUSED = b"\0", b"\1"


class Order(msgspec.Struct, frozen=True):
    """A list, where its rows and its page with charts go, and how it is read (`clean_file`)."""

    source: str
    out: str
    page: str
    choice: Choice
    every_row: bool
    language: Language


_to_bytes = msgspec.msgpack.Encoder().encode
_to_order = msgspec.msgpack.Decoder(Order).decode
_to_report = msgspec.msgpack.Decoder(ListReport).decode
_to_text = msgspec.msgpack.Decoder(Text).decode


async def clean_apart(order: Order) -> ListReport:
    """`clean_file`, and the page of its report. Raises BadInput where that does."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", __name__, stdin=PIPE, stdout=PIPE
    )
    try:
        said, _ = await process.communicate(_to_bytes(order))
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if said[:1] == _REFUSED:
        raise BadInput(_to_text(said[1:]))
    if process.returncode or said[:1] != _DONE:
        raise RuntimeError(f"the process that cleans a list ended with {process.returncode}")
    return _to_report(said[1:])


def main(asked: bytes) -> bytes:
    """The process itself: takes an order, answers with the report or why there is none."""
    from terkirim.delivery.lists.clean import clean_file
    from terkirim.delivery.lists.report_page import write_page

    order = _to_order(asked)
    source, out = Path(order.source), Path(order.out)
    try:
        report = clean_file(source, out, order.choice, every_row=order.every_row)
        write_page(report, source.name, Path(order.page), order.language)
    except BadInput as refused:
        return _REFUSED + _to_bytes(refused.text)
    return _DONE + _to_bytes(report)


if __name__ == "__main__":
    sys.stdout.buffer.write(main(sys.stdin.buffer.read()))
