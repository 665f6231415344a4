"""The real `gammu-smsd` with its dummy telephone, in folders of its own.

Owns its settings, starting and killing it by its process id. Refuses assertions.
"""

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from devices.smsdrc import Daemon
from tests.processes import running, wait_until

MODEM = "/dev/motcua-modem"
QUICKLY = "checksecurity = 0\ncommtimeout = 1\nloopsleep = 1\n"


def make_spool(spool: Path) -> Path:
    """The folders and settings as a kiosk makes them, with the dummy telephone in the modem's
    place and what it was given in the log."""
    ours, telephone = spool / "smsdrc", spool / "telephone"
    Daemon(MODEM, ours, spool).prepare(spool)
    telephone.mkdir()
    modem, dummy = (
        f"device = {MODEM}\nconnection = at\n",
        f"device = {telephone}\nconnection = none\nmodel = dummy\n",
    )
    written = ours.read_text("utf-8")
    assert modem in written
    talking = written.replace(modem, dummy).replace("debuglevel = 0", "debuglevel = 1")
    ours.write_text(talking + QUICKLY, "utf-8")
    return spool


@contextmanager
def gammu_daemon(spool: Path) -> Iterator["subprocess.Popen[bytes]"]:
    """Running on these folders, its process id in `pid`."""
    program = shutil.which("gammu-smsd")
    assert program, "gammu-smsd is missing; run: apt-get install gammu-smsd"
    command = (program, "-c", str(spool / "smsdrc"), "-p", str(spool / "pid"))
    with running(*command, log=spool / "daemon.log") as process:
        wait_until(lambda: (spool / "pid").exists())
        yield process


def network_reports(spool: Path, text: str, phone: str = "+84912345678") -> None:
    """A receipt of the network comes into the dummy telephone, as it stores one."""
    letters = "".join(f"{ord(letter):04X}" for letter in text)
    folder = spool / "telephone" / "sms" / "1"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "1").write_text(
        f'[SMSBackup000]\nPDU = Status_Report\nDateTime = 20261122T182400\nSMSC = "+84900000023"\n'
        f'State = UnRead\nNumber = "{phone}"\nName = ""\nText00 = {letters}\n'
        f"Coding = Default_No_Compression\nFolder = 1\nLength = {len(text)}\nClass = -1\n"
    )


def transmitted(spool: Path) -> list[str]:
    """What the daemon's log says of each message that the telephone took."""
    log = spool / "log"
    lines = log.read_text(errors="replace").splitlines() if log.exists() else []
    return [line for line in lines if "Transmitted OUT" in line]
