"""SMS through a provider's SMSC: SMPP 3.4 as a transceiver, over one connection.

Owns the session, one submission at a time, and receipts. Refuses retries: a submission whose answer did not
come is UNKNOWN, whatever comes later is news, and nothing is ever submitted twice. A receipt is answered only
once its news are on disk, so the SMSC sends again what a crash swallowed.
"""

import logging
import re
import select
import socket
import ssl
import time
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import Any, Final

from smpplib import consts, exceptions, gsm, smpp
from smpplib.client import Client

from devices.sms import Fate, Message, News, NotReady, Word, short_of

IDLE_SECONDS: Final = 30.0
CONNECT_SECONDS: Final = 10.0
REMEMBERED: Final = 1000
SHORT_OCTETS: Final = {False: 160, True: 140}
_PASSING: Final = frozenset({0x08, 0x14, 0x45, 0x58, 0x64})
"""System error, queue full, submit failed, throttled, temporary error of the receiver: not accepted now."""
_ENDS: Final = {2: Word.DELIVERED, **dict.fromkeys((3, 4, 5, 8), Word.UNDELIVERABLE)}
_STATES: Final = {"DELIVRD": 2, "EXPIRED": 3, "DELETED": 4, "UNDELIV": 5, "REJECTD": 8}
_RECEIPT: Final = re.compile(r"id:(?P<id>\S+).*?stat:(?P<state>[A-Z]+)", re.DOTALL)
_BROKEN: Final = (exceptions.ConnectionError, exceptions.PDUError, exceptions.UnknownCommandError, OSError)

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Account:
    """At the provider. `sender` is what telephones show; with `tls_ca` the line is encrypted.

    Without `receipts` none is asked for; one that comes all the same is heard.
    """

    host: str
    port: int
    system_id: str
    password: str = field(repr=False)
    sender: str
    system_type: str = ""
    answer_seconds: float = 30.0
    tls_ca: str = ""
    receipts: bool = True


class _Line(Client):  # type: ignore[misc]
    """Checks the host's name where the line is encrypted."""

    def _create_socket(self) -> socket.socket:
        plain = socket.create_connection((self.host, self.port), CONNECT_SECONDS)
        if self._ssl_context is None:
            return plain
        secure: socket.socket = self._ssl_context.wrap_socket(plain, server_hostname=self.host)
        return secure

    def connect(self) -> None:
        self._socket = self._create_socket()
        self._socket.settimeout(self.timeout)
        self.state = consts.SMPP_CLIENT_STATE_OPEN


