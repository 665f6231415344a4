"""A USB stick: its folder `motcua/` may bring the kiosk's identity and updates.

Owns what a stick may do: nothing but that, and a folder only where the kiosk has no identity yet or the stick
carries a new enrolment. Refuses writing to the stick, and opening anything that is not an ordinary file of an
expected name. Updates are signed; whoever installs them judges them.
"""

import argparse
import logging
import subprocess
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import Final

from firmware import durable
from firmware.appliance import inbox, taking_over
from firmware.appliance import offer as offers
from firmware.appliance.identity import add_data_arguments, data_of, forget_problem, refuse
from firmware.appliance.offer import Offer, Refused
from firmware.appliance.taking_over import Data
from firmware.clock import SystemClock
from firmware.kiosk_folder import SETTINGS

log = logging.getLogger(__name__)

FOLDER: Final = "motcua"
MOUNT_POINT: Final = Path("/run/motcua-stick")
MOUNT_SECONDS: Final = 20.0
UNIT_SECONDS: Final = 30.0
KIOSK_UNIT: Final = "motcua-kiosk.service"

Halt = Callable[[], AbstractContextManager[None]]
"""Keeps the kiosk from running as long as it is entered."""


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="firmware.appliance stick", description=__doc__)
    parser.add_argument("stick", type=Path, help="a partition such as /dev/sda1, or a folder")
    add_data_arguments(parser)
    arguments = parser.parse_args(argv)
    data = data_of(arguments)
    try:
        with _mounted(arguments.stick) as root:
            take_from_stick(root, data, arguments.wards, kiosk_halted)
    except (OSError, subprocess.SubprocessError) as error:
        log.error("stick not read stick=%s: %s", arguments.stick, error)
        return 1
    return 0


def take_from_stick(root: Path, data: Data, wards: Path, halt: Halt) -> None:
    """A stick without the folder is somebody's stick: one line in the log and nothing else."""
    folder = root / FOLDER
    if folder.is_symlink() or not folder.is_dir():
        log.info("stick without a folder %s/; left alone stick=%s", FOLDER, root)
        return
    try:
        bundles = inbox.fill(folder, data.root / "updates" / "inbox")
        offer = offers.read(folder)
        if offer is None and not bundles and not (data.identity / SETTINGS).exists():
            raise Refused("incomplete", f"{folder / SETTINGS} is missing", "copy the whole folder")
        if offer is not None:
            _take(offer, data, wards, halt)
    except Refused as refused:
        durable.folder(data.identity, mode=0o750, owner=data.owner)
        refuse(refused, data)


def _take(offer: Offer, data: Data, wards: Path, halt: Halt) -> None:
    if data.ready.is_dir():
        _finish(data, halt)
    remembered, settled = taking_over.seen(data.identity), (data.identity / SETTINGS).exists()
    if settled and remembered.knows_enrolment(offer):
        if not remembered.knows_settings(offer):
            name = taking_over.name_in_force(data.identity)
            raise Refused(
                "other_kiosk",
                f"{offer.place / SETTINGS} is not what {name} lives by",
                "offer it together with a new enrolment.toml",
            )
        log.info("stick brings what is in force already stick=%s", offer.place)
        return
    name = taking_over.stage(offer, data, "stick", wards)
    _finish(data, halt)
    forget_problem(data)
    log.info("identity taken over kiosk=%s from=%s", name, offer.place)


def _finish(data: Data, halt: Halt) -> None:
    """A kiosk without an identity shows S15 and has nothing open; it looks again by itself."""
    with halt() if (data.identity / SETTINGS).exists() else nullcontext():
        taking_over.finish(data, SystemClock().now().date)


@contextmanager
def kiosk_halted() -> Iterator[None]:
    """If it cannot be stopped, the next start of the machine takes the folder over."""
    _systemctl("stop", KIOSK_UNIT)
    try:
        yield
    finally:
        _systemctl("start", "--no-block", KIOSK_UNIT)


@contextmanager
def _mounted(stick: Path) -> Iterator[Path]:
    """Read-only and harmless; the unit's own mount namespace forgets it if we cannot."""
    if not stick.is_block_device():
        yield stick
        return
    MOUNT_POINT.mkdir(exist_ok=True)
    _run("/usr/bin/mount", "-t", "vfat,exfat", "-o", "ro,nosuid,nodev,noexec", str(stick), str(MOUNT_POINT))
    try:
        yield MOUNT_POINT
    finally:
        _run("/usr/bin/umount", "--lazy", str(MOUNT_POINT))


def _systemctl(*words: str) -> None:
    _run("/usr/bin/systemctl", *words, seconds=UNIT_SECONDS)


def _run(*words: str, seconds: float = MOUNT_SECONDS) -> None:
    subprocess.run(words, check=True, timeout=seconds, capture_output=True)
