"""The settings of Gammu's daemon, made from ours, and the folders that it shares with the driver.

Owns both, where the kiosk itself runs the daemon. Refuses starting it: systemd does, once the file is there.
Its log names every number, so it goes into memory and never into the journal on the card.
"""

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

FOLDERS: Final = ("inbox", "outbox", "sent", "error")
_SETTINGS: Final = """\
# Written by the kiosk from [modem] in its settings; whatever is changed here is lost.
[gammu]
device = {device}
connection = at
synchronizetime = no

[smsd]
service = files
logfile = {run}/log
debuglevel = 0
inboxpath = {spool}/inbox/
outboxpath = {spool}/outbox/
sentsmspath = {spool}/sent/
errorsmspath = {spool}/error/
inboxformat = unicode
transmitformat = auto
deliveryreport = sms
checkbattery = 0
hangupcalls = 1
maxretries = 1
"""


@dataclass(frozen=True, slots=True)
class Daemon:
    """`device` is the modem's line, `file` where the daemon's settings are expected, `run` its own folder in
    memory."""

    device: str
    file: Path
    run: Path

    @property
    def pid_file(self) -> Path:
        return self.run / "pid"

    def prepare(self, spool: Path) -> None:
        """Folders and settings as they must be; what is so already is not written. OSError if it cannot."""
        for folder in FOLDERS:
            (spool / folder).mkdir(parents=True, exist_ok=True, mode=0o700)
        wanted = _SETTINGS.format(device=self.device, spool=spool, run=self.run)
        with suppress(FileNotFoundError):
            if self.file.read_text("utf-8") == wanted:
                return
        fresh = self.file.with_name(f".{self.file.name}")
        fresh.write_text(wanted, "utf-8")
        fresh.replace(self.file)
