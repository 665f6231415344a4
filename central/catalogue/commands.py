"""`motcua-central import-procedures` and `publish catalogue`: what they print and how they end.

Owns the lines on the screen and the exit codes. Refuses rules of its own. What went out is noted in the
centre's book of acts. 0: done; 1: done, but some records were refused; 2: not done, or not wholly.
"""

import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from central.catalogue.checking import Unusable
from central.catalogue.desk import publish
from central.catalogue.importing import import_file
from central.catalogue.store import NAME, open_catalogue
from central.commanding import acts
from central.door import carry_out
from central.settings import Settings
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


def publish_catalogue(settings: Settings, *, province: str, data: Path, again: bool, now: datetime) -> int:
    outcome = publish(settings.mqtt, data, province, again=again, now=now)
    last = outcome.publication
    if last is not None and outcome.new:
        sys.stdout.write(
            f"published version {last.version}: {last.procedures} procedures,"
            f" {last.packed_bytes} bytes, {last.pieces} pieces\n"
        )
        typed = acts.Typed("catalogue", province, outcome.detail)
        carry_out(acts.TYPED, typed, data=data, store=settings.store, now=now)
    elif last is not None:
        sys.stdout.write(
            f"nothing changed since version {last.version} of {last.at}; --again publishes it once more\n"
        )
    return 0
