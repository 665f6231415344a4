"""The multipart body of a filing, read into memory: names and papers never lie open in a temporary file.

Owns the limits of a request. Refuses judgement. What goes beyond a limit is read and thrown away, so that the
browser hears the answer instead of a broken line; what came before it counts.
"""

import dataclasses
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from typing import Final

from python_multipart.exceptions import FormParserError
from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import Request

SENT_BYTES: Final = 32 * 1024 * 1024
DRAINED_BYTES: Final = 256 * 1024 * 1024
MOST_FIELDS: Final = 200
MOST_FILES: Final = 40
VALUE_BYTES: Final = 32 * 1024


class Unreadable(ValueError):
    """No form as a page of ours, or a program by the API's description, sends it."""


@dataclass(frozen=True, slots=True)
class Upload:
    field: str
    name: str
    content: bytes = dataclasses.field(repr=False)


@dataclass(frozen=True, slots=True)
class Sent:
    """`cut`: there was more than a request may hold, and the rest is missing."""

    values: dict[str, str] = dataclasses.field(repr=False)
    uploads: list[Upload]
    cut: bool


class _InMemory(MultiPartParser):
    spool_max_size = SENT_BYTES + 1

    def close(self) -> None:
        """Of a body that was cut, the file that it was cut in: the parser closes it only after an error."""
        for file in self._files_to_close_on_error:
            file.close()


async def read(request: Request) -> Sent:
    if not request.headers.get("content-type", "").startswith("multipart/form-data"):
        raise Unreadable("no multipart/form-data")
    stream = _Stream(request)
    parser = _InMemory(
        request.headers,
        stream.parts(),
        max_files=MOST_FILES,
        max_fields=MOST_FIELDS,
        max_part_size=VALUE_BYTES,
    )
    try:
        form = await parser.parse()
    except (MultiPartException, FormParserError, UnicodeDecodeError) as error:
        raise Unreadable(str(error)) from error
    sent = Sent({}, [], stream.cut)
    for name, value in form.multi_items():
        if isinstance(value, UploadFile):
            await _take(sent, name, value)
        else:
            sent.values[name] = value
    parser.close()
    return sent


async def _take(sent: Sent, name: str, upload: UploadFile) -> None:
    """A field in which nothing was chosen comes as a file without a name."""
    content = await upload.read()
    if content or upload.filename:
        sent.uploads.append(Upload(name, upload.filename or "", content))


class _Stream:
    def __init__(self, request: Request) -> None:
        self._request = request
        self.cut = False

    async def parts(self) -> AsyncGenerator[bytes, None]:
        size = 0
        async for part in self._request.stream():
            fits = part[: max(0, SENT_BYTES - size)]
            size += len(part)
            self.cut = size > SENT_BYTES
            if fits:
                yield fits
            if size > DRAINED_BYTES:
                return
