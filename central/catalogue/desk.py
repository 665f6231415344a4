"""The catalogue for pages: what was published last, and publishing it, beside a running centre.

Owns the short moments in which a page opens the catalogue's file. Refuses the steps (`publishing`). The file
lets one in at a time, also of other processes; whoever comes second is told to wait.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from central.catalogue.delivery import Delivery
from central.catalogue.lookup import Lookup
from central.catalogue.publishing import carry_out, is_idle, newest, wanted
from central.catalogue.store import NAME, Publication, open_catalogue
from central.settings import Mqtt
from central.store.engine import StoreError
from mqtt.catalogue import Procedure
from mqtt.client import Client


@dataclass(frozen=True, slots=True)
class Outcome:
    """`publication` is what kiosks have now; `new` whether it went out just now."""

    publication: Publication | None
    new: bool

    @property
    def detail(self) -> str:
        """For the book of acts."""
        version = self.publication.version if self.publication else 0
        return f"version={version} new={'yes' if self.new else 'no'}"


def publish(mqtt: Mqtt, data: Path, province: str, *, again: bool, now: datetime) -> Outcome:
    """PublishError, DeliveryError, StoreError: kiosks keep what they have."""
    publication = None
    with open_catalogue(data / NAME) as catalogue:
        want = wanted(catalogue, province, again=again)
        if not is_idle(catalogue, want):
            with _linked(mqtt) as delivery:
                publication = carry_out(catalogue, want, delivery, now)
        return Outcome(newest(catalogue, province), publication is not None)


@contextmanager
def _linked(mqtt: Mqtt) -> Iterator[Delivery]:
    """A connection under a name of its own: with the centre's it would throw the running centre off."""
    client = Client(mqtt.broker(), f"{mqtt.client_id}-catalogue")
    client.start()
    try:
        yield Delivery(client, f"{mqtt.host}:{mqtt.port}")
    finally:
        client.stop()


class CatalogueDesk:
    """From any thread. What was read is kept until the file changes: a page must not hold commands up."""

    def __init__(self, data: Path, mqtt: Mqtt) -> None:
        self._data = data
        self._mqtt = mqtt
        self._one_at_a_time = threading.Lock()
        self._read_at: tuple[int, int] | None = None
        self._known: dict[str, Publication | None] = {}
        self._lookup = Lookup(data)

    def procedure(self, province: str, code: str) -> Procedure | None:
        """Without waiting for whoever has the file."""
        return self._lookup.procedure(province, code)

    def newest(self, province: str) -> Publication | None:
        """What the broker is known to hold; as it was read last where somebody else has the file."""
        with self._one_at_a_time:
            try:
                self._look(province)
            except StoreError:
                return self._known.get(province)
            return self._known[province]

    def publish(self, province: str, *, again: bool, now: datetime) -> Outcome:
        with self._one_at_a_time:
            return publish(self._mqtt, self._data, province, again=again, now=now)

    def _look(self, province: str) -> None:
        file = self._data / NAME
        if not file.exists():
            self._known = {province: None}
            return
        changed = (file.stat().st_mtime_ns, file.stat().st_size)
        if changed != self._read_at:
            self._known, self._read_at = {}, changed
        if province not in self._known:
            with open_catalogue(file) as catalogue:
                self._known[province] = newest(catalogue, province)
            self._read_at = (file.stat().st_mtime_ns, file.stat().st_size)
