"""An update migrates the database, an update is rolled back: both versions open the same file."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from firmware.errors import StoreError
from firmware.schema import Migration, migrations
from firmware.store import Reader, Store
from tests.bench import KioskBench, TurnedClock

RELEASED = 4
"""How many migrations the last release knows. Raise it when releasing, never to make the test below pass."""

TODAY = migrations()
NEXT = len(TODAY) + 1
ADDS = Migration(
    NEXT,
    len(TODAY),
    "CREATE TABLE note (id INTEGER PRIMARY KEY, text TEXT NOT NULL);"
    "ALTER TABLE ticket ADD COLUMN note TEXT NOT NULL DEFAULT ''",
)
BREAKS = Migration(NEXT, NEXT, "ALTER TABLE ticket RENAME COLUMN label TO words")


def open_as(folder: Path, known: tuple[Migration, ...]) -> None:
    Store(folder / "kiosk.db", TurnedClock().now(), known).close()


def schema_of(folder: Path) -> tuple[int, int]:
    reader = Reader(folder / "kiosk.db")
    [(seen,)], [(needed,)] = reader.rows("PRAGMA user_version"), reader.rows("PRAGMA application_id")
    reader.close()
    return seen, needed


def test_the_older_version_issues_the_next_number_after_a_roll_back(tmp_path: Path) -> None:
    bench = KioskBench(tmp_path)
    assert bench.take_number() == "A001"
    bench.store.close()
    open_as(tmp_path, (*TODAY, ADDS))
    bench.power_cycle()
    assert bench.take_number() == "A002"
    bench.store.close()
    bench.reader.close()


def test_the_newer_version_finds_everything_when_it_comes_again(tmp_path: Path) -> None:
    open_as(tmp_path, (*TODAY, ADDS))
    bench = KioskBench(tmp_path)
    bench.take_number()
    bench.store.close()
    open_as(tmp_path, (*TODAY, ADDS))
    assert bench.reader.rows("SELECT label, note FROM ticket") == [("A001", "")]
    assert schema_of(tmp_path) == (NEXT, len(TODAY))
    bench.reader.close()


def test_a_database_that_the_older_version_would_harm_is_refused_with_the_remedy(tmp_path: Path) -> None:
    open_as(tmp_path, (*TODAY, BREAKS))
    with pytest.raises(StoreError, match=rf"kiosk\.db: schema {NEXT} needs .* install the newer version"):
        open_as(tmp_path, TODAY)
    assert schema_of(tmp_path) == (NEXT, NEXT)


def test_a_migration_that_only_adds_does_not_lift_an_earlier_demand(tmp_path: Path) -> None:
    adds_later = Migration(NEXT + 1, len(TODAY), "CREATE TABLE note (id INTEGER PRIMARY KEY)")
    open_as(tmp_path, (*TODAY, BREAKS, adds_later))
    assert schema_of(tmp_path) == (NEXT + 1, NEXT)


def test_a_database_from_before_this_rule_is_opened(tmp_path: Path) -> None:
    open_as(tmp_path, TODAY)
    with closing(sqlite3.connect(tmp_path / "kiosk.db")) as connection:
        connection.execute("PRAGMA application_id = 0")
    open_as(tmp_path, TODAY)
    assert schema_of(tmp_path) == (len(TODAY), 0)


def test_what_the_last_release_can_open_stays_so() -> None:
    assert max(migration.opens for migration in TODAY) <= RELEASED
