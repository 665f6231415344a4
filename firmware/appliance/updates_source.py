"""Where bundles come from: a USB stick's are in the inbox, the centre's are asked for and fetched.

Owns when to ask, following what the centre offers, and telling it what became of it. Refuses to install.
A stick goes first: somebody stands beside the kiosk.
"""

import logging
from collections.abc import Callable
from typing import Final

from firmware import pulse
from firmware.appliance.updates_centre import Centre, UnreachableError
from firmware.appliance.updates_choice import Candidate, RefusedError, demand_newer
from firmware.appliance.updates_fetch import DamagedError, NoRoomError, Parcel
from firmware.appliance.updates_notebook import Notebook, Places
from firmware.appliance.updates_words import News, Offer, Refused, Report, Why
from firmware.clock import Now

log = logging.getLogger(__name__)

ASK_SECONDS: Final = 1800.0
SPREAD_SECONDS: Final = 600
"""Kiosks that start together, as after a power cut, ask spread over ten minutes."""
AGAIN_SECONDS: Final = 60.0
MOST_DAMAGED: Final = 3
"""A power cut may damage what has arrived; what keeps arriving damaged lies damaged at the centre."""


class Source:
    """`centre` makes the door to the update server anew each time; None while there is none to ask."""

    def __init__(
        self,
        places: Places,
        notebook: Notebook,
        centre: Callable[[], Centre | None],
        *,
        running: str,
        spread_seconds: float,
    ) -> None:
        self._places = places
        self._notebook = notebook
        self._centre = centre
        self._running = running
        self._spread_seconds = spread_seconds
        self._parcel = Parcel(places.updates)
        self._ask_at: float | None = None
        self._damaged = 0
        self._wish = 0

    def look(self, now: Now) -> Candidate | float:
        """A bundle that lies here whole, or the seconds until it is worth looking again."""
        stick = next(iter(sorted(self._places.inbox.glob("*.raucb"))), None)
        if stick is not None:
            return Candidate(stick)
        try:
            if self._due(now):
                self.ask(now)
            if self._parcel.offer is not None and self._parcel.ready is None:
                return self._fetch(self._parcel.offer)
        except NoRoomError as error:
            log.warning("%s", error)
            return self._wait(Why.NO_ROOM)
        ready = self._parcel.ready
        if ready is not None:
            return Candidate(ready, self._parcel.offer)
        self._notebook.tell(self._notebook.resting)
        return AGAIN_SECONDS

    def ask(self, now: Now) -> None:
        """Follow the centre: expect what it offers, drop what it does not offer any more."""
        self._ask_at = now.monotonic + ASK_SECONDS - SPREAD_SECONDS / 2 + self._spread_seconds
        centre = self._centre()
        if centre is None:
            return
        try:
            offer = centre.ask(self._running)
        except UnreachableError as error:
            log.warning("%s", error)
            return
        if offer is not None and self._wanted(offer):
            self._parcel.expect(offer)
        elif self._parcel.offer is not None:
            log.info("offer withdrawn version=%s", self._parcel.offer.version)
            self._parcel.drop()

    def still_offered(self, now: Now, found: Candidate) -> bool:
        """The last word before an installation is the centre's, if it can be reached."""
        if found.offer is None:
            return True
        self.ask(now)
        return self._parcel.offer == found.offer

    def discard(self, found: Candidate) -> None:
        if found.offer is None:
            found.path.unlink(missing_ok=True)
        else:
            self._parcel.drop()

    def report(self) -> None:
        """What the centre has not heard yet, one a turn."""
        report = next(iter(self._notebook.memory.reports), None)
        centre = self._centre() if report is not None else None
        if report is None or centre is None:
            return
        try:
            centre.report(report)
        except UnreachableError as error:
            log.warning("%s", error)
            return
        self._notebook.reported(report)

    def _due(self, now: Now) -> bool:
        """TLS needs a clock that can be trusted. At the centre's command the kiosk wishes for it at once."""
        if self._ask_at is None:
            self._ask_at = now.monotonic + self._spread_seconds
        if not now.trusted:
            return False
        before, self._wish = self._wish, pulse.last_wish(self._places.runtime)
        return self._wish not in (0, before) or now.monotonic >= self._ask_at

    def _wanted(self, offer: Offer) -> bool:
        refusal = self._notebook.refusal(offer.version, offer.sha256)
        try:
            demand_newer(offer.version, self._running)
        except RefusedError as refused:
            if refused.why is not Why.ALREADY_RUNS:
                self._notebook.rest(News("refused", offer.version, 0, refused.why))
            return False
        if refusal is not None:
            self._notebook.rest(News("refused", offer.version, 0, refusal.why))
        return refusal is None

    def _fetch(self, offer: Offer) -> float:
        """A minute of fetching."""
        centre, before = self._centre(), self._parcel.size
        if centre is None:
            return self._wait(Why.UNREACHABLE)
        self._notebook.tell(News("fetching", offer.version, 100 * before // offer.size))
        self._parcel.expect(offer)
        try:
            centre.fetch(self._parcel)
        except UnreachableError as error:
            log.warning("%s", error)
            return self._wait(Why.UNREACHABLE)
        except DamagedError as error:
            return self._damaged_again(offer, error)
        return 0.0 if self._parcel.ready or self._parcel.size > before else AGAIN_SECONDS

    def _damaged_again(self, offer: Offer, error: DamagedError) -> float:
        self._damaged += 1
        log.error("bundle arrived damaged times=%s: %s", self._damaged, error)
        if self._damaged >= MOST_DAMAGED:
            self._damaged = 0
            self._parcel.drop()
            self._notebook.refuse(Refused(offer.version, Why.CHECKSUM, offer.sha256))
            self._notebook.settle(self._notebook.memory.trying, Report(offer.version, "failed", str(error)))
            self._notebook.rest(News("refused", offer.version, 0, Why.CHECKSUM))
        return AGAIN_SECONDS

    def _wait(self, why: Why) -> float:
        offer = self._parcel.offer
        self._notebook.tell(News("waiting", offer.version if offer is not None else "", 0, why))
        return AGAIN_SECONDS
