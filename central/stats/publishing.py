"""Who lacks what was sent: kiosks held against the newest versions, counted for a summary and a list.

Owns that comparison. Refuses reading rows (`central.commanding.progress`) and words. A kiosk that has not
told its version counts as lacking it once there is one to have.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Final, Literal, get_args

import msgspec

from central.commanding.progress import KioskProgress

Need = Literal["catalogue", "dossiers", "waiting", "refused", "expired"]
NEEDS: Final[tuple[Need, ...]] = get_args(Need)


class KioskNeeds(msgspec.Struct, frozen=True, gc=False):
    """`catalogue` is the version that the kiosk should have, None where none was ever published."""

    progress: KioskProgress
    catalogue: int | None
    needs: frozenset[Need]


def needs(kiosks: Iterable[KioskProgress], published: Mapping[str, int], now: datetime) -> list[KioskNeeds]:
    """`published`: province -> its newest catalogue. One that some kiosk tells of is at least as new."""
    listed = list(kiosks)
    newest = dict(published)
    for one in listed:
        province = one.kiosk[:2]
        if one.catalogue_version is not None:
            newest[province] = max(newest.get(province, 0), one.catalogue_version)
    return [_held(one, newest.get(one.kiosk[:2]), now) for one in listed]


def counted(kiosks: Iterable[KioskNeeds]) -> Counter[Need]:
    """Need -> how many kiosks."""
    return Counter(need for one in kiosks for need in one.needs)


def _held(one: KioskProgress, catalogue: int | None, now: datetime) -> KioskNeeds:
    found: set[Need] = set()
    if catalogue is not None and (one.catalogue_version or 0) < catalogue:
        found.add("catalogue")
    if one.dossiers_published is not None and (one.dossiers_version or 0) < one.dossiers_published:
        found.add("dossiers")
    for command in one.commands:
        standing = command.standing(now)
        if standing != "done":
            found.add(standing)
    return KioskNeeds(one, catalogue, frozenset(found))
