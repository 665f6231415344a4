"""`motcua-central`: what runs at the centre, wired together in one place.

Owns the order of starting and stopping: store, broker, writer, web; and back. Refuses any rule of its own.
"""

import argparse
import logging
import signal
import socket
import sys
import threading
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import peewee
import uvicorn

from central.aggregator import Aggregator
from central.dashboard.api import Pulse
from central.dashboard.app import build
from central.settings import Settings, SettingsError, Web, read_settings
from central.store.database import StoreError, open_reader, open_writer
from central.worker import Worker
from mqtt.client import Client
from mqtt.topics import STREAMS, every_kiosk

SUBSCRIPTIONS: Final = [(every_kiosk(leaf), 1) for leaf in (*STREAMS, "state")] + [(every_kiosk("health"), 0)]
KEEPALIVE_SECONDS: Final = 30
STOP_SECONDS: Final = 2.0

log = logging.getLogger("central")


def main() -> int:
    arguments = _arguments()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    try:
        settings = read_settings(arguments.config)
        door = _listen(settings.web, arguments.config)
        path = arguments.data / settings.store.path
        database = open_writer(path)
    except (SettingsError, StoreError, OSError, peewee.PeeweeException) as error:
        sys.stderr.write(f"motcua-central: {error}\n")
        return 2
    _run(settings, path, database, door)
    return 0


def now() -> datetime:
    return datetime.now(UTC)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="motcua-central", description="Aggregator and dashboard of the centre"
    )
    parser.add_argument("--config", type=Path, required=True, metavar="FILE", help="settings, TOML")
    parser.add_argument("--data", type=Path, default=Path("data"), metavar="DIR", help="default: ./data")
    return parser.parse_args()


def _listen(web: Web, config: Path) -> socket.socket:
    """Take the web port before anything else starts, so that a taken one is a plain error."""
    try:
        return socket.create_server((web.host, web.port))
    except OSError as error:
        raise SettingsError(
            f"{config}: key web.port: {web.host}:{web.port}: {error.strerror}; choose another"
        ) from error


def _run(settings: Settings, path: Path, database: peewee.SqliteDatabase, door: socket.socket) -> None:
    client = Client(
        settings.mqtt.broker(),
        settings.mqtt.client_id,
        subscriptions=SUBSCRIPTIONS,
        keep_session=True,
        manual_ack=True,
        keepalive_seconds=KEEPALIVE_SECONDS,
    )
    aggregator = Aggregator(database, client, client.inbox)
    writer = Worker(aggregator, now)
    pulse = Pulse(turned_at=lambda: aggregator.turned_at, broker_up=lambda: client.up)
    app, live = build(open_reader(path), now, pulse)
    server = uvicorn.Server(
        uvicorn.Config(app, log_config=None, access_log=False, timeout_graceful_shutdown=1)
    )
    web = threading.Thread(target=server.run, args=([door],), name="web", daemon=True)
    stopping = _stop_on_signals()

    writer.start()
    client.start()
    web.start()
    log.info("centre started store=%s web=%s:%d", path, settings.web.host, settings.web.port)
    stopping.wait()

    live.stopping.set()
    server.should_exit = True
    if writer.stop(STOP_SECONDS):
        client.stop(deadline_seconds=1.0)
        database.close()
    web.join(STOP_SECONDS)
    log.info("centre stopped")


def _stop_on_signals() -> threading.Event:
    stopping = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.set())
    return stopping


if __name__ == "__main__":
    sys.exit(main())
