"""What the core wants done that takes time: the network, a spoken test, an export, a restart.

Owns the worker's turn: the newest errand is done once, and its end goes back into the inbox. Refuses to
decide. The core leaves an errand in its state, so that deciding stays free of waiting; a newer errand takes
the place of one that was not begun.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final, Protocol, assert_never

import msgspec

from firmware import upkeep as up
from firmware.clock import Now

log = logging.getLogger(__name__)

IDLE_SECONDS: Final = 1.0
LOOK_SECONDS: Final = 0.5
EXPORT_SECONDS: Final = 180.0


@dataclass(frozen=True, slots=True)
class LookAtNetwork:
    pass


@dataclass(frozen=True, slots=True)
class FindWifi:
    pass


@dataclass(frozen=True, slots=True)
class JoinWifi:
    name: str
    password: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class SetCable:
    """All four empty: by DHCP."""

    address: str = ""
    prefix: int = 0
    gateway: str = ""
    nameserver: str = ""


@dataclass(frozen=True, slots=True)
class SayTest:
    text: str


@dataclass(frozen=True, slots=True)
class ExportLogs:
    pass


@dataclass(frozen=True, slots=True)
class SwitchOff:
    """`again`: and start again."""

    again: bool


Task = LookAtNetwork | FindWifi | JoinWifi | SetCable | SayTest | ExportLogs | SwitchOff


@dataclass(frozen=True, slots=True)
class Errand:
    """Numbers only grow, so that one is done once."""

    number: int
    task: Task


class ErrandFault(Exception):
    """Why it could not be done; `cause` is a code that the face has words for."""

    def __init__(self, cause: str) -> None:
        super().__init__(cause)
        self.cause = cause


class Hands(Protocol):
    """The devices as this room sees them. All may wait, and raise ErrandFault."""

    def network_lines(self) -> tuple[up.NetworkLine, ...]: ...
    def wifi_names(self) -> tuple[up.WifiName, ...]: ...
    def join(self, name: str, password: str) -> None: ...
    def set_cable(self, cable: SetCable) -> None: ...
    def say(self, text: str) -> None: ...
    def start_export(self) -> None: ...
    def export_news(self) -> bytes: ...
    def switch_off(self, *, again: bool) -> None: ...


class ExportNews(msgspec.Struct, frozen=True):
    """/run/motcua/export.json: `state` is working, done or refused; `code` says why it was refused."""

    state: str
    code: str = ""
    file: str = ""


@dataclass(frozen=True, slots=True)
class Export:
    """One that is under way: what its file said before, and when to stop waiting."""

    before: bytes
    until: float


class ErrandTurn:
    """`newest` is what the core wants now, `send` its inbox."""

    def __init__(
        self, newest: Callable[[], Errand | None], hands: Hands, send: Callable[[Any], object]
    ) -> None:
        self._newest = newest
        self._hands = hands
        self._send = send
        self._done = 0
        self._export: Export | None = None

    def __call__(self, now: Now) -> float:
        """Do at most one errand; returns the seconds until the next look."""
        if self._export is not None:
            self._look_at_export(self._export, now)
        errand = self._newest()
        if errand is not None and errand.number > self._done:
            self._done = errand.number
            self._do(errand.task, now)
        return IDLE_SECONDS if self._export is None else LOOK_SECONDS

    def _do(self, task: Task, now: Now) -> None:
        match task:
            case LookAtNetwork():
                self._send(up.NetworkSeen(*self._asked(self._hands.network_lines)))
            case FindWifi():
                self._send(up.WifiFound(*self._asked(self._hands.wifi_names)))
            case JoinWifi(name, password):
                self._connect(lambda: self._hands.join(name, password))
            case SetCable():
                self._connect(lambda: self._hands.set_cable(task))
            case SayTest(text):
                self._send(up.TestSaid(_fault(lambda: self._hands.say(text))))
            case ExportLogs():
                self._begin_export(now)
            case SwitchOff(again):
                fault = _fault(lambda: self._hands.switch_off(again=again))
                self._send(up.ToolDone(fault or ("restarting" if again else "switching_off")))
            case _:
                assert_never(task)

    def _asked(self, question: Callable[[], tuple[Any, ...]]) -> tuple[tuple[Any, ...], str]:
        try:
            return question(), ""
        except ErrandFault as fault:
            return (), fault.cause

    def _connect(self, attempt: Callable[[], None]) -> None:
        """Try it, then tell how the network stands, whatever came of it."""
        fault = _fault(attempt)
        lines, _unasked = self._asked(self._hands.network_lines)
        log.info("network tried fault=%s", fault or "none")
        self._send(up.NetworkTried(lines, fault))

    def _begin_export(self, now: Now) -> None:
        before = self._hands.export_news()
        fault = _fault(self._hands.start_export)
        if fault:
            self._send(up.ToolDone(fault))
            return
        self._export = Export(before, now.monotonic + EXPORT_SECONDS)

    def _look_at_export(self, export: Export, now: Now) -> None:
        said = self._hands.export_news()
        news = _read(said) if said != export.before else None
        if news is not None and news.state != "working":
            self._export = None
            done = news.state == "done"
            self._send(up.ToolDone("export_done" if done else f"export_{news.code}", news.file))
        elif now.monotonic >= export.until:
            self._export = None
            self._send(up.ToolDone("export_too_slow"))


def _read(said: bytes) -> ExportNews | None:
    """None while the file is not whole."""
    try:
        return msgspec.json.decode(said, type=ExportNews)
    except msgspec.MsgspecError:
        return None


def _fault(attempt: Callable[[], None]) -> str:
    try:
        attempt()
    except ErrandFault as fault:
        return fault.cause
    return ""
