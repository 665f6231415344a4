"""The kiosk's folder: the three files that make a card one kiosk, judged and put on its FAT partition.

Owns reading the folder, judging it before it travels, and mtools. Refuses to make one (`motcua-provision
kiosk new` does) and to mount anything: a mount would need a FAT driver and could be left behind.
"""

import os
import subprocess
import tempfile
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

import msgspec
from cryptography import x509

from firmware.errors import SettingsError
from firmware.settings_file import load
from provisioning.outcomes import Refused

SETTINGS, ENROLMENT, AUTHORITY = "kiosk.toml", "enrolment.toml", "ca.crt"
FILES: Final = (SETTINGS, ENROLMENT, AUTHORITY)
MTOOLS_SECONDS: Final = 60.0
LIMIT_BYTES: Final = 256 * 1024


class Enrolment(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """enrolment.toml."""

    url: str
    secret: str
    expires_at: str


@dataclass(frozen=True, slots=True)
class KioskFolder:
    """A folder found good. The bytes that were judged are the bytes that will be written."""

    kiosk: str
    name: str
    expires_at: datetime
    files: tuple[tuple[str, bytes], ...]


class MtoolsError(Exception):
    """mcopy could not do it; the text is what it said."""


def read(folder: Path, now: datetime) -> KioskFolder:
    """Judge a kiosk's folder; Refused names the file and the remedy."""
    files = tuple((name, _content(folder / name)) for name in FILES)
    content = dict(files)
    try:
        kiosk = load(folder / SETTINGS).kiosk
    except SettingsError as error:
        raise Refused(f"{SETTINGS}: cấu hình chưa đúng, xem dòng dưới.", str(error)) from error
    expires_at = _judge_enrolment(folder / ENROLMENT, content[ENROLMENT], now)
    _judge_authority(folder / AUTHORITY, content[AUTHORITY], now)
    return KioskFolder(f"{kiosk.province}/{kiosk.ward}/{kiosk.id}", kiosk.name, expires_at, files)


def put(card: Path, offset_bytes: int, folder: KioskFolder) -> None:
    """Copy the files into the FAT file system at that offset; MtoolsError says why not."""
    with tempfile.TemporaryDirectory(prefix="motcua-") as name:
        paths = []
        for file, content in folder.files:
            path = Path(name) / file
            path.write_bytes(content)
            paths.append(str(path))
        _mcopy("-o", "-i", f"{card}@@{offset_bytes}", *paths, "::")


def get(card: Path, offset_bytes: int, file: str) -> bytes:
    """The file as it lies on the card now."""
    return _mcopy("-n", "-i", f"{card}@@{offset_bytes}", f"::{file}", "-")


def mtools_missing() -> Refused | None:
    """Found out before anything is written, not after."""
    try:
        _mcopy("-V")
    except MtoolsError:
        return Refused(
            "Thiếu chương trình mtools. Hãy chạy: sudo apt install mtools",
            "mtools is not installed; run: sudo apt install mtools",
        )
    return None


def _mcopy(*arguments: str) -> bytes:
    environment = {**os.environ, "MTOOLS_SKIP_CHECK": "1", "MTOOLSRC": "/dev/null", "LC_ALL": "C.UTF-8"}
    try:
        done = subprocess.run(
            ["mcopy", *arguments],
            env=environment, stdin=subprocess.DEVNULL,
            capture_output=True, check=False, timeout=MTOOLS_SECONDS,
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired) as error:
        raise MtoolsError(f"mcopy: {error}") from error
    if done.returncode != 0:
        said = done.stderr.decode("utf-8", "replace").strip()
        raise MtoolsError(said or f"mcopy ended with {done.returncode}")
    return done.stdout


def _content(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(LIMIT_BYTES)
    except OSError as error:
        raise Refused(
            f"{path}: thiếu hoặc không đọc được. Hãy tạo lại thư mục của kiosk.",
            f"{path}: cannot be read ({error.strerror}); make the kiosk's folder again",
        ) from error


def _judge_enrolment(path: Path, content: bytes, now: datetime) -> datetime:
    try:
        enrolment = msgspec.toml.decode(content, type=Enrolment)
        expires_at = datetime.fromisoformat(enrolment.expires_at)
        address = urlsplit(enrolment.url)
    except (msgspec.DecodeError, UnicodeDecodeError, ValueError) as error:
        raise _bad_enrolment(path, str(error)) from error
    if address.scheme != "https" or not address.hostname:
        raise _bad_enrolment(path, f"url: {enrolment.url!r} is no https address")
    if not enrolment.secret.strip():
        raise _bad_enrolment(path, "secret: is empty")
    if expires_at.tzinfo is None:
        raise _bad_enrolment(path, f"expires_at: {enrolment.expires_at!r} names no time zone")
    if expires_at <= now:
        raise Refused(
            f"{path.name}: mã đăng ký hết hạn ngày {expires_at:%d/%m/%Y}. Hãy tạo lại thư mục của kiosk.",
            f"{path}: expired at {enrolment.expires_at}; make the kiosk's folder again",
        )
    return expires_at


def _bad_enrolment(path: Path, problem: str) -> Refused:
    return Refused(
        f"{path.name}: nội dung đăng ký chưa đúng. Hãy tạo lại thư mục của kiosk.",
        f"{path}: {problem}; make the kiosk's folder again",
    )


def _judge_authority(path: Path, content: bytes, now: datetime) -> None:
    try:
        certificates = x509.load_pem_x509_certificates(content)
    except ValueError as error:
        raise Refused(
            f"{path.name}: không phải chứng thư. Hãy tạo lại thư mục của kiosk.",
            f"{path}: holds no PEM certificate ({error}); make the kiosk's folder again",
        ) from error
    ends_at = max(one.not_valid_after_utc for one in certificates)
    if ends_at <= now:
        raise Refused(
            f"{path.name}: chứng thư của trung tâm đã hết hạn. Hãy xin chứng thư mới.",
            f"{path}: expired at {ends_at:%Y-%m-%d}; ask the centre for its new one",
        )
