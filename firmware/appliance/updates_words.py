"""The words of an update: what is offered, what is remembered over a power cut, what the kiosk is told.

Owns the shapes of the files under `/data/updates` and of `/run/motcua/update.json`, and how versions
compare. Refuses reading, writing and deciding. `detail` is a word of a closed set, so that a screen can
say it in any language; the log has the sentence.
"""

from enum import StrEnum
from typing import Annotated, Final, Literal

from msgspec import Meta, Struct

COMPATIBLE: Final = "motcua-kiosk"

Sha256 = Annotated[str, Meta(pattern=r"^[0-9a-f]{64}$")]
State = Literal["idle", "fetching", "waiting", "installing", "restarting", "refused", "on_trial", "good"]
Phase = Literal["installing", "restarting"]
Outcome = Literal["good", "fell_back", "failed", "refused"]


class Why(StrEnum):
    """Why an update waits, or was refused."""

    OPEN = "open"
    OPENS_SOON = "opens_soon"
    BUSY = "busy"
    KIOSK_SILENT = "kiosk_silent"
    CLOCK = "clock"
    NO_ROOM = "no_room"
    NOT_PROVED = "not_proved"
    UNREACHABLE = "unreachable"
    SIGNATURE = "signature"
    COMPATIBLE = "compatible"
    ALREADY_RUNS = "already_runs"
    DOWNGRADE = "downgrade"
    CHECKSUM = "checksum"
    OTHER_VERSION = "other_version"
    INSTALL_FAILED = "install_failed"
    FELL_BACK = "fell_back"


class Step(StrEnum):
    """How far an installation is: RAUC looks at the bundle, then writes the slot."""

    CHECKING = "checking"
    WRITING = "writing"


class Offer(Struct, frozen=True):
    """The centre's answer: `bundle` is a path on the same server."""

    version: str
    bundle: Annotated[str, Meta(pattern=r"^/updates/v1/bundles/[A-Za-z0-9._-]+$")]
    size: Annotated[int, Meta(ge=1)]
    sha256: Sha256


class News(Struct, frozen=True):
    """What the kiosk may show of an update."""

    state: State
    version: str = ""
    percent: int = 0
    detail: str = ""


class Trying(Struct, frozen=True):
    """An update between its installation and its proof. `boot` is the boot in which the phase began."""

    version: str
    sha256: str
    phase: Phase
    attempts: int
    boot: str


class Refused(Struct, frozen=True):
    """Not to be installed again: with a `sha256` that bundle, without one the version whatever brings it."""

    version: str
    why: Why
    sha256: str = ""


class Report(Struct, frozen=True):
    """What the centre is to hear."""

    version: str
    outcome: Outcome
    detail: str = ""


class Memory(Struct, frozen=True):
    """What must survive a power cut. `good` is the version that was marked good last, "" on a new card;
    `updated` once something was installed into the other slot."""

    good: str = ""
    updated: bool = False
    trying: Trying | None = None
    reports: tuple[Report, ...] = ()
