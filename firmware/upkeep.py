"""Looking after a kiosk: the screens of S14 behind the PIN and the touches on them. Pure values.

Owns the tools, the self-test, the network and the pad that a technician types on. Refuses rules
(`technician`, `selftest`, `technician_network`) and words of the house. Apart from `screens` and `events`, as
`lookups` is.
"""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import ClassVar

from msgspec import Struct

from firmware.steps import Outcome, Result, Step


class Tool(StrEnum):
    """What the technician can do; a tool whose device is absent is not offered."""

    SELF_TEST = "self_test"
    NETWORK = "network"
    HEIGHT = "height"
    EXPORT = "export"
    RESTART = "restart"
    POWER_OFF = "power_off"


@dataclass(frozen=True, slots=True)
class WifiName:
    """`signal` in percent. `known_how` False: a kind of network that asks for more than a password."""

    name: str
    signal: int
    secured: bool
    known_how: bool = True


@dataclass(frozen=True, slots=True)
class NetworkLine:
    """A way to the network. `kind` is ethernet or wifi; `name` the Wi-Fi's; `address` such as 10.0.0.5/24."""

    kind: str
    connected: bool
    address: str = ""
    name: str = ""
    signal: int | None = None


class Asked(StrEnum):
    """What a pad asks for."""

    PASSWORD = "password"  # noqa: S105 (the name of a question)
    ADDRESS = "address"
    PREFIX = "prefix"
    GATEWAY = "gateway"
    NAMESERVER = "nameserver"
    HEIGHT = "height"


# ---- the screens


@dataclass(frozen=True, slots=True)
class Toolbox:
    """`news` is a code for what became of the last tool, `detail` belongs to it, such as a file's name."""

    code: ClassVar[str] = "S14"
    tools: tuple[Tool, ...]
    news: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Sure:
    """Before the kiosk restarts or switches itself off."""

    code: ClassVar[str] = "S14"
    tool: Tool


@dataclass(frozen=True, slots=True)
class SelfTest:
    """One step. A step of several parts (targets, buttons, lamps) goes through them from 1 to `parts`.

    `seconds` count down where the kiosk waits for a hand; `value` is what was measured, a printer's or
    speaker's fault, or the number of a wrong button; `measured` is the kiosk's own judgement, None where a
    person judges; `qr` is what the scanner should read.
    """

    code: ClassVar[str] = "S14"
    step: Step
    results: tuple[Result, ...]
    part: int = 1
    parts: int = 1
    failed: tuple[int, ...] = ()
    seconds: int = 0
    value: str = ""
    measured: Outcome | None = None
    qr: str = ""


@dataclass(frozen=True, slots=True)
class Acceptance:
    """The end of the self-test. `paper`: "" not asked for, "printing", or "absent"."""

    code: ClassVar[str] = "S14"
    results: tuple[Result, ...]
    accepted: bool
    paper: str = ""


@dataclass(frozen=True, slots=True)
class NetworkCard:
    """`news` is a code: what is being tried, or how that ended; `trying` while nothing can be said yet."""

    code: ClassVar[str] = "S14"
    lines: tuple[NetworkLine, ...] = ()
    news: str = ""
    trying: bool = False


@dataclass(frozen=True, slots=True)
class WifiList:
    """The strongest first, at most five on a page."""

    code: ClassVar[str] = "S14"
    names: tuple[WifiName, ...]
    page: int
    pages: int
    news: str = ""


@dataclass(frozen=True, slots=True)
class Pad:
    """Something is typed. `about` is the Wi-Fi's name or the value in force; `problem` a code.

    What is typed may be a password: it is in no log, and shown as dots unless `bare`.
    """

    code: ClassVar[str] = "S14"
    asked: Asked
    about: str = ""
    typed: str = field(default="", repr=False)
    problem: str = ""
    trying: bool = False
    upper: bool = False
    bare: bool = False


Upkeep = Toolbox | Sure | SelfTest | Acceptance | NetworkCard | WifiList | Pad


# ---------------------------------------------------------------- touches


class ReadingsAsked(Struct, frozen=True):
    """Back to the table."""


class ToolsAsked(Struct, frozen=True):
    pass


class ToolChosen(Struct, frozen=True):
    tool: Tool


class ToolConfirmed(Struct, frozen=True):
    """Yes, restart or switch off."""


class TargetTouched(Struct, frozen=True):
    """One of the five targets was hit; counts from 1."""

    target: int


class SelfTestJudged(Struct, frozen=True):
    """What a person saw or heard, or "go on" after a measurement."""

    ok: bool


class SelfTestRepeated(Struct, frozen=True):
    """Print or speak once more."""


class SlipAsked(Struct, frozen=True):
    """The acceptance slip."""


class NetworkAsked(Struct, frozen=True):
    pass


class WifiAsked(Struct, frozen=True):
    """Look for names."""


class WifiChosen(Struct, frozen=True):
    name: str


class CableAsked(Struct, frozen=True):
    """Ethernet: an address from the router, or one that is typed."""

    fixed: bool


class PadEntered(Struct, frozen=True):
    pass


class PadResumed(Struct, frozen=True):
    """The problem was read; the keys again."""


class CaseToggled(Struct, frozen=True):
    pass


class DotsToggled(Struct, frozen=True):
    pass


# ---------------------------------------------------------------- what errands bring back


class NetworkSeen(Struct, frozen=True):
    """`problem` is "" or why the network could not be asked."""

    lines: tuple[NetworkLine, ...]
    problem: str = ""


class WifiFound(Struct, frozen=True):
    names: tuple[WifiName, ...]
    problem: str = ""


class NetworkTried(Struct, frozen=True):
    """The end of joining a Wi-Fi or setting the cable's address; `problem` "" when it works now."""

    lines: tuple[NetworkLine, ...]
    problem: str = ""


class TestSaid(Struct, frozen=True):
    """`fault` "" when the sentence was played."""

    fault: str = ""


class ToolDone(Struct, frozen=True):
    """`news` is a code as on `Toolbox`."""

    news: str
    detail: str = ""


Tending = ReadingsAsked | ToolsAsked | ToolChosen | ToolConfirmed | ToolDone
Testing = TargetTouched | SelfTestJudged | SelfTestRepeated | SlipAsked | TestSaid
Networking = NetworkAsked | WifiAsked | WifiChosen | CableAsked | NetworkSeen | WifiFound | NetworkTried
Padding = PadEntered | PadResumed | CaseToggled | DotsToggled
UpkeepEvent = Tending | Testing | Networking | Padding
