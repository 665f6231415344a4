"""A GSM modem, through Gammu's daemon and its folders: inbox, outbox, sent, error (`service = files`).

Owns the names and contents of the files there. Refuses the modem itself: `gammu-smsd` is a program of its own
(GPL) and nothing of it runs here. A file's name says all there is to know, so a message that was handed over
before a crash is found again and never handed over twice. Numbers lie in these folders in the clear: what is
done is removed.
"""

import codecs
import os
import re
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Final

from devices.sms import Fate, Message, News, NotReady, Word
from devices.smsdrc import FOLDERS, Daemon

KEPT_SECONDS: Final = 3 * 24 * 3600
"""How long a sent message waits for its receipt."""
_NAME: Final = re.compile(r"OUT[A-Z]00000000_000000_00_(?P<phone>\+\d+)_(?P<reference>[0-9A-Za-z-]+)\.txtd?$")
_REPORT: Final = re.compile(r"IN[0-9]{8}_[0-9]{6}_[0-9]{2}_(?P<phone>\+\d+)_[0-9]{2}\.txt$")
_REPORTED: Final = {"Delivered": Word.DELIVERED, "Failed": Word.UNDELIVERABLE}
_GONE: Final = {"sent": Fate(Word.SENT), "error": Fate(Word.REFUSED, reason="the modem did not send it")}


class GammuSpool:
    """The daemon's folders below `spool`; with `receipts` each message asks the network for one.

    `daemon` is one that this program keeps in order; else its process file may be given.
    """

    def __init__(
        self,
        spool: Path,
        *,
        receipts: bool = False,
        pid_file: Path | None = None,
        daemon: Daemon | None = None,
    ) -> None:
        self.name = f"gammu {spool}"
        self.receipts = receipts
        self._spool = spool
        self.daemon = daemon
        self._pid_file = daemon.pid_file if daemon else pid_file
        self._told: set[str] = set()
        self._telling: dict[Path, bool] = {}

    def ready(self) -> None:
        self._prepare()
        for folder in FOLDERS:
            if not os.access(self._spool / folder, os.W_OK | os.X_OK):
                raise NotReady(
                    f"{self._spool / folder}: no folder to write in; create it for gammu-smsd and this user"
                )
        if self._pid_file is not None and not _runs(self._pid_file):
            raise NotReady(f"{self._pid_file}: gammu-smsd does not run; start it: systemctl start gammu-smsd")

    def _prepare(self) -> None:
        if self.daemon is None:
            return
        try:
            self.daemon.prepare(self._spool)
        except OSError as error:
            raise NotReady(
                f"{error.filename}: {error.strerror}; give [modem] spool a folder that the kiosk may write"
            ) from error

    def hand_over(self, message: Message) -> Fate:
        """Into the outbox, whole or not at all; what lies there already is left as it is."""
        if (known := self._found(message.reference)) is not None:
            return known
        name = self._file_name(message)
        hidden = self._spool / "outbox" / f".{name}"
        try:
            _write(hidden, _content(message))
            hidden.rename(self._spool / "outbox" / name)
            _settle(self._spool / "outbox")
        except OSError as error:
            return self._found(message.reference) or Fate(
                Word.BUSY, reason=f"{hidden.parent}: {error.strerror}"
            )
        return Fate(Word.TAKEN, handle=message.reference)

    def ask(self, reference: str) -> Fate:
        return self._found(reference) or Fate(Word.BUSY, reason="not in the modem's folders")

    def news(self) -> list[News]:
        """Sent and failed ones by their files, receipts by what came into the inbox."""
        self._telling = {}
        return [*self._moved(), *(self._reported() if self.receipts else ())]

    def noted(self) -> None:
        """What is done leaves the folders; what waits for a receipt stays, three days at most."""
        for file, done in self._telling.items():
            self._told.add(file.name)
            if done or not self.receipts:
                file.unlink(missing_ok=True)
        self._telling = {}
        for file in self._files("sent"):
            if file.name in self._told and _age(file) > KEPT_SECONDS:
                file.unlink(missing_ok=True)

    def withdraw(self, reference: str) -> bool:
        """A file that the daemon has not taken up yet."""
        for file in self._files("outbox"):
            if _reference(file) == reference:
                with suppress(FileNotFoundError):
                    file.unlink()
                    return True
        return False

    def close(self) -> None:
        """Nothing is open."""

    def _file_name(self, message: Message) -> str:
        flags = "d" if self.receipts else ""
        urgency = "A" if message.minutes < 60 else "N"
        return f"OUT{urgency}00000000_000000_00_{message.phone}_{message.reference}.txt{flags}"

    def _found(self, reference: str) -> Fate | None:
        """The daemon moves files from the outbox onwards, so it is searched in that order."""
        for folder in ("outbox", "sent", "error"):
            if any(_reference(file) == reference for file in self._files(folder)):
                return _GONE.get(folder, Fate(Word.TAKEN, handle=reference))
        return None

    def _files(self, folder: str) -> list[Path]:
        try:
            return sorted(file for file in (self._spool / folder).iterdir() if _NAME.match(file.name))
        except OSError:
            return []

    def _moved(self) -> Iterator[News]:
        for folder, fate in _GONE.items():
            for file in self._files(folder):
                if file.name not in self._told:
                    self._telling[file] = folder == "error"
                    yield News(fate, reference=_reference(file))

    def _reported(self) -> Iterator[News]:
        """A receipt names only the telephone: the oldest message to it that has none yet is meant."""
        open_now = {file.name: file for file in self._files("sent")}
        for report, phone, word in self._receipts():
            self._telling[report] = True
            meant = next((file for file in open_now.values() if _phone(file) == phone), None)
            if meant is not None:
                del open_now[meant.name]
                self._telling[meant] = True
                yield News(Fate(word, reason=_why(word)), reference=_reference(meant))

    def _receipts(self) -> Iterator[tuple[Path, str, Word]]:
        with suppress(OSError):
            for file in sorted((self._spool / "inbox").iterdir()):
                name = _REPORT.match(file.name)
                word = _REPORTED.get(_text(file)) if name else None
                if name and word:
                    yield file, name["phone"], word


