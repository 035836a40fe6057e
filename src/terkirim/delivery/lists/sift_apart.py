"""Sift a large contact file in a process of its own: the caller's processor is free meanwhile.

Portions travel over a pipe, four bytes of length before each, and the pipe holds the reader back:
whatever the file's size, only a few portions exist at a time.
"""

import asyncio
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import BinaryIO

import msgspec

from terkirim.delivery.lists.model import CleanList
from terkirim.delivery.lists.recognise_file import may_end_its_reader, not_read_to_its_end
from terkirim.errors import BadContactFile, BadInput
from terkirim.vocabulary.text import Text

_WORTH_IT = 2_000_000  # bytes; below it, starting a process takes longer than reading the file
_LENGTH = 4
_PORTION, _REFUSED = b"\0", b"\1"
_to_bytes = msgspec.msgpack.Encoder().encode
_to_portion = msgspec.msgpack.Decoder(CleanList).decode
_to_text = msgspec.msgpack.Decoder(Text).decode


@asynccontextmanager
async def open_portions(path: Path, home_region: str) -> AsyncIterator[AsyncIterator[CleanList]]:
    """The clean list of a file in portions, which can be gone through once.

    The last one brings the notes. What `clean` raises is raised while they are gone through.
    """
    if not _large(path) and not may_end_its_reader(path):
        yield _here(path, home_region)
        return
    async with _reader(path, home_region) as process:
        yield _received(path, process)


async def _here(path: Path, home_region: str) -> AsyncIterator[CleanList]:
    from terkirim.delivery.lists.clean import sift  # what reads lists is large

    for portion in sift(path, home_region):
        yield portion


async def _received(path: Path, process: Process) -> AsyncIterator[CleanList]:
    pipe = process.stdout
    if pipe is None:
        raise RuntimeError(f"the process that reads {path.name} was started without a pipe")
    while kind := await pipe.read(1):
        size = int.from_bytes(await pipe.readexactly(_LENGTH), "big")
        content = await pipe.readexactly(size)
        if kind == _REFUSED:
            raise BadContactFile(_to_text(content))
        yield _to_portion(content)
    if status := await process.wait():
        raise BadContactFile(not_read_to_its_end(path.name)) from RuntimeError(f"status {status}")


@asynccontextmanager
async def _reader(path: Path, home_region: str) -> AsyncIterator[Process]:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", __name__, str(path), home_region, stdout=PIPE, limit=1 << 20
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


def _large(path: Path) -> bool:
    return path.is_file() and path.stat().st_size >= _WORTH_IT


def _send(out: BinaryIO, kind: bytes, content: bytes) -> None:
    out.write(kind + len(content).to_bytes(_LENGTH, "big") + content)
    out.flush()


def main(path: Path, home_region: str, out: BinaryIO) -> None:
    """The process itself: writes every portion, or why there is none."""
    from terkirim.delivery.lists.clean import sift

    try:
        for portion in sift(path, home_region):
            _send(out, _PORTION, _to_bytes(portion))
    except BadInput as refused:
        _send(out, _REFUSED, _to_bytes(refused.text))
    except BrokenPipeError:  # nobody wants more
        sys.exit(0)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], sys.stdout.buffer)
