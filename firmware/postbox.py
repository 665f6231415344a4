"""A modem as the texting room sees it: letters in, outcomes out.

Owns choosing and adapting a driver of `devices.sms`, one of the few modules here that see devices. Refuses to
decide what follows.
"""

from collections.abc import Sequence
from typing import Final

from devices.choose import choose_modem
from devices.sms import Fate, Message, NotReady, Sender, Word
from firmware import outbox
from firmware.settings_devices import Modem
from firmware.texting import Letter, Outcome
from mqtt.texting import counted

_MEANS: Final[dict[Word, outbox.Fate]] = {
    Word.TAKEN: "taken",
    Word.SENT: "sent",
    Word.DELIVERED: "delivered",
    Word.UNDELIVERABLE: "undeliverable",
    Word.BUSY: "queued",
    Word.REFUSED: "failed",
    Word.UNKNOWN: "uncertain",
}


def modem_of(modem: Modem) -> Sender:
    return choose_modem(modem.driver, spool=modem.spool, device=modem.device, receipts=modem.receipts)


class Postbox:
    def __init__(self, sender: Sender) -> None:
        self.receipts = sender.receipts
        self._sender = sender

    def trouble(self) -> str:
        try:
            self._sender.ready()
        except NotReady as error:
            return str(error) or "not ready"
        return ""

    def hand_over(self, letter: Letter) -> Outcome:
        wide = counted(letter.text).wide
        phone = f"+84{letter.phone.removeprefix('0')}"
        return _outcome(
            self._sender.hand_over(
                Message(letter.name, phone, letter.text, wide=wide, minutes=letter.minutes)
            )
        )

    def ask(self, name: str) -> Outcome:
        return _outcome(self._sender.ask(name))

    def news(self) -> Sequence[tuple[str, Outcome]]:
        return [(one.reference, _outcome(one.fate)) for one in self._sender.news()]

    def noted(self) -> None:
        self._sender.noted()

    def withdraw(self, name: str) -> bool:
        return self._sender.withdraw(name)


def _outcome(fate: Fate) -> Outcome:
    return Outcome(_MEANS[fate.word], fate.reason)
