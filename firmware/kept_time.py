"""The last time that the network gave, kept over a restart, and when the wall clock may be believed after it.

Owns the mark (`clock.json` beside the database) and two reasons to believe a time without a network: the
machine has been running ever since, or the kernel set its clock at this start from a battery clock (DS3231)
that had told the network's time before. Refuses to set any clock, and every time before the mark: a chip that
lost its battery begins in the year 2000. The kernel takes no time from a DS3231 whose oscillator has stopped
(OSF).
"""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated, Final

import msgspec

from firmware import durable

log = logging.getLogger(__name__)

MARK: Final = "clock.json"
EVERY: Final = timedelta(hours=1)
CHIP_EVERY: Final = timedelta(minutes=1)
"""How soon a chip is looked at again that does not agree yet: the kernel sets it within 11 minutes."""
AGREES: Final = timedelta(seconds=2)
RUNNING: Final = timedelta(days=30)
"""A Pi's crystal may be off by some ten parts in a million: a minute or two in that time."""
BATTERY: Final = timedelta(days=366)
NOTHING: Final = timedelta(0)
MOST_BYTES: Final = 1024


@dataclass(frozen=True, slots=True)
class Sources:
    """What Linux tells. `hctosys` of a clock is 1 where the kernel set its time from it at this start;
    reading `since_epoch` of a chip whose oscillator has stopped is an error."""

    chip: Path = Path("/sys/class/rtc/rtc0")
    boot: Path = Path("/proc/sys/kernel/random/boot_id")


LINUX: Final = Sources()


class Mark(msgspec.Struct, frozen=True):
    """`battery`: the chip told the same time as the network."""

    at: Annotated[datetime, msgspec.Meta(tz=True)]
    boot: str
    battery: bool


class KeptTime:
    """`keep` belongs to one process alone; any may ask."""

    def __init__(self, folder: Path, sources: Sources = LINUX) -> None:
        self._file = folder / MARK
        self._chip = sources.chip
        self._boot = _word(sources.boot)
        self._looked_at: datetime | None = None

    def believes(self, wall: datetime) -> bool:
        """Whether `wall` follows from the mark."""
        mark = self._read()
        if mark is None or wall < mark.at:
            return False
        if mark.boot == self._boot:
            return wall - mark.at <= RUNNING
        return mark.battery and wall - mark.at <= BATTERY and _word(self._chip / "hctosys") == "1"

    def keep(self, wall: datetime) -> None:
        """The network vouches for `wall`. Writes once an hour, and once the chip has been set."""
        mark = self._read()
        due = mark is None or mark.boot != self._boot or not NOTHING <= wall - mark.at < EVERY
        if not due and (mark is None or mark.battery or not self._may_look(wall)):
            return
        self._looked_at, battery = wall, self._agrees(wall)
        if not due and not battery:
            return
        try:
            durable.write_whole(self._file, msgspec.json.encode(Mark(wall, self._boot, battery)))
        except OSError as error:
            log.warning("time not kept file=%s: %s", self._file, error)

    def _may_look(self, wall: datetime) -> bool:
        return self._looked_at is None or abs(wall - self._looked_at) >= CHIP_EVERY

    def _agrees(self, wall: datetime) -> bool:
        told = _word(self._chip / "since_epoch")
        return told.isdecimal() and abs(wall.timestamp() - int(told)) <= AGREES.total_seconds()

    def _read(self) -> Mark | None:
        """The updater reads it as root: nothing but an ordinary small file."""
        try:
            file = durable.open_ordinary(self._file)
            if file is None:
                return None
            with file:
                return msgspec.json.decode(file.read(MOST_BYTES), type=Mark)
        except (OSError, msgspec.DecodeError):
            return None


def _word(path: Path) -> str:
    try:
        return path.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError):
        return ""
