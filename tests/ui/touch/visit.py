"""A visit to a running face from another thread, in a process of its own; prints what it saw as JSON."""

import json
import sys
from datetime import datetime
from threading import Thread

from firmware.events import Event
from firmware.screens import View
from ui.touch import samples
from ui.touch.app import PANELS, Face

seen: dict[str, object] = {"kivy_before_run": "kivy" in sys.modules}
sent: list[Event] = []


def now() -> datetime:
    return samples.NOW


def visit(face: Face) -> None:
    face.show(View(samples.SCREENS["S0-waiting"], samples.OFFICE))
    face.show(View(samples.SCREENS["S1-home"], samples.OFFICE))
    ticket = next(target for target in face.targets() if target.id == "ticket")
    face.touch(ticket.x + ticket.w / 2, ticket.y + ticket.h / 2)
    seen.update(
        picture=face.picture()[:8].hex(),
        shown=face.shown,
        sent=[repr(event) for event in sent],
        inside=0 <= ticket.x < ticket.x + ticket.w <= 1 and 0 <= ticket.y < ticket.y + ticket.h <= 1,
    )
    face.stop()


def main() -> None:
    face = Face(PANELS["21.5"], sent.append, now)
    Thread(target=visit, args=(face,), daemon=True).start()
    face.run()
    sys.stdout.write(json.dumps(seen))


if __name__ == "__main__":
    main()
