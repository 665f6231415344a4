"""Dossiers as both ends speak of them: the ten national states, their moves, and what goes down to wards.

Owns the numbers and the shape of a published list. Refuses registers and due dates. No name, no phone number
and no identity number ever stands here. The ten states and their numbers are those of the national scheme as
given to this project; which moves are legal is our reading and stands in one table.
"""

from enum import IntEnum
from typing import Annotated, Final

import msgspec
from msgspec import Meta, Struct

from mqtt.scalars import Counter, Day, Instant, Line

TOPIC: Final = "dossiers"
DossierCode = Annotated[str, Meta(min_length=4, max_length=64, pattern=r"^[0-9A-Za-z.\-/]+\Z")]


class State(IntEnum):
    REGISTERED = 1
    RECEIVED = 2
    REJECTED = 3
    IN_PROGRESS = 4
    SUPPLEMENT_ASKED = 5
    PAYMENT_ASKED = 6
    WITHDRAWN = 7
    STOPPED = 8
    FINISHED = 9
    RETURNED = 10


MOVES: Final[dict[State, frozenset[State]]] = {
    State.REGISTERED: frozenset({State.RECEIVED, State.REJECTED, State.SUPPLEMENT_ASKED, State.WITHDRAWN}),
    State.RECEIVED: frozenset(
        {
            State.IN_PROGRESS,
            State.SUPPLEMENT_ASKED,
            State.PAYMENT_ASKED,
            State.WITHDRAWN,
            State.STOPPED,
            State.FINISHED,
        }
    ),
    State.REJECTED: frozenset(),
    State.IN_PROGRESS: frozenset(
        {State.SUPPLEMENT_ASKED, State.PAYMENT_ASKED, State.WITHDRAWN, State.STOPPED, State.FINISHED}
    ),
    State.SUPPLEMENT_ASKED: frozenset(
        {State.RECEIVED, State.IN_PROGRESS, State.REJECTED, State.WITHDRAWN, State.STOPPED}
    ),
    State.PAYMENT_ASKED: frozenset({State.IN_PROGRESS, State.WITHDRAWN, State.STOPPED, State.FINISHED}),
    State.WITHDRAWN: frozenset(),
    State.STOPPED: frozenset(),
    State.FINISHED: frozenset({State.RETURNED}),
    State.RETURNED: frozenset(),
}
"""What may follow each state. FINISHED straight from RECEIVED: certified copies are done while one waits."""


class Listed(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One dossier of a ward, as its kiosk may show it. `at` is when the state was true; `due` an ISO date."""

    code: DossierCode
    state: Annotated[int, Meta(ge=1, le=10)]
    at: Instant
    procedure: Line = ""
    due: Day | None = None
    counter: Counter | None = None


_decoder: Final = msgspec.json.Decoder(list[Listed])


def encode(listed: list[Listed]) -> bytes:
    return msgspec.json.encode(listed)


def decode(body: bytes) -> list[Listed]:
    """msgspec.ValidationError or DecodeError where a body is no such list."""
    return _decoder.decode(body)
