"""A safe place for backups of a centre on the bench, and a new machine to restore them on.

Owns taking, restoring and reading a store whole, on either engine. Refuses assertions.
"""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from central.backup.restoring import Restored, restore
from central.backup.taking import Taken, take
from central.dashboard.api import Pulse
from central.dashboard.app import build
from central.settings import Store
from tests.central.conftest import Centre
from tests.central.wire import NOW, tickets
from tests.postgres import Server
from tests.processes import ROOT

TABLES = (
    "event",
    "set_aside",
    "progress",
    "kiosk",
    "figure",
    "hourly",
    "rejected",
    "dossier",
    "dossier_ward",
    "account",
    "alert",
    "command",
)


@dataclass
class Safe:
    """`new` is the data folder of a new machine, and `empty` the settings of its empty store."""

    centre: Centre
    folder: Path
    new: Path
    empty: Store

    @property
    def data(self) -> Path:
        return self.centre.path.parent

    @property
    def file(self) -> Path:
        return self.folder / "backup.zip"

    def take(self, name: str = "backup.zip", *, with_keys: bool = False, now: datetime = NOW) -> Taken:
        return take(self.folder / name, self.centre.wanted, self.data, with_keys=with_keys, now=now)

    def restore(self, file: Path | None = None, *, replace: bool = False, now: datetime = NOW) -> Restored:
        return restore(file or self.file, self.empty, self.new, replace=replace, now=now)

    def command(self, *words: str, new: bool = False) -> list[str]:
        """`motcua-central` for the saved machine or the new one."""
        wanted, data = (self.empty, self.new) if new else (self.centre.wanted, self.data)
        config = self.folder.parent / f"{self.folder.name}.toml"
        config.write_text(f'[mqtt]\nhost = "127.0.0.1"\n[store]\nurl = "{wanted.url}"\n')
        places = ("--config", str(config), "--data", str(data))
        return [sys.executable, "-m", "central", *words, *places]

    @contextmanager
    def opened(self, folder: Path | None = None) -> Iterator[Centre]:
        """The restored centre, or the one in this folder."""
        restored = Centre(self.empty, folder or self.new)
        try:
            yield restored
        finally:
            restored.stop()

    @property
    def lying_about(self) -> list[str]:
        """What is in the safe, but for the lock."""
        return sorted(path.name for path in self.folder.iterdir() if path.name != ".motcua-backup.lock")


@contextmanager
def safe_for(centre: Centre, request: pytest.FixtureRequest) -> Iterator[Safe]:
    folder = request.getfixturevalue("tmp_path_factory").mktemp("safe")
    if not centre.wanted.url:
        yield Safe(centre, folder, folder / "new", centre.wanted)
        return
    server: Server = request.getfixturevalue("server")
    url = server.copied("template0")
    yield Safe(centre, folder, folder / "new", Store(url=url))
    server.drop(url)


def run(*words: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(words, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)


@pytest.fixture
def safe(centre: Centre, request: pytest.FixtureRequest) -> Iterator[Safe]:
    centre.receive(tickets(1, 50))
    with safe_for(centre, request) as safe:
        yield safe


@pytest.fixture
def safe_on_sqlite(centre_on_sqlite: Centre, request: pytest.FixtureRequest) -> Iterator[Safe]:
    centre_on_sqlite.receive(tickets(1, 50))
    with safe_for(centre_on_sqlite, request) as safe:
        yield safe


def contents(centre: Centre) -> dict[str, list[tuple[object, ...]]]:
    """Every row of what a centre knows."""
    return {table: sorted(centre.rows(f"SELECT * FROM {table}"), key=repr) for table in TABLES}


def page(centre: Centre, after: str, limit: int = 100) -> dict[str, Any]:
    """One answer to whoever follows the events."""
    app, live = build(centre.reader, lambda: NOW, Pulse(lambda: NOW, lambda: True))
    with TestClient(app) as web:
        answer: dict[str, Any] = web.get(f"/api/v1/events?after={after}&limit={limit}").json()
    live.stopping.set()
    return answer


def seqs(answer: dict[str, Any]) -> list[tuple[str, int]]:
    return [(event["kiosk"], event["seq"]) for event in answer["events"]]
