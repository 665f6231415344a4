"""A visit to a running face from another thread, in a process of its own; prints what it saw as JSON.

Arguments: by how many degrees the picture is turned on the glass, and where to put a picture of it.
"""

import json
import sys
from datetime import datetime
from pathlib import Path
from threading import Thread

import msgspec

from firmware.events import Event
from firmware.screens import View
from ui.touch import samples
from ui.touch.app import PANELS, Face, Panel

seen: dict[str, object] = {"kivy_before_run": "kivy" in sys.modules}
sent: list[Event] = []


def now() -> datetime:
    return samples.NOW


def visit(face: Face, file: Path) -> None:
    face.show(View(samples.SCREENS["S0-waiting"], samples.OFFICE))
    face.show(View(samples.SCREENS["S1-home"], samples.OFFICE))
    file.write_bytes(face.picture())
    ticket = next(target for target in face.targets() if target.id == "ticket")
    face.touch(ticket.x + ticket.w / 2, ticket.y + ticket.h / 2)
    seen.update(
        picture=file.read_bytes()[:8].hex(),
        shown=face.shown,
        sent=[repr(event) for event in sent],
        inside=0 <= ticket.x < ticket.x + ticket.w <= 1 and 0 <= ticket.y < ticket.y + ticket.h <= 1,
    )
    face.stop()


def main() -> None:
    turned, file = sys.argv[1:]
    panel = msgspec.convert({**msgspec.to_builtins(PANELS["21.5"]), "turned": int(turned)}, Panel)
    face = Face(panel, sent.append, now)
    Thread(target=visit, args=(face, Path(file)), daemon=True).start()
    face.run()
    sys.stdout.write(json.dumps(seen))


if __name__ == "__main__":
    main()
