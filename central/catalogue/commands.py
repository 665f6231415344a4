"""`motcua-central import-procedures` and `publish catalogue`: what they print and how they end.

Owns the lines on the screen and the exit codes. Refuses rules of its own. 0: done; 1: done, but some records
were refused; 2: not done, or not wholly.
"""

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from central.catalogue.checking import Unusable
from central.catalogue.delivery import Delivery
from central.catalogue.importing import import_file
from central.catalogue.publishing import carry_out, is_idle, newest, wanted
from central.catalogue.store import NAME, open_catalogue
from central.settings import Mqtt
from mqtt.client import Client
from mqtt.messages import instant


def import_procedures(files: Sequence[Path], *, province: str, data: Path, now: datetime) -> int:
    outcomes, unusable = [], 0
    with open_catalogue(data / NAME) as catalogue:
        for path in files:
            try:
                outcome = import_file(catalogue, province, path, instant(now))
            except Unusable as error:
                sys.stderr.write(f"motcua-central: {error}\n")
                unusable += 1
                continue
            sys.stdout.writelines(f"{path}: {refusal}\n" for refusal in outcome.refusals)
            outcomes.append(outcome)
    refused = sum(len(outcome.refusals) for outcome in outcomes)
    sys.stdout.write(
        f"imported {sum(outcome.imported for outcome in outcomes)},"
        f" updated {sum(outcome.updated for outcome in outcomes)},"
        f" unchanged {sum(outcome.unchanged for outcome in outcomes)}, refused {refused}\n"
    )
    return 2 if unusable else 1 if refused else 0


def publish_catalogue(mqtt: Mqtt, *, province: str, data: Path, again: bool, now: datetime) -> int:
    publication = None
    with open_catalogue(data / NAME) as catalogue:
        want = wanted(catalogue, province, again=again)
        if not is_idle(catalogue, want):
            with _linked(mqtt) as delivery:
                publication = carry_out(catalogue, want, delivery, now)
        last = newest(catalogue, province)
    if publication is not None:
        sys.stdout.write(
            f"published version {publication.version}: {publication.procedures} procedures,"
            f" {publication.packed_bytes} bytes, {publication.pieces} pieces\n"
        )
    elif last is not None:
        sys.stdout.write(
            f"nothing changed since version {last.version} of {last.at}; --again publishes it once more\n"
        )
    return 0


@contextmanager
def _linked(mqtt: Mqtt) -> Iterator[Delivery]:
    """A connection under a name of its own: with the centre's it would throw the running centre off."""
    client = Client(mqtt.broker(), f"{mqtt.client_id}-catalogue")
    client.start()
    try:
        yield Delivery(client, f"{mqtt.host}:{mqtt.port}")
    finally:
        client.stop()
