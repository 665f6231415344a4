"""`motcua-central`: what runs at the centre, wired together in one place.

Owns the order of starting and stopping: store, door, writer, web; and back. Refuses any rule of its own.
"""

import gc
import logging
import queue
import signal
import socket
import sqlite3
import sys
import threading
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import peewee
import uvicorn

from central import at_home as home
from central import command_line
from central.accounts.commands import CHANGES
from central.accounts.oidc import SingleSignOn
from central.aggregator import Aggregator
from central.alerting.turn import AlertTurn
from central.backup.newest import newest
from central.catalogue.delivery import DeliveryError
from central.catalogue.desk import CatalogueDesk
from central.catalogue.publishing import PublishError
from central.commanding.acts import TYPED
from central.commanding.dispatch import Dispatch
from central.commanding.issuing import issuing
from central.dashboard.api import Pulse
from central.dashboard.app import build
from central.dashboard.dossiers import Door
from central.dashboard.gate import House
from central.dashboard.sending import Press
from central.desk import WritingDesk
from central.door import Change, Porter, Refused
from central.dossiers.intake import handing_in
from central.dossiers.publishing import PublishingTurn
from central.one_writer import OneWriter
from central.retention import Retention
from central.settings import Settings, SettingsError, Web, read_command_key, read_secret, read_settings
from central.sms.service import Service, service
from central.standby import Duty, Standby
from central.store.database import Store, StoreError, open_store
from central.tally import Tally
from central.worker import Worker
from mqtt.client import Arrival, Client
from mqtt.topics import STREAMS, every_kiosk

HEARD: Final = (*((leaf, 1) for leaf in (*STREAMS, "state")), ("health", 0), ("wanted", 0))
KEEPALIVE_SECONDS: Final = 30
SWITCH_SECONDS: Final = 0.0005
"""PostgreSQL waits while the thread that stores waits for Python; by default judging holds it for 5 ms."""
NEW_OBJECTS: Final = (20_000, 20, 20)
"""Between Python's searches for circles of garbage: by default everything was searched every 2.5 s of a busy
hour, for 60 ms in which nobody else ran."""
STOP_SECONDS: Final = 2.0
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
    arguments = command_line.read(argv)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    try:
        if arguments.command is not None:
            return command_line.carry_out(arguments, now())
        settings = read_settings(arguments.config)
        port = _listen(settings.web, arguments.config)
        store = open_store(settings.store, arguments.data, settings.aggregator.provinces)
        writing = WritingDesk(store)
        commands = issuing(read_command_key(settings.command))
        press = Press(writing, commands, CatalogueDesk(arguments.data, settings.mqtt))
        changes: list[Change[Any, Any]] = [*CHANGES, TYPED, commands, *home.changes(settings)]
        porter = Porter(arguments.data, changes, writing, now)
    except MISTAKES as error:
        sys.stderr.write(f"motcua-central: {error}\n")
        return 2
    _tune()
    porter.start()
    _run(settings, store, press, port, arguments.data)
    porter.stop()
    return 0


def _tune() -> None:
    """Python for many small messages; what is loaded by now stays, and is never searched again."""
    sys.setswitchinterval(SWITCH_SECONDS)
    gc.freeze()
    gc.set_threshold(*NEW_OBJECTS)


def now() -> datetime:
    return datetime.now(UTC)


def _listen(web: Web, config: Path) -> socket.socket:
    """Take the web port before anything else starts, so that a taken one is a plain error."""
    try:
        return socket.create_server((web.host, web.port))
    except OSError as error:
        raise SettingsError(
            f"{config}: key web.port: {web.host}:{web.port}: {error.strerror}; choose another"
        ) from error


def _run(settings: Settings, store: Store, press: Press, port: socket.socket, data: Path) -> None:
    writing = press.desk
    retention = Retention(store, settings.store.retention_months)
    provinces = sorted(set(settings.aggregator.provinces))
    sms = service(settings.sms, writing, store.reader(), lambda: standby.term, provinces)
    standby = Standby(store, writing, retention, lambda tally: _begin(settings, store, writing, sms, tally))
    writer, texter = Worker(standby, now), sms.worker(now)
    server, live = _web(settings, store, standby, press, sms, data)
    web = threading.Thread(target=server.run, args=([port],), name="web", daemon=True)
    stopping = _stop_on_signals()

    writer.start()
    if texter:
        texter.start()
    web.start()
    log.info("centre started store=%s web=%s:%d", store.name, settings.web.host, settings.web.port)
    stopping.wait()

    live.set()
    server.should_exit = True
    if texter and sms.dispatch and texter.stop(STOP_SECONDS):
        sms.dispatch.close()
    turned_out = writer.stop(STOP_SECONDS)
    web.join(STOP_SECONDS)
    if turned_out:
        standby.step_down()
        store.close()
    log.info("centre stopped")


def _web(
    settings: Settings,
    store: Store,
    standby: Standby,
    press: Press,
    sms: Service,
    data: Path,
) -> tuple[uvicorn.Server, threading.Event]:
    """The pages' server, and what ends the streams before it."""
    pulse = Pulse(
        turned_at=lambda: standby.turned_at,
        broker_up=lambda: standby.broker_up,
        standing_by=lambda: standby.standing_by,
        waiting=lambda: standby.waiting,
        tally=standby.tally,
        sms_trouble=lambda: sms.trouble,
        backed_up_at=lambda: newest(data),
    )
    taking = handing_in(press.desk, store)
    intake = Door(read_secret(settings.intake), settings.intake.province, taking)
    provider = SingleSignOn(settings.oidc, now) if settings.oidc.issuer else None
    house = House(store.reader(), press.desk, now, settings.sign_in, provider)
    signing = house if settings.sign_in.required else None
    people = home.at_home(settings, store, press.desk, sms, now, press.catalogue.procedure)
    app, live = build(store.reader(), now, pulse, intake, press.desk, signing, people, press)
    config = uvicorn.Config(app, log_config=None, access_log=False, timeout_graceful_shutdown=1)
    return uvicorn.Server(config), live.stopping


def _begin(settings: Settings, store: Store, writing: WritingDesk, sms: Service, tally: Tally) -> Duty:
    """What lives for one term of writing, not started yet."""
    provinces = sorted(set(settings.aggregator.provinces))
    broker = settings.mqtt.broker()
    client = Client(
        broker,
        "-".join((settings.mqtt.client_id, *provinces)),
        subscriptions=[
            (every_kiosk(leaf, province=province), qos)
            for province in provinces or "+"
            for leaf, qos in HEARD
        ],
        keep_session=True,
        manual_ack=True,
        keepalive_seconds=KEEPALIVE_SECONDS,
    )
    frames: queue.SimpleQueue[Arrival] = queue.SimpleQueue()
    aggregator = Aggregator(store, client, frames, tally, acks_stay=not broker.is_cluster, tell=sms.tell)
    publishing = PublishingTurn(store, client, provinces)
    alerts = AlertTurn(store, settings.alerts, lambda: client.up, provinces)
    dispatch = Dispatch(store, client, provinces)
    works, ears = home.turns(settings, store, client, sms, provinces)
    works = [writing, alerts, dispatch, *works]
    turns = OneWriter(client.inbox, frames, aggregator, publishing, works, [dispatch, *ears])
    return Duty(client, aggregator, turns)


def _stop_on_signals() -> threading.Event:
    stopping = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.set())
    return stopping


if __name__ == "__main__":
    sys.exit(main())
