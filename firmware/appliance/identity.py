"""The oneshot before the kiosk: takes over what lies on the card, and erases the secret from it.

Owns when a card's folder counts as new. Refuses to stop the boot: whatever is wrong with the card, an older
good identity stays in force and the kiosk starts; problem.json tells it what to show. The card is the FAT
partition, mounted read-only; it becomes writable only while the secret is erased.
"""

import argparse
import logging
import pwd
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from firmware import durable, kiosk_folder
from firmware.appliance import offer as offers
from firmware.appliance import taking_over
from firmware.appliance.offer import Offer, Refused
from firmware.appliance.taking_over import Data
from firmware.clock import SystemClock
from firmware.durable import Owner
from firmware.errors import SettingsError
from firmware.kiosk_folder import ENROLMENT, PROBLEM, SETTINGS
from firmware.settings_file import load

log = logging.getLogger(__name__)

MOUNT_SECONDS: Final = 20.0
WARDS: Final = Path(__file__).parents[2] / "mqtt" / "wards.csv"


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="firmware.appliance identity", description=__doc__)
    parser.add_argument("--card", type=Path, default=Path("/bootcfg"), help="the FAT partition's folder")
    add_data_arguments(parser)
    arguments = parser.parse_args(argv)
    data = data_of(arguments)
    try:
        take_from_card(arguments.card, data, arguments.wards)
    except OSError as error:
        log.error("identity not looked at: %s; the kiosk starts with what is in force", error)
        return 1
    return 0


def add_data_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--data", type=Path, default=Path("/data"), help="the data partition's folder")
    parser.add_argument("--owner", default="motcua", help="the kiosk's user; empty: whoever runs this")
    parser.add_argument("--wards", type=Path, default=WARDS, help="official list: province,ward,…")


def data_of(arguments: argparse.Namespace) -> Data:
    if not arguments.owner:
        return Data(arguments.data)
    try:
        user = pwd.getpwnam(arguments.owner)
    except KeyError:
        raise SystemExit(f"user {arguments.owner!r} does not exist; name the kiosk's with --owner") from None
    return Data(arguments.data, Owner(user.pw_uid, user.pw_gid))


def take_from_card(card: Path, data: Data, wards: Path) -> None:
    """Finish what a power cut interrupted, take over what is new, erase a secret that was taken."""
    today = SystemClock().now().date
    taking_over.finish(data, today)
    try:
        offer = offers.read(card)
        if offer is not None and _is_new(offer, data):
            name = taking_over.stage(offer, data, "card", wards)
            taking_over.finish(data, today)
            log.info("identity taken over kiosk=%s from=%s", name, card)
    except Refused as refused:
        refuse(refused, data)
    else:
        forget_problem(data)
        if offer is not None:
            _erase_secret(offer, data)


def refuse(refused: Refused, data: Data) -> None:
    log.error("identity refused: %s", refused)
    with suppress(OSError):
        kiosk_folder.note_problem(data.identity, refused.problem, data.owner)


def forget_problem(data: Data) -> None:
    with suppress(FileNotFoundError):
        (data.identity / PROBLEM).unlink()


def _is_new(offer: Offer, data: Data) -> bool:
    """Unlike what was last taken from the card; a card without its secret is still the same card."""
    try:
        load(data.identity / SETTINGS)
    except SettingsError:
        return True
    remembered = taking_over.seen(data.identity)
    return offer.settings_seal != remembered.card.settings or not remembered.knows_enrolment(offer)


def _erase_secret(offer: Offer, data: Data) -> None:
    """Whatever fails here is tried again at the next start: the card still has the file."""
    there = (offer.place / ENROLMENT).exists()
    if not there or not taking_over.seen(data.identity).knows_enrolment(offer):
        return
    try:
        with _writable(offer.place):
            durable.erase(offer.place / ENROLMENT)
    except (OSError, subprocess.SubprocessError) as error:
        log.error("secret not erased from=%s: %s; the next start tries again", offer.place, error)
    else:
        log.info("secret erased from=%s", offer.place)


@contextmanager
def _writable(card: Path) -> Iterator[None]:
    if not card.is_mount():
        yield
        return
    _remount(card, "rw")
    try:
        yield
    finally:
        _remount(card, "ro")


def _remount(card: Path, how: str) -> None:
    subprocess.run(
        ["/usr/bin/mount", "-o", f"remount,{how}", str(card)],
        check=True,
        timeout=MOUNT_SECONDS,
        capture_output=True,
    )
