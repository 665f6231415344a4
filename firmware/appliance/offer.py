"""A kiosk's folder as somebody offers it on a card or a stick: read with care, judged before it is believed.

Owns what may be read (three regular files of modest size, no links) and every reason to refuse. Refuses
writing anywhere but into the staging folder it is given. The secret's expiry is not judged here: the clock
may be decades off at first boot, and the authority knows better.
"""

import errno
import hashlib
import os
import ssl
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from firmware import durable, kiosk_folder
from firmware.durable import Owner
from firmware.errors import KioskError, SettingsError
from firmware.kiosk_folder import AUTHORITY, ENROLMENT, SETTINGS, EnrolmentError, Problem
from firmware.settings import Settings
from firmware.settings_file import load

MOST_BYTES: Final = {SETTINGS: 256 * 1024, AUTHORITY: 64 * 1024, ENROLMENT: 4096}
_BOM: Final = b"\xef\xbb\xbf"
"""Editors of Windows put it before the first letter; TOML does not know it."""
_NEW_FOLDER: Final = "make a new folder with motcua-provision kiosk new and offer it again"


class Refused(KioskError):
    """The folder cannot be taken over; what was in force stays in force."""

    def __init__(self, code: str, detail: str, remedy: str) -> None:
        super().__init__(f"{detail}; {remedy}")
        self.problem = Problem(code, detail, remedy)


@dataclass(frozen=True, slots=True)
class Offer:
    """What lies at `place`; a file that is not there is empty."""

    place: Path
    settings: bytes
    authority: bytes
    enrolment: bytes

    @property
    def settings_seal(self) -> str:
        return _seal(self.settings + b"\0" + self.authority)

    @property
    def enrolment_seal(self) -> str:
        return _seal(self.enrolment) if self.enrolment else ""


def read(place: Path) -> Offer | None:
    """None where no kiosk's folder is; Refused where something of one is, but cannot be read."""
    try:
        folder = os.open(place, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise _unreadable(place, error) from error
    try:
        found = {name: _file(folder, place, name) for name in MOST_BYTES}
    finally:
        os.close(folder)
    if not found[SETTINGS] and not found[ENROLMENT]:
        return None
    return Offer(place, found[SETTINGS], found[AUTHORITY], found[ENROLMENT])


def stage(offer: Offer, staging: Path, wards: Path, owner: Owner | None) -> Settings:
    """Copy into `staging` and judge the copy: a stick may change while it is read."""
    try:
        durable.folder(staging, mode=0o750, owner=owner)
        for name, content in _files(offer).items():
            if content:
                durable.write_whole(staging / name, content, mode=0o640, owner=owner)
    except OSError as error:
        if error.errno != errno.ENOSPC:
            raise
        raise Refused("full", f"{staging.parent}: no room left", "free some space, then restart") from error
    return _judged(offer, staging, wards)


def _files(offer: Offer) -> dict[str, bytes]:
    return {SETTINGS: offer.settings, AUTHORITY: offer.authority, ENROLMENT: offer.enrolment}


def _judged(offer: Offer, staging: Path, wards: Path) -> Settings:
    if not offer.settings:
        raise Refused("incomplete", f"{offer.place / SETTINGS} is missing", "copy the whole folder")
    try:
        settings = load(staging / SETTINGS)
    except SettingsError as error:
        said = str(error).replace(str(staging), str(offer.place))
        detail, _, remedy = said.rpartition("; ")
        raise Refused("settings", detail, remedy) from error
    _check_ward(offer, settings, wards)
    if offer.enrolment:
        _check_enrolment(offer)
    if offer.authority:
        _check_authority(offer)
    elif offer.enrolment:
        raise Refused("incomplete", f"{offer.place / AUTHORITY} is missing", "copy the whole folder")
    return settings


def _check_ward(offer: Offer, settings: Settings, wards: Path) -> None:
    """Against the official list, where one is installed; otherwise only the authority can know."""
    province, ward = settings.kiosk.province, settings.kiosk.ward
    try:
        lines = wards.read_text(encoding="utf-8").splitlines()
    except OSError:
        return
    if not any(line.startswith((f"{province},{ward},", f'"{province}","{ward}",')) for line in lines):
        raise Refused(
            "unknown_ward",
            f"{offer.place / SETTINGS}: kiosk.ward: {ward!r} is no ward of province {province!r}",
            "correct both codes as the official list has them",
        )


def _check_enrolment(offer: Offer) -> None:
    try:
        kiosk_folder.read_enrolment(offer.enrolment, str(offer.place / ENROLMENT))
    except EnrolmentError as error:
        detail, _, remedy = str(error).rpartition("; ")
        raise Refused("enrolment", detail, remedy) from error


def _check_authority(offer: Offer) -> None:
    trust = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    where = offer.place / AUTHORITY
    try:
        trust.load_verify_locations(cadata=offer.authority.decode("ascii"))
    except (ssl.SSLError, ValueError) as error:
        raise Refused("authority", f"{where}: no certificate ({error})", _NEW_FOLDER) from error
    if not trust.cert_store_stats()["x509_ca"]:
        raise Refused("authority", f"{where}: not an authority's certificate", _NEW_FOLDER)


def _file(folder: int, place: Path, name: str) -> bytes:
    """The whole file, or b"" where it is not there."""
    try:
        file = durable.open_ordinary(name, folder)
        if file is None:
            raise Refused("unreadable", f"{place / name} is no ordinary file", _NEW_FOLDER)
        with file:
            content = file.read(MOST_BYTES[name] + 1)
    except FileNotFoundError:
        return b""
    except OSError as error:
        raise _unreadable(place / name, error) from error
    if len(content) > MOST_BYTES[name]:
        raise Refused("unreadable", f"{place / name} is over {MOST_BYTES[name]} bytes", _NEW_FOLDER)
    if name == ENROLMENT and content and not content.strip(b"\0"):
        return b""  # the power went while we erased it
    if not content.strip(b"\0 \r\n\t"):
        raise Refused("unreadable", f"{place / name} is empty", "copy it again, then eject the card or stick")
    return content.removeprefix(_BOM)


def _unreadable(path: Path, error: OSError) -> Refused:
    return Refused("unreadable", f"{path} cannot be read ({error.strerror})", "use another card or stick")


def _seal(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
