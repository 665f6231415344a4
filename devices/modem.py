"""A modem that is not there: what it would send stands in a list, and tests say how it answers.

Owns the simulated peer of `gammu`. Refuses to send anything. As with a real one, a message that was taken is
found again under its reference by whoever asks later.
"""

from dataclasses import dataclass, field

from devices.sms import Fate, Message, News, NotReady, Word


@dataclass(slots=True)
class SimulatedModem:
    """`answer` is the fate of the next messages; `fault` what is wrong with it, or ""."""

    name: str = "simulated"
    receipts: bool = False
    answer: Word = Word.SENT
    fault: str = ""
    had: list[Message] = field(default_factory=list)
    coming: list[News] = field(default_factory=list)
    _fates: dict[str, Fate] = field(default_factory=dict)

    def ready(self) -> None:
        if self.fault:
            raise NotReady(self.fault)

    def hand_over(self, message: Message) -> Fate:
        if self.answer is not Word.BUSY:
            self.had.append(message)
            self._fates[message.reference] = Fate(self.answer)
        return Fate(self.answer)

    def ask(self, reference: str) -> Fate:
        return self._fates.get(reference, Fate(Word.BUSY, reason="the modem never had it"))

    def news(self) -> list[News]:
        return list(self.coming)

    def noted(self) -> None:
        self.coming.clear()

    def withdraw(self, reference: str) -> bool:
        taken = self._fates.get(reference) == Fate(Word.TAKEN)
        if taken:
            self._fates[reference] = Fate(Word.REFUSED, reason="withdrawn")
        return taken

    def close(self) -> None:
        """Nothing is open."""
