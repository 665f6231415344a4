"""Where a program that follows the events stands, also after the centre was restored from a backup.

Owns the generations of the cursor. A restored centre gives the cursors beyond its backup to other rows than
before, and an emptied one gives all of them anew; whoever went on with a bare number would silently miss
rows. So a place names its generation, and a place of an earlier one leads back to the last row that both have
in common. Some rows come again that way, and none is missed.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime

import peewee
from peewee import fn

from central.queries import EventRow, Scope, all_of, events_after
from central.store.models import Event, Generation
from mqtt.messages import instant


@dataclass(frozen=True, slots=True)
class Place:
    """After this cursor of this generation; without a name it is the one there is now."""

    cursor: int
    generation: str = ""

    def __str__(self) -> str:
        return f"{self.generation}-{self.cursor}"


@dataclass(frozen=True, slots=True)
class Followed:
    """`next` is where to ask on from, as text; a page of a small area may be empty and still lead on."""

    events: list[EventRow]
    next: str


def read_place(text: str) -> Place:
    """``9f3c9f3c9f3c9f3c-41`` or ``41``"""
    generation, _, cursor = text.rpartition("-")
    return Place(int(cursor), generation)


def follow(reader: peewee.Database, scope: Scope, after: Place, limit: int) -> Followed:
    begin = here(reader, after)
    page = events_after(reader, scope, begin.cursor, limit)
    return Followed(page.events, str(Place(page.next, begin.generation)))


def here(reader: peewee.Database, place: Place) -> Place:
    """The same place or an earlier one in the generation there is now; its start, if the other is unknown."""
    rows = all_of(
        reader,
        Generation.select(Generation.name, Generation.begins_after).order_by(Generation.number),
    )
    names = [name for name, _ in rows]
    if not place.generation:
        return Place(place.cursor, names[-1])
    if place.generation not in names:
        return Place(0, names[-1])
    later = [begins_after for _, begins_after in rows[names.index(place.generation) + 1 :]]
    return Place(min([place.cursor, *later]), names[-1])


def begin(database: peewee.Database, now: datetime) -> None:
    """From the next event on, cursors are of another generation. Within the transaction of the caller."""
    [(last,)] = all_of(database, Generation.select(fn.MAX(Generation.number)))
    [(cursor,)] = all_of(database, Event.select(fn.COALESCE(fn.MAX(Event.cursor), 0)))
    name = secrets.token_hex(8)
    row = {"number": last + 1, "name": name, "begins_after": cursor, "began_at": instant(now)}
    database.execute(Generation.insert(row))
