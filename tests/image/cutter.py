"""Runs inside the emulated machine instead of the kiosk: number after number, until the plug is pulled.

The kiosk's own store and core, without screen and network. A number is said on the serial line only after
`Core.handle` returned, which is after the commit: from then on a visitor would have it in hand.
"""

import sys
import time
from pathlib import Path

from firmware import events, health, ledger
from firmware.clock import SystemClock
from firmware.core import Core, Faces
from firmware.neighbours import neighbours
from firmware.pins import Pins
from firmware.screens import YourNumber
from firmware.selftest import Gauges
from firmware.settings_file import load
from firmware.store import Reader, Store
from firmware.technician import Desk

DATA = Path("/data/kiosk")
PAUSE_SECONDS = 0.02


def main() -> None:
    settings, clock = load(Path("/data/identity/kiosk.toml")), SystemClock(always_trusted=True)
    store = Store(DATA / "kiosk.db", clock.now())
    reader = Reader(store.path)
    _say_what_is_there(reader)
    desk = Desk(
        Pins(DATA / "pins.json"),
        Gauges(lambda: health.vitals(DATA), lambda: health.disk_writes(DATA)),
        lambda: ledger.progress(reader),
        lambda: neighbours(DATA / "none", DATA / "none"),
    )
    faces = Faces(show=lambda _view: None, light=lambda _lamps: None, committed=lambda: None)
    core = Core(settings, store, clock, faces, boot="proof000", desk=desk)
    core.begin()
    while True:
        core.handle(events.HomeAsked())
        core.handle(events.ServicesAsked())
        core.handle(events.TicketRequested(settings.services[0].code))
        screen = core.state.visit.screen
        assert isinstance(screen, YourNumber)
        _say(f"IN-HAND {screen.number}")
        time.sleep(PAUSE_SECONDS)


def _say_what_is_there(reader: Reader) -> None:
    [(whole,)] = reader.rows("PRAGMA integrity_check")
    [(rows, last)] = reader.rows("SELECT count(*), coalesce(max(seq), 0) FROM ledger")
    issued = reader.rows("SELECT label FROM ticket ORDER BY number")
    twice = len(issued) - len(set(issued))
    _say(f"FOUND whole={whole} rows={rows} last={last} tickets={len(issued)} twice={twice}")
    _say(f"LABELS {','.join(label for (label,) in issued)}")


def _say(words: str) -> None:
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
