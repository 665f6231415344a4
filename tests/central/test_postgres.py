"""What is PostgreSQL's own: durability, migrating at the same moment, months of events, and the drift it must
notice.

Everything that both engines promise is tested where the promise is, on both.
"""

import logging
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest

from central.settings import SettingsError, read_settings
from central.settings import Store as Wanted
from central.store.database import open_store
from central.store.engine import StoreError, Unclaimed
from central.store.steps import lacking
from mqtt.messages import Ack
from tests.central.conftest import Centre
from tests.central.wire import EPOCH, event, frame_of, later, ticket, tickets
from tests.postgres import Server


def partitions(centre: Centre) -> list[tuple[object, ...]]:
    """Name and number of rows of each partition that has any."""
    return centre.rows("SELECT tableoid::regclass::text, count(*) FROM event GROUP BY 1 ORDER BY 1")


# ---------------------------------------------------------------- opening


@pytest.mark.parametrize("scheme", ["postgresql", "postgres"])
def test_both_spellings_of_the_scheme_open_the_same_database(server: Server, scheme: str) -> None:
    url = server.copied("motcua")
    store = open_store(Wanted(url=url.replace("postgresql", scheme, 1)), Path())
    assert store.claim()
    store.close()
    server.drop(url)


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("mysql://u:secret@h/db", "scheme 'mysql' is not known"),
        ("secret", "no scheme"),
        ("host=h password=secret", "no scheme"),
    ],
)
def test_an_address_that_is_none_is_named_without_its_password(tmp_path: Path, url: str, told: str) -> None:
    file = tmp_path / "central.toml"
    file.write_text(f'[mqtt]\nhost = "b"\n[store]\nurl = "{url}"\n')
    with pytest.raises(
        SettingsError, match=rf"key store\.url: .*{told}.*; begin it with postgresql://"
    ) as caught:
        read_settings(file)
    assert "secret" not in str(caught.value)


def test_an_address_that_cannot_be_read_is_not_repeated() -> None:
    with pytest.raises(StoreError, match=r"store\.url is no address of a database") as caught:
        open_store(Wanted(url="postgresql://u:secret%zz@h/db"), Path())
    assert "secret" not in str(caught.value)


def test_a_server_that_is_not_there_is_named_with_the_remedy() -> None:
    with pytest.raises(StoreError, match=r"postgresql://127\.0\.0\.1:1/x: .*; start PostgreSQL") as caught:
        open_store(Wanted(url="postgresql://u:secret@127.0.0.1:1/x"), Path())
    assert "secret" not in str(caught.value)


def test_the_password_may_stand_in_a_file(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "pgpass").write_text(f"127.0.0.1:{server.port}:*:clerk:from the file\n")
    (tmp_path / "pgpass").chmod(0o600)
    monkeypatch.setenv("PGPASSFILE", str(tmp_path / "pgpass"))
    server.let_in_with_password("clerk", "from the file")
    server.execute("CREATE DATABASE clerks OWNER clerk")
    store = open_store(Wanted(url=f"postgresql://clerk@127.0.0.1:{server.port}/clerks"), Path())
    assert store.claim()
    store.close()


def test_every_commit_waits_for_the_disk(centre_on_postgres: Centre) -> None:
    store = centre_on_postgres.store
    assert store.execute("SHOW synchronous_commit").fetchone() == ("on",)


def test_a_server_that_does_not_sync_is_told_of(server: Server, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.WARNING)
    open_store(Wanted(url=server.url("motcua")), Path()).close()
    assert "fsync is off" in caplog.text


def test_two_centres_that_start_at_once_migrate_once(server: Server) -> None:
    server.execute("CREATE DATABASE fresh")
    wanted = Wanted(url=server.url("fresh"))
    with ThreadPoolExecutor(4) as openers, ExitStack() as opened:
        stores = openers.map(lambda _: open_store(wanted, Path()), range(4))
        first, *_ = [opened.enter_context(closing(store)) for store in stores]
        steps = first.execute("SELECT number FROM schema_step ORDER BY number").fetchall()
    assert steps == [(number,) for number, _ in lacking("postgres", 0, "")]


def test_a_database_of_a_newer_program_is_left_alone(centre_on_postgres: Centre) -> None:
    centre_on_postgres.store.execute("INSERT INTO schema_step (number) VALUES (99)")
    with pytest.raises(StoreError, match="schema 99 is newer"):
        open_store(centre_on_postgres.wanted, Path())


def test_nothing_is_written_without_a_term(centre_on_postgres: Centre) -> None:
    other = open_store(centre_on_postgres.wanted, Path())
    assert other.claim() == 0
    with pytest.raises(Unclaimed), other.transaction():
        pass
    other.close()


# ---------------------------------------------------------------- drift


def test_the_same_number_at_another_time_is_a_conflict_though_memory_forgot_the_first(
    centre_on_postgres: Centre,
) -> None:
    centre = centre_on_postgres
    centre.receive(tickets(1, 5))
    centre.aggregator._progress.popitem()[1].upto = 0
    centre.receive(frame_of(event(1, ticket("A001"), at=later(60)), event(6, ticket("A006"))))
    assert centre.summary().tickets == 6
    assert centre.reasons() == ["conflict"]
    assert centre.wire.last_ack == Ack(EPOCH, 6, [])


def test_a_zero_character_is_set_aside_and_its_siblings_are_stored(centre: Centre) -> None:
    strange = frame_of(event(1, ticket("A\0")), event(2, ticket("A002")))
    centre.receive(strange)
    assert centre.summary().tickets == 1
    assert centre.wire.last_ack == Ack(EPOCH, 2, [])
    assert ["zero character" in reason for reason in centre.reasons()] == [True]


# ---------------------------------------------------------------- months


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def test_each_month_has_its_partition_and_clocks_years_off_share_one(centre_on_postgres: Centre) -> None:
    centre = centre_on_postgres
    moments = [
        "2026-11-01",
        "2026-10-31T23:59:59.999",
        "2026-12-01",
        "2030-01-01",
        "1970-01-01",
        "2024-01-01",
    ]
    centre.receive(
        frame_of(*[event(seq, ticket(), at=at(text)) for seq, text in enumerate(moments, start=1)])
    )
    assert partitions(centre) == [
        ("event_2026_10", 1),
        ("event_2026_11", 1),
        ("event_2026_12", 1),
        ("event_elsewhen", 3),
    ]


def test_events_of_a_clock_that_was_ahead_move_when_their_month_comes(centre_on_postgres: Centre) -> None:
    centre = centre_on_postgres
    centre.receive(frame_of(event(1, ticket(), at=at("2027-03-05"))))
    assert partitions(centre) == [("event_elsewhen", 1)]
    centre.inbox.put(frame_of(event(2, ticket(), at=at("2027-03-06"))))
    centre.aggregator.turn(at("2027-03-06"))
    assert partitions(centre) == [("event_2027_03", 2)]


def test_a_long_query_in_the_way_of_a_new_month_holds_up_nobody(centre_on_postgres: Centre) -> None:
    centre = centre_on_postgres
    with psycopg.connect(centre.wanted.url) as reader:
        reader.execute("SELECT * FROM event_elsewhen")
        centre.receive(tickets(1, 3))
        centre.receive(tickets(4, 5))
        assert partitions(centre) == [("event_elsewhen", 5)]
    centre.inbox.put(tickets(6, 6))
    centre.aggregator.turn(later(60))
    assert partitions(centre) == [("event_2026_11", 6)]