class SmppLink:
    """Connects when it must. `_asked` are submissions without an answer: sequence -> reference."""

    def __init__(self, account: Account) -> None:
        self.receipts = account.receipts
        self.name = f"smpp {account.system_id}@{account.host}:{account.port}"
        self._account = account
        self._line: Any = None
        self._heard_at = 0.0
        self._asked: dict[int, str] = {}
        self._fates: OrderedDict[str, Fate] = OrderedDict()
        self._news: list[News] = []
        self._unanswered: list[int] = []

    def ready(self) -> None:
        """Bound, and alive within the last half minute."""
        try:
            if self._line is None:
                self._bind()
            self._pump(0)
            if time.monotonic() - self._heard_at > IDLE_SECONDS:
                self._enquire()
        except _BROKEN as error:
            self._hang_up()
            raise NotReady(f"{self.name}: {_told(error)}; ask the provider, or correct [sms.smpp]") from error

    def hand_over(self, message: Message) -> Fate:
        if self._line is None:
            return Fate(Word.BUSY, reason=f"{self.name}: not connected")
        self._fates.pop(message.reference, None)
        submission = self._submission(message)
        try:
            self._asked[submission.sequence] = message.reference
            self._line.send_pdu(submission)
        except _BROKEN as error:
            self._asked.pop(submission.sequence, None)
            self._hang_up()
            return Fate(Word.BUSY, reason=f"{self.name}: {_told(error)}")
        return self._wait_for(message.reference)

    def ask(self, reference: str) -> Fate:
        """Only what this very process was told; the SMSC itself knows nobody's references."""
        return self._fates.get(reference, Fate(Word.UNKNOWN))

    def news(self) -> list[News]:
        if self._line is not None:
            try:
                self._pump(0)
            except _BROKEN as error:
                log.warning("%s: %s", self.name, _told(error))
                self._hang_up()
        return list(self._news)

    def noted(self) -> None:
        """Only now the SMSC may forget its receipts."""
        self._news.clear()
        sequences, self._unanswered = self._unanswered, []
        try:
            for sequence in sequences:
                self._answer("deliver_sm_resp", sequence)
        except _BROKEN as error:
            log.warning("%s: receipts will come again: %s", self.name, _told(error))
            self._hang_up()

    def withdraw(self, reference: str) -> bool:
        """The network itself ends it, by its validity."""
        return False

    def close(self) -> None:
        if self._line is not None:
            try:
                self._line.send_pdu(smpp.make_pdu("unbind", client=self._line))
            except _BROKEN as error:
                log.info("%s: %s", self.name, _told(error))
            self._hang_up()

    # ------------------------------------------------------------ the session

    def _bind(self) -> None:
        account = self._account
        context = ssl.create_default_context(cafile=account.tls_ca) if account.tls_ca else None
        self._line = _Line(
            account.host,
            account.port,
            timeout=account.answer_seconds,
            ssl_context=context,
            allow_unknown_opt_params=True,
        )
        self._line.connect()
        self._line.bind_transceiver(
            system_id=account.system_id, password=account.password, system_type=account.system_type
        )
        self._heard_at = time.monotonic()
        log.info("%s: bound", self.name)

    def _enquire(self) -> None:
        self._line.send_pdu(smpp.make_pdu("enquire_link", client=self._line))
        if not self._pump(self._account.answer_seconds):
            raise exceptions.ConnectionError(f"no sign of life in {self._account.answer_seconds:g} s")

    def _hang_up(self) -> None:
        """Whatever had no answer may have been accepted."""
        for reference in self._asked.values():
            self._remember(reference, Fate(Word.UNKNOWN, reason="the line broke before the SMSC answered"))
        self._asked.clear()
        self._unanswered.clear()
        if self._line is not None and self._line._socket is not None:
            self._line._socket.close()
            self._line._socket = None
        self._line = None

    def _pump(self, seconds: float) -> bool:
        """Take in what has come, waiting so long for the first; whether anything had."""
        heard = False
        while select.select([self._line._socket], [], [], 0 if heard else seconds)[0]:
            self._take(self._line.read_pdu())
            self._heard_at, heard = time.monotonic(), True
        return heard

    def _take(self, pdu: Any) -> None:
        match pdu.command:
            case "submit_sm_resp" | "generic_nack":
                self._take_answer(pdu)
            case "deliver_sm":
                self._take_receipt(pdu)
            case "enquire_link":
                self._answer("enquire_link_resp", pdu.sequence)
            case "unbind":
                self._answer("unbind_resp", pdu.sequence)
                raise exceptions.ConnectionError("the SMSC ended the session")

    def _answer(self, command: str, sequence: int) -> None:
        answer = smpp.make_pdu(command, client=self._line)
        answer.sequence = sequence
        self._line.send_pdu(answer)

    # ------------------------------------------------------------ submissions and receipts

    def _wait_for(self, reference: str) -> Fate:
        """The SMSC's answer; UNKNOWN where none came in time, and then a late one is news."""
        deadline = time.monotonic() + self._account.answer_seconds
        try:
            while reference not in self._fates and (left := deadline - time.monotonic()) > 0:
                self._pump(left)
        except _BROKEN as error:
            log.warning("%s: %s", self.name, _told(error))
            self._hang_up()
        late = Fate(Word.UNKNOWN, reason=f"the SMSC did not answer in {self._account.answer_seconds:g} s")
        fate = self._fates.setdefault(reference, late)
        self._news = [one for one in self._news if one.reference != reference]
        return fate

    def _take_answer(self, pdu: Any) -> None:
        """One without a question is a second answer, or one to a session that is over: it means nothing."""
        reference = self._asked.pop(pdu.sequence, None)
        if reference is None:
            log.warning("%s: an answer to nothing, sequence=%d", self.name, pdu.sequence)
            return
        fate = _judged(pdu)
        self._remember(reference, fate)
        self._news.append(News(fate, reference=reference))

    def _take_receipt(self, pdu: Any) -> None:
        self._unanswered.append(pdu.sequence)
        news = _receipt(pdu)
        if news is None:
            self._unanswered.remove(pdu.sequence)
            self._answer("deliver_sm_resp", pdu.sequence)
        else:
            self._news.append(news)

    def _remember(self, reference: str, fate: Fate) -> None:
        self._fates[reference] = fate
        while len(self._fates) > REMEMBERED:
            self._fates.popitem(last=False)

    def _submission(self, message: Message) -> Any:
        octets = message.text.encode("utf-16-be") if message.wide else gsm.gsm_encode(message.text)
        whole = "short_message" if len(octets) <= SHORT_OCTETS[message.wide] else "message_payload"
        name = self._account.sender
        return smpp.make_pdu(
            "submit_sm",
            client=self._line,
            source_addr_ton=consts.SMPP_TON_UNK if name.isdigit() else consts.SMPP_TON_ALNUM,
            source_addr_npi=consts.SMPP_NPI_ISDN if name.isdigit() else consts.SMPP_NPI_UNK,
            source_addr=name,
            dest_addr_ton=consts.SMPP_TON_INTL,
            dest_addr_npi=consts.SMPP_NPI_ISDN,
            destination_addr=message.phone.removeprefix("+"),
            data_coding=consts.SMPP_ENCODING_ISO10646 if message.wide else consts.SMPP_ENCODING_DEFAULT,
            registered_delivery=int(self.receipts),
            validity_period=_validity(message.minutes),
            user_message_reference=short_of(message.reference),
            **{whole: octets},
        )


