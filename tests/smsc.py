"""A small SMSC for tests: SMPP 3.4 on a loopback port, which answers, delays, repeats, refuses and hangs up.

Owns the server's side of the protocol, spoken with smpplib's own PDUs. Refuses assertions. What was submitted
is in `submitted`, whatever was answered.
"""

import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from smpplib import consts, smpp
from smpplib.client import SimpleSequenceGenerator

DELIVERED, UNDELIVERABLE = 2, 5


class _Peer:
    """What smpplib's PDUs need of a client."""

    sequence_generator = SimpleSequenceGenerator()

    def next_sequence(self) -> int:
        number: int = self.sequence_generator.next_sequence()
        return number


@dataclass(frozen=True)
class Submitted:
    phone: str
    text: str
    reference: int
    id: str
    asks_for_receipt: bool = False


@dataclass
class Smsc:
    """`statuses` answer the next submissions, then all are good; `silent` ones are answered by `answer`."""

    port: int
    statuses: list[int] = field(default_factory=list)
    silent: int = 0
    drops: int = 0
    answers: int = 1
    receipts: bool = False
    password: bytes = b"secret"
    submitted: list[Submitted] = field(default_factory=list)
    owed: list[tuple[int, str]] = field(default_factory=list)
    receipts_answered: int = 0
    sessions: int = 0

    def __post_init__(self) -> None:
        self._line: socket.socket | None = None
        self._ids = count(1)
        self._speaking = threading.Lock()

    def answer(self) -> None:
        """At last, what was not answered."""
        for sequence, id in self.owed:
            self._say("submit_sm_resp", sequence, message_id=id)
        self.owed.clear()

    def deliver(self, one: Submitted, state: int = DELIVERED, *, by_text: bool = False) -> None:
        """A receipt; `by_text` is how older networks write it."""
        if by_text:
            word = {DELIVERED: "DELIVRD", UNDELIVERABLE: "UNDELIV"}[state]
            self._tell(f"id:{one.id} sub:001 dlvrd:001 stat:{word} err:000 text:".encode())
        else:
            self._tell(b"receipt", receipted_message_id=one.id, message_state=state, reference=one.reference)

    def write(self, text: bytes) -> None:
        """Somebody answers an SMS."""
        self._tell(text, esm_class=0)

    def hang_up(self) -> None:
        if self._line is not None:
            with suppress(OSError):
                self._line.shutdown(socket.SHUT_RDWR)

    def serve(self, door: socket.socket) -> None:
        while True:
            try:
                line, _ = door.accept()
            except OSError:
                return
            self._line, self.sessions = line, self.sessions + 1
            with suppress(OSError, struct.error), line:
                while self._hear(_read(line)):
                    pass

    def _hear(self, raw: bytes) -> bool:
        pdu = smpp.parse_pdu(raw, client=_Peer(), allow_unknown_opt_params=True)
        match pdu.command:
            case "bind_transceiver":
                good = pdu.password == self.password
                self._say("bind_transceiver_resp", pdu.sequence, status=0 if good else 0x0E, system_id="smsc")
            case "submit_sm":
                return self._submit(pdu)
            case "enquire_link":
                self._say("enquire_link_resp", pdu.sequence)
            case "deliver_sm_resp":
                self.receipts_answered += 1
            case "unbind":
                self._say("unbind_resp", pdu.sequence)
                return False
        return True

    def _submit(self, pdu: Any) -> bool:
        status = self.statuses.pop(0) if self.statuses else 0
        one = _submitted(pdu, f"{next(self._ids):08x}")
        if not status:
            self.submitted.append(one)
        if self.drops:
            self.drops -= 1
            return False
        if self.silent:
            self.silent -= 1
            self.owed.append((pdu.sequence, one.id))
            return True
        for _ in range(self.answers):
            self._say("submit_sm_resp", pdu.sequence, status=status, message_id=one.id)
        if self.receipts and not status:
            self.deliver(one)
        return True

    def _tell(self, text: bytes, *, esm_class: int = 4, reference: int | None = None, **more: Any) -> None:
        self._say(
            "deliver_sm",
            _Peer().next_sequence(),
            source_addr="84912345678",
            destination_addr="MOTCUA",
            esm_class=esm_class,
            short_message=text,
            user_message_reference=reference,
            **more,
        )

    def _say(self, command: str, sequence: int, *, status: int = 0, **values: Any) -> None:
        pdu = smpp.make_pdu(command, client=_Peer(), sequence=sequence, **values)
        for name, value in values.items():
            setattr(pdu, name, value)
        pdu.sequence, pdu.status = sequence, status
        if command == "deliver_sm":
            pdu.sm_length = len(values["short_message"])
        assert self._line is not None
        with self._speaking:
            self._line.sendall(pdu.generate())


@contextmanager
def smsc() -> Iterator[Smsc]:
    with socket.create_server(("127.0.0.1", 0)) as door:
        server = Smsc(door.getsockname()[1])
        thread = threading.Thread(target=server.serve, args=(door,), daemon=True)
        thread.start()
        yield server
        server.hang_up()
        door.shutdown(socket.SHUT_RDWR)
    thread.join(5)


def _read(line: socket.socket) -> bytes:
    """One PDU; struct.error at the end of the line."""
    head = line.recv(4, socket.MSG_WAITALL)
    (length,) = struct.unpack(">L", head)
    return head + line.recv(length - 4, socket.MSG_WAITALL)


def _submitted(pdu: Any, id: str) -> Submitted:
    octets = pdu.short_message or pdu.message_payload
    wide = pdu.data_coding == consts.SMPP_ENCODING_ISO10646
    text = octets.decode("utf-16-be" if wide else "ascii", "replace")
    asks = bool(pdu.registered_delivery)
    return Submitted(pdu.destination_addr.decode(), text, pdu.user_message_reference, id, asks)
