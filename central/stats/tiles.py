"""The country and its provinces as tiles of equal size, each with its figures.

Owns the drawing's places (tiles.csv) and what a tile knows. Refuses colours and borders: a tile map is a
drawing by which a place is found quickly, and every tile weighs the same, however large or empty the land is.
"""

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import peewee

from central.queries import Scope
from central.stats import reading
from central.stats.measured import PLACE
from central.stats.presence import Presence, presences
from central.stats.reading import Times
from central.stats.shares import NOTHING, Share
from central.stats.sums import WARD, Sums, by_province, by_ward

NOBODY = Presence(NOTHING, None, 0)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a tile of the country's drawing lies, counted from 1 in the north-west."""

    area: str
    column: int
    row: int


@dataclass(frozen=True, slots=True)
class Tile:
    """A province (``19``) or a ward (``19/05518``)."""

    area: str
    tickets: int
    satisfaction: Share
    wait: Times
    no_shows: Share
    presence: Presence


@cache
def places() -> tuple[Place, ...]:
    lines = files("central.stats").joinpath("tiles.csv").read_text("utf-8").splitlines()
    rows = csv.DictReader(line for line in lines if not line.startswith("#"))
    return tuple(
        Place(f"{row['province']}/{row['ward']}".rstrip("/"), int(row["column"]), int(row["row"]))
        for row in rows
    )


def tiles(reader: peewee.Database, scope: Scope) -> dict[str, Tile]:
    """Of the country its provinces, of a province its wards that have a kiosk or any figure."""
    return tiled(places_sums(reader, scope), places_present(reader, scope))


def places_sums(reader: peewee.Database, scope: Scope) -> dict[str, Sums]:
    return by_ward(reader, scope, PLACE) if scope.province else by_province(reader, scope, PLACE)


def places_present(reader: peewee.Database, scope: Scope) -> dict[str, Presence]:
    return presences(reader, scope, WARD if scope.province else len("19"))


def tiled(found: dict[str, Sums], present: dict[str, Presence]) -> dict[str, Tile]:
    return {area: _tile(area, found.get(area, {}), present) for area in sorted(found.keys() | present.keys())}


def _tile(area: str, sums: Sums, present: dict[str, Presence]) -> Tile:
    return Tile(
        area=area,
        tickets=sums.get("tickets", 0),
        satisfaction=reading.satisfaction(sums),
        wait=reading.times(sums, "wait"),
        no_shows=reading.no_shows(sums),
        presence=present.get(area, NOBODY),
    )
