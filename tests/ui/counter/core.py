"""A core of a few lines for tests in a browser: it calls, recalls and serves, and tells the live streams.

Owns just enough to see a number move from the waiting list to the counter and the board. Refuses to be right
about anything else: the real rules are tested with the real core.
"""

from dataclasses import replace
from typing import Any

from firmware.console import (
    Answer,
    Call,
    Called,
    CalledTicket,
    Done,
    Hold,
    MarkNoShow,
    NobodyWaits,
    Pause,
    Recall,
    Refused,
    ReturnTicket,
    Serve,
    Transfer,
    Why,
)
from firmware.pages import PastCall
from tests.ui.counter.stub import Ward
from ui.counter.live import Live

AT = "2026-11-21T02:30:00.000Z"


class SmallCore:
    """`ward.answer = SmallCore(ward, live)` brings a ward to life."""

    def __init__(self, ward: Ward, live: Live) -> None:
        self._ward = ward
        self._live = live

    def __call__(self, wish: Any) -> Answer:
        answer = self._decide(wish)
        self._live.changed()
        return answer

    def _decide(self, wish: Any) -> Answer:
        match wish:
            case Call():
                return self._call(wish)
            case Recall():
                return self._recall(wish)
            case MarkNoShow():
                return self._end(wish.counter, "no_show", "")
            case Hold():
                return self._end(wish.counter, "held", wish.reason)
            case Transfer():
                return self._end(wish.counter, "waiting", "")
            case Serve(service=None):
                return self._end(wish.counter, None, "")
            case Pause():
                self._seat(wish.counter, paused=wish.reason or "")
                return Done()
            case ReturnTicket():
                self._move(wish.number, state="waiting", returned=True)
                return Done(wish.number)
            case _:
                return Done()

    def _call(self, wish: Call) -> Answer:
        mine = self._at(wish.counter).services
        waiting = [one for one in self._ward.queue.tickets if one.state == "waiting"]
        found = [one for one in self._ward.queue.tickets if one.number == wish.number]
        found = found or [one for one in waiting if one.service in mine]
        if not found:
            return NobodyWaits()
        one = found[0]
        rest = tuple(each for each in self._ward.queue.tickets if each is not one)
        self._ward.queue = replace(self._ward.queue, tickets=rest)
        self._seat(wish.counter, number=one.number, service=one.service, priority=one.priority, called_at=AT)
        self._blink(wish.counter, one.number)
        return Called(CalledTicket(one.number, one.service, one.priority, 720))

    def _recall(self, wish: Recall) -> Answer:
        number = self._at(wish.counter).number
        if number is None:
            return Refused(Why.NOBODY_CALLED, "call somebody first")
        self._blink(wish.counter, number)
        return Done(number)

    def _end(self, counter: int, state: str | None, reason: str) -> Answer:
        was = self._at(counter)
        if was.number is None or was.service is None:
            return Refused(Why.NOBODY_CALLED, "call somebody first")
        if state is not None:
            from_now = self._ward.ticket(was.number, was.service, state, reason)
            tickets = (*self._ward.queue.tickets, from_now)
            self._ward.queue = replace(self._ward.queue, tickets=tickets)
        self._seat(counter, number=None, service=None, priority=None, called_at=None)
        self._panel(counter, number=None)
        return Done(was.number)

    def _blink(self, counter: int, number: str) -> None:
        board = self._ward.board
        calls = next(one.calls for one in board.serving if one.counter == counter) + 1
        self._panel(counter, number=number, calls=calls)
        last = (PastCall(number, counter, AT), *board.last)[:5]
        self._ward.board = replace(self._ward.board, last=last)

    def _at(self, counter: int) -> Any:
        return next(one for one in self._ward.queue.counters if one.counter == counter)

    def _seat(self, counter: int, **more: Any) -> None:
        counters = tuple(
            replace(one, **more) if one.counter == counter else one for one in self._ward.queue.counters
        )
        self._ward.queue = replace(self._ward.queue, counters=counters)

    def _panel(self, counter: int, **more: Any) -> None:
        board = self._ward.board
        serving = tuple(replace(one, **more) if one.counter == counter else one for one in board.serving)
        self._ward.board = replace(board, serving=serving)

    def _move(self, number: str, **more: Any) -> None:
        tickets = tuple(
            replace(one, **more) if one.number == number else one for one in self._ward.queue.tickets
        )
        self._ward.queue = replace(self._ward.queue, tickets=tickets)
