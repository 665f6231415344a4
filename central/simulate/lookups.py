"""What people looked up at a simulated kiosk on one day, as the kiosk tells it when the office has shut.

Owns which procedures interest people and which words find nothing. Refuses the guide: what a kiosk would
find is not asked. The words are invented; three mistakes of one kind are needed before a kiosk tells them.
"""

from datetime import date
from random import Random
from typing import Final

from central.simulate.dossiers import PROCEDURES
from mqtt.device_facts import DeviceLookups, Missed, Viewed

VIEWS: Final = {procedure.code: 24 for procedures in PROCEDURES.values() for procedure in procedures}
"""At most on a day, each drawn by itself."""
MISSES: Final = {"hộ chiếu": 6, "bằng lái xe": 5, "vay vốn": 4, "đổi sim": 4}
TOLD_FROM: Final = 3


def lookups_of(day: date, chance: Random) -> DeviceLookups:
    viewed = {code: chance.randint(0, most) for code, most in VIEWS.items()}
    missed = {words: chance.randint(0, most) for words, most in MISSES.items()}
    return DeviceLookups(
        day=day.isoformat(),
        viewed=[Viewed(procedure=code, count=count) for code, count in viewed.items() if count],
        missed=[Missed(words=words, count=count) for words, count in missed.items() if count >= TOLD_FROM],
    )
