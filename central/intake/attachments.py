"""What may be attached: PDF, JPEG and PNG, known by their content and never by their name.

Owns sizes, names and pictures. Refuses to change a file: it is evidence. The limits protect whoever opens it
after us: a picture of a few kilobytes may want gigabytes of memory.
"""

import io
import re
import unicodedata
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Final

import filetype
from PIL import Image, UnidentifiedImageError

from central.intake import pdf
from central.intake.values import Fault
from mqtt.filing import ATTACHMENT_BYTES, MediaType

PIXELS: Final = 64_000_000
"""The largest camera pictures of telephones have 50 million without special settings."""
SIDE: Final = 20_000
_SUFFIX: Final[dict[MediaType, str]] = {
    "application/pdf": "pdf",
    "image/jpeg": "jpg",
    "image/png": "png",
}
_MEDIA: Final[dict[str, MediaType]] = {media: media for media in _SUFFIX}
_NAME_LETTERS: Final = 80
_BOMBS: Final = (Image.DecompressionBombError, Image.DecompressionBombWarning)


@dataclass(frozen=True, slots=True)
class Good:
    """A file that may be kept, under a name that fits its content."""

    name: str
    type: MediaType
    content: bytes


def judge(name: str, content: bytes) -> Good | Fault:
    if not content:
        return Fault("file_empty", {"file": shown(name)})
    if len(content) > ATTACHMENT_BYTES:
        return Fault("file_too_big", {"file": shown(name), "size": f"{len(content) / 1_048_576:.1f}"})
    media = _MEDIA.get(str(filetype.guess_mime(content)))
    if media is None:
        return Fault("file_kind", {"file": shown(name)})
    why = pdf.fault(content) if media == "application/pdf" else _picture(content, media)
    return Fault(why, {"file": shown(name)}) if why else Good(_named(name, media), media, content)


def shown(name: str) -> str:
    """A name as it may be written on a page: the last part of a path, one line, not too long."""
    composed = unicodedata.normalize("NFC", name.replace("\\", "/"))
    last = PurePosixPath(composed).name
    clean = "".join(sign for sign in last if unicodedata.category(sign)[0] != "C")
    clean = re.sub(r'[<>:"|?*/]', "_", clean).strip(" .")
    return clean[-_NAME_LETTERS:] or "tep"


def _named(name: str, media: MediaType) -> str:
    """A telephone that calls a PNG ``.jpg`` tells no lie worth a refusal: it is named anew."""
    stem, suffix = PurePosixPath(shown(name)).stem, PurePosixPath(shown(name)).suffix.lower()
    right = suffix in (".jpg", ".jpeg") if media == "image/jpeg" else suffix == f".{_SUFFIX[media]}"
    return shown(name) if right else f"{stem}.{_SUFFIX[media]}"


def _picture(content: bytes, media: MediaType) -> str:
    """'' for a whole picture of a bearable size. A JPEG is decoded at an eighth, a PNG is summed up."""
    try:
        with Image.open(io.BytesIO(content), formats=("JPEG" if media == "image/jpeg" else "PNG",)) as image:
            width, height = image.size
            if width * height > PIXELS or max(width, height) > SIDE:
                return "file_bomb"
            if media == "image/jpeg":
                image.draft("L", (width // 8, height // 8))
                image.load()
            else:
                image.verify()
    except _BOMBS:
        return "file_bomb"
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError):
        return "file_broken"
    return ""
