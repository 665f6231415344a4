"""What happens in an office, as facts, and the frames that bring them to the centre."""

from datetime import datetime

from mqtt.client import Incoming
from mqtt.facts import Fact, RatingGiven, TicketIssued, TicketNoShow, TicketServed
from mqtt.messages import FRAME_EVENTS
from mqtt.scalars import Level
from tests.central.wire import DAY, KIOSK, NOW, event, frame_of


def issued(count: int, *, day: str = DAY) -> list[Fact]:
    return [TicketIssued(day=day, number=f"A{n:03d}", service="ho-tich") for n in range(count)]


def served(waits: list[int], *, service: int = 300, day: str = DAY, officer: str = "cb01") -> list[Fact]:
    """One matter for each wait, in seconds."""
    return [
        TicketServed(
            day=day,
            number="A001",
            service="ho-tich",
            counter=1,
            officer=officer,
            waited_seconds=seconds,
            service_seconds=service,
        )
        for seconds in waits
    ]


def no_shows(count: int, *, day: str = DAY) -> list[Fact]:
    fact = TicketNoShow(day=day, number="A001", service="ho-tich", counter=1, officer="cb01")
    return [fact] * count


def presses(
    level: Level, count: int, *, day: str = DAY, officer: str | None = None, reason: str = ""
) -> list[Fact]:
    fact = RatingGiven(
        day=day,
        level=level,
        scale=["very_satisfied", "satisfied", "neutral", "unsatisfied"],
        officer=officer,
        reasons=[reason] if reason else [],
        source="button",
    )
    return [fact] * count


def told(*facts: list[Fact], kiosk: str = KIOSK, at: datetime = NOW, after: int = 0) -> list[Incoming]:
    """Frames of all these facts, numbered from `after` + 1 on; each frame carries one stream."""
    streams: dict[str, list[tuple[int, Fact]]] = {}
    for seq, fact in enumerate([fact for group in facts for fact in group], after + 1):
        streams.setdefault("rating" if isinstance(fact, RatingGiven) else "ticket", []).append((seq, fact))
    return [
        frame_of(
            *[event(seq, fact, at=at) for seq, fact in numbered[start : start + FRAME_EVENTS]], kiosk=kiosk
        )
        for numbered in streams.values()
        for start in range(0, len(numbered), FRAME_EVENTS)
    ]
