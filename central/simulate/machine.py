"""The kiosk as a machine on one simulated day: started, out of paper, a stuck button, a wrong clock, killed.

Owns the facts about devices and the moments of presence on the broker. Refuses what an outage hides: the
wire does that.
"""

from random import Random
from typing import Final

from central.simulate.agenda import Agenda
from central.simulate.moments import MINUTE, SECOND, Stamps
from central.simulate.people import Office
from central.simulate.troubles import Trouble, WrongClock
from mqtt.device_facts import ClockCorrected, DeviceCleared, DeviceFault, DeviceStarted

BEFORE_OPENING: Final = 20 * MINUTE
AFTER_CLOSING: Final = 100 * MINUTE
START_SECONDS: Final = (20, 60)
FAULTS: Final = (
    ("printer", "out_of_paper", 0.14),
    ("printer", "cover_open", 0.02),
    ("button-2", "stuck", 0.01),
)
"""Device, fault, and on how many days it comes."""


class Machine:
    def __init__(
        self, agenda: Agenda, office: Office, hours: tuple[int, int], trouble: Trouble, *, first: bool
    ) -> None:
        """`first`: the kiosk has never been started before."""
        self._agenda = agenda
        self._office = office
        opens, closes = hours
        if first or office.switched_off_at_night or trouble.new_card:
            agenda.later(opens - agenda.soon(600, 1200), self._start)
        if trouble.new_card:
            agenda.later(opens - BEFORE_OPENING, self._lose_power)
        elif trouble.crash is not None:
            agenda.later(trouble.crash, self._die)
        if trouble.clock is not None:
            self._plan_wrong_clock(trouble.clock)
        for device, fault, share in FAULTS:
            if agenda.happens(share):
                agenda.later(agenda.chance.randrange(opens, closes), self._break, (device, fault))
        if office.switched_off_at_night:
            agenda.later(closes + AFTER_CLOSING, self._switch_off)

    def _start(self, at: int, _: None) -> None:
        self._agenda.say(at, DeviceStarted(boot=new_boot(self._agenda.chance), version=self._office.version))
        self._agenda.be(at, "online")

    def _die(self, at: int, _: None) -> None:
        """Without a farewell; back after a start."""
        self._agenda.be(at, "lost")
        self._agenda.later(at + self._agenda.soon(*START_SECONDS), self._start)

    def _switch_off(self, at: int, _: None) -> None:
        self._agenda.be(at, "offline")

    def _break(self, at: int, what: tuple[str, str]) -> None:
        device, fault = what
        self._agenda.say(at, DeviceFault(device=device, fault=fault, detail="demo"))
        self._agenda.later(at + self._agenda.soon(120, 1500), self._mend, what)

    def _mend(self, at: int, what: tuple[str, str]) -> None:
        device, fault = what
        self._agenda.say(at, DeviceCleared(device=device, fault=fault))

    def _plan_wrong_clock(self, clock: WrongClock) -> None:
        """It begins with a power cut, since a running clock does not go wrong."""
        begins, ends = clock.span
        self._agenda.later(begins - SECOND, self._lose_power)
        self._agenda.later(begins, self._start)
        self._agenda.later(ends, self._correct, clock)

    def _lose_power(self, at: int, _: None) -> None:
        self._agenda.be(at, "lost")

    def _correct(self, at: int, clock: WrongClock) -> None:
        stamp = Stamps()
        self._agenda.say(at, ClockCorrected(before=stamp(at + clock.ahead), after=stamp(at)))


def new_boot(chance: Random) -> str:
    return f"{chance.getrandbits(32):08x}"