def _reference(file: Path) -> str:
    name = _NAME.match(file.name)
    return name["reference"] if name else ""


def _phone(file: Path) -> str:
    name = _NAME.match(file.name)
    return name["phone"] if name else ""


def _content(message: Message) -> bytes:
    """As the daemon reads it: ASCII, or UTF-16 with its mark."""
    if message.wide or not message.text.isascii():
        return codecs.BOM_UTF16_LE + message.text.encode("utf-16-le")
    return message.text.encode("ascii")


def _text(file: Path) -> str:
    """ "" where it cannot be read."""
    try:
        content = file.read_bytes()[:400]
        if content.startswith(codecs.BOM_UTF16_BE):
            return content[2:].decode("utf-16-be").strip("\0 \r\n")
        return content.decode("utf-8").strip()
    except (OSError, UnicodeDecodeError):
        return ""


def _why(word: Word) -> str:
    return "the network did not deliver it" if word is Word.UNDELIVERABLE else ""


def _write(file: Path, content: bytes) -> None:
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o660), "wb") as opened:
        opened.write(content)
        opened.flush()
        os.fsync(opened.fileno())


def _settle(folder: Path) -> None:
    """The name itself must survive a power cut, too."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _age(file: Path) -> float:
    with suppress(OSError):
        return time.time() - file.stat().st_mtime
    return 0.0


def _runs(pid_file: Path) -> bool:
    try:
        os.kill(int(pid_file.read_text("ascii")), 0)
    except PermissionError:
        return True
    except (OSError, ValueError):
        return False
    return True
