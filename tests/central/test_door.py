"""Commands beside a running centre, and without one: one door, one writer, the same answer."""

import socket
import stat
import threading
from collections.abc import Iterator
from pathlib import Path

import msgspec
import peewee
import pytest

from central.desk import WritingDesk
from central.door import NAME, Change, NobodyHome, Porter, Refused, ask, carry_out
from central.settings import Store
from central.store.models import Kiosk
from tests.central.conftest import Centre
from tests.central.wire import NOW


class Named(msgspec.Struct, frozen=True):
    kiosk: str


def add(database: peewee.Database, asked: Named, _now: object) -> int:
    database.execute(Kiosk.insert(kiosk=asked.kiosk, state="unknown"))
    if asked.kiosk == "bad":
        raise Refused("bad: no kiosk; name another")
    if asked.kiosk == "strange":
        raise KeyError(asked.kiosk)
    rows: list[tuple[int]] = database.execute(Kiosk.select(peewee.fn.COUNT(Kiosk.kiosk))).fetchall()
    return rows[0][0]


ADD = Change("kiosk.add", Named, int, add)
ALL = "SELECT kiosk FROM kiosk ORDER BY kiosk"


@pytest.fixture
def porter(centre: Centre, tmp_path: Path) -> Iterator[Porter]:
    """A centre's door, and a writer that turns in a thread of its own."""
    desk, stopping = WritingDesk(centre.store), threading.Event()

    def write() -> None:
        while not stopping.wait(0.001):
            desk.turn(NOW)

    thread = threading.Thread(target=write)
    thread.start()
    porter = Porter(tmp_path, [ADD], desk, lambda: NOW)
    porter.start()
    yield porter
    porter.stop()
    stopping.set()
    thread.join()


def said(data: Path, kiosk: str) -> int:
    return carry_out(ADD, Named(kiosk), data=data, store=Store(), now=NOW)


def test_beside_a_running_centre_its_own_writer_makes_the_change(
    centre: Centre, porter: Porter, tmp_path: Path
) -> None:
    assert [said(tmp_path, "k1"), said(tmp_path, "k2")] == [1, 2]
    assert centre.rows(ALL) == [("k1",), ("k2",)]


def test_without_a_centre_the_command_is_the_writer(tmp_path: Path) -> None:
    assert [said(tmp_path / "data", "k1"), said(tmp_path / "data", "k2")] == [1, 2]


def test_what_the_centre_refuses_is_told_in_its_own_words_and_not_written(
    centre: Centre, porter: Porter, tmp_path: Path
) -> None:
    with pytest.raises(Refused, match="bad: no kiosk; name another"):
        said(tmp_path, "bad")
    with pytest.raises(Refused, match="the centre could not: KeyError"):
        said(tmp_path, "strange")
    assert centre.rows(ALL) == []


def test_what_is_no_question_is_refused_and_the_door_stays_open(porter: Porter, tmp_path: Path) -> None:
    unknown = Change("kiosk.remove", Named, int, add)
    with pytest.raises(Refused, match="could not: KeyError"):
        ask(tmp_path, unknown, Named("k1"))
    with socket.socket(socket.AF_UNIX) as stranger:
        stranger.connect(str(tmp_path / NAME))
        stranger.sendall(b"{")
        stranger.shutdown(socket.SHUT_WR)
        assert b"refused" in stranger.recv(4096)
    assert said(tmp_path, "k1") == 1


def test_only_the_owner_of_the_data_may_knock(porter: Porter, tmp_path: Path) -> None:
    assert stat.S_IMODE((tmp_path / NAME).stat().st_mode) == 0o600


def test_a_door_left_behind_by_a_killed_centre_is_replaced(centre: Centre, tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as killed:
        killed.bind(str(tmp_path / NAME))
    with pytest.raises(NobodyHome):
        ask(tmp_path, ADD, Named("k1"))
    Porter(tmp_path, [ADD], WritingDesk(centre.store), lambda: NOW).stop()
    assert not (tmp_path / NAME).exists()


def test_two_centres_do_not_share_a_door(centre: Centre, porter: Porter, tmp_path: Path) -> None:
    with pytest.raises(OSError, match="another centre answers there; stop it"):
        Porter(tmp_path, [ADD], WritingDesk(centre.store), lambda: NOW)


def test_a_folder_of_any_depth_has_a_door(centre: Centre, tmp_path: Path) -> None:
    deep = tmp_path.joinpath(*["a-long-name-of-a-folder"] * 8)
    deep.mkdir(parents=True)
    Porter(deep, [ADD], WritingDesk(centre.store), lambda: NOW).stop()
    assert len(str(deep)) > 108
