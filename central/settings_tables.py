"""The tables of the centre's settings: every key and its default.

Owns these values. Refuses files and judging them (`settings`).
"""

from typing import Annotated, Literal

from msgspec import Meta, Struct

from mqtt.broker import Broker, Protocol, addresses
from mqtt.scalars import Day

Port = Annotated[int, Meta(ge=1, le=65535)]
Name = Annotated[str, Meta(min_length=1)]
TimeOfDay = Annotated[str, Meta(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]
Minutes = Annotated[int, Meta(ge=1, le=1440)]
Origin = Annotated[str, Meta(pattern=r"^https?://[^/\s;,'\"]+$")]
Province = Annotated[str, Meta(pattern=r"^[0-9]{2}$")]


class Mqtt(Struct, frozen=True, forbid_unknown_fields=True):
    host: Name
    port: Port = 1883
    username: str = ""
    password: str = ""
    client_id: Name = "motcua-central"
    tls_ca: str = ""
    tls_cert: str = ""
    tls_key: str = ""
    protocol: Protocol = "5"
    others: list[str] = []

    def broker(self) -> Broker:
        """ValueError names an address among `others` that is none."""
        return Broker(
            self.host,
            self.port,
            self.username,
            self.password,
            self.tls_ca,
            self.tls_cert,
            self.tls_key,
            self.protocol,
            addresses(self.others),
        )


class Web(Struct, frozen=True, forbid_unknown_fields=True):
    host: Name = "127.0.0.1"
    port: Port = 8090


class Store(Struct, frozen=True, forbid_unknown_fields=True):
    """A database of PostgreSQL where `url` names one, else the SQLite file `path` in the data folder.

    The password may stand in the file that PGPASSFILE names. Events are kept for so many months (0: for
    ever), figures always.
    """

    path: Name = "central.sqlite3"
    url: str = ""
    retention_months: Annotated[int, Meta(ge=0, le=1200)] = 13


class Aggregator(Struct, frozen=True, forbid_unknown_fields=True):
    """Which provinces this process takes in; none named: all of them."""

    provinces: list[Province] = []


class Intake(Struct, frozen=True, forbid_unknown_fields=True):
    """States of dossiers from the province's own system; without a secret nobody can send any."""

    province: Province = "19"
    secret_file: str = ""


class Alerts(Struct, frozen=True, forbid_unknown_fields=True):
    """When a kiosk needs somebody's eye. Hours are Vietnam's; `workdays` counts from Monday, 1 to 7.

    `open_days` are worked on whatever else is said: Saturdays in lieu of a bridging day.
    """

    opens: TimeOfDay = "07:30"
    closes: TimeOfDay = "17:30"
    workdays: tuple[Annotated[int, Meta(ge=1, le=7)], ...] = (1, 2, 3, 4, 5)
    public_holidays: bool = True
    closed_days: tuple[Day, ...] = ()
    open_days: tuple[Day, ...] = ()
    offline_minutes: Minutes = 15
    gap_minutes: Minutes = 5
    clock_minutes: Minutes = 60
    settle_minutes: Minutes = 2
    disk_free_mb: Annotated[int, Meta(ge=0)] = 500
    temperature_c: float = 80.0


class SignIn(Struct, frozen=True, forbid_unknown_fields=True):
    """Who may look: with `required` those with an account, else everybody who reaches the port."""

    required: bool = True
    hours: Annotated[int, Meta(ge=1, le=168)] = 12
    idle_hours: Annotated[int, Meta(ge=1, le=168)] = 4
    frame: tuple[Origin, ...] = ()


class Command(Struct, frozen=True, forbid_unknown_fields=True):
    """The private key that kiosks obey, as `motcua-central keys` wrote it; without one no commands go out."""

    key_file: str = ""


class Booking(Struct, frozen=True, forbid_unknown_fields=True):
    """What is about people goes so many days after the day that was booked."""

    keep_days: Annotated[int, Meta(ge=1, le=365)] = 30


class Home(Struct, frozen=True, forbid_unknown_fields=True):
    """How citizens reach this centre, for links and QR codes: ``https://hoso.example.vn``."""

    address: Annotated[str, Meta(pattern=r"^(https?://[^/\s]+)?$")] = ""


class Oidc(Struct, frozen=True, forbid_unknown_fields=True):
    """The province's own sign-in, beside passwords; none without an issuer. `claim` names the account."""

    issuer: str = ""
    client_id: str = ""
    client_secret_file: str = ""
    claim: Name = "preferred_username"


class GammuSpool(Struct, frozen=True, forbid_unknown_fields=True):
    """Folders inbox, outbox, sent and error in `spool`, shared with gammu-smsd."""

    spool: Name = "/var/spool/gammu"
    pid_file: str = ""


class Smpp(Struct, frozen=True, forbid_unknown_fields=True):
    """A provider's SMSC. `sender` is the brand name or short code that the provider registered."""

    host: str = ""
    port: Port = 2775
    system_id: Annotated[str, Meta(max_length=15)] = ""
    password_file: str = ""
    system_type: Annotated[str, Meta(max_length=12)] = ""
    sender: Annotated[str, Meta(max_length=20)] = ""
    answer_seconds: Annotated[int, Meta(ge=1, le=120)] = 30
    tls_ca: str = ""


class SmsFolder(Struct, frozen=True, forbid_unknown_fields=True):
    path: Name = "sms"


class Sms(Struct, frozen=True, forbid_unknown_fields=True):
    """SMS to people at home. `key_file` is what `motcua-central sms key` wrote; it seals all personal data.

    `sent_by_kiosk` names wards such as 19/05518 whose own kiosk has a modem: there the centre is silent.
    With `receipts` the network is asked what became of each SMS; false where the carrier offers none.
    """

    driver: Literal["none", "file", "gammu", "smpp"] = "none"
    key_file: str = ""
    quiet: str = "21:00-07:00"
    diacritics: bool = False
    receipts: bool = True
    sent_by_kiosk: tuple[Annotated[str, Meta(pattern=r"^[0-9]{2}/[0-9]{5}$")], ...] = ()
    gammu: GammuSpool = GammuSpool()
    smpp: Smpp = Smpp()
    file: SmsFolder = SmsFolder()


class Payment(Struct, frozen=True, forbid_unknown_fields=True):
    """One ward's account for fees of what was filed from home: its bank's BIN at NAPAS, number, owner."""

    ward: Annotated[str, Meta(pattern=r"^[0-9]{2}/[0-9]{5}$")]
    bank: Annotated[str, Meta(pattern=r"^[0-9]{6}$")]
    account: Annotated[str, Meta(pattern=r"^[0-9A-Za-z]{1,19}$")]
    name: Annotated[str, Meta(min_length=1, max_length=60)]


class Settings(Struct, frozen=True, forbid_unknown_fields=True):
    mqtt: Mqtt
    web: Web = Web()
    store: Store = Store()
    intake: Intake = Intake()
    alerts: Alerts = Alerts()
    sign_in: SignIn = SignIn()
    oidc: Oidc = Oidc()
    aggregator: Aggregator = Aggregator()
    command: Command = Command()
    sms: Sms = Sms()
    home: Home = Home()
    booking: Booking = Booking()
    payment: tuple[Payment, ...] = ()
