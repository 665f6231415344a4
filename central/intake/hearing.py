"""What kiosks say of dossiers that were filed from home, kept for the filer's page and for the delivery.

Owns these words' rows. Refuses the register of all dossiers (`central.dossiers`). Words may come in any order
and again and again; a word about a dossier that nobody filed here changes nothing.
"""

from collections.abc import Iterable
from typing import Final

from central.dossiers.register import ENDED
from central.intake.heard import HomeWord
from central.store.engine import Statements
from mqtt.dossiers import State
from mqtt.facts import DossierFiled, DossierMoved

_THERE: Final = """UPDATE intake_filing SET there_at = ? WHERE code = ? AND turn = ? AND ward = ?
    AND there_at IS NULL"""
_MOVE: Final = """INSERT INTO intake_move (code, epoch, seq, at, state, due, reason)
    SELECT ?, ?, ?, ?, ?, ?, ? FROM intake_dossier WHERE code = ? AND ward = ? ON CONFLICT DO NOTHING"""
_LAST: Final = (
    "SELECT state, at FROM intake_move WHERE code = ? ORDER BY at DESC, epoch DESC, seq DESC LIMIT 1"
)
_CLOSE: Final = "UPDATE intake_dossier SET closed_at = ? WHERE code = ? AND erased_at IS NULL"


def take_home_words(store: Statements, words: Iterable[HomeWord]) -> None:
    """Only the ward's own kiosks speak of its dossiers."""
    for word in words:
        if isinstance(word.fact, DossierFiled):
            store.execute(_THERE, (word.at, word.fact.code, word.fact.turn, word.ward))
        else:
            _move(store, word, word.fact)


def _move(store: Statements, word: HomeWord, fact: DossierMoved) -> None:
    row = (fact.code, word.epoch, word.seq, word.at, int(fact.state), fact.due, fact.reason)
    if store.execute(_MOVE, (*row, fact.code, word.ward)).rowcount != 1:
        return
    state, at = store.execute(_LAST, (fact.code,)).fetchone()
    store.execute(_CLOSE, (at if State(state) in ENDED else None, fact.code))
