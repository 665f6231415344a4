"""`python -m tests.benches.timed_kiosk`: the kiosk as it is, and how long its core took for each call.

Owns one wrapper around `Core.ask`: from the moment a page puts a request into the inbox until it has the
answer, so waiting in line and waiting for Python's lock count. Writes a line of seconds for each call into
`asked.txt` beside the database. Refuses anything else: wiring, threads and load are the product's.
"""

import sys
import time
from pathlib import Path

from firmware.__main__ import main
from firmware.console import Answer, Call
from firmware.core import Core
from firmware.deciding import Input

_ask = Core.ask


def _timed(core: Core, event: Input, deadline_seconds: float = 5.0) -> Answer:
    began = time.perf_counter()
    try:
        return _ask(core, event, deadline_seconds)
    finally:
        if isinstance(event, Call):
            taken.append(time.perf_counter() - began)


if __name__ == "__main__":
    taken: list[float] = []
    setattr(Core, "ask", _timed)  # noqa: B010 (a plain assignment has no type)
    status = main()
    data = Path(sys.argv[sys.argv.index("--data") + 1])
    (data / "asked.txt").write_text("".join(f"{seconds}\n" for seconds in taken))
    sys.exit(status)
