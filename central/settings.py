"""Frozen settings of the centre, read once from a TOML file.

Owns every key and its default. Refuses guesses: an unknown key or a wrong type is an error that names the
file, the key and the remedy, before anything is started.
"""

import re
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated, Final
from urllib.parse import urlsplit

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from msgspec import Meta, Struct

from central.commanding.keys import KeyFault, read_key
from mqtt.broker import Broker, Protocol, addresses
from mqtt.scalars import Day

Port = Annotated[int, Meta(ge=1, le=65535)]
Name = Annotated[str, Meta(min_length=1)]
TimeOfDay = Annotated[str, Meta(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]
Minutes = Annotated[int, Meta(ge=1, le=1440)]
Origin = Annotated[str, Meta(pattern=r"^https?://[^/\s;,'\"]+$")]
Province = Annotated[str, Meta(pattern=r"^[0-9]{2}$")]
SECRET_BYTES: Final = 16


class SettingsError(ValueError):
    """The settings cannot be used; the text names file, key and remedy."""


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
    """When a kiosk needs somebody's eye. Hours are Vietnam's; `workdays` counts from Monday, 1 to 7."""

    opens: TimeOfDay = "07:30"
    closes: TimeOfDay = "17:30"
    workdays: tuple[Annotated[int, Meta(ge=1, le=7)], ...] = (1, 2, 3, 4, 5)
    closed_days: tuple[Day, ...] = ()
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


class Oidc(Struct, frozen=True, forbid_unknown_fields=True):
    """The province's own sign-in, beside passwords; none without an issuer. `claim` names the account."""

    issuer: str = ""
    client_id: str = ""
    client_secret_file: str = ""
    claim: Name = "preferred_username"


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


def read_settings(file: Path) -> Settings:
    """Read and check a settings file; SettingsError says what to change in it."""
    try:
        settings = msgspec.toml.decode(file.read_bytes(), type=Settings)
    except OSError as error:
        raise SettingsError(f"{file}: {error.strerror}; give a readable file with --config") from error
    except msgspec.ValidationError as error:
        raise SettingsError(f"{file}: {_explain(str(error))}") from error
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"{file}: not valid TOML: {error}; correct that line") from error
    _check_tls(file, settings.mqtt)
    if not settings.sign_in.required and not loopback(settings.web.host):
        raise SettingsError(
            f"{file}: key sign_in.required: false shows everything to whoever reaches {settings.web.host};"
            " set it to true, or web.host to 127.0.0.1"
        )
    _check_url(file, settings.store.url)
    if settings.alerts.opens >= settings.alerts.closes:
        raise SettingsError(f"{file}: key alerts.closes: not after alerts.opens; correct one of them")
    _check_oidc(file, settings.oidc)
    try:
        settings.mqtt.broker()
    except ValueError as error:
        raise SettingsError(f"{file}: key mqtt.others: {error}") from error
    try:
        read_secret(settings.intake)
        read_command_key(settings.command)
        read_client_secret(settings.oidc)
    except SettingsError as error:
        raise SettingsError(f"{file}: {error}") from error
    return settings


def read_secret(intake: Intake) -> bytes | None:
    """The shared secret, without the white space around it; None if none is set."""
    if not intake.secret_file:
        return None
    try:
        secret = Path(intake.secret_file).read_bytes().strip()
    except OSError as error:
        raise SettingsError(
            f"key intake.secret_file: {intake.secret_file}: {error.strerror}; correct the path"
        ) from error
    if len(secret) < SECRET_BYTES:
        raise SettingsError(
            f"key intake.secret_file: {intake.secret_file}: {len(secret)} bytes, at least {SECRET_BYTES};"
            " fill it with `openssl rand -hex 32`"
        )
    return secret


def read_command_key(command: Command) -> Ed25519PrivateKey | None:
    """None if none is set."""
    if not command.key_file:
        return None
    try:
        return read_key(Path(command.key_file))
    except KeyFault as error:
        raise SettingsError(f"key command.key_file: {error}") from error


def read_client_secret(oidc: Oidc) -> str:
    """What this client shows the provider, without white space around it; "" for a public client."""
    if not oidc.client_secret_file:
        return ""
    try:
        return Path(oidc.client_secret_file).read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(
            f"key oidc.client_secret_file: {oidc.client_secret_file}: {error}; correct the path"
        ) from error


def loopback(host: str) -> bool:
    """Whether only this machine is meant."""
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def _explain(problem: str) -> str:
    """Turn msgspec's ``… - at `$.mqtt.port` `` into key first, then remedy."""
    text, _, place = problem.partition(" - at ")
    table = place.strip("`$").lstrip(".")
    field = re.search(r"(unknown|required) field `(\w+)`", text)
    if field is None:
        return f"key {table or 'settings'}: {text}; correct its value"
    key = f"{table}.{field[2]}".lstrip(".")
    return f"key {key}: {'not known; remove it' if field[1] == 'unknown' else 'missing; add it'}"


def _check_tls(file: Path, mqtt: Mqtt) -> None:
    if bool(mqtt.tls_cert) != bool(mqtt.tls_key):
        raise SettingsError(f"{file}: key mqtt.tls_cert, mqtt.tls_key: only one is set; give both or neither")
    if mqtt.tls_cert and not mqtt.tls_ca:
        raise SettingsError(f"{file}: key mqtt.tls_ca: missing with mqtt.tls_cert; add it")
    for key in ("tls_ca", "tls_cert", "tls_key"):
        path = getattr(mqtt, key)
        if path and not Path(path).is_file():
            raise SettingsError(f"{file}: key mqtt.{key}: no file {path}; correct the path")


def _check_oidc(file: Path, oidc: Oidc) -> None:
    if bool(oidc.issuer) != bool(oidc.client_id):
        raise SettingsError(f"{file}: key oidc.issuer, oidc.client_id: only one is set; give both or neither")
    parts = urlsplit(oidc.issuer)
    if (
        oidc.issuer
        and parts.scheme != "https"
        and not (parts.scheme == "http" and loopback(parts.hostname or ""))
    ):
        raise SettingsError(f"{file}: key oidc.issuer: {oidc.issuer}: not https; give the https:// address")


def _check_url(file: Path, url: str) -> None:
    """The scheme alone is repeated: an address may hold a password."""
    scheme, found, _ = url.partition("://")
    if url and not (found and scheme in ("postgresql", "postgres")):
        shown = f"scheme {scheme[:20]!r} is not known" if found else "no scheme"
        raise SettingsError(f"{file}: key store.url: {shown}; begin it with postgresql:// or leave it out")
