"""What comes down from the centre: the catalogue, whole or not at all.

Owns putting published pieces together, making the guide, and handing both to the core. Refuses to write: the
core does, in one transaction. Runs in its own thread: an index of thousands of procedures takes a moment.
"""

import logging
from collections.abc import Callable, Iterable
from typing import Final

import msgspec

from firmware import catalogue, days
from firmware.catalogue import CatalogueArrived, GuideMade, News
from firmware.clock import Now
from firmware.guidebook import make_guide
from firmware.store import Reader
from mqtt import catalogue as wire
from mqtt import topics
from mqtt.client import Incoming
from mqtt.publication import Assembly, Edition, PublicationError

log = logging.getLogger(__name__)

IDLE_SECONDS: Final = 5.0


class DownlinkTurn:
    """Take what arrived, and make a new guide when the catalogue or the business day is new."""

    def __init__(
        self,
        arrivals: Callable[[], Iterable[Incoming]],
        reader: Reader,
        province: str,
        tell: Callable[[News], bool],
    ) -> None:
        self._arrivals = arrivals
        self._reader = reader
        self._root = topics.province_topic(province, f"{wire.TOPIC}/")
        self._tell = tell
        self._assembly = Assembly(newest=catalogue.version(reader))
        self._made: tuple[int, str] | None = None

    def __call__(self, _now: Now) -> float:
        for arrival in self._arrivals():
            self._take(arrival)
        self._make_guide_if_due()
        return IDLE_SECONDS

    def _take(self, arrival: Incoming) -> None:
        leaf = arrival.topic.removeprefix(self._root)
        try:
            edition = self._assembly.take(leaf, arrival.payload)
        except PublicationError as error:
            log.warning("catalogue refused, the old one stays: %s", error)
            return
        if edition is not None:
            self._accept(edition)

    def _accept(self, edition: Edition) -> None:
        try:
            procedures = wire.decode(edition.body)
        except msgspec.MsgspecError as error:
            log.warning("catalogue version %s refused, the old one stays: %s", edition.version, error)
            return
        if self._tell(CatalogueArrived(edition.version, edition.at, tuple(procedures))):
            log.info("catalogue received version=%s procedures=%s", edition.version, len(procedures))

    def _make_guide_if_due(self) -> None:
        due = (catalogue.version(self._reader), days.today(self._reader.rows))
        if due[0] == 0 or self._made == due:
            return
        version, published_at, procedures = catalogue.stored(self._reader)
        day = due[1]
        guide = make_guide(version, published_at, procedures, day)
        if self._tell(GuideMade(guide)):
            self._made = due
