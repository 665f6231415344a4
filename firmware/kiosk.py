"""One kiosk: the one place where the rooms meet.

Owns wiring, and the order of starting and stopping. Refuses decisions, and the process around it
(`__main__`). Read `Kiosk` from top to bottom to see all that runs on a Pi: one core thread, its workers, one
MQTT link, one web server, and the screen in the main thread.
"""

import logging
import os
from functools import partial
from pathlib import Path

from firmware import acceptance, fitting, health, ledger, lending, machine, ward_settings
from firmware import settings as toml
from firmware.chores import ChoresTurn, Hands
from firmware.clock import SystemClock
from firmware.core import Core, Faces
from firmware.downlink import DownlinkTurn, booked_on, commanded_on, news_to, published_to
from firmware.enrolment import EnrolmentTurn, papers_of
from firmware.errands import ErrandTurn
from firmware.events import ButtonPressed, Event
from firmware.filings import FilingTurn, filed_to
from firmware.hall import Hall
from firmware.health import Vitals, vitals
from firmware.mailroom import Mailroom, Tray
from firmware.neighbours import neighbours
from firmware.orders import Orders, key_of
from firmware.pieces import Pieces
from firmware.pins import Pins
from firmware.postbox import Postbox
from firmware.printing import PrintingTurn
from firmware.screens import View
from firmware.seals import Seals
from firmware.selftest import Gauges
from firmware.speech import Speech
from firmware.store import Reader, Store
from firmware.technician import Desk
from firmware.telling import teller
from firmware.texting import SmsTurn
from firmware.uplink import Identity, UplinkTurn
from firmware.version import VERSION
from firmware.vigil import Organs, Surroundings, VigilTurn
from firmware.voice import VoiceTurn
from firmware.worker import Worker
from mqtt.client import Client
from mqtt.quiet import read_quiet
from mqtt.topics import KioskName
from ui.counter import app as pages
from ui.counter.live import Live
from ui.touch.app import Face

log = logging.getLogger("motcua")


