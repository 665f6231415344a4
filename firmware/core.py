"""The core: one inbox, one thread, one decision at a time.

Owns the order of things: take an event out, decide, write one transaction, commit, then show. Refuses pixels,
pins and sockets, and what happens next: that answers `deciding`, in one place. Only this thread writes.
"""

import logging
import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, replace
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from firmware import days, dossiers, frame, looked_up, machine, rate, soon, supervisor, technician, visit
from firmware import events as e
from firmware.clock import Clock, Now
from firmware.console import Answer, Done, NotRecordedError
from firmware.deciding import Deciding, Input
from firmware.screens import View, Waiting
from firmware.seals import Seals
from firmware.settings import Settings
from firmware.state import Hall, Moment, State, Visit
from firmware.store import Store

log = logging.getLogger(__name__)

LOOK_SECONDS: Final = 0.25
"""How often deadlines are looked at when nothing else happens."""


@dataclass(frozen=True, slots=True)
class Faces:
    """Where decisions become visible. All are called from the core thread and must not wait."""

    show: Callable[[View], None]
    light: Callable[[tuple[bool, ...]], None]
    committed: Callable[[], None]


class Core:
    """Decides and remembers. `state` may be read by any thread: it is frozen and replaced whole."""

    def __init__(
        self,
        settings: Settings,
        store: Store,
        clock: Clock,
        faces: Faces,
        *,
        boot: str,
        desk: technician.Desk,
        key: Ed25519PublicKey | None = None,
    ) -> None:
        self._settings = settings
        self._store = store
        self._clock = clock
        self._faces = faces
        self._boot = boot
        self.seals = Seals(store.path.with_name("dossiers.key"))
        self._deciding = Deciding(self.seals, desk, key)
        self._inbox: queue.SimpleQueue[tuple[Input, Future[Answer] | None]] = queue.SimpleQueue()
        self._shown: tuple[View, tuple[bool, ...]] | None = None
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="core", daemon=True)
        self._last = clock.now()
        self.state = State(Visit(Waiting()), Hall(settings.calendar))

    # ------------------------------------------------------------ from any thread

    def send(self, event: Input) -> None:
        self._inbox.put((event, None))

    def ask(self, event: Input, deadline_seconds: float = 5.0) -> Answer:
        """Send and wait for the answer to what is on disk by then.

        NotRecordedError if it failed, or was not begun in time: then it will not be done later either.
        """
        done: Future[Answer] = Future()
        self._inbox.put((event, done))
        try:
            return done.result(deadline_seconds)
        except TimeoutError:
            if not done.cancel():
                return _late(done, deadline_seconds)
            raise NotRecordedError(f"the kiosk was busy for {deadline_seconds:g} s; try again") from None

    def tell(self, event: Input) -> bool:
        """Like `ask`, for workers: True once it is on disk."""
        try:
            self.ask(event)
        except NotRecordedError as error:
            log.warning("event was not recorded event=%s: %s", type(event).__name__, error)
            return False
        return True

    def start(self) -> None:
        """Decide for the first time in the caller's thread, so that its errors are the caller's."""
        self.begin()
        self._thread.start()

    def stop(self, deadline_seconds: float = 2.0) -> None:
        self._stopping.set()
        self.send(e.TimePassed())
        if self._thread.is_alive():
            self._thread.join(deadline_seconds)

    # ------------------------------------------------------------ the core thread

    def begin(self) -> None:
        """Note the start, mark interrupted slips, show something."""
        now = self._clock.now()
        with self._store.transaction():
            turned = days.turn(self._settings, now)
            machine.started(now, self._boot)
            if turned:
                self._forget(now)
            looked_up.tell(now)
            hall = Hall(calendar=supervisor.calendar(self._settings, now))
            self.state = visit.beginning(Moment(self._settings, State(Visit(Waiting()), hall), now))
        self._last = now
        self._show(now)

    def handle(self, event: Input) -> Answer:
        """Decide, write, commit, then show and answer. If anything fails, nothing has happened."""
        now = self._clock.now()
        with self._store.transaction():
            machine.clock_looked_at(self._last, now)
            state = self._new_day(now) if days.turn(self._settings, now) else self.state
            decided = self._deciding.decide(Moment(self._settings, state, now), event)
            looked_up.note(state.visit.screen, decided.visit.screen, now)
            if not isinstance(event, e.TimePassed):
                soon.tell(self._settings, now)
        self.state, self._last = replace(decided, answer=None), now
        self._show(now)
        if not isinstance(event, e.TimePassed):
            self._faces.committed()
        return decided.answer or Done()

    def _new_day(self, now: Now) -> State:
        self._forget(now)
        looked_up.tell(now)
        calendar = supervisor.calendar(self._settings, now)
        return self.state.noted(calendar=calendar, streaks={}, invitations=())

    def _forget(self, now: Now) -> None:
        dossiers.forget(now)
        soon.forget(days.business_day(now))

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                event, done = self._inbox.get(timeout=LOOK_SECONDS)
            except queue.Empty:
                event, done = e.TimePassed(), None
            self._handle_safely(event, done)

    def _handle_safely(self, event: Input, done: Future[Answer] | None) -> None:
        """A visitor never sees an exception: the screen stays, the log has the traceback."""
        if done is not None and not done.set_running_or_notify_cancel():
            return
        try:
            answer = self.handle(event)
        except Exception as error:
            log.exception("event failed event=%r", event)
            if done is not None:
                done.set_exception(
                    NotRecordedError(f"the kiosk could not record it ({type(error).__name__})")
                )
        else:
            if done is not None:
                done.set_result(answer)

    def _show(self, now: Now) -> None:
        moment = Moment(self._settings, self.state, now)
        view, lamps = frame.view(moment), rate.lamps(moment)
        if self._shown is None or self._shown[0] != view:
            self._faces.show(view)
        if self._shown is None or self._shown[1] != lamps:
            self._faces.light(lamps)
        self._shown = (view, lamps)


def _late(done: Future[Answer], deadline_seconds: float) -> Answer:
    """The core had begun it when the time was up: wait once more, and say it if even that was not enough."""
    try:
        return done.result(deadline_seconds)
    except TimeoutError as error:
        raise NotRecordedError("the kiosk began but has not finished; look before you try again") from error
