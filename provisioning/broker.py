"""The broker's folder: Mosquitto's configuration, access list and papers, written by us and never by hand.

Owns who may write and read which topic, and mutual TLS: the CN of a certificate is the user's name. Refuses
to run the broker. Every kiosk has a section of its own: patterns (`%u`) cannot say "its ward's dossiers", and
Mosquitto 2.1 denies names with a slash in them. After a new or revoked kiosk, write the folder again and
reload. The folder can travel to another machine: the authority's key is not in it.
"""

import getpass
import os
import pwd
import signal
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from mqtt.topics import ROOT, STREAMS, KioskName, every_kiosk, province_topic, ward_topic
from provisioning.authority import Authority, write_revoked
from provisioning.authority_register import deciding
from provisioning.errors import ProvisionError, writing
from provisioning.files import PRIVATE, PUBLIC, write_file

CENTRE: Final = "centre"
KIOSK_WRITES: Final = (*STREAMS, "state", "health", "wanted")
KIOSK_READS: Final = ("ack", "command", "filed", "piece")
WARD_DOCUMENTS: Final = ("dossiers", "booking")
SETTINGS: Final = "mosquitto.conf"
PID: Final = "mosquitto.pid"


@dataclass(frozen=True, slots=True)
class Listening:
    """Where the broker listens, as whom it runs, and which server certificate it shows.

    The centre has a door of its own, out of the kiosks' reach: there several programs share one certificate
    and name their sessions themselves. At the kiosks' door a session bears the certificate's name; otherwise
    one kiosk could knock another off, or empty the centre's queue, by using its client id.
    """

    port: int
    centre_port: int
    server: str
    address: str = ""
    centre_address: str = "127.0.0.1"
    user: str = ""


def write_broker(authority: Authority, folder: Path, listening: Listening, *, now: datetime) -> list[str]:
    """Write or refresh the folder; returns the kiosks that may come in."""
    paper = authority.server(listening.server)
    if not paper.is_file():
        raise ProvisionError(
            f"{paper}: no server certificate; make one:"
            f" motcua-provision ca server {authority.folder} {listening.server}"
        )
    with deciding(authority.register) as book:
        kiosks = [kiosk.name for kiosk in book.kiosks() if kiosk.secret_hash or kiosk.certificate]
        write_revoked(authority, book, now=now)
    user = listening.user or getpass.getuser()
    folder = folder.resolve()
    with writing(folder):
        (folder / "data").mkdir(parents=True, exist_ok=True)
    for name, content, mode in (
        ("ca.crt", authority.certificate.read_bytes(), PUBLIC),
        ("crl.pem", authority.revoked.read_bytes(), PUBLIC),
        ("server.pem", paper.read_bytes(), PRIVATE),
        ("acl", access_list(kiosks).encode(), PRIVATE),
        (SETTINGS, _settings(folder, listening, user).encode(), PUBLIC),
    ):
        write_file(folder / name, content, mode=mode)
    _give(folder, user)
    return kiosks


def access_list(kiosks: Sequence[str]) -> str:
    """Who may do what; whoever is not named may do nothing."""
    sections = [_section(CENTRE, centre_rights())]
    sections += [_section(name, kiosk_rights(KioskName.parse(name))) for name in kiosks]
    return "\n".join(sections)


def reload(folder: Path) -> bool:
    """Tell a running broker to read its access and revocation lists again; False if none runs."""
    try:
        process = int((folder / PID).read_text("ascii"))
        if b"mosquitto" not in Path(f"/proc/{process}/cmdline").read_bytes():
            return False
        os.kill(process, signal.SIGHUP)
    except (FileNotFoundError, ProcessLookupError, ValueError):
        return False
    except PermissionError as error:
        raise ProvisionError(
            f"broker {process}: belongs to somebody else; run: sudo kill -HUP {process}"
        ) from error
    return True


def kiosk_rights(kiosk: KioskName) -> list[str]:
    """As `write …` and `read …`, with MQTT's wildcards."""
    reads = [kiosk.topic(leaf) for leaf in KIOSK_READS]
    reads += [province_topic(kiosk.province, "catalogue/#")]
    reads += [ward_topic(kiosk.province, kiosk.ward, f"{what}/#") for what in WARD_DOCUMENTS]
    return [f"write {kiosk.topic(leaf)}" for leaf in KIOSK_WRITES] + [f"read {topic}" for topic in reads]


def centre_rights() -> list[str]:
    writes = [every_kiosk(leaf) for leaf in KIOSK_READS]
    both = [f"{ROOT}/+/catalogue/#", *(f"{ROOT}/+/+/{what}/#" for what in WARD_DOCUMENTS)]
    return [
        *(f"read {every_kiosk(leaf)}" for leaf in KIOSK_WRITES),
        *(f"write {topic}" for topic in writes),
        *(f"readwrite {topic}" for topic in both),
    ]


def _section(user: str, rights: Sequence[str]) -> str:
    return "\n".join([f"user {user}", *(f"topic {right}" for right in rights), ""])


def memory(data: Path) -> str:
    """What the broker keeps, and how much at most.

    Delivery rests on the kiosks' ledgers, not on the broker: saving after every message would leave a seventh
    of the speed and gain nothing. A subscriber that is away must find everything: high, but finite.
    """
    return f"""\
persistence true
persistence_location {data}/
autosave_on_changes true
autosave_interval 1000
max_queued_messages 100000
max_queued_bytes 536870912
max_inflight_messages 1000
message_size_limit 1048576
"""


def _settings(folder: Path, listening: Listening, user: str) -> str:
    return f"""\
# Written by motcua-provision; changes are lost when it writes again.
{_door(folder, f"{listening.port} {listening.address}".strip())}use_username_as_clientid true
{_door(folder, f"{listening.centre_port} {listening.centre_address}")}
user {user}
allow_anonymous false
acl_file {folder}/acl
pid_file {folder}/{PID}
{memory(folder / "data")}"""


def _door(folder: Path, place: str) -> str:
    return f"""\
listener {place}
cafile {folder}/ca.crt
certfile {folder}/server.pem
keyfile {folder}/server.pem
crlfile {folder}/crl.pem
require_certificate true
use_identity_as_username true
"""


def _give(folder: Path, user: str) -> None:
    """Started as root, Mosquitto becomes `user` before it reads its key: the folder must be that user's.

    Links are not followed: who owns the folder must not choose which file root gives away.
    """
    if os.geteuid() != 0 or user == getpass.getuser():
        return
    try:
        number = pwd.getpwnam(user).pw_uid
    except KeyError as error:
        raise ProvisionError(f"--user {user}: no such user; install mosquitto, or name another") from error
    for path in (folder, *folder.iterdir()):
        os.chown(path, number, -1, follow_symlinks=False)
