"""A ward for each journey: a broker, a centre and one kiosk, all real processes on free ports."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests import processes
from tests.journeys.kiosk import Visit


class Centre:
    """The centre as the province sees it: its public API."""

    def __init__(self, web: int) -> None:
        self.web = web

    def summary(self) -> dict[str, Any]:
        return dict(processes.ask(self.web, "/api/v1/summary"))

    def events(self, kind: str) -> list[dict[str, Any]]:
        answer: Any = processes.ask(self.web, "/api/v1/events?limit=1000")
        return [event for event in answer["events"] if event["kind"] == kind]

    def wait_for(self, **wanted: int) -> dict[str, Any]:
        """Until the summary says so: `tickets=2`."""
        processes.wait_until(lambda: wanted.items() <= self.summary().items(), seconds=20)
        return self.summary()


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[int]:
    port = processes.free_port()
    with processes.broker(tmp_path, port):
        yield port


@pytest.fixture
def centre(tmp_path: Path, broker: int) -> Iterator[Centre]:
    port = processes.free_port()
    with processes.centre_process(tmp_path, broker, port):
        yield Centre(port)


@pytest.fixture
def visit(tmp_path: Path, broker: int) -> Iterator[Visit]:
    folder = tmp_path / "kiosk"
    folder.mkdir()
    visit = Visit(folder, broker)
    visit.start()
    yield visit
    visit.kill()
