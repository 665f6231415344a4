"""The live stream over a real socket: named events, who sees what, and one drawing for many listeners."""

import http.client
import json
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.processes import wait_until
from tests.ui.counter.stub import PRIORITY, TOKEN, Ward, served
from ui.counter.live import Live


@dataclass(slots=True)
class Ear:
    """One open stream; `hear` reads up to the next event that is not a heartbeat."""

    answer: http.client.HTTPResponse
    beats: list[Any] = field(default_factory=list)

    def hear(self) -> tuple[str, Any]:
        while True:
            name, data = self._event()
            if name != "beat":
                return name, data
            self.beats.append(data)

    def _event(self) -> tuple[str, Any]:
        lines: dict[str, str] = {}
        while (line := self.answer.readline().decode()) not in ("\n", ""):
            key, _, value = line.rstrip("\n").partition(": ")
            lines[key] = value
        return lines.get("event", ""), json.loads(lines.get("data", "null"))


@contextmanager
def listening(url: str, only: str = "", token: str = "") -> Iterator[Ear]:
    connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=8)
    connection.request("GET", f"/api/v1/live?only={only}", headers={"Cookie": f"motcua={token}"})
    try:
        yield Ear(connection.getresponse())
    finally:
        connection.close()


@dataclass(slots=True)
class Street:
    ward: Ward
    live: Live
    url: str


@pytest.fixture
def street() -> Iterator[Street]:
    ward, live = Ward(), Live()
    with served(ward.office(), live) as url:
        yield Street(ward, live, url)


def test_all_three_pictures_come_at_once_and_by_name(street: Street) -> None:
    with listening(street.url) as ear:
        assert ear.answer.getheader("content-type", "").startswith("text/event-stream")
        names = [ear.hear()[0] for _ in range(3)]
    assert names == ["kiosk", "board", "queue"]
    assert set(ear.beats[0]) == {"boot"}


def test_only_what_was_asked_for_comes(street: Street) -> None:
    with listening(street.url, only="board,kiosk") as ear:
        assert [ear.hear()[0], ear.hear()[0]] == ["kiosk", "board"]
        street.ward.news = {**street.ward.news, "help": True}
        street.live.changed()
        assert ear.hear() == ("kiosk", street.ward.news)
    assert "queue" not in street.ward.drawn


def test_an_unknown_picture_is_a_422() -> None:
    answer = Ward().web().get("/api/v1/live?only=board,moon")
    assert (answer.status_code, answer.json()["code"]) == (422, "bad_value")


def test_only_what_changed_is_sent_again(street: Street) -> None:
    with listening(street.url) as ear:
        before = [ear.hear() for _ in range(3)]
        street.ward.board = replace(street.ward.board, marquee="Nghỉ lễ ngày 2/9")
        street.live.changed()
        name, data = ear.hear()
    assert (len(before), name, data["marquee"]) == (3, "board", "Nghỉ lễ ngày 2/9")


def test_priority_is_streamed_to_officers_only(street: Street) -> None:
    with listening(street.url, "queue", TOKEN) as officer, listening(street.url, "queue") as stranger:
        known, blind = officer.hear()[1], stranger.hear()[1]
    assert known["tickets"][0]["priority"] == PRIORITY
    assert blind["tickets"][0]["priority"] is None


def test_a_stream_whose_session_ended_goes_blind(street: Street) -> None:
    with listening(street.url, "queue", TOKEN) as ear:
        assert ear.hear()[1]["tickets"][0]["priority"] == PRIORITY
        street.ward.people.clear()
        assert ear.hear()[1]["tickets"][0]["priority"] is None


def test_many_listeners_share_one_drawing_of_each_change(street: Street) -> None:
    with ExitStack() as stack:
        ears = [stack.enter_context(listening(street.url, "board")) for _ in range(12)]
        first = [ear.hear()[0] for ear in ears]
        street.ward.drawn.clear()
        street.ward.board = replace(street.ward.board, marquee="mới")
        street.live.changed()
        then = [ear.hear()[1]["marquee"] for ear in ears]
    assert first == ["board"] * 12
    assert then == ["mới"] * 12
    assert street.ward.drawn == ["board"]


def storm(live: Live) -> None:
    for _ in range(500):
        live.changed()


def test_a_storm_of_changes_is_gathered(street: Street) -> None:
    with listening(street.url, "board") as ear:
        ear.hear()
        street.ward.drawn.clear()
        street.ward.board = replace(street.ward.board, marquee="sau bão")
        storm(street.live)
        assert ear.hear()[1]["marquee"] == "sau bão"
    assert len(street.ward.drawn) <= 3


def test_closing_ends_every_stream(street: Street) -> None:
    with listening(street.url, "board") as ear:
        ear.hear()
        street.live.close()
        wait_until(lambda: ear.answer.read() is not None, seconds=2)
