"""Which kiosks are online now, and how many people wait at them.

Owns reading the kiosks' last words. Refuses alerts. Only kiosks that are online say who waits now: the last
heartbeat of a lost one tells of another hour.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

import msgspec
import peewee

from central.queries import Scope, all_of, within
from central.stats.shares import Share
from central.store.models import Kiosk


@dataclass(frozen=True, slots=True)
class Presence:
    """`waiting` is summed over the `heard` kiosks that are online and say it; None where none does."""

    online: Share
    waiting: int | None
    heard: int


class _Heartbeat(msgspec.Struct, frozen=True):
    waiting: int | None = None


_heartbeats = msgspec.json.Decoder(_Heartbeat)


def presence(reader: peewee.Database, scope: Scope) -> Presence:
    return presences(reader, scope, 0).get("", Presence(Share(0, 0), None, 0))


def joined(present: Iterable[Presence]) -> Presence:
    """Of several areas as of one."""
    shares, waiting, heard = [], [], 0
    for one in present:
        shares.append(one.online)
        heard += one.heard
        waiting += [] if one.waiting is None else [one.waiting]
    online = Share(sum(share.part for share in shares), sum(share.whole for share in shares))
    return Presence(online, sum(waiting) if waiting else None, heard)


def presences(reader: peewee.Database, scope: Scope, letters: int) -> dict[str, Presence]:
    """By the first `letters` of a kiosk's name: 2 is by province, 8 by ward, 0 all together."""
    query = Kiosk.select(Kiosk.kiosk, Kiosk.state, Kiosk.health).where(*within(Kiosk.kiosk, scope))
    groups: defaultdict[str, list[tuple[str, str | None]]] = defaultdict(list)
    for kiosk, state, health in all_of(reader, query):
        groups[kiosk[:letters]].append((state, health))
    return {area: _presence(kiosks) for area, kiosks in groups.items()}


def _presence(kiosks: list[tuple[str, str | None]]) -> Presence:
    online = [health for state, health in kiosks if state == "online"]
    beats = [_heartbeats.decode(health) for health in online if health]
    waiting = [beat.waiting for beat in beats if beat.waiting is not None]
    return Presence(Share(len(online), len(kiosks)), sum(waiting) if waiting else None, len(waiting))
