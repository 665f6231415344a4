"""The kiosk's folder: who it is, its one-time secret and whom it may believe, as they travel to it.

Owns making the three files (kiosk.toml, enrolment.toml, ca.crt) and naming the kiosk in the register, both or
neither. Refuses to carry the folder anywhere. The secret itself stands only in the folder: we keep its hash.
"""

import base64
import re
import secrets
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from importlib.resources import files
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

import tomlkit
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key
from tomlkit.exceptions import TOMLKitError

from firmware.errors import SettingsError
from firmware.pins import TECHNICIAN, Pins
from firmware.settings_file import load
from mqtt.topics import KioskName
from provisioning.authority import Authority
from provisioning.authority_register import Kiosk, deciding, hashed
from provisioning.errors import ProvisionError
from provisioning.files import PRIVATE, new_folder, write_file

SETTINGS: Final = "kiosk.toml"
ENROLMENT: Final = "enrolment.toml"
AUTHORITY: Final = "ca.crt"
IDENTITY: Final = "/data/identity"
OWN: Final = ("kiosk", "mqtt")
KEPT: Final = ("pins", "command", "updates")
SECRET_BYTES: Final = 32
BROKER: Final = re.compile(r"(?P<host>[A-Za-z0-9.-]+|\[[0-9a-fA-F:]+\]):(?P<port>[0-9]{1,5})")


@dataclass(frozen=True, slots=True)
class Wish:
    """What a new kiosk shall be; `base` are settings to start from, `broker` is host:port, or several."""

    name: KioskName
    title: str
    url: str
    broker: str = ""
    base: Path | None = None
    valid_days: int = 30
    technician_pin: str = ""
    """Only its hash is written; empty where the base has one, or nobody shall enter."""
    command_key: Path | None = None
    """The public half of the key whose commands the kiosk obeys; None where the base has one, or nobody's."""


def new_kiosk(authority: Authority, wish: Wish, out: Path, *, now: datetime) -> Kiosk:
    """Write the folder and name the kiosk; ProvisionError leaves neither."""
    _check_url(wish.url)
    secret = secrets.token_urlsafe(SECRET_BYTES)
    expires_at = now + timedelta(days=wish.valid_days)
    with deciding(authority.register) as book:
        if book.kiosk(str(wish.name)) is not None:
            raise ProvisionError(
                f"kiosk {wish.name}: already in the register; give another --id, or write its folder"
                f" again: motcua-provision kiosk renew-secret {wish.name}",
                f"Kiosk {wish.name} đã có trong sổ. Hãy chọn số khác (--id), hoặc cấp lại mã cho kiosk này.",
            )
        with new_folder(out) as folder:
            settings = _settings(wish)
            kiosk = Kiosk(str(wish.name), wish.title, wish.url, settings, hashed(secret), expires_at)
            _fill(folder, authority, kiosk, secret)
            _judge(folder / SETTINGS, wish.base)
            book.add_kiosk(kiosk, now=now)
    return kiosk


def renew_secret(
    authority: Authority, name: str, out: Path, *, valid_days: int, now: datetime, base: Path | None = None
) -> Kiosk:
    """Write the folder of a known kiosk again, with a new secret; the old one is worth nothing then.

    `base` are the settings that it has by now: the register keeps them from here on.
    """
    secret = secrets.token_urlsafe(SECRET_BYTES)
    with deciding(authority.register) as book:
        known = book.kiosk(name)
        if known is None:
            raise ProvisionError(
                f"kiosk {name}: not in the register; see: motcua-provision kiosk list",
                f"Kiosk {name} chưa có trong sổ. Hãy xem danh sách: motcua-provision kiosk list",
            )
        if known.certificate is not None:
            raise ProvisionError(
                f"kiosk {name}: has enrolled; if another machine takes its place,"
                f" first: motcua-provision ca revoke {name}",
                f"Kiosk {name} đã đăng ký xong. Nếu thay máy khác, hãy thu hồi chứng thư của máy cũ trước.",
            )
        expires_at = now + timedelta(days=valid_days)
        settings = known.settings if base is None else _followed(known.settings, base)
        kiosk = replace(known, settings=settings, secret_hash=hashed(secret), secret_expires_at=expires_at)
        with new_folder(out) as folder:
            _fill(folder, authority, kiosk, secret)
            if base is not None:
                _judge(folder / SETTINGS, base)
                book.change_settings(name, settings)
            book.change_secret(name, kiosk.secret_hash, expires_at)
    return kiosk


def _fill(folder: Path, authority: Authority, kiosk: Kiosk, secret: str) -> None:
    enrolment = tomlkit.document()
    enrolment["url"] = kiosk.url
    enrolment["secret"] = secret
    enrolment["expires_at"] = f"{kiosk.secret_expires_at:%Y-%m-%dT%H:%M:%SZ}"
    write_file(folder / SETTINGS, kiosk.settings.encode())
    write_file(folder / ENROLMENT, tomlkit.dumps(enrolment).encode(), mode=PRIVATE)
    write_file(folder / AUTHORITY, authority.certificate.read_bytes())


