"""The kiosk's settings: frozen values, one struct for each table of the TOML file.

Owns the keys, their types and their defaults; what is fitted (`settings_devices`) and what people at home
are offered (`settings_home`) stand beside it. Refuses reading and judging the file (`settings_file`), and
defaults that guess official data.
"""

from typing import Annotated, Final, Literal

from msgspec import Meta, Struct

from firmware.dossier_codes import Dossiers
from firmware.hours import Calendar, read_calendar
from firmware.quiet_hours import read_window
from firmware.settings_devices import Buttons, Host, Modem, Network, Port, Printer, Scanner, Screen, Voice
from firmware.settings_home import Booking, Home, Office, Payment, Sms
from mqtt.broker import Protocol
from mqtt.quiet import Quiet

Code = Annotated[str, Meta(pattern=r"^[a-z0-9][a-z0-9-]{0,31}$")]
CounterNumber = Annotated[int, Meta(ge=1, le=99)]
PinHash = Annotated[str, Meta(pattern=r"^\$argon2id\$")]
TicketNumber = Annotated[int, Meta(ge=1, le=999)]


class _Section(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    pass


class Kiosk(_Section, frozen=True):
    province: Annotated[str, Meta(pattern=r"^\d{2}$")]
    ward: Annotated[str, Meta(pattern=r"^\d{5}$")]
    id: Annotated[str, Meta(pattern=r"^k[1-9]\d{0,2}$")]
    name: Annotated[str, Meta(min_length=1, max_length=80)]


class Mqtt(_Section, frozen=True):
    host: Annotated[str, Meta(min_length=1)]
    port: Port = 1883
    username: str = ""
    password: str = ""
    tls_ca: str = ""
    tls_cert: str = ""
    tls_key: str = ""
    protocol: Protocol = "5"
    others: list[str] = []
    heartbeat_seconds: Annotated[int, Meta(ge=5, le=600)] = 20


class Service(_Section, frozen=True):
    code: Code
    letter: Annotated[str, Meta(pattern=r"^[A-Z]$")]
    name: Annotated[str, Meta(min_length=1, max_length=60)]
    name_en: str = ""
    counters: list[CounterNumber] = []
    general: bool = False
    bring: list[str] = []
    numbers: tuple[TicketNumber, TicketNumber] = (1, 999)
    daily_cap: TicketNumber | None = None
    fields: list[str] = []
    procedures: list[str] = []


class Counter(_Section, frozen=True):
    """What a counter serves, in its order; a counter without a table serves what names it, oldest first."""

    number: CounterNumber
    services: Annotated[list[Code], Meta(min_length=1)]
    order: Literal["age", "listed"] = "age"


class Officer(_Section, frozen=True):
    id: Code
    name: Annotated[str, Meta(min_length=1, max_length=60)]
    counter: CounterNumber | None = None
    photo: str = ""
    role: Literal["officer", "supervisor"] = "officer"


class Priority(_Section, frozen=True):
    code: Code
    name: Annotated[str, Meta(min_length=1, max_length=60)]
    name_en: str = ""
    weight: Annotated[float, Meta(ge=1, le=10)] = 1.0


class Guide(_Section, frozen=True):
    """Where a QR leads for a procedure that names no page of its own; `{code}` is filled in."""

    portal: str = "https://dichvucong.gov.vn/"


class Queue(_Section, frozen=True):
    """After `guarantee` priority calls in a row a counter calls one other; see `waiting`."""

    guarantee: Annotated[int, Meta(ge=1, le=9)] = 2
    patience_minutes: Annotated[int, Meta(ge=1, le=480)] = 30
    carry_over: bool = False
    last_number: bool = True


class Holidays(_Section, frozen=True):
    public: bool = True
    closed: list[str] = []
    working: list[str] = []


class Board(_Section, frozen=True):
    """`width_mm` is the picture's width on the hall's TV: 1210 for 55 inches."""

    width_mm: Annotated[float, Meta(ge=300, le=5000)] = 1210.0
    marquee: Annotated[str, Meta(max_length=300)] = ""
    notices: Annotated[list[Annotated[str, Meta(max_length=120)]], Meta(max_length=6)] = []


class Web(_Section, frozen=True):
    """`address` is how phones and consoles reach this kiosk on the ward's LAN."""

    host: str = "127.0.0.1"
    port: Port = 8080
    address: Annotated[str, Meta(pattern=r"^(https?://[^/ ]+)?$")] = ""


class Updates(_Section, frozen=True):
    """`url` is the centre's update server; without one, only USB sticks bring updates. `window` holds where
    the office's hours are not known."""

    url: Annotated[str, Meta(pattern=r"^(https://[^ ]*[^/ ])?$")] = ""
    group: Code = "all"
    window: str = "20:00-05:00"


class Command(_Section, frozen=True):
    """Whose commands are obeyed: the centre's public key, as text or as a file. Without one nobody's are."""

    key: Annotated[str, Meta(max_length=200)] = ""
    key_file: str = ""


class Bench(_Section, frozen=True):
    """Never in an image: lets a browser touch, press, scan and break this kiosk."""

    enabled: bool = False
    centre_url: str = ""
    other_url: str = ""


class ClockTrust(_Section, frozen=True):
    trust: Literal["ntp", "always"] = "ntp"


PRIORITIES: Final = (
    Priority(code="elderly", name="Người cao tuổi", name_en="Older person"),
    Priority(code="disabled", name="Người khuyết tật", name_en="Person with a disability"),
    Priority(code="child", name="Mang thai, có con nhỏ", name_en="Pregnant or with a small child"),
)


class Settings(_Section, frozen=True):
    kiosk: Kiosk
    mqtt: Mqtt
    services: Annotated[list[Service], Meta(max_length=26)] = []
    officers: list[Officer] = []
    priorities: Annotated[tuple[Priority, ...], Meta(max_length=6)] = PRIORITIES
    printer: Printer = Printer()
    buttons: Buttons = Buttons()
    scanner: Scanner = Scanner()
    screen: Screen = Screen()
    counters: list[Counter] = []
    queue: Queue = Queue()
    guide: Guide = Guide()
    dossiers: Dossiers = Dossiers()
    voice: Voice = Voice()
    board: Board = Board()
    hours: dict[str, list[str]] = {}
    pins: dict[str, PinHash] = {}
    holidays: Holidays = Holidays()
    web: Web = Web()
    network: Network = Network()
    host: Host = Host()
    updates: Updates = Updates()
    command: Command = Command()
    sms: Sms = Sms()
    modem: Modem = Modem()
    home: Home = Home()
    payment: Payment = Payment()
    booking: Booking = Booking()
    office: Office = Office()
    bench: Bench = Bench()
    clock: ClockTrust = ClockTrust()

    @property
    def calendar(self) -> Calendar:
        """The week with its holidays; special closings are the core's to add."""
        days = self.holidays
        return read_calendar(self.hours, public=days.public, closed=days.closed, working=days.working)

    @property
    def update_window(self) -> Quiet:
        """Where no hours are known; ValueError if it cannot be read."""
        return read_window(self.updates.window)

    @property
    def can_speak(self) -> bool:
        return self.voice.driver != "absent"

    @property
    def counter_numbers(self) -> tuple[int, ...]:
        """Every counter that any table names, in order."""
        named = [number for service in self.services for number in service.counters]
        named += [counter.number for counter in self.counters]
        named += [officer.counter for officer in self.officers if officer.counter is not None]
        return tuple(sorted(set(named)))

    def counter(self, number: int) -> Counter:
        """As its table says, or made from the services that name it; those that name none go to all."""
        table = next((counter for counter in self.counters if counter.number == number), None)
        if table is not None:
            return table
        mine = [one.code for one in self.services if number in one.counters or not self.counters_of(one.code)]
        return Counter(number=number, services=mine or [service.code for service in self.services])

    def counters_of(self, code: str) -> tuple[int, ...]:
        """The counters that serve a service; empty where nobody says so."""
        service = self.service(code)
        tables = {counter.number: counter for counter in self.counters}
        named = {number for number in (service.counters if service else []) if number not in tables}
        named |= {number for number, counter in tables.items() if code in counter.services}
        return tuple(sorted(named))

    def priority(self, code: str | None) -> Priority | None:
        return next((priority for priority in self.priorities if priority.code == code), None)

    def service(self, code: str) -> Service | None:
        return next((service for service in self.services if service.code == code), None)

    def officer(self, officer_id: str) -> Officer | None:
        return next((officer for officer in self.officers if officer.id == officer_id), None)