class Kiosk:
    """Everything of one kiosk, made but not started. `run` blocks until `stop`; `again` says that whoever
    started it shall start it anew. `base` are the settings of the file."""

    def __init__(self, base: toml.Settings, data: Path) -> None:
        self.again = False
        self._data = data
        self._clock = SystemClock.of(base.clock.trust, data)
        self._store = Store(data / "kiosk.db", self._clock.now())
        self._ward = ward_settings.begin(self._store, base, self._clock.now())
        self._settings = settings = self._ward.settings
        self._reader = Reader(self._store.path)
        name = KioskName(settings.kiosk.province, settings.kiosk.ward, settings.kiosk.id)
        self._identity = Identity(name, self._store.epoch, machine.new_boot())
        self._orders = Orders(str(name), key_of(base.command), base)
        self._live = Live()
        self._pins = Pins(data / "pins.json", settings.pins)
        gauges = Gauges(self._vitals, lambda: health.disk_writes(data))
        desk = Desk(self._pins, gauges, self._progress, neighbours)
        faces = Faces(show=self._show, light=self._light, committed=self._committed)
        self._speech: Speech
        boot, key = self._identity.boot, self._orders.key
        self._core = Core(settings, self._store, self._clock, faces, boot=boot, desk=desk, key=key)
        self._face = self._glass()
        self._devices = fitting.fit(settings, self._button_moved)
        self._printing = Worker("printing", self._printing_turn(), self._clock)
        self._errands = Worker("errands", self._errand_turn(), self._clock)
        self._texting = Worker("texting", self._texting_turn(), self._clock)
        self._voice = Worker("voice", self._voice_turn(), self._clock)
        self._speech = Speech(fitting.Headphones(self._devices.headphones), lambda: self._speaking.wake())
        self._speaking = Worker("speech", self._speech, self._clock)
        self._client = self._link()
        self._news = Tray(news_to(name), lambda: self._downlink.wake())
        self._filed = Tray(filed_to(name), lambda: self._filings.wake())
        self._mailroom = Mailroom(self._client.inbox, self._news, self._filed)
        self._uplink = Worker("uplink", self._uplink_turn(), self._clock)
        self._downlink = Worker("downlink", self._downlink_turn(), self._clock)
        self._pieces = Pieces(data / "filings", self._core.seals)
        self._filings = Worker("filings", self._filing_turn(), self._clock)
        self._enrolment = self._enrolment_worker()
        self._web = self._server()
        self._vigil = Worker("vigil", self._vigil_turn(), self._clock)
        self._chores = Worker("chores", self._chores_turn(), self._clock)

    # ------------------------------------------------------------ parts

    def _glass(self) -> Face:
        screen = self._settings.screen
        return Face(
            fitting.panel(screen, acceptance.lower_edge_mm(self._reader.rows)),
            self._core.send,
            lambda: self._clock.now().local,
            say=lambda text, language: self._speech.say(text, language),
            fullscreen=screen.fullscreen,
            provider=fitting.finger(screen),
        )

    def _printing_turn(self) -> PrintingTurn:
        press = fitting.Press(self._devices.printer, self._settings.printer.dots)
        return PrintingTurn(press, Reader(self._store.path), self._core.tell, self._core.send)

    def _texting_turn(self) -> SmsTurn:
        seals, quiet = Seals(self._data / "dossiers.key"), read_quiet(self._settings.sms.quiet)
        post, reader = Postbox(self._devices.modem), Reader(self._store.path)
        return SmsTurn(post, reader, seals, quiet, self._store.epoch, self._core.tell)

    def _voice_turn(self) -> VoiceTurn:
        hall = Hall(self._settings, Reader(self._store.path))
        mouth = fitting.Mouth(self._devices.speaker, self._settings.voice.clips)
        return VoiceTurn(mouth, hall.calls_after, hall.newest_call, hall.still_called)

    def _errand_turn(self) -> ErrandTurn:
        devices = self._devices
        hands = fitting.Hands(devices.network, devices.speaker, devices.host)
        return ErrandTurn(lambda: self._core.state.hall.errand, hands, self._core.send)

    def _link(self) -> Client:
        name = self._identity.kiosk
        exact = (name.topic("ack"), commanded_on(name), booked_on(name), *filed_to(name))
        below = published_to(name)
        will = self._identity.state("lost", self._progress().high, self._clock.now())
        return Client(
            fitting.broker(self._settings.mqtt, self._devices.cable),
            f"motcua-{name.province}-{name.ward}-{name.id}",
            subscriptions=[(topic, 1) for topic in (*exact, *(f"{root}#" for root in below))],
            will=will,
            wake=lambda: self._uplink.wake(),
        )

    def _downlink_turn(self) -> DownlinkTurn:
        reader = Reader(self._store.path)
        name = self._identity.kiosk
        return DownlinkTurn(self._news.empty, reader, name, self._core.tell, self._orders)

    def _filing_turn(self) -> FilingTurn:
        reader, name, core = Reader(self._store.path), self._identity.kiosk, self._core
        free_mb = partial(health.disk_free_mb, self._data)
        return FilingTurn(self._client, self._filed.empty, reader, name, self._pieces, core.tell, free_mb)

    def _uplink_turn(self) -> UplinkTurn:
        return UplinkTurn(
            self._client,
            self._mailroom.uplink,
            Reader(self._store.path),
            self._identity,
            self._core.send,
            self._vitals,
            lambda: lending.paper_word(self._settings, self._core),
            heartbeat_seconds=self._settings.mqtt.heartbeat_seconds,
            resend=lambda: self._core.state.hall.resend,
            settings_version=self._ward.version,
        )

    def _enrolment_worker(self) -> Worker | None:
        """None where the link needs no certificate of the kiosk's own; a new one makes the link anew."""
        papers = papers_of(self._settings.mqtt, self._settings.updates.url)
        if papers is None:
            return None
        turn = EnrolmentTurn(str(self._identity.kiosk), papers, self._core.send, self._client.drop)
        return Worker("enrolment", turn, self._clock)

    def _server(self) -> pages.Server:
        settings, core, reader = self._settings, self._core, Reader(self._store.path)
        office = lending.office(settings, core, reader, self._clock, self._pins, self._pieces)
        bench = None
        if settings.bench.enabled:
            wake = self._printing.wake
            bench = lending.bench(settings, core, self._devices, self._face, self._reader, wake)
        app = pages.build(office, self._live, bench)
        return pages.Server(app, self._live, settings.web.host, settings.web.port)

    def _vigil_turn(self) -> VigilTurn:
        return VigilTurn(self._organs(), Surroundings.of(os.environ))

    def _chores_turn(self) -> ChoresTurn:
        hands = Hands(self._core.tell, self._restart, self._clock.keep, Surroundings.of(os.environ).folder)
        return ChoresTurn(self._organs(), Reader(self._store.path), hands, self._ward.version)

    def _organs(self) -> Organs:
        return lending.organs(self._settings, self._core, self._face, Reader(self._store.path))

    # ------------------------------------------------------------ life

    def run(self) -> None:
        """Start from the inside out, show the screen until stopped, then stop from the outside in."""
        self._core.start()
        self._web.start()
        if self._settings.printer.driver != "absent":
            self._printing.start()
        if teller(self._settings) == "kiosk":
            self._texting.start()
        if self._settings.can_speak:
            self._speaking.start()
            if not self._settings.office.residential:
                self._voice.start()
        for worker in (self._errands, self._uplink, self._downlink, self._filings):
            worker.start()
        self._client.start()
        if self._enrolment is not None:
            self._enrolment.start()
        self._vigil.start()
        self._chores.start()
        log.info("kiosk running kiosk=%s version=%s", self._identity.kiosk, VERSION)
        try:
            self._face.run()
        finally:
            self._close()
        log.info("kiosk stopped")

    def stop(self, *_: object) -> None:
        self._face.stop()

    def _restart(self) -> None:
        self.again = True
        self._face.stop()

    def _close(self) -> None:
        """Within five seconds, whatever hangs; all threads are daemons and the database is always whole."""
        self._vigil.stop(deadline_seconds=0.1)
        self._chores.stop(deadline_seconds=0.1)
        self._web.stop(deadline_seconds=1.0)
        self._speech.hush()
        self._speaking.stop(deadline_seconds=0.5)
        self._devices.speaker.stop()
        for slow in (self._voice, self._printing, self._uplink, self._downlink):
            slow.stop(deadline_seconds=0.5)
        for quick in (self._errands, self._texting, self._filings):
            quick.stop(deadline_seconds=0.2)
        if self._enrolment is not None:
            self._enrolment.stop(deadline_seconds=0.2)
        farewell = self._identity.state("offline", self._progress().high, self._clock.now())
        self._client.stop(farewell, deadline_seconds=0.5)
        self._core.stop(deadline_seconds=1.0)
        self._devices.close()
        self._store.close()

    # ------------------------------------------------------------ what flows between the rooms

    def _show(self, view: View) -> None:
        self._face.show(view)
        self._live.changed()

    def _button_moved(self, event: Event) -> None:
        """A finger on a button ends what is being said before the core has even heard of it."""
        if isinstance(event, ButtonPressed):
            self._speech.hush()
        self._core.send(event)

    def _light(self, lamps: tuple[bool, ...]) -> None:
        if self._settings.buttons.lamps:
            self._devices.lamps.set(lamps)
        self._live.changed()

    def _committed(self) -> None:
        for worker in (self._printing, self._errands, self._voice, self._uplink):
            worker.wake()
        self._live.changed()

    def _vitals(self) -> Vitals:
        return vitals(self._data, health.waiting(self._reader.rows, self._settings), self._reader.rows)

    def _progress(self) -> ledger.Progress:
        return ledger.progress(self._reader)
