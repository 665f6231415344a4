"""A receipt printer: asked before, during and after every slip, and never believed without an answer.

Owns the order of a print, its deadlines and the error that names the remedy. Refuses pictures and jobs: it
gets bytes. One thread uses a printer. The wire is opened when first needed and thrown away on any fault.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Protocol

from devices.status import Cause, Condition, Status, is_reply, parse_status
from devices.transport import Gone, Stalled, Taken, Transport, TransportError

__all__ = ["Cause", "Condition", "EscposPrinter", "Printer", "PrinterError", "Status", "parse_status"]

STATUS_SECONDS = 3.0
SLIP_SECONDS = 10.0

SETTLED = b"\x1dr\x01"
"""GS r 1 waits its turn behind the bands, unlike DLE EOT: its answer means that they were all printed."""
FORGET = b"\x10\x14\x08\x01\x03\x14\x01\x06\x02\x08"
"""DLE DC4 8 empties the printer's memory: a new roll shall not begin with the rest of a failed slip."""

REMEDIES = {
    Cause.OUT_OF_PAPER: "is out of paper; load an 80 mm roll",
    Cause.COVER_OPEN: "has its cover open; close it until it clicks",
    Cause.UNPLUGGED: "is not there; check its power switch and cable",
    Cause.MUTE: "does not answer; switch it off and on again",
    Cause.CUTTER: "has a jammed cutter; open the cover, take out the paper and close it",
    Cause.BUSY: "is busy; let go of its buttons and stop other programs that print",
    Cause.ERROR: "reports an error; switch it off, let it cool and switch it on again",
}


class PrinterError(Exception):
    """Which printer, what is wrong, what to do. `maybe_printed`: part of the slip may have come out."""

    def __init__(self, name: str, cause: Cause, *, maybe_printed: bool = False, detail: str = "") -> None:
        super().__init__(f"printer {name} {REMEDIES[cause]}" + (f" ({detail})" if detail else ""))
        self.cause = cause
        self.maybe_printed = maybe_printed


class Printer(Protocol):
    @property
    def name(self) -> str: ...

    def status(self) -> Status:
        """Never raises; what cannot be asked is a fault or unknown."""

    def print(self, slip: Sequence[bytes]) -> None:
        """Returns when the slip is out. Raises PrinterError."""

    def close(self) -> None: ...


class EscposPrinter:
    """The real printer, over any wire; `open_transport` finds it anew after every fault."""

    def __init__(
        self,
        name: str,
        open_transport: Callable[[], Transport],
        *,
        status_seconds: float = STATUS_SECONDS,
        slip_seconds: float = SLIP_SECONDS,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self.name = name
        self._open = open_transport
        self._transport: Transport | None = None
        self._status_seconds = status_seconds
        self._slip_seconds = slip_seconds
        self._monotonic = monotonic
        self._settles = True

    def status(self) -> Status:
        """Asks anew if the wire had died while nobody used it: many printers hang up when idle."""
        was_open = self._transport is not None
        status = self._answered()
        return self._answered() if was_open and status.cause is Cause.UNPLUGGED else status

    def print(self, slip: Sequence[bytes]) -> None:
        """The first part only prepares the printer, the others make marks: `raster.slip` makes it so."""
        self._require_ok(maybe_printed=False)
        deadline = self._monotonic() + self._slip_seconds
        for number, part in enumerate(slip):
            with self._explaining(maybe_printed=number > 0):
                self._send(part, deadline)
        with self._explaining(maybe_printed=True):
            self._wait_until_settled(deadline)
        self._require_ok(maybe_printed=True)

    def close(self) -> None:
        if self._transport is not None:
            self._transport.close()
            self._transport = None

    def _wire(self) -> Transport:
        if self._transport is None:
            self._transport = self._open()
        return self._transport

    def _answered(self) -> Status:
        try:
            status = self._asked()
        except Taken:
            status = Status(Condition.FAULT, Cause.BUSY)
        except Stalled:
            status = Status(Condition.UNKNOWN, Cause.MUTE)
        except TransportError:
            status = Status(Condition.FAULT, Cause.UNPLUGGED)
        if status.cause in (Cause.BUSY, Cause.MUTE, Cause.UNPLUGGED):
            self.close()
        return status

    def _asked(self) -> Status:
        wire, deadline = self._wire(), self._monotonic() + self._status_seconds
        while wire.read(64, 0.0) and self._monotonic() < deadline:
            pass  # Answers that came too late for an earlier question are nobody's.
        return parse_status([self._ask(question, deadline) for question in (1, 2, 3, 4)])

    def _ask(self, question: int, deadline: float) -> int | None:
        wire = self._wire()
        wire.write(bytes((0x10, 0x04, question)))
        while (left := deadline - self._monotonic()) > 0:
            answer = wire.read(1, left)
            if answer and is_reply(answer[0]):
                return answer[0]
        return None

    def _send(self, part: bytes, deadline: float) -> None:
        """A round trip after each band: it notices a fault early and is the pause that #628 asks for."""
        if self._monotonic() > deadline:
            raise Stalled("the slip took too long")
        self._wire().write(part)
        answer = self._ask(1, self._monotonic() + self._status_seconds)
        if answer is None or parse_status((answer, 0x12, 0x12, 0x12)).condition is not Condition.OK:
            raise Stalled("it stopped in the middle of the slip")

    def _wait_until_settled(self, deadline: float) -> None:
        """A printer that is well but leaves GS r unanswered is not asked again; DLE EOT has to do for it."""
        if not self._settles:
            return
        wire = self._wire()
        wire.write(SETTLED)
        until = min(deadline, self._monotonic() + self._status_seconds)
        while (left := until - self._monotonic()) > 0:
            answer = wire.read(1, left)
            if answer and not is_reply(answer[0]):
                return
        self._settles = self._asked().condition is not Condition.OK

    @contextmanager
    def _explaining(self, *, maybe_printed: bool) -> Iterator[None]:
        """Raise what the printer itself says about a broken print, or that the wire is gone."""
        try:
            yield
        except TransportError as error:
            gone = isinstance(error, Gone)
            cause = Cause.UNPLUGGED if gone else self.status().cause or Cause.BUSY
            self._forget()
            raise PrinterError(self.name, cause, maybe_printed=maybe_printed, detail=str(error)) from error

    def _require_ok(self, *, maybe_printed: bool) -> None:
        status = self.status()
        if status.condition is Condition.OK:
            return
        if maybe_printed:
            self._forget()
        self.close()
        raise PrinterError(self.name, status.cause or Cause.MUTE, maybe_printed=maybe_printed)

    def _forget(self) -> None:
        if self._transport is not None:
            with suppress(TransportError):
                self._transport.write(FORGET)
        self.close()
