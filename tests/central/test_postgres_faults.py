"""PostgreSQL dies in the middle of what the centre writes, and the totals are the truth all the same.

Backends are terminated and killed, the server is stopped at once and started again: before, within and just
after a commit whose answer never came.
"""

import os
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from typing import Any

import peewee
import psycopg
import pytest

from central import aggregator
from central.store.engine import PATIENCE
from mqtt.messages import Ack
from tests.central.conftest import Centre
from tests.central.wire import EPOCH, event, frame_of, rating, tickets
from tests.postgres import Server
from tests.processes import wait_until

Strike = Callable[[], None]


def backend(centre: Centre) -> int:
    """The process of the server that serves the writer."""
    return int(centre.store.writer.connection().info.backend_pid)


def terminate(server: Server, pid: int) -> None:
    server.execute(f"SELECT pg_terminate_backend({pid}, 5000)")


def kill(server: Server, pid: int) -> None:
    """The server throws all sessions out, as the witness's, and recovers from its journal."""
    with closing(psycopg.connect(server.url("postgres"), autocommit=True)) as witness:
        os.kill(pid, signal.SIGKILL)
        wait_until(lambda: thrown_out(witness))


def thrown_out(connection: "psycopg.Connection[Any]") -> bool:
    try:
        connection.execute("SELECT 1")
    except psycopg.OperationalError:
        return True
    return False


def stop_and_start(server: Server, pid: int) -> None:
    server.stop(signal.SIGQUIT)
    server.start()


@pytest.fixture(params=[terminate, kill, stop_and_start])
def strike(request: pytest.FixtureRequest, server: Server, centre_on_postgres: Centre) -> Iterator[Strike]:
    yield lambda: request.param(server, backend(centre_on_postgres))
    wait_until(server.answers, seconds=30)


def once(strike: Strike, deed: Callable[..., Any]) -> Callable[..., Any]:
    """Strikes before the deed the first time, and never again."""
    left = [strike]

    def struck(*arguments: object) -> Any:
        if left:
            left.pop()()
        return deed(*arguments)

    return struck


def and_then(strike: Strike, deed: Callable[..., Any]) -> Callable[..., Any]:
    """The deed is done, and its answer is lost."""
    left = [strike]

    def struck(*arguments: object) -> Any:
        done = deed(*arguments)
        if left:
            left.pop()()
            raise peewee.OperationalError("server closed the connection unexpectedly")
        return done

    return struck


def settle(centre: Centre) -> None:
    """Turns until nothing waits, as the centre does while its store is unwilling."""

    def settled() -> bool:
        unwilling = not centre.store.claim() or centre.receive() > 0
        return not unwilling and not centre.aggregator.waiting and centre.inbox.empty()

    wait_until(settled, seconds=30)


@pytest.mark.parametrize("stage", ["make_room", "insert_events", "executemany", "upsert"])
def test_a_server_that_dies_within_a_transaction_leaves_nothing_of_it(
    centre_on_postgres: Centre, strike: Strike, stage: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    centre = centre_on_postgres
    centre.receive(tickets(1, 50))
    monkeypatch.setattr(centre.store, stage, once(strike, getattr(centre.store, stage)))
    assert centre.receive(tickets(51, 100), tickets(1, 50, kiosk="19/05518/k2")) > 0
    settle(centre)
    assert truth(centre) == (150, 150, 0)
    assert centre.wire.last_ack.upto in (50, 100)


def test_a_commit_whose_answer_was_lost_is_not_counted_twice(
    centre_on_postgres: Centre, strike: Strike, monkeypatch: pytest.MonkeyPatch
) -> None:
    centre = centre_on_postgres
    monkeypatch.setattr(centre.store.writer, "commit", and_then(strike, centre.store.writer.commit))
    assert centre.receive(tickets(1, 50)) > 0
    assert centre.wire.acknowledged == []
    settle(centre)
    assert truth(centre) == (50, 50, 50)
    assert centre.wire.last_ack == Ack(EPOCH, 50, [])


def test_a_first_transaction_that_is_undone_is_done_by_the_next_turn(
    centre_on_postgres: Centre, monkeypatch: pytest.MonkeyPatch
) -> None:
    centre, upsert = centre_on_postgres, centre_on_postgres.store.upsert
    monkeypatch.setattr(centre.store, "upsert", and_then(lambda: None, upsert))
    assert centre.receive(tickets(1, 50)) > 0
    settle(centre)
    assert truth(centre) == (50, 50, 0)


def test_a_replay_after_a_crash_counts_nothing_twice(
    centre_on_postgres: Centre, strike: Strike, server: Server
) -> None:
    centre = centre_on_postgres
    frames = [tickets(1, 50), frame_of(event(51, rating("satisfied")), event(52, rating("unsatisfied")))]
    centre.receive(*frames)
    strike()
    wait_until(server.answers, seconds=30)
    centre.restart()
    centre.receive(*frames)
    assert truth(centre) == (50, 52, 52)
    assert centre.summary().ratings["satisfied"] == 1


def test_a_reader_that_is_cut_off_before_its_first_word_is_replaced(
    centre_on_postgres: Centre, monkeypatch: pytest.MonkeyPatch, server: Server
) -> None:
    reader: Any = centre_on_postgres.reader
    cut = "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE state = 'idle'"
    monkeypatch.setattr(reader, "begin", once(lambda: server.execute(cut), reader.begin))
    assert centre_on_postgres.rows("SELECT 1") == [(1,)]


def test_a_writer_that_is_cut_off_again_and_again_while_much_arrives(
    centre_on_postgres: Centre, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Wherever it hits: each time some more has been committed, whatever the writer does then is cut off."""
    centre = centre_on_postgres
    monkeypatch.setattr(aggregator, "MESSAGES_IN_A_BATCH", 10)
    monkeypatch.setattr(aggregator, "ENOUGH", 10)
    frames = [
        tickets(first, first + 49, kiosk=f"19/05518/k{n}")
        for n in range(1, 21)
        for first in range(1, 501, 50)
    ]
    saboteur = threading.Thread(target=sabotage, args=(centre.wanted.url, 5))
    saboteur.start()
    centre.receive(*frames)
    settle(centre)
    saboteur.join(30)
    settle(centre)
    assert truth(centre)[:2] == (10_000, 10_000)
    assert centre.rows("SELECT count(*) FROM (SELECT DISTINCT kiosk, epoch, seq FROM event) e") == [(10_000,)]
    assert centre.summary().gaps == 0


def sabotage(url: str, strikes: int) -> None:
    with psycopg.connect(url, autocommit=True) as connection:

        def committed() -> int:
            return int(connection.execute("SELECT count(*) FROM event").fetchone()[0])  # type: ignore[index]

        for _ in range(strikes):
            before = committed()
            wait_until(lambda before=before: committed() > min(before, 9_999), seconds=30)  # type: ignore[misc]
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )


def truth(centre: Centre) -> tuple[int, int, int]:
    """Tickets by the figures, events by their rows, repeats."""
    wait_until(lambda: counted(centre) is not None)
    found = counted(centre)
    assert found is not None
    return found


def counted(centre: Centre) -> tuple[int, int, int] | None:
    try:
        [(events,)] = centre.rows("SELECT count(*) FROM event")
        summary = centre.summary()
    except PATIENCE:
        return None
    return summary.tickets, int(str(events)), summary.duplicates
