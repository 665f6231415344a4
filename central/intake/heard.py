"""What a kiosk says of a dossier that was filed from home: plain values.

Owns which facts these are. Refuses rows (`hearing`).
"""

from dataclasses import dataclass
from typing import Final

from mqtt.facts import DossierFiled, DossierMoved

HomeFact = DossierFiled | DossierMoved
FROM_HOME: Final = ".nop-"


@dataclass(frozen=True, slots=True)
class HomeWord:
    """A kiosk's fact, where it stands in that kiosk's ledger, and when it came."""

    kiosk: str
    epoch: str
    seq: int
    at: str
    fact: HomeFact

    @property
    def ward(self) -> str:
        return self.kiosk.split("/")[1]


def from_home(fact: object) -> HomeFact | None:
    """The fact, if it is about a dossier that was filed from home."""
    if isinstance(fact, DossierFiled):
        return fact
    return fact if isinstance(fact, DossierMoved) and FROM_HOME in fact.code else None
