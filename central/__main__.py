"""`motcua-central`: what runs at the centre, wired together in one place.

Owns the order of starting and stopping (store, broker, writer, web; and back) and the command line. Refuses
any rule of its own.
"""

import argparse
import logging
import queue
import re
import signal
import socket
import sqlite3
import sys
import threading
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import peewee
import uvicorn

from central.accounts.commands import CHANGES, account
from central.accounts.commands import add_parsers as account_parsers
from central.aggregator import Aggregator
from central.alerting.turn import AlertTurn
from central.catalogue.commands import import_procedures, publish_catalogue
from central.catalogue.delivery import DeliveryError
from central.catalogue.publishing import PublishError
from central.dashboard.api import Pulse
from central.dashboard.app import build
from central.dashboard.dossiers import Door
from central.dashboard.gate import House
from central.desk import WritingDesk
from central.door import Porter, Refused
from central.dossiers.commands import import_dossiers
from central.dossiers.desk import Desk
from central.dossiers.one_writer import OneWriter
from central.dossiers.publishing import PublishingTurn
from central.settings import Settings, SettingsError, Web, read_secret, read_settings
from central.store.database import Store, StoreError, open_store
from central.worker import Worker
from mqtt.client import Arrival, Client
from mqtt.topics import STREAMS, every_kiosk

SUBSCRIPTIONS: Final = [(every_kiosk(leaf), 1) for leaf in (*STREAMS, "state")] + [(every_kiosk("health"), 0)]
KEEPALIVE_SECONDS: Final = 30
STOP_SECONDS: Final = 2.0
WITHOUT_CONFIG: Final = ("import-procedures", "import-dossiers", "account")
MISTAKES: Final = (
    Refused,
    SettingsError,
    StoreError,
    PublishError,
    DeliveryError,
    OSError,
    sqlite3.Error,
    peewee.PeeweeException,
)

log = logging.getLogger("central")


def main(argv: list[str] | None = None) -> int:
    arguments = _arguments(argv)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    try:
        if arguments.command is not None:
            return _command(arguments)
        settings = read_settings(arguments.config)
        door = _listen(settings.web, arguments.config)
        store = open_store(settings.store, arguments.data)
        writing = WritingDesk(store.writer)
        porter = Porter(arguments.data, CHANGES, writing, now)
    except MISTAKES as error:
        sys.stderr.write(f"motcua-central: {error}\n")
        return 2
    porter.start()
    _run(settings, store, writing, door)
    porter.stop()
    return 0


def now() -> datetime:
    return datetime.now(UTC)


def _command(arguments: argparse.Namespace) -> int:
    data = arguments.data
    if arguments.command == "account":
        return account(arguments, now())
    if arguments.command == "import-dossiers":
        return import_dossiers(arguments.file, config=arguments.config, data=data, now=now())
    province = arguments.province
    if arguments.command == "import-procedures":
        return import_procedures(arguments.files, province=province, data=data, now=now())
    mqtt = read_settings(arguments.config).mqtt
    return publish_catalogue(mqtt, province=province, data=data, again=arguments.again, now=now())


def _arguments(argv: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="motcua-central",
        description="Aggregator and dashboard of the centre, and their commands",
    )
    _add_places(parser, config=None, data=Path("data"))
    commands = parser.add_subparsers(dest="command")
    importing = commands.add_parser(
        "import-procedures", help="take procedures from CSV lists or portal records"
    )
    importing.add_argument("files", nargs="+", type=Path, metavar="FILE", help="CSV or the portal's JSON")
    importing.add_argument("--province", type=_province, default="19", help="two digits (default: 19)")
    publishing = commands.add_parser("publish", help="send a document to all kiosks of a province")
    publishing.add_argument("document", choices=["catalogue"])
    publishing.add_argument("--province", type=_province, required=True, help="two digits, as in 19")
    publishing.add_argument("--again", action="store_true", help="also if nothing changed")
    dossiers = commands.add_parser("import-dossiers", help="take states of dossiers from a CSV list")
    dossiers.add_argument("file", type=Path, metavar="FILE", help="CSV of the province's own system")
    for command in (importing, publishing, dossiers, *account_parsers(commands)):
        _add_places(command, config=argparse.SUPPRESS, data=argparse.SUPPRESS)
    arguments = parser.parse_args(argv)
    if arguments.config is None and arguments.command not in WITHOUT_CONFIG:
        parser.error("--config FILE is missing")
    return arguments


def _add_places(parser: argparse.ArgumentParser, *, config: str | None, data: Path | str) -> None:
    """Before and after a command's name; SUPPRESS keeps what was said before it."""
    parser.add_argument("--config", type=Path, default=config, metavar="FILE", help="settings, TOML")
    parser.add_argument("--data", type=Path, default=data, metavar="DIR", help="default: ./data")


def _province(text: str) -> str:
    if not re.fullmatch(r"[0-9]{2}", text):
        raise argparse.ArgumentTypeError(f"{text!r} is no province; give its two digits, as in 19")
    return text


def _listen(web: Web, config: Path) -> socket.socket:
    """Take the web port before anything else starts, so that a taken one is a plain error."""
    try:
        return socket.create_server((web.host, web.port))
    except OSError as error:
        raise SettingsError(
            f"{config}: key web.port: {web.host}:{web.port}: {error.strerror}; choose another"
        ) from error


def _run(settings: Settings, store: Store, writing: WritingDesk, door: socket.socket) -> None:
    client = Client(
        settings.mqtt.broker(),
        settings.mqtt.client_id,
        subscriptions=SUBSCRIPTIONS,
        keep_session=True,
        manual_ack=True,
        keepalive_seconds=KEEPALIVE_SECONDS,
    )
    frames: queue.SimpleQueue[Arrival] = queue.SimpleQueue()
    aggregator = Aggregator(store, client, frames)
    desk = Desk(store)
    publishing = PublishingTurn(store, client)
    writing = WritingDesk(store.writer)
    alerts = AlertTurn(store.writer, settings.alerts, lambda: client.up)
    writer = Worker(OneWriter(client.inbox, frames, aggregator, desk, publishing, [writing, alerts]), now)
    pulse = Pulse(turned_at=lambda: aggregator.turned_at, broker_up=lambda: client.up)
    intake = Door(read_secret(settings.intake), settings.intake.province, desk.hand_in)
    house = House(store.reader(), writing, now, settings.sign_in) if settings.sign_in.required else None
    app, live = build(store.reader(), now, pulse, intake, writing, house)
    server = uvicorn.Server(
        uvicorn.Config(app, log_config=None, access_log=False, timeout_graceful_shutdown=1)
    )
    web = threading.Thread(target=server.run, args=([door],), name="web", daemon=True)
    stopping = _stop_on_signals()

    writer.start()
    client.start()
    web.start()
    log.info("centre started store=%s web=%s:%d", store.name, settings.web.host, settings.web.port)
    stopping.wait()

    live.stopping.set()
    server.should_exit = True
    turned_out = writer.stop(STOP_SECONDS)
    web.join(STOP_SECONDS)
    if turned_out:
        client.stop(deadline_seconds=1.0)
        store.close()
    log.info("centre stopped")


def _stop_on_signals() -> threading.Event:
    stopping = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.set())
    return stopping


if __name__ == "__main__":
    sys.exit(main())
