"""What the centre knows of one dossier, and how another word about it changes that.

Owns the rule who is right. Within one ledger its last word is, whatever the clock said: a clock that fell
years back takes nothing back. Between ledgers it is the one that speaks of the newest moment, ties by
(epoch, seq); a word speaks of a moment not before those that its ledger has told already. Refuses storage and
formats. Kiosks' words may come in any order and again and again, the outcome is the same; an import is
checked against what is here when it comes, because a person is told at once what was wrong with a row.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final, Literal

import msgspec

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
    """Days are ISO dates; `state_at` and `said_at` instants, `said_at` the moment the last word speaks of.

    `rest` is what other ledgers said last, JSON: one of them may be right once all its words are here.
    """

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
    rest: str = ""

    @property
    def rank(self) -> tuple[str, str, int]:
        return self.said_at, self.epoch, self.seq


@dataclass(frozen=True, slots=True)
class Word:
    """A kiosk's fact about a dossier and where it stands in that kiosk's ledger.

    `at` is never later than the fact's arrival: a kiosk whose clock is years ahead must not have the last
    word for years. `day` is the business day that it counts on (`days.counted_day`).
    """

    kiosk: str
    epoch: str
    seq: int
    at: str
    fact: DossierReceived | DossierMoved
    day: str


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
        received_day=None if moved else word.day,
        due=fact.due,
        state=int(fact.state),
        state_at=word.at,
        finished_day=word.day if finishes else None,
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
    ledgers = {one.epoch: one for one in (known, *_rest(known))}
    same = ledgers.get(said.epoch)
    ledgers[said.epoch] = said if same is None else _later(same, said)
    newest = max(ledgers.values(), key=lambda dossier: dossier.rank)
    if newest.source == "import":
        received_day, finish = known.received_day or said.received_day, known if known.finished_day else said
    else:
        days = [dossier.received_day for dossier in (known, said) if dossier.received_day]
        received_day, finish = min(days, default=None), max(known, said, key=_finish_rank)
    return replace(
        newest,
        received_day=received_day,
        finished_day=finish.finished_day,
        finished_state=finish.finished_state,
        rest=_packed(one for one in ledgers.values() if one is not newest),
    )


def _later(one: Dossier, other: Dossier) -> Dossier:
    """The later of two words of one ledger; it speaks of a moment not before the other's."""
    at = max(one.said_at, other.said_at)
    return replace(max(one, other, key=lambda dossier: dossier.seq), said_at=at, state_at=at)


def _rest(known: Dossier) -> list[Dossier]:
    return msgspec.json.decode(known.rest, type=list[Dossier]) if known.rest else []


def _packed(words: Iterable[Dossier]) -> str:
    """Without the days: those are gathered already. An import that was overtaken never speaks again."""
    bare = [
        replace(word, received_day=None, finished_day=None, finished_state=None, rest="")
        for word in sorted(words, key=lambda word: word.epoch)
        if word.source == "kiosk"
    ]
    return msgspec.json.encode(bare).decode() if bare else ""


def _finish_rank(dossier: Dossier) -> tuple[int, str, int]:
    state = dossier.finished_state or 0
    return (FINISHING[State(state)] if state else 0), dossier.finished_day or "", state


def same_matter(one: Dossier, other: Dossier) -> bool:
    """Whether two words say the same, whoever said it and whenever."""
    return one == replace(
        other,
        source=one.source,
        said_at=one.said_at,
        epoch=one.epoch,
        seq=one.seq,
        state_at=one.state_at,
        rest=one.rest,
    )
