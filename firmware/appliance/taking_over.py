"""From an offered folder to the identity in force: a power cut at any moment leaves one whole identity.

Owns the order: stage a judged copy beside, rename it to "ready", then put it in force. The same kiosk's
folder goes in file by file, kiosk.toml last. Another kiosk's folder takes the place of the old one, after the
old kiosk's database has been set aside: no record of one ward is ever sent as another's, and none is deleted.
`finish` may be run again after any cut. Refuses judging (`offer`).
"""

import logging
import shutil
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final, Literal

import msgspec
from msgspec import Struct

from firmware import durable
from firmware.appliance import offer as offers
from firmware.appliance.offer import Offer, Refused
from firmware.durable import Owner
from firmware.kiosk_folder import AUTHORITY, ENROLMENT, PROBLEM, SETTINGS

log = logging.getLogger(__name__)

SEEN: Final = "seen.json"
UNKNOWN: Final = "unknown"
Source = Literal["card", "stick"]


class Seal(Struct, frozen=True):
    """Checksums of what was taken: the settings with the authority, and the enrolment."""

    settings: str = ""
    enrolment: str = ""


class Seen(Struct, frozen=True):
    """What was taken last from each place: the same folder is never taken twice.

    So a card that keeps its first folder for years does not undo what a stick brought later.
    """

    card: Seal = Seal()
    stick: Seal = Seal()
    in_force: str = ""
    """Checksum of the settings that were put in force last, whatever has become of the file since."""

    def knows_enrolment(self, offer: Offer) -> bool:
        return offer.enrolment_seal in {"", self.card.enrolment, self.stick.enrolment}

    def knows_settings(self, offer: Offer) -> bool:
        return offer.settings_seal in {self.card.settings, self.stick.settings}

    def with_(self, offer: Offer, source: Source) -> "Seen":
        """A place whose secret was erased is remembered with it."""
        old = self.card if source == "card" else self.stick
        fresh = Seal(offer.settings_seal, offer.enrolment_seal or old.enrolment)
        card, stick = (fresh, self.stick) if source == "card" else (self.card, fresh)
        return Seen(card, stick, offer.settings_seal)


class _Names(Struct, frozen=True):
    province: str
    ward: str
    id: str


class _Named(Struct, frozen=True):
    kiosk: _Names


@dataclass(frozen=True, slots=True)
class Data:
    """The data partition, and to whom the kiosk's own files belong."""

    root: Path
    owner: Owner | None = None

    @property
    def identity(self) -> Path:
        return self.root / "identity"

    @property
    def kiosk(self) -> Path:
        return self.root / "kiosk"

    @property
    def staging(self) -> Path:
        return self.root / "identity.new"

    @property
    def ready(self) -> Path:
        return self.root / "identity.ready"


# ---------------------------------------------------------------- what is in force


def name_in_force(folder: Path) -> str:
    """`19/05518/k1`, even of settings that this version cannot read whole; "" where there are none."""
    try:
        content = (folder / SETTINGS).read_bytes()
    except FileNotFoundError:
        return ""
    try:
        kiosk = msgspec.toml.decode(content, type=_Named).kiosk
    except (msgspec.DecodeError, UnicodeDecodeError):
        return UNKNOWN
    return f"{kiosk.province}/{kiosk.ward}/{kiosk.id}"


def seen(folder: Path) -> Seen:
    try:
        return msgspec.json.decode((folder / SEEN).read_bytes(), type=Seen)
    except (OSError, msgspec.DecodeError, UnicodeDecodeError):
        return Seen()


# ---------------------------------------------------------------- staging


def stage(offer: Offer, data: Data, source: Source, wards: Path) -> str:
    """Judge the offer and commit to it; returns the kiosk's name. Refused: nothing has changed.

    Another kiosk's folder takes a kiosk over only with an enrolment of its own: the old certificate would
    speak for the wrong ward.
    """
    _clear(data.staging)
    try:
        kiosk = offers.stage(offer, data.staging, wards, data.owner).kiosk
        name, old = f"{kiosk.province}/{kiosk.ward}/{kiosk.id}", name_in_force(data.identity)
        before = seen(data.identity)
        used = old != "" and before.knows_enrolment(offer)
        if used and old != name and not (old == UNKNOWN and before.in_force == offer.settings_seal):
            raise Refused(
                "other_kiosk",
                f"{offer.place / SETTINGS} is for {name}, but this kiosk is {old}",
                "offer it together with a new enrolment.toml",
            )
        if used:
            (data.staging / ENROLMENT).unlink(missing_ok=True)
        now = before.with_(offer, source)
        durable.write_whole(data.staging / SEEN, msgspec.json.encode(now), owner=data.owner)
    except Refused:
        _clear(data.staging)
        raise
    durable.move(data.staging, data.ready)
    return name


# ---------------------------------------------------------------- finishing


def finish(data: Data, today: date) -> None:
    """Put what is ready in force, if there is anything. Only while the kiosk is not running."""
    _clear(data.staging)
    if data.ready.is_dir():
        new, old = name_in_force(data.ready), name_in_force(data.identity)
        if new in {"", old} or (old == UNKNOWN and _mended(data)):
            _renew(data)
        else:
            _replace(data, old or UNKNOWN, today)
        log.info("identity in force kiosk=%s before=%s", new or old, old or "none")
    durable.folder(data.identity, mode=0o750, owner=data.owner)
    durable.folder(data.kiosk, mode=0o750, owner=data.owner)


def _mended(data: Data) -> bool:
    """kiosk.toml in force has become unreadable, and what is ready is the same folder once more."""
    return seen(data.identity).in_force == seen(data.ready).in_force


def _renew(data: Data) -> None:
    """The same kiosk: its key, its certificate and its database stay."""
    for name in (AUTHORITY, ENROLMENT, SEEN, SETTINGS):
        durable.move(data.ready / name, data.identity / name)
    data.ready.rmdir()
    durable.sync(data.root)


def _replace(data: Data, old: str, today: date) -> None:
    label = f"{old.replace('/', '-')}-{today:%Y%m%d}"
    if _has_anything(data.kiosk):
        _set_aside(data.kiosk, data.root / f"kiosk-{label}")
    (data.identity / PROBLEM).unlink(missing_ok=True)
    if _has_anything(data.identity):
        _set_aside(data.identity, data.root / f"identity-{label}")
    durable.move(data.ready, data.identity)


def _set_aside(folder: Path, wanted: Path) -> None:
    """Under a name that nothing bears yet: a clock of 1970 gives the same day again and again."""
    names = (wanted.with_name(f"{wanted.name}{again}") for again in ("", *(f"-{n}" for n in range(2, 1000))))
    aside = next(path for path in names if not path.exists())
    durable.move(folder, aside)
    log.warning("set aside folder=%s as=%s", folder, aside)


def _has_anything(folder: Path) -> bool:
    return folder.is_dir() and any(folder.iterdir())


def _clear(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