def _judged(pdu: Any) -> Fate:
    if not pdu.is_error() and pdu.command == "submit_sm_resp":
        return Fate(Word.SENT, handle=_letters(pdu.message_id))
    told = f"the SMSC refused it: {consts.DESCRIPTIONS.get(pdu.status, f'status {pdu.status:#x}')}"
    return Fate(Word.BUSY if pdu.status in _PASSING else Word.REFUSED, reason=told)


def _receipt(pdu: Any) -> News | None:
    """None for what people write, and for a receipt that says nothing final."""
    if not (pdu.esm_class or 0) & 0x3C:
        return None
    text = _RECEIPT.search(_letters(pdu.short_message or pdu.message_payload))
    handle = _letters(pdu.receipted_message_id) or (text["id"] if text else "")
    state = pdu.message_state or (_STATES.get(text["state"][:7], 0) if text else 0)
    word = _ENDS.get(state)
    if word is None:
        return None
    reason = "" if word is Word.DELIVERED else f"the network did not deliver it (state {state})"
    return News(Fate(word, handle=handle, reason=reason), handle=handle, short=pdu.user_message_reference)


def _letters(octets: bytes | None) -> str:
    return (octets or b"").decode("ascii", "replace").strip("\0")


def _validity(minutes: int) -> str:
    """Relative, as SMPP 3.4 §7.1.1 writes it: ``000003000000000R`` is three days."""
    days, rest = divmod(min(minutes, 30 * 24 * 60), 24 * 60)
    return f"0000{days:02}{rest // 60:02}{rest % 60:02}00000R"


def _told(error: Exception) -> str:
    return str(error) or "the line broke"
