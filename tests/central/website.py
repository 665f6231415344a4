"""The dashboard on a real port over a centre's file, so that a real browser can open it.

Owns starting and stopping, a ward's day to look at, and how wide it is looked at. The centre is turned
by the test itself, in its own thread.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

import peewee
import uvicorn
from selenium.webdriver import Chrome

from central.dashboard.api import Pulse
from central.dashboard.app import build
from mqtt.client import Incoming
from tests.central.stats.office import issued, no_shows, presses, served, told
from tests.central.wire import state
from tests.processes import answers, free_port, wait_until


@contextmanager
def website(reader: peewee.Database, clock: Callable[[], datetime]) -> Iterator[str]:
    """Its address, without a slash at the end."""
    port = free_port()
    app, streams = build(reader, clock, Pulse(turned_at=clock, broker_up=lambda: True))
    settings = uvicorn.Config(app, port=port, log_config=None, access_log=False, timeout_graceful_shutdown=1)
    server = uvicorn.Server(settings)
    thread = threading.Thread(target=server.run, name="web", daemon=True)
    thread.start()
    try:
        wait_until(lambda: answers(port))
        yield f"http://127.0.0.1:{port}"
    finally:
        streams.stopping.set()
        server.should_exit = True
        thread.join(10)


def a_day() -> list[Incoming]:
    """One kiosk with something of everything."""
    visitors = (issued(40), served([100] * 30), no_shows(2))
    content = presses("satisfied", 30, officer="cb01")
    unhappy = presses("unsatisfied", 9, officer="cb01", reason="long_wait")
    return [state("online"), *told(*visitors, content, unhappy)]


def width(browser: Chrome, pixels: int) -> None:
    metrics = {"width": pixels, "height": 844, "deviceScaleFactor": 1, "mobile": pixels < 600}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
