"""The truth file as it grows: a kiosk's day is written when it is closed, the sums at the end.

Owns the file. Refuses counting (`truth`). One JSON document, a kiosk's day on each line; days of months of
a country are never in memory together.
"""

from pathlib import Path
from types import TracebackType
from typing import Self, TextIO

import msgspec

from central.simulate.truth import Delivery, KioskDay, Tally, Truth


class TruthError(ValueError):
    """The file is no truth file; the text says what to do."""


class Book:
    """`path` None: only the sums are kept."""

    def __init__(self, path: Path | None, made_by: str) -> None:
        self.total = Tally()
        self.days = 0
        self._file: TextIO | None = path.open("w", encoding="utf-8") if path is not None else None
        self._say(f'{{"made_by":{_json(made_by)},"days":[')

    def note(self, kiosk: str, day: str, tally: Tally) -> None:
        """A kiosk's day, over."""
        self._say(",\n" if self.days else "\n")
        self.days += 1
        self.total.add(tally)
        self._say(_json(KioskDay(kiosk=kiosk, day=day, figures=tally.figures())))

    def finish(self, kiosks: dict[str, Delivery]) -> None:
        self._say(f'\n],\n"kiosks":{_json(kiosks)},\n"total":{_json(self.total.figures())}}}\n')

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._file is not None:
            self._file.close()

    def _say(self, text: str) -> None:
        if self._file is not None:
            self._file.write(text)


def read_truth(path: Path) -> Truth:
    try:
        return msgspec.json.decode(path.read_bytes(), type=Truth)
    except OSError as error:
        raise TruthError(f"{path}: {error.strerror}; give the file that simulate --truth wrote") from error
    except msgspec.DecodeError as error:
        raise TruthError(f"{path}: {error}; was the simulation ended before it was done?") from error


def _json(value: object) -> str:
    return msgspec.json.encode(value).decode()
