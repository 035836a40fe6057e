"""Multipart forms, as media are uploaded: fields and files."""

from collections.abc import AsyncGenerator

from starlette.datastructures import Headers, UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser

from terkirim.sandbox.graph.call import Upload
from terkirim.sandbox.refusals import invalid

_FILES_MAX = 10
_FIELDS_MAX = 100


async def read_form(content_type: str, raw: bytes) -> tuple[dict[str, str], dict[str, Upload]]:
    """The fields and files of a form; raises Refusal (100) when it is malformed."""
    headers = Headers({"content-type": content_type})
    parser = MultiPartParser(headers, _at_once(raw), max_files=_FILES_MAX, max_fields=_FIELDS_MAX)
    parser.spool_max_size = len(raw)  # what is in memory already needs no file
    try:
        form = await parser.parse()
    except (MultiPartException, KeyError, ValueError) as error:
        raise invalid(f"Malformed multipart form: {error}") from None
    fields: dict[str, str] = {}
    files: dict[str, Upload] = {}
    for name, value in form.multi_items():
        if isinstance(value, UploadFile):
            data = await value.read()
            files[name] = Upload(value.filename or "", value.content_type or "", data)
        else:
            fields[name] = value
    await form.close()
    return fields, files


async def _at_once(raw: bytes) -> AsyncGenerator[bytes, None]:
    yield raw
