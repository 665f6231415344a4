"""Documents that go down to many kiosks: a version in retained pieces, whole or not at all.

Owns packing, the manifest, and putting pieces together again. Refuses what is inside, the client and storage.
A version is published piece by piece and its manifest last; a reader holds pieces of any version until a
manifest and all of its pieces agree with the checksum, and keeps what it had on any doubt.
"""

import hashlib
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Annotated, Final

import msgspec
from msgspec import Meta, Struct

from mqtt.scalars import Instant

FORMAT: Final = 1
PIECE_BYTES: Final = 128 * 1024
VERSIONS_KEPT: Final = 3
MOST_BYTES: Final = 64 * 1024 * 1024
_LEAF: Final = re.compile(r"(?P<version>[1-9][0-9]{0,15})/(?P<index>0|[1-9][0-9]{0,3})")

Version = Annotated[int, Meta(ge=1, lt=2**53)]


class Manifest(Struct, frozen=True, kw_only=True):
    """`sha256` and `packed_bytes` are of all pieces joined; `size` is that of the document they unpack to."""

    format: int
    version: Version
    at: Instant
    pieces: Annotated[int, Meta(ge=1, le=9999)]
    packed_bytes: Annotated[int, Meta(ge=1, le=MOST_BYTES)]
    size: Annotated[int, Meta(ge=0, le=MOST_BYTES)]
    sha256: Annotated[str, Meta(pattern=r"^[0-9a-f]{64}$")]


class PublicationError(ValueError):
    """Why a version is refused; the text names it. What was there before stays."""


@dataclass(frozen=True, slots=True)
class Edition:
    """A complete, verified document."""

    version: int
    at: str
    body: bytes


def pack(version: int, at: str, body: bytes) -> tuple[Manifest, list[bytes]]:
    """A document as its manifest and pieces; publish the pieces first."""
    packed = zlib.compress(body, 6)
    pieces = [packed[start : start + PIECE_BYTES] for start in range(0, len(packed), PIECE_BYTES)]
    manifest = Manifest(
        format=FORMAT,
        version=version,
        at=at,
        pieces=len(pieces),
        packed_bytes=len(packed),
        size=len(body),
        sha256=hashlib.sha256(packed).hexdigest(),
    )
    return manifest, pieces


def encode(manifest: Manifest) -> bytes:
    return msgspec.json.encode(manifest)


def leaf_of_piece(version: int, index: int) -> str:
    """Below the document's topic: ``7/0``; the manifest lies at ``manifest``."""
    return f"{version}/{index}"


MANIFEST: Final = "manifest"


@dataclass(slots=True)
class Assembly:
    """Puts one document together as messages come in, in any order, again and again."""

    newest: int = 0
    """The version that its reader holds already; older ones are refused."""
    _manifest: Manifest | None = None
    _pieces: dict[int, dict[int, bytes]] = field(default_factory=dict)

    def take(self, leaf: str, payload: bytes) -> Edition | None:
        """One message; an edition once it is whole. PublicationError: refused, and nothing is lost by it."""
        if leaf == MANIFEST:
            self._manifest = self._read(payload) if payload else None
            return self._whole()
        match = _LEAF.fullmatch(leaf)
        if match is None:
            raise PublicationError(f"nothing is taken in on {leaf!r}")
        return self._take_piece(int(match["version"]), int(match["index"]), payload)

    def _take_piece(self, version: int, index: int, payload: bytes) -> Edition | None:
        if len(payload) > PIECE_BYTES:
            raise PublicationError(
                f"piece {index} of version {version}: {len(payload)} bytes, limit {PIECE_BYTES}"
            )
        if not payload:
            self._pieces.get(version, {}).pop(index, None)
            return None
        if version > self.newest:
            self._pieces.setdefault(version, {})[index] = payload
            self._forget_all_but(VERSIONS_KEPT)
        return self._whole()

    def _read(self, payload: bytes) -> Manifest:
        try:
            manifest = msgspec.json.decode(payload, type=Manifest)
        except msgspec.MsgspecError as error:
            raise PublicationError(f"manifest: {error}") from error
        if manifest.format != FORMAT:
            raise PublicationError(f"manifest: format {manifest.format}, this end reads {FORMAT}")
        if manifest.version < self.newest:
            raise PublicationError(
                f"manifest: version {manifest.version} is older than {self.newest}, which is here"
            )
        return manifest

    def _forget_all_but(self, most: int) -> None:
        """Of versions that never became whole only the newest few are kept: memory is small on a kiosk."""
        kept = sorted(self._pieces)[-most:]
        self._pieces = {version: self._pieces[version] for version in kept}

    def _whole(self) -> Edition | None:
        manifest = self._manifest
        if manifest is None or manifest.version <= self.newest:
            return None
        pieces = self._pieces.get(manifest.version, {})
        if any(index not in pieces for index in range(manifest.pieces)):
            return None
        body = _verified(manifest, b"".join(pieces[index] for index in range(manifest.pieces)))
        self.newest = manifest.version
        self._pieces = {version: kept for version, kept in self._pieces.items() if version > self.newest}
        return Edition(manifest.version, manifest.at, body)


def _verified(manifest: Manifest, packed: bytes) -> bytes:
    name = f"version {manifest.version}"
    if len(packed) != manifest.packed_bytes or hashlib.sha256(packed).hexdigest() != manifest.sha256:
        raise PublicationError(f"{name}: the checksum does not fit; publish it again")
    unpacker = zlib.decompressobj()
    try:
        body = unpacker.decompress(packed, manifest.size + 1)
    except zlib.error as error:
        raise PublicationError(f"{name}: {error}; publish it again") from error
    if len(body) != manifest.size or not unpacker.eof:
        raise PublicationError(f"{name}: does not unpack to {manifest.size} bytes; publish it again")
    return body


def messages(manifest: Manifest, pieces: list[bytes]) -> Iterator[tuple[str, bytes]]:
    """(leaf, payload) in the order in which they are to be published, each retained."""
    for index, piece in enumerate(pieces):
        yield leaf_of_piece(manifest.version, index), piece
    yield MANIFEST, encode(manifest)
