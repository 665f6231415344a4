"""The catalogue to all kiosks of a province: pieces first, manifest last, and old pieces away after it.

Owns the order of steps and the version's number. Refuses packing (`mqtt.publication`), waiting (`delivery`).
Each step is written down before it is taken: a command killed anywhere leaves kiosks with a whole old or a
whole new catalogue, and the next one clears away what it left. The number is the milliseconds of now, or one
more than any before: time keeps it rising where the file was lost, counting where the clock went back.
"""

import hashlib
import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from central.catalogue.delivery import BrokerRefusedError, Delivery, DeliveryError
from central.catalogue.store import Catalogue, Publication, State
from mqtt.catalogue import TOPIC, encode
from mqtt.client import Outgoing
from mqtt.messages import instant
from mqtt.publication import MANIFEST, MOST_BYTES, leaf_of_piece, pack
from mqtt.publication import encode as encode_manifest
from mqtt.topics import province_topic

log = logging.getLogger(__name__)


class PublishError(ValueError):
    """This catalogue cannot be published at all; the text gives the remedy."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """The document that kiosks of a province shall have; `again` even if they have it."""

    province: str
    procedures: int
    body: bytes
    sha256: str
    again: bool


def wanted(catalogue: Catalogue, province: str, *, again: bool = False) -> Wanted:
    procedures = catalogue.procedures(province)
    if not procedures:
        raise PublishError(f"no procedures of province {province}; run import-procedures first")
    body = encode(procedures)
    if len(body) > MOST_BYTES:
        raise PublishError(
            f"{len(body)} bytes of procedures, limit {MOST_BYTES}; import fewer or shorter ones"
        )
    return Wanted(province, len(procedures), body, hashlib.sha256(body).hexdigest(), again)


def newest(catalogue: Catalogue, province: str) -> Publication | None:
    """The last version that the broker is known to hold whole."""
    published = _in_state(catalogue, province, "published")
    return published[-1] if published else None


def is_idle(catalogue: Catalogue, want: Wanted) -> bool:
    """Kiosks have what they shall have, and nothing is left to clear: no broker is needed."""
    left = [each for each in catalogue.publications(want.province) if each.state != "cleared"]
    return left == [newest(catalogue, want.province)] and not _is_new(catalogue, want)


def carry_out(catalogue: Catalogue, want: Wanted, delivery: Delivery, now: datetime) -> Publication | None:
    """The version that went out, or None if nothing had changed. DeliveryError: kiosks keep what they have.

    What an earlier command left is settled first. Its pieces without a manifest go, because a kiosk keeps
    those of few versions; a manifest that may or may not be out goes once more: all its pieces are there.
    """
    _clear(catalogue, _in_state(catalogue, want.province, "sending"), delivery)
    out = None
    for unsure in _in_state(catalogue, want.province, "announced"):
        out = _announce(catalogue, unsure, delivery)
    if _is_new(catalogue, want):
        out = _publish(catalogue, want, delivery, now)
    try:
        _clear(catalogue, _in_state(catalogue, want.province, "published")[:-1], delivery)
    except DeliveryError as error:
        log.warning("old pieces stay until the next publication: %s", error)
    return out


def _publish(catalogue: Catalogue, want: Wanted, delivery: Delivery, now: datetime) -> Publication:
    past = catalogue.publications(want.province)
    version = max(int(now.timestamp() * 1000), past[-1].version + 1 if past else 1)
    manifest, pieces = pack(version, instant(now), want.body)
    publication = Publication(
        province=want.province,
        version=version,
        at=manifest.at,
        procedures=want.procedures,
        packed_bytes=manifest.packed_bytes,
        pieces=manifest.pieces,
        sha256=want.sha256,
        manifest=encode_manifest(manifest),
        state="sending",
    )
    catalogue.begin(publication)
    delivery.send(_retained(publication, pieces))
    return _announce(catalogue, publication, delivery)


def _announce(catalogue: Catalogue, publication: Publication, delivery: Delivery) -> Publication:
    topic = province_topic(publication.province, f"{TOPIC}/{MANIFEST}")
    catalogue.mark(publication, "announced")
    try:
        delivery.send([Outgoing(topic, publication.manifest, qos=1, retain=True)])
    except BrokerRefusedError:
        catalogue.mark(publication, "sending")
        raise
    catalogue.mark(publication, "published")
    return publication


def _clear(catalogue: Catalogue, publications: Iterable[Publication], delivery: Delivery) -> None:
    """An empty retained message takes a piece off the broker."""
    for publication in publications:
        delivery.send(_retained(publication, [b""] * publication.pieces))
        catalogue.mark(publication, "cleared")


def _retained(publication: Publication, pieces: Sequence[bytes]) -> list[Outgoing]:
    leaves = [f"{TOPIC}/{leaf_of_piece(publication.version, index)}" for index in range(publication.pieces)]
    topics = [province_topic(publication.province, leaf) for leaf in leaves]
    return [Outgoing(topic, piece, qos=1, retain=True) for topic, piece in zip(topics, pieces, strict=True)]


def _in_state(catalogue: Catalogue, province: str, state: State) -> list[Publication]:
    return [each for each in catalogue.publications(province) if each.state == state]


def _is_new(catalogue: Catalogue, want: Wanted) -> bool:
    last = newest(catalogue, want.province)
    return want.again or last is None or last.sha256 != want.sha256
