"""A bundle on its way from the centre: the part that has arrived, and whether the whole is what was offered.

Owns `partial.raucb`, its checksum while it grows, and `ready.raucb`. Refuses the network. After a power
cut what is on disk counts; whatever the cut did to its tail, the checksum of the whole finds it.
"""

import errno
import hashlib
import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Final

from firmware.appliance.updates_notebook import OfferNote
from firmware.appliance.updates_words import Offer
from firmware.errors import KioskError

if TYPE_CHECKING:
    from hashlib import _Hash

RESERVE_BYTES: Final = 64 * 1024 * 1024
"""Left to the kiosk: years of numbers and ratings."""
_PIECE_BYTES: Final = 1024 * 1024


class NoRoomError(KioskError):
    """The data partition is too full for the bundle."""


class DamagedError(KioskError):
    """What arrived is not what was offered."""


class Parcel:
    """At most one bundle at a time."""

    def __init__(self, folder: Path, *, reserve_bytes: int = RESERVE_BYTES) -> None:
        self._folder = folder
        self._reserve_bytes = reserve_bytes
        self._partial = folder / "partial.raucb"
        self._ready = folder / "ready.raucb"
        self._note = OfferNote(folder / "offer.json")
        self._hash: _Hash | None = None
        noted = self._note.read()
        self.offer: Offer | None = noted[0] if noted else None
        self.etag = noted[1] if noted else ""

    @property
    def size(self) -> int:
        """Bytes that have arrived."""
        return self._partial.stat().st_size if self._partial.exists() else 0

    @property
    def ready(self) -> Path | None:
        """The whole bundle, as offered; None until then."""
        return self._ready if self.offer is not None and self._ready.exists() else None

    def expect(self, offer: Offer) -> None:
        """Keep what has arrived of this offer, drop what belongs to another. NoRoomError if it cannot fit."""
        if offer != self.offer:
            self.drop()
            self._note.write(offer, "")
            self.offer, self.etag = offer, ""
        free, wanted = shutil.disk_usage(self._folder).free, offer.size - self.size + self._reserve_bytes
        if self.ready is None and free < wanted:
            raise NoRoomError(f"{self._folder}: {free} bytes free, {wanted} needed; free some space")

    def named(self, etag: str) -> None:
        """The server's name for the content, before the first byte."""
        assert self.offer is not None
        if etag != self.etag:
            self._note.write(self.offer, etag)
            self.etag = etag

    def begin_again(self) -> None:
        self._partial.unlink(missing_ok=True)
        self._hash = None

    def append(self, piece: bytes) -> None:
        """NoRoomError on a full disk; DamagedError once more came than was offered."""
        assert self.offer is not None
        if self.size + len(piece) > self.offer.size:
            self.begin_again()
            raise DamagedError(f"bundle {self.offer.version}: longer than {self.offer.size} bytes")
        arrived = self._arrived()
        try:
            with self._partial.open("ab") as file:
                file.write(piece)
        except OSError as error:
            self._hash = None
            if error.errno not in (errno.ENOSPC, errno.EDQUOT):
                raise
            raise NoRoomError(f"{self._folder}: the disk is full; free some space") from error
        arrived.update(piece)

    def flush(self) -> None:
        """On disk, so that a power cut costs at most what came since."""
        if self._partial.exists():
            with self._partial.open("ab") as file:
                os.fsync(file.fileno())

    def finish(self) -> None:
        """Make it `ready`; DamagedError, and nothing is kept, if it is not what was offered."""
        assert self.offer is not None
        self.flush()
        if self._arrived().hexdigest() != self.offer.sha256:
            self.begin_again()
            raise DamagedError(f"bundle {self.offer.version}: its SHA-256 is not {self.offer.sha256}")
        self._partial.replace(self._ready)
        self._hash = None

    def drop(self) -> None:
        """Forget offer and bundle."""
        self._ready.unlink(missing_ok=True)
        self.begin_again()
        self._note.forget()
        self.offer, self.etag = None, ""

    def _arrived(self) -> "_Hash":
        """The checksum of what is on disk; read anew only after a restart."""
        if self._hash is None:
            self._hash = hashlib.sha256()
            if self._partial.exists():
                with self._partial.open("rb") as file:
                    while piece := file.read(_PIECE_BYTES):
                        self._hash.update(piece)
        return self._hash
