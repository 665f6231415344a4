"""Somebody who looks at the dashboard: signed in as whoever is wanted, with a writer at work behind it.

Owns the doors tests go through, and rows as the centre would have written them. Refuses assertions.
"""

import re
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import uvicorn
from starlette.testclient import TestClient
from starlette.types import ASGIApp, Receive, Scope, Send

from central.at_home import NOTHING, AtHome
from central.dashboard.api import Pulse
from central.dashboard.app import build
from central.dashboard.sending import Press
from central.dashboard.viewer import ANYBODY, Viewer
from central.desk import WritingDesk
from central.store.database import Store
from central.store.models import Alert, Dossier, Kiosk, Progress, Rejected
from mqtt.messages import Health, PaperWord, encode, instant
from tests.central.conftest import Centre
from tests.central.wire import EPOCH

NINE = datetime(2026, 11, 26, 2, 0, tzinfo=UTC)
"""A Thursday, 9:00 in Việt Nam."""

NATIONAL = Viewer("Lê Hoà", "national")
PROVINCIAL = Viewer("Trần Lan", "province", "19")
STRANGER = Viewer("Đỗ Minh", "province", "01")


@contextmanager
def browsing(
    centre: Centre,
    viewer: Viewer = NATIONAL,
    desk: WritingDesk | None = None,
    clock: Callable[[], datetime] = lambda: NINE,
    press: Press | None = None,
    home: AtHome = NOTHING,
) -> Iterator[TestClient]:
    pulse = Pulse(clock, lambda: True)
    app, _ = build(centre.reader, clock, pulse, None, desk, home=home, press=press)
    with TestClient(_as(viewer, app), follow_redirects=False) as web:
        yield web


@contextmanager
def listening(centre: Centre, viewer: Viewer, desk: WritingDesk, home: AtHome = NOTHING) -> Iterator[str]:
    """The same, on a free port for a real browser; gives its address."""
    app, live = build(centre.reader, lambda: NINE, Pulse(lambda: NINE, lambda: True), None, desk, home=home)
    config = uvicorn.Config(_as(viewer, app), log_config=None, access_log=False, lifespan="off")
    server = uvicorn.Server(config)
    with socket.create_server(("127.0.0.1", 0)) as door:
        thread = threading.Thread(target=server.run, args=([door],))
        thread.start()
        yield f"http://127.0.0.1:{door.getsockname()[1]}"
        live.stopping.set()
        server.should_exit = True
        thread.join()


@contextmanager
def writing(store: Store) -> Iterator[WritingDesk]:
    """A desk whose writer turns in a thread of its own, as at the centre."""
    desk, stopping = WritingDesk(store), threading.Event()

    def write() -> None:
        while not stopping.wait(0.001):
            desk.turn(NINE)

    thread = threading.Thread(target=write)
    thread.start()
    yield desk
    stopping.set()
    thread.join()


def _as(viewer: Viewer, app: ASGIApp) -> ASGIApp:
    """What a sign-in does for the pages: they find who looks in the request's state."""

    async def signed_in(scope: Scope, receive: Receive, send: Send) -> None:
        if viewer is not ANYBODY and scope["type"] == "http":
            scope.setdefault("state", {})["viewer"] = viewer
        await app(scope, receive, send)

    return signed_in


# ---------------------------------------------------------------- rows


def ago(minutes: float) -> str:
    return instant(NINE - timedelta(minutes=minutes))


def kiosk(
    centre: Centre,
    name: str,
    state: str = "online",
    *,
    seen: float = 0,
    paper: PaperWord = "ok",
    disk_free_mb: int = 9000,
    temperature_c: float = 50.0,
    missing: int = 0,
    version: str = "1.0.0",
) -> None:
    """A kiosk with its last heartbeat and a ledger of a hundred events, the last `missing` not here."""
    health = Health(
        at=ago(seen),
        epoch=EPOCH,
        seq_high=100,
        backlog=missing,
        version=version,
        clock="synced",
        paper=paper,
        disk_free_mb=disk_free_mb,
        temperature_c=temperature_c,
    )
    row = {"epoch": EPOCH, "version": version, "last_seen_at": ago(seen), "health": encode(health).decode()}
    ledger = {"upto": 100 - missing, "seq_high": 100, "missing": missing, "duplicates": 0}
    centre.store.writer.execute(Kiosk.insert(kiosk=name, state=state, **row))
    centre.store.writer.execute(Progress.insert(kiosk=name, epoch=EPOCH, **ledger))


def alert(
    centre: Centre,
    name: str,
    kind: str,
    detail: str,
    *,
    opened: float = 30,
    cleared: float | None = None,
    by: str | None = None,
) -> None:
    """Opened, cleared and acknowledged so many minutes ago."""
    row = {
        "opened_at": ago(opened),
        "cleared_at": None if cleared is None else ago(cleared),
        "acknowledged_at": ago(opened) if by else None,
        "acknowledged_by": by,
    }
    centre.store.writer.execute(Alert.insert(kiosk=name, kind=kind, detail=detail, **row))


def rejection(
    centre: Centre, reason: str, *, name: str | None = "19/05518/k1", payload: bytes = b"{}", size: int = 0
) -> None:
    topic = f"motcua/1/{name or 'nowhere'}/ticket"
    row = {"at": ago(5), "topic": topic, "kiosk": name, "payload": payload, "size": size or len(payload)}
    centre.store.writer.execute(Rejected.insert(reason=reason, **row))


def dossier(centre: Centre, code: str, state: int, *, received: str, **said: object) -> None:
    """A dossier of ward 05518 in person, in the field of certified copies, unless said otherwise."""
    row = {
        "province": "19",
        "ward": "05518",
        "procedure": "1.001193",
        "field": "Chứng thực",
        "channel": "direct",
        "officer": "cb01",
        "state_at": f"{received}T03:00:00.000Z",
        "waited_days": 0,
        "source": "import",
        "said_at": f"{received}T03:00:00.000Z",
        "epoch": "import",
        "seq": 0,
    }
    centre.store.writer.execute(
        Dossier.insert(**{**row, "code": code, "state": state, "received_day": received, **said})
    )


def plain(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html)).replace("\N{NO-BREAK SPACE}", " ")
