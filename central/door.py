"""The door for commands beside a running centre: a socket in the data folder, one question, one answer.

Owns where the door is, the form of question and answer, and the choice of the way in. The store has ONE
writer: where a centre runs, the command asks here and the centre's own writer makes the change; where none
does, the command is that writer for a moment. Refuses the changes themselves. Whoever owns the data folder
may knock and nobody else (mode 0600), so there is no secret to keep and no port to guard.
"""

import logging
import os
import socket
import stat
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final, Generic, TypeVar

import msgspec
import peewee

from central import settings
from central.desk import NotWritten, WritingDesk
from central.store.database import open_store
from central.store.lock import StoreTaken

NAME: Final = "door"
QUESTION_BYTES: Final = 32 * 1024 * 1024
QUESTION_SECONDS: Final = 5.0
SETTLE_SECONDS: Final = 30.0
ANSWER_SECONDS: Final = 60.0
_WAITING: Final = 16

log = logging.getLogger(__name__)

Q = TypeVar("Q")
A = TypeVar("A")


class NobodyHome(RuntimeError):
    """No centre runs on this data folder."""


class Refused(ValueError):
    """A change that is not made; the text says why and what to do."""


@dataclass(frozen=True, slots=True)
class Change(Generic[Q, A]):
    """What a command may have changed: `make` runs inside one transaction and may say Refused."""

    name: str
    question: type[Q]
    answer: type[A]
    make: Callable[[peewee.Database, Q, datetime], A]

    def made(self, asked: bytes, desk: WritingDesk, now: datetime) -> A:
        """By the running centre's writer, from the question as it came in."""
        question = msgspec.json.decode(asked, type=self.question)
        return desk.settle(lambda database: self.make(database, question, now), seconds=SETTLE_SECONDS)


class _Question(msgspec.Struct, frozen=True):
    change: str
    asked: msgspec.Raw


class _Answer(msgspec.Struct, frozen=True, omit_defaults=True):
    answer: msgspec.Raw = msgspec.Raw()
    refused: str = ""


def carry_out(change: Change[Q, A], question: Q, *, data: Path, store: settings.Store, now: datetime) -> A:
    """Have it made: by the centre that runs on this data folder, else by this process."""
    try:
        return ask(data, change, question)
    except NobodyHome:
        pass
    with closing(open_store(store, data)) as opened:
        if not opened.claim():
            raise StoreTaken(f"{opened.name}: a centre on another machine writes it; run this there")
        with opened.transaction():
            return change.make(opened.writer, question, now)


def ask(data: Path, change: Change[Q, A], question: Q) -> A:
    """The running centre's answer; NobodyHome where there is none, Refused with its own words."""
    body = msgspec.json.encode(_Question(change.name, msgspec.Raw(msgspec.json.encode(question))))
    with closing(_knock(data)) as connection:
        try:
            connection.sendall(body)
            connection.shutdown(socket.SHUT_WR)
            said = msgspec.json.decode(_read(connection), type=_Answer)
        except TimeoutError as error:
            raise Refused(f"the centre gave no answer in {ANSWER_SECONDS:g} s; look what it did") from error
    if said.refused:
        raise Refused(said.refused)
    return msgspec.json.decode(said.answer, type=change.answer)


class Porter:
    """Answers at the door of `data`, one command after the other, in a thread of its own."""

    def __init__(
        self,
        data: Path,
        changes: Sequence[Change[Any, Any]],
        desk: WritingDesk,
        clock: Callable[[], datetime],
    ) -> None:
        self._data = data
        self._changes = {change.name: change for change in changes}
        self._desk = desk
        self._clock = clock
        self._door = _open(data)
        self._thread = threading.Thread(target=self._run, name="door", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Nobody else comes in; a change in hand is made or not, as the writer says."""
        with _address(self._data) as address:
            Path(address).unlink(missing_ok=True)
        self._door.shutdown(socket.SHUT_RDWR)
        if self._thread.is_alive():
            self._thread.join(QUESTION_SECONDS)
        self._door.close()

    def _run(self) -> None:
        while True:
            try:
                connection, _ = self._door.accept()
            except OSError:
                return
            with connection:
                self._serve(connection)

    def _serve(self, connection: socket.socket) -> None:
        """A knock that ends halfway is nobody's trouble but its own."""
        connection.settimeout(QUESTION_SECONDS)
        try:
            said = self._answer(_read(connection))
            connection.sendall(msgspec.json.encode(said))
        except OSError as error:
            log.warning("door: question not answered: %s", error)

    def _answer(self, question: bytes) -> _Answer:
        try:
            asked = msgspec.json.decode(question, type=_Question)
            answer = self._changes[asked.change].made(bytes(asked.asked), self._desk, self._clock())
            log.info("door change=%s", asked.change)
            return _Answer(msgspec.Raw(msgspec.json.encode(answer)))
        except (Refused, NotWritten) as error:
            return _Answer(refused=str(error))
        except Exception as error:
            log.exception("door: change failed")
            return _Answer(refused=f"the centre could not: {type(error).__name__}: {error}; see its log")


def _knock(data: Path) -> socket.socket:
    with _address(data) as address:
        door = socket.socket(socket.AF_UNIX)
        try:
            door.settimeout(ANSWER_SECONDS)
            door.connect(address)
        except OSError as error:
            door.close()
            if isinstance(error, FileNotFoundError | ConnectionRefusedError):
                raise NobodyHome(f"no centre runs on {data}") from error
            raise Refused(f"{data / NAME}: {error.strerror}; run this as the centre's user") from error
        return door


def _open(data: Path) -> socket.socket:
    """A door that a killed centre left behind is replaced; one that still answers is not."""
    data.mkdir(parents=True, exist_ok=True)
    with suppress(NobodyHome):
        _knock(data).close()
        raise OSError(f"{data / NAME}: another centre answers there; stop it or give another --data")
    door = socket.socket(socket.AF_UNIX)
    with _address(data) as address:
        Path(address).unlink(missing_ok=True)
        door.bind(address)
        Path(address).chmod(stat.S_IRUSR | stat.S_IWUSR)
    door.listen(_WAITING)
    return door


@contextmanager
def _address(data: Path) -> Iterator[str]:
    """A name of less than the 108 bytes that a socket's may have, however deep the folder lies."""
    try:
        folder = os.open(data, os.O_PATH | os.O_DIRECTORY)
    except FileNotFoundError as error:
        raise NobodyHome(f"there is no data folder {data}") from error
    try:
        yield f"/proc/self/fd/{folder}/{NAME}"
    finally:
        os.close(folder)


def _read(connection: socket.socket) -> bytes:
    """Until the other side has said everything."""
    parts = bytearray()
    while part := connection.recv(65536):
        parts += part
        if len(parts) > QUESTION_BYTES:
            raise OSError(f"more than {QUESTION_BYTES} bytes; send it in parts")
    return bytes(parts)
