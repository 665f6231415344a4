"""The centre's settings, read once from a TOML file and judged before anything is started.

Owns reading, and what keys must be to each other. Refuses guesses: an unknown key or a wrong type is an error
that names the file, the key and the remedy. The keys themselves stand in `settings_tables`.
"""

import re
from ipaddress import ip_address
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from central.commanding.keys import KeyFault, read_key
from central.settings_tables import Aggregator as Aggregator
from central.settings_tables import Alerts as Alerts
from central.settings_tables import Booking as Booking
from central.settings_tables import Command as Command
from central.settings_tables import GammuSpool as GammuSpool
from central.settings_tables import Home as Home
from central.settings_tables import Intake as Intake
from central.settings_tables import Mqtt as Mqtt
from central.settings_tables import Oidc as Oidc
from central.settings_tables import Payment as Payment
from central.settings_tables import Settings as Settings
from central.settings_tables import SignIn as SignIn
from central.settings_tables import Smpp as Smpp
from central.settings_tables import Sms as Sms
from central.settings_tables import SmsFolder as SmsFolder
from central.settings_tables import Store as Store
from central.settings_tables import Web as Web
from central.sms import settings as sms

SECRET_BYTES: Final = 16


class SettingsError(ValueError):
    """The settings cannot be used; the text names file, key and remedy."""


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
    _check_payment(file, settings.payment)
    try:
        settings.mqtt.broker()
    except ValueError as error:
        raise SettingsError(f"{file}: key mqtt.others: {error}") from error
    try:
        read_secret(settings.intake)
        read_command_key(settings.command)
        read_client_secret(settings.oidc)
        sms.check(settings.sms)
    except (SettingsError, sms.SmsFault) as error:
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


def _check_payment(file: Path, accounts: tuple[Payment, ...]) -> None:
    wards = [account.ward for account in accounts]
    twice = next((ward for ward in wards if wards.count(ward) > 1), None)
    if twice:
        raise SettingsError(f"{file}: key payment.ward: {twice} has two accounts; keep one")


def _check_url(file: Path, url: str) -> None:
    """The scheme alone is repeated: an address may hold a password."""
    scheme, found, _ = url.partition("://")
    if url and not (found and scheme in ("postgresql", "postgres")):
        shown = f"scheme {scheme[:20]!r} is not known" if found else "no scheme"
        raise SettingsError(f"{file}: key store.url: {shown}; begin it with postgresql:// or leave it out")
