"""What happens next: every event, in the words of the room that owns its subject.

Owns which room answers which event, and nothing else: each answer is one function of that room. Refuses
transactions and screens (`core`), and rules. Called by the core thread only, inside its transaction.
"""

from dataclasses import replace
from typing import assert_never

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from firmware import (
    catalogue,
    console,
    counters,
    dossiers,
    filed,
    guide,
    inquiry,
    listening,
    machine,
    outbox,
    paging,
    point,
    presenting,
    printing,
    rate,
    register,
    selftest,
    sessions,
    soon,
    supervisor,
    take,
    technician,
    visit,
)
from firmware import events as e
from firmware import lookups as look
from firmware.booked import Presenting
from firmware.console import Request
from firmware.reminders import Reminding
from firmware.seals import Seals
from firmware.state import Moment, State
from firmware.upkeep import SelfTest, UpkeepEvent

Working = e.Servicing | UpkeepEvent | e.Printing | e.Machine
"""The machine and whoever mends it."""
Arriving = catalogue.News | register.ListArrived | presenting.ListArrived | filed.News | outbox.Texting
"""What workers bring: from the centre, from a phone, from the modem."""
Input = e.Visiting | Working | Arriving | Request


class Deciding:
    """Knows what outlives a decision: keys, wrong tries, and what a technician may touch."""

    def __init__(self, seals: Seals, desk: technician.Desk, key: Ed25519PublicKey | None) -> None:
        self._seals = seals
        self._desk = desk
        self._inquiries = inquiry.Inquiries(seals)
        self._bookings = presenting.Desk(key)

    def decide(self, moment: Moment, event: Input) -> State:
        if point.refuses(moment, event):
            return visit.touched(moment)
        if isinstance(event, e.TimePassed):
            moment = self._counted_down(moment)
        if isinstance(event, selftest.Hands) and isinstance(moment.visit.screen, SelfTest):
            return selftest.by_hand(moment, event, self._desk.gauges)
        if isinstance(event, e.Visiting):
            return self._visited(moment, event)
        if isinstance(event, Working):
            return self._worked(moment, event)
        if isinstance(event, Arriving):
            return self._arrived(moment, event)
        return self._requested(moment, event)

    def _counted_down(self, moment: Moment) -> Moment:
        """Pads that are shut, and steps that wait for hands, look at the clock before anything else does."""
        moment = replace(moment, state=inquiry.counted_down(moment, self._inquiries))
        moment = replace(moment, state=presenting.counted_down(moment, self._bookings))
        return replace(moment, state=selftest.counted_down(moment, self._desk.gauges))

    def _visited(self, moment: Moment, event: e.Visiting) -> State:
        """What a visitor does at the kiosk."""
        if isinstance(event, e.PageAsked):
            return paging.page_asked(moment, event.page)
        if isinstance(event, look.LookingUp):
            return self._look_up(moment, event)
        if isinstance(event, Presenting) or presenting.scans(event):
            return presenting.decide(moment, event, self._bookings)
        if isinstance(event, e.Moving):
            return visit.decide(moment, event)
        if isinstance(event, e.Aiding):
            return visit.aid(moment, event)
        if isinstance(event, e.Taking):
            return take.decide(moment, event)
        if isinstance(event, Reminding):
            return soon.decide(moment, event, self._seals)
        if isinstance(event, e.Rating):
            return rate.decide(moment, event)
        if isinstance(event, e.Listening):
            return listening.decide(moment, event)
        assert_never(event)

    def _look_up(self, moment: Moment, event: look.LookingUp) -> State:
        """A touch on one of the screens S5 to S8."""
        if isinstance(event, look.Guiding):
            return guide.decide(moment, event)
        if isinstance(event, look.Inquiring):
            return inquiry.decide(moment, event, self._inquiries)
        return paging.typed(moment, event, self._inquiries)

    def _worked(self, moment: Moment, event: Working) -> State:
        if isinstance(event, e.Servicing | UpkeepEvent):
            return technician.decide(moment, event, self._desk)
        if isinstance(event, e.Printed):
            dossiers.forget_slip(event.job)
        if isinstance(event, e.Printing):
            return printing.decide(moment, event)
        if isinstance(event, e.Machine):
            return machine.decide(moment, event)
        assert_never(event)

    def _arrived(self, moment: Moment, event: Arriving) -> State:
        if isinstance(event, catalogue.News):
            return catalogue.decide(moment, event)
        if isinstance(event, register.ListArrived):
            return register.decide(moment, event)
        if isinstance(event, presenting.ListArrived):
            return presenting.decide(moment, event, self._bookings)
        if isinstance(event, filed.News):
            return filed.decide(moment, event, self._seals)
        if isinstance(event, outbox.Texting):
            return outbox.decide(moment, event)
        assert_never(event)

    def _requested(self, moment: Moment, event: Request) -> State:
        """What somebody with a PIN asks for, from a page of the ward."""
        if isinstance(event, console.AtCounter):
            return counters.decide(moment, event)
        if isinstance(event, console.SignIn | console.SignOut):
            return sessions.decide(moment, event)
        if isinstance(event, console.Supervising):
            return supervisor.decide(moment, event)
        if isinstance(event, console.Filing):
            return dossiers.decide(moment, event, self._seals)
        assert_never(event)
