"""What the centre knows of one dossier, and how another word about it changes that.

Owns the rule who is right: the word that speaks of the newest moment, ties by (epoch, seq). Refuses storage
and formats. Kiosks' words may come in any order and again and again, the outcome is the same; an import is
checked against what is here when it comes, because a person is told at once what was wrong with a row.
"""

from dataclasses import dataclass, replace
from typing import Final, Literal

from mqtt.dossiers import State
from mqtt.facts import DossierMoved, DossierReceived
from mqtt.topics import KioskName

Source = Literal["kiosk", "import"]

ENDED: Final = frozenset({State.REJECTED, State.WITHDRAWN, State.STOPPED, State.FINISHED, State.RETURNED})
FINISHING: Final = {State.FINISHED: 3, State.RETURNED: 2, State.REJECTED: 1, State.STOPPED: 1}
"""States whose day is the day of finishing; where there are several days, the higher rank's counts."""
IMPORT: Final = "import"
"""The epoch of an import: above every kiosk's hexadecimal one, so that the province's system wins a tie."""


@dataclass(frozen=True, slots=True)
class Dossier:
    """Days are ISO dates; `state_at` and `said_at` instants, `said_at` the moment the last word speaks of."""

    province: str
    ward: str
    code: str
    procedure: str
    field: str
    channel: str
    officer: str
    counter: int | None
    received_day: str | None
    due: str | None
    state: int
    state_at: str
    finished_day: str | None
    finished_state: int | None
    waited_days: int
    source: Source
    said_at: str
    epoch: str
    seq: int

    @property
    def rank(self) -> tuple[str, str, int]:
        return self.said_at, self.epoch, self.seq


@dataclass(frozen=True, slots=True)
class Word:
    """A kiosk's fact about a dossier and where it stands in that kiosk's ledger.

    `at` is never later than the fact's arrival: a kiosk whose clock is years ahead must not have the last
    word for years.
    """

    kiosk: str
    epoch: str
    seq: int
    at: str
    fact: DossierReceived | DossierMoved


def dossier_of(word: Word) -> Dossier:
    """What the centre knows after this word alone."""
    name, fact = KioskName.parse(word.kiosk), word.fact
    moved = fact if isinstance(fact, DossierMoved) else None
    finishes = fact.state in FINISHING
    return Dossier(
        province=name.province,
        ward=name.ward,
        code=fact.code,
        procedure=fact.procedure,
        field=fact.field,
        channel=fact.channel,
        officer=fact.officer or "",
        counter=fact.counter,
        received_day=None if moved else fact.day,
        due=fact.due,
        state=int(fact.state),
        state_at=word.at,
        finished_day=fact.day if finishes else None,
        finished_state=int(fact.state) if finishes else None,
        waited_days=moved.waited_days if moved else 0,
        source="kiosk",
        said_at=word.at,
        epoch=word.epoch,
        seq=word.seq,
    )


def heard(known: Dossier | None, said: Dossier) -> Dossier:
    """A kiosk's word joined to what is known: the newest speaks, days are gathered from both."""
    if known is None:
        return said
    newest = max(known, said, key=lambda dossier: dossier.rank)
    if newest is known and known.source == "import":
        received_day, finish = known.received_day or said.received_day, known if known.finished_day else said
    else:
        days = [dossier.received_day for dossier in (known, said) if dossier.received_day]
        received_day, finish = min(days, default=None), max(known, said, key=_finish_rank)
    return replace(
        newest,
        received_day=received_day,
        finished_day=finish.finished_day,
        finished_state=finish.finished_state,
    )


def _finish_rank(dossier: Dossier) -> tuple[int, str, int]:
    state = dossier.finished_state or 0
    return (FINISHING[State(state)] if state else 0), dossier.finished_day or "", state


def same_matter(one: Dossier, other: Dossier) -> bool:
    """Whether two words say the same, whoever said it and whenever."""
    return one == replace(
        other, source=one.source, said_at=one.said_at, epoch=one.epoch, seq=one.seq, state_at=one.state_at
    )