def _judge(file: Path, base: Path | None) -> None:
    try:
        load(file)
    except SettingsError as error:
        raise ProvisionError(str(error).replace(str(file), str(base or file.name))) from error


def _settings(wish: Wish) -> str:
    """The base's text, comments included, with this kiosk's own [kiosk] and [mqtt]."""
    base = _base(wish.base)
    own = {"kiosk": _identity(wish), "mqtt": _broker(wish)}
    document = tomlkit.document()
    for key, table in own.items():
        document[key] = table
    rest = _with_updates(_without(base, tuple(own), wish.base), wish.url)
    if wish.technician_pin:
        rest = _with_pin(rest, wish.technician_pin)
    if wish.command_key is not None:
        rest = _with_command_key(rest, wish.command_key)
    return f"{tomlkit.dumps(document)}\n{rest.strip()}\n"


def _followed(known: str, base: Path) -> str:
    """The base's text under this kiosk's own [kiosk] and [mqtt]; of KEPT what the base leaves out."""
    before, document = tomlkit.parse(known), tomlkit.document()
    rest = tomlkit.parse(_without(_base(base), OWN, base))
    for key in OWN:
        document[key] = before[key]
    for key in KEPT:
        if key in before:
            rest.setdefault(key, before[key])
    return f"{tomlkit.dumps(document)}\n{tomlkit.dumps(rest).strip()}\n"


def _with_pin(text: str, pin: str) -> str:
    document = tomlkit.parse(text)
    hashed_pin = Pins(Path("unused")).hashed(TECHNICIAN, pin)
    document.setdefault("pins", tomlkit.table())[TECHNICIAN] = hashed_pin
    return tomlkit.dumps(document)


def _with_command_key(text: str, file: Path) -> str:
    """As text, so that no fourth file has to travel with the folder."""
    try:
        key = load_pem_public_key(file.read_bytes())
        if not isinstance(key, Ed25519PublicKey):
            raise ValueError("it is no Ed25519 key")
    except (OSError, ValueError) as error:
        raise ProvisionError(
            f"--command-key {file}: {error}; give command-public.pem, which `motcua-central keys` wrote"
        ) from error
    document = tomlkit.parse(text)
    document["command"] = {"key": base64.b64encode(key.public_bytes_raw()).decode()}
    return tomlkit.dumps(document)


def _with_updates(text: str, url: str) -> str:
    """The update server is where the kiosk enrols, unless the base names another."""
    document = tomlkit.parse(text)
    document.setdefault("updates", tomlkit.table()).setdefault("url", url)
    return tomlkit.dumps(document)


def _without(text: str, keys: tuple[str, ...], source: Path | None) -> str:
    try:
        document = tomlkit.parse(text)
    except TOMLKitError as error:
        raise ProvisionError(f"{source}: not TOML: {error}; mend that line") from error
    for key in keys:
        document.pop(key, None)
    if document.get("bench", {}).get("enabled"):
        raise ProvisionError(f"{source}: key bench.enabled: never on a real kiosk; remove the table [bench]")
    return tomlkit.dumps(document)


def _base(file: Path | None) -> str:
    if file is None:
        return (files("provisioning") / "new_kiosk.toml").read_text("utf-8")
    try:
        return file.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ProvisionError(
            f"{file}: cannot be read ({error}); give a kiosk.toml with --settings"
        ) from error


def _identity(wish: Wish) -> tomlkit.items.Table:
    table = tomlkit.table()
    table["province"] = wish.name.province
    table["ward"] = wish.name.ward
    table["id"] = wish.name.id
    table["name"] = wish.title
    return table


def _broker(wish: Wish) -> tomlkit.items.Table:
    """Several addresses, with a comma between, are the nodes of a cluster, which speaks MQTT 3.1.1."""
    broker = wish.broker or f"{_host(wish.url)}:8883"
    first, *others = broker.split(",")
    match = BROKER.fullmatch(first)
    if match is None or not all(map(BROKER.fullmatch, others)):
        raise ProvisionError(f"--broker {broker!r}: expected HOST:PORT, such as centre.example:8883")
    table = tomlkit.table()
    table["host"] = match["host"].strip("[]")
    table["port"] = int(match["port"])
    if others:
        table["protocol"], table["others"] = "3.1.1", others
    table["tls_ca"] = f"{IDENTITY}/{AUTHORITY}"
    table["tls_cert"] = f"{IDENTITY}/kiosk.crt"
    table["tls_key"] = f"{IDENTITY}/kiosk.key"
    return table


def _check_url(url: str) -> None:
    parts = urlsplit(url)
    if parts.scheme != "https" or not parts.hostname or parts.query or parts.fragment or url.endswith("/"):
        raise ProvisionError(
            f"--url {url!r}: expected https://HOST:PORT without a slash at its end",
            f"--url {url!r}: địa chỉ phải có dạng https://MÁY:CỔNG, không có dấu / ở cuối.",
        )


def _host(url: str) -> str:
    host = urlsplit(url).hostname or ""
    return f"[{host}]" if ":" in host else host
