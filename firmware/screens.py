"""Everything a kiosk can show: the values the core returns and the faces draw.

Owns what is on a screen, named S0 to S17 as in the screen catalogue. Refuses words and pixels: texts of the
house are composed by the face from its catalogue; names of services and officers are the ward's own data.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar

from msgspec import Struct

from firmware.booked import BookingScreen
from firmware.lookups import Lookup
from firmware.point_screens import Helper, PointScreen
from firmware.rating_screens import RatingScreen
from firmware.reminders import PhonePad
from firmware.upkeep import Upkeep


class Language(StrEnum):
    VIETNAMESE = "vi"
    ENGLISH = "en"


class Paper(StrEnum):
    """What became of the slip that belongs to the screen."""

    PRINTING = "printing"
    PRINTED = "printed"
    OUT = "out"
    FAILED = "failed"
    ABSENT = "absent"
    KEPT = "kept"  # the visitor has the slip already


@dataclass(frozen=True, slots=True)
class Aids:
    """How this visitor wants to see; falls back to the defaults when the visit ends."""

    language: Language = Language.VIETNAMESE
    large_text: bool = False
    high_contrast: bool = False
    low_reach: bool = False
    audio: bool = False


@dataclass(frozen=True, slots=True)
class AudioStep:
    """How often a listener has moved, chosen and asked again in this visit, by the buttons.

    Counts, so that a face which misses a view still knows; moves back count down.
    """

    moves: int = 0
    choices: int = 0
    repeats: int = 0


class Name(Struct, frozen=True):
    """A ward's own name for a thing in both languages; English falls back to Vietnamese."""

    vi: str
    en: str

    def in_(self, language: Language) -> str:
        return self.en if language is Language.ENGLISH and self.en else self.vi


@dataclass(frozen=True, slots=True)
class ServiceTile:
    """`minutes` is None until enough cases stand behind the estimate."""

    code: str
    letter: str
    name: Name
    waiting: int
    minutes: int | None


class PriorityClass(Struct, frozen=True):
    code: str
    name: Name


class Serving(Struct, frozen=True):
    number: str
    counter: int


@dataclass(frozen=True, slots=True)
class DayHours:
    """`weekday` 0 is Monday; `spans` such as ("07:30–11:30", "13:30–17:00"), empty when closed."""

    weekday: int
    spans: tuple[str, ...]


class Reading(Struct, frozen=True):
    """One row of the technician's table; `well` None: nothing to judge; `detail` follows the value."""

    name: str
    value: str
    well: bool | None
    detail: str = ""


# ---------------------------------------------------------------- the screens


@dataclass(frozen=True, slots=True)
class Waiting:
    code: ClassVar[str] = "S0"
    serving: tuple[Serving, ...] = ()


@dataclass(frozen=True, slots=True)
class Home:
    code: ClassVar[str] = "S1"
    can_rate: bool = True
    can_look_up: bool = False
    can_inquire: bool = False
    can_book: bool = False
    """A scanner is fitted, and the ward takes bookings."""


@dataclass(frozen=True, slots=True)
class Services:
    """At most six choices on a page; `general` is the service for people who do not know which; `full` the
    name of one that has no numbers left today, after a visitor asked for it."""

    code: ClassVar[str] = "S2"
    tiles: tuple[ServiceTile, ...]
    page: int
    pages: int
    general: str | None
    priority_offered: bool
    priority: PriorityClass | None
    full: str = ""


@dataclass(frozen=True, slots=True)
class Priorities:
    code: ClassVar[str] = "S3"
    classes: tuple[PriorityClass, ...]


@dataclass(frozen=True, slots=True)
class YourNumber:
    """`remindable`: an SMS is offered for when few are ahead; `reminded`: the phone it goes to, or ""."""

    code: ClassVar[str] = "S4"
    number: str
    service: Name
    counters: tuple[int, ...]
    ahead: int
    minutes: int | None
    priority: PriorityClass | None
    paper: Paper
    reprintable: bool
    remindable: bool = False
    reminded: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class StillThere:
    """The visit ends by itself after `seconds` unless the visitor touches anything."""

    code: ClassVar[str] = "S12"
    seconds: int


@dataclass(frozen=True, slots=True)
class Closed:
    """`opens_at` in local time, None if not known; `reason` a holiday or a closing, in the ward's words."""

    code: ClassVar[str] = "S13"
    hours: tuple[DayHours, ...]
    opens_at: datetime | None
    today: date
    can_rate: bool = False
    reason: str = ""


@dataclass(frozen=True, slots=True)
class PinPad:
    """`wrong`: the last try failed; `locked_seconds`: the pad stays shut; `unset`: no PIN exists yet."""

    code: ClassVar[str] = "S14"
    wrong: bool = False
    locked_seconds: int = 0
    unset: bool = False


@dataclass(frozen=True, slots=True)
class Technician:
    """`support` is the text of the QR code for the help desk; `note` the outcome of the last test."""

    code: ClassVar[str] = "S14"
    readings: tuple[Reading, ...]
    support: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class NoIdentity:
    """`problem` is a code; `detail` names file and value, `machine` serial and MAC, as they stand."""

    code: ClassVar[str] = "S15"
    problem: str
    detail: str
    machine: str
    support: str


Taking = Services | Priorities | YourNumber | PhonePad | BookingScreen
Staff = PinPad | Technician | NoIdentity | Upkeep
Screen = Waiting | Home | PointScreen | Closed | StillThere | Taking | RatingScreen | Staff | Lookup


@dataclass(frozen=True, slots=True)
class View:
    """A screen with its frame: all that a face needs to draw and to say it.

    `can_speak` where a speaker is fitted; `buttons` is how many there are to move and choose with.
    """

    screen: Screen
    office: str
    aids: Aids = field(default_factory=Aids)
    aids_open: bool = False
    online: bool = False
    clock_trusted: bool = True
    help_called: bool = False
    can_speak: bool = False
    buttons: int = 0
    audio: AudioStep = field(default_factory=AudioStep)
    helper: Helper = Helper.OFFICER
