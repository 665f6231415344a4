"""A province outgrows its file: the same centre, row by row, in PostgreSQL."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from central.backup.manifest import BackupError
from central.backup.moving import move
from central.settings import Store
from tests.central.backups import contents, page, run, safe_for, seqs
from tests.central.conftest import Centre
from tests.central.wire import (
    NOW,
    event,
    frame_of,
    heartbeat,
    incoming,
    later,
    rating,
    state,
    ticket,
    tickets,
)
from tests.postgres import Server

OTHER = "19/05521/k2"


@pytest.fixture
def old(centre_on_sqlite: Centre) -> Centre:
    """Something in every corner, and a clock that is years off."""
    centre_on_sqlite.receive(state("online", seq_high=60), heartbeat(seq_high=60, backlog=3), tickets(1, 50))
    centre_on_sqlite.receive(frame_of(event(52, rating()), event(53, rating(), at=later(-9e7))))
    centre_on_sqlite.receive(tickets(1, 5, kiosk=OTHER), incoming("motcua/1/x/ticket", b"{}"))
    with centre_on_sqlite.store.transaction():
        centre_on_sqlite.store.execute(
            "INSERT INTO set_aside VALUES ('19/05521/k9', 'e', 1, 'of' || char(0) || 'old')"
        )
        centre_on_sqlite.store.execute("INSERT INTO account VALUES ('lan', 'ward', '19/05518', '', '', NULL)")
        centre_on_sqlite.store.execute("INSERT INTO session VALUES ('a', 'lan', 'token', '', '', '')")
    return centre_on_sqlite


@pytest.fixture
def new(server: Server) -> Iterator[Store]:
    url = server.copied("template0")
    yield Store(url=url)
    server.drop(url)


def moved(old: Centre, new: Store) -> Centre:
    old.stop()
    move(old.wanted, new, old.path.parent, NOW)
    return Centre(new, old.path.parent)


def known(centre: Centre) -> dict[str, list[str]]:
    """Every row, told the same way by both engines."""
    return {
        table: sorted(repr(row).replace("\\x00", "") for row in rows)
        for table, rows in contents(centre).items()
    }


def test_a_moved_centre_holds_every_row_and_gives_the_same_answers(old: Centre, new: Store) -> None:
    before, summary, answer = known(old), old.summary(), page(old, "0")
    centre = moved(old, new)
    assert known(centre) == before
    assert centre.summary() == summary
    assert page(centre, "0") == answer
    centre.stop()


def test_a_moved_centre_goes_on_where_the_old_one_stopped(old: Centre, new: Store) -> None:
    place = page(old, "0")["next"]
    centre = moved(old, new)
    centre.receive(tickets(51, 51), frame_of(event(54, ticket())), incoming("motcua/1/strange", b"{}"))
    assert seqs(page(centre, place)) == [("19/05518/k1", 51), ("19/05518/k1", 54)]
    assert centre.wire.last_ack.upto == 54
    assert centre.rows("SELECT count(*), count(DISTINCT number), max(number) FROM rejected") == [(2, 2, 2)]
    centre.stop()


def test_a_database_with_rows_is_not_mixed_with(old: Centre, new: Store) -> None:
    moved(old, new).stop()
    with pytest.raises(BackupError, match="holds rows of account; give an empty database"):
        move(old.wanted, new, old.path.parent, NOW)


def test_there_is_no_way_back(new: Store, tmp_path: Path) -> None:
    with pytest.raises(BackupError, match="only from SQLite to PostgreSQL"):
        move(new, Store(), tmp_path, NOW)


def test_the_command_says_what_it_moved_and_how_to_go_on(
    old: Centre, request: pytest.FixtureRequest, new: Store, tmp_path: Path
) -> None:
    old.stop()
    target = tmp_path.with_name(f"{tmp_path.name}.toml")
    target.write_text(f'[mqtt]\nhost = "127.0.0.1"\n[store]\nurl = "{new.url}"\n')
    with safe_for(old, request) as safe:
        ended = run(*safe.command("move-store", "--to", str(target)))
    assert ended.returncode == 0
    assert "event: 57 rows" in ended.stdout.splitlines()
    assert ended.stdout.endswith(
        f"start the centre with {target}; the file central.sqlite3 stays as it was\n"
    )
