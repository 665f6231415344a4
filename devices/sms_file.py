"""SMS for a demonstration: each is a file in a folder, for everybody to read, and none is ever sent.

Owns these files. Refuses to look like a network: nothing is delivered. One file for each reference, so that
handing over twice is seen at once.
"""

from pathlib import Path

from devices.sms import Fate, Message, News, NotReady, Word


class SmsFiles:
    """Writes into `folder`, and makes it."""

    receipts = False

    def __init__(self, folder: Path) -> None:
        self.name = f"files {folder}"
        self._folder = folder

    def ready(self) -> None:
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise NotReady(f"{self._folder}: {error.strerror}; give a folder that can be written") from error

    def hand_over(self, message: Message) -> Fate:
        file = self._file(message.reference)
        try:
            with file.open("x", encoding="utf-8") as opened:
                opened.write(f"{message.phone}\n\n{message.text}\n")
        except FileExistsError:
            return Fate(Word.SENT)
        except OSError as error:
            return Fate(Word.BUSY, reason=f"{file}: {error.strerror}")
        return Fate(Word.SENT)

    def ask(self, reference: str) -> Fate:
        if self._file(reference).exists():
            return Fate(Word.SENT)
        return Fate(Word.BUSY, reason="no file was written")

    def news(self) -> list[News]:
        return []

    def noted(self) -> None:
        """There is nothing to forget."""

    def withdraw(self, reference: str) -> bool:
        return False

    def close(self) -> None:
        """Nothing is open."""

    def _file(self, reference: str) -> Path:
        return self._folder / f"{reference}.txt"
