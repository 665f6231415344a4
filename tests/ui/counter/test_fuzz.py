"""Two thousand random requests: never a 500, every error a problem document."""

import random

from firmware.console import (
    Answer,
    Called,
    CalledTicket,
    Done,
    NobodyWaits,
    NotRecordedError,
    Refused,
    Why,
)
from tests.ui.counter.fuzz import strike
from tests.ui.counter.stub import TOKEN, Ward

ANSWERS: tuple[Answer, ...] = (
    Done(),
    Done("A012"),
    NobodyWaits(),
    Called(CalledTicket("A012", "ho-tich", None, 720)),
    *(Refused(why, "this and that; the remedy") for why in Why),
)


def test_no_request_makes_the_pages_stumble() -> None:
    moods = random.Random(20261121)

    def answer(_wish: object) -> Answer:
        chosen = moods.choice((*ANSWERS, None))
        if chosen is None:
            raise NotRecordedError("the kiosk was busy for 5 s; try again")
        return chosen

    with Ward(answer).web() as web:
        assert strike(web, requests=2000, token=TOKEN, exact=False) >= 2000
