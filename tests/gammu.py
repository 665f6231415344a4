"""The real `gammu-smsd` with its dummy telephone, in folders of its own.

Owns its settings, starting and killing it by its process id. Refuses assertions.
"""

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from devices.smsdrc import FOLDERS
from tests.processes import running, wait_until

SETTINGS = """[gammu]
device = {spool}/telephone
connection = none
model = dummy

[smsd]
service = files
logfile = {spool}/log
debuglevel = 1
inboxpath = {spool}/inbox/
outboxpath = {spool}/outbox/
sentsmspath = {spool}/sent/
errorsmspath = {spool}/error/
inboxformat = unicode
transmitformat = auto
deliveryreport = sms
checksecurity = 0
commtimeout = 1
loopsleep = 1
"""


def make_spool(spool: Path) -> Path:
    """The folders that the daemon and the driver share."""
    for folder in (*FOLDERS, "telephone"):
        (spool / folder).mkdir(parents=True)
    (spool / "smsdrc").write_text(SETTINGS.format(spool=spool))
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
