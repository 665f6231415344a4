"""Attachments that people filed from home, in pieces: encrypted files in the data folder.

Owns `filings/<sha256>/<piece>`. Refuses to know whose they are (`filed`) and who sends them (`filings`). A
piece is on disk whole or not at all; an attachment counts only once its sum was checked, so neither a power
cut nor a worn card passes for somebody's paper.
"""

import hashlib
import logging
import shutil
from collections.abc import Collection, Iterator
from pathlib import Path

from firmware import durable
from firmware.seals import BrokenSealError, Seals
from mqtt.filing import PIECE_BYTES, Piece

log = logging.getLogger(__name__)


class Pieces:
    """`folder` is made with its first piece."""

    def __init__(self, folder: Path, seals: Seals) -> None:
        self._folder = folder
        self._seals = seals

    def missing(self, sha256: str, size: int) -> list[int]:
        folder = self._folder / sha256
        return [index for index in range(count(size)) if not (folder / name(index)).exists()]

    def keep(self, piece: Piece, size: int) -> bool:
        """On disk when this returns; False for what cannot be a piece of an attachment of that size."""
        if len(piece.body) != _length(piece.index, size):
            return False
        folder = self._folder / piece.sha256
        durable.folder(self._folder, mode=0o700)
        durable.folder(folder, mode=0o700)
        sealed = self._seals.seal_bytes(piece.body, _mark(piece.sha256, piece.index))
        durable.write_whole(folder / name(piece.index), sealed, mode=0o600)
        return True

    def read(self, sha256: str, size: int) -> bytes:
        """OSError where a piece is gone, BrokenSealError where it was damaged."""
        return b"".join(self._bodies(sha256, size))

    def is_good(self, sha256: str, size: int) -> bool:
        """Whether what lies here is what was filed."""
        digest = hashlib.sha256()
        try:
            for body in self._bodies(sha256, size):
                digest.update(body)
        except (OSError, BrokenSealError) as error:
            log.warning("attachment unreadable sha256=%s: %s", sha256[:12], error)
            return False
        return digest.hexdigest() == sha256

    def drop(self, sha256: str) -> None:
        shutil.rmtree(self._folder / sha256, ignore_errors=True)
        durable.sync(self._folder)

    def drop_all_but(self, known: Collection[str]) -> int:
        """Erase what belongs to no filing any more; returns how many attachments that were."""
        here = [entry.name for entry in self._folder.iterdir()] if self._folder.exists() else []
        strangers = [sha256 for sha256 in here if sha256 not in known]
        for sha256 in strangers:
            self.drop(sha256)
        return len(strangers)

    def _bodies(self, sha256: str, size: int) -> Iterator[bytes]:
        for index in range(count(size)):
            sealed = (self._folder / sha256 / name(index)).read_bytes()
            yield self._seals.unseal_bytes(sealed, _mark(sha256, index))


def count(size: int) -> int:
    return -(-size // PIECE_BYTES)


def name(index: int) -> str:
    return f"{index:03}"


def _length(index: int, size: int) -> int:
    """What a piece must have; nothing has none."""
    return max(0, min(PIECE_BYTES, size - index * PIECE_BYTES)) or -1


def _mark(sha256: str, index: int) -> bytes:
    """Binds a piece to its place: another's cannot be put there."""
    return f"{sha256}/{index}".encode()
