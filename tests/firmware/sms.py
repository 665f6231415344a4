"""A ward whose own kiosk sends SMS: the bench with a modem that is not there.

Owns what tests of the outbox share. Refuses tests. The modem outlives a power cut, as a real one does.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from devices.modem import SimulatedModem
from firmware.console import Answer
from firmware.health import vitals
from firmware.neighbours import Neighbours
from firmware.outbox import Claimed, Texting
from firmware.postbox import Postbox
from firmware.readings import table
from firmware.screens import Reading
from firmware.seals import Seals
from firmware.sms_pages import DecideSms
from firmware.state import Moment
from firmware.texting import SmsTurn
from mqtt.quiet import read_quiet
from tests.bench import KioskBench
from tests.firmware.asking import asks, take
from tests.firmware.filing import FilingBench
from tests.firmware.ward_sections import OFFICERS

PHONE = "0912345678"
SECTIONS: dict[str, Any] = {
    "sms": {"sender": "kiosk"},
    "modem": {"driver": "simulated"},
    "officers": OFFICERS,
}


class TextingBench(FilingBench):
    """`deaf` is what the core cannot note any more, as if the power went just before. With `drops_at_claim` a
    supervisor drops what the worker is about to claim."""

    modem: SimulatedModem
    deaf: tuple[type[Texting], ...]

    def _switch_on(self) -> None:
        self.modem = getattr(self, "modem", SimulatedModem())
        self.deaf = ()
        self.drops_at_claim = False
        super()._switch_on()
        self.texting = self.new_worker()

    def new_worker(self) -> SmsTurn:
        return SmsTurn(
            Postbox(self.modem),
            self.reader,
            Seals(self.folder / "dossiers.key"),
            read_quiet(self.settings.sms.quiet),
            self.store.epoch,
            self._tell,
        )

    def send_sms(self, turns: int = 5) -> list[float]:
        """So many turns of the worker; the seconds that each would rest."""
        return [self.texting(self.clock.now()) for _ in range(turns)]

    def back_again(self) -> None:
        """After a power cut, with the procedures and an officer."""
        self.power_cycle()
        self.publish()
        self.sign_in("cb01", 1, take_over=True)

    def decides(self, sms: int, *, again: bool) -> Answer:
        self.sign_in("truong", None)
        return self.ask(DecideSms(session="truong", sms=sms, again=again))

    @property
    def texts(self) -> list[str]:
        return [message.text for message in self.modem.had]

    @property
    def states(self) -> list[str]:
        return [state for (state,) in self.reader.rows("SELECT state FROM sms ORDER BY id")]

    def _tell(self, event: Texting) -> bool:
        if isinstance(event, self.deaf):
            return False
        if isinstance(event, Claimed) and self.drops_at_claim:
            self.decides(event.sms, again=False)
        self.core.handle(event)
        return True


@pytest.fixture
def texter(tmp_path: Path) -> Iterator[TextingBench]:
    bench = TextingBench.opened(tmp_path, **SECTIONS)
    assert isinstance(bench, TextingBench)
    yield bench
    bench.store.close()
    bench.reader.close()


def soon(bench: TextingBench) -> None:
    """Somebody with a number wants to be told, and the turn comes near."""
    take(bench, 5)
    asks(bench)
    bench.called("cb01", 1)


def s14(bench: KioskBench) -> tuple[Reading, ...]:
    beside = Neighbours(None, None)
    moment = Moment(bench.settings, bench.core.state, bench.clock.now())
    return table(moment, vitals(bench.folder), bench.progress, beside).readings
