"""How old the newest backup is: told by the command that took it, to `/metrics` and to the list of kiosks."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families
from starlette.testclient import TestClient

from central.__main__ import main
from central.backup.newest import NAME, newest
from central.backup.restoring import restore
from central.backup.taking import take
from central.dashboard.api import Pulse
from central.dashboard.app import build
from central.settings import Store
from tests.central.browsing import PROVINCIAL, browsing
from tests.central.conftest import Centre
from tests.central.wire import NOW, tickets


@pytest.fixture
def web(centre_on_sqlite: Centre) -> Iterator[TestClient]:
    """Two hours after `NOW`, on the centre's own machine."""
    data = centre_on_sqlite.path.parent
    pulse = Pulse(lambda: NOW, lambda: True, backed_up_at=lambda: newest(data))
    app, _ = build(centre_on_sqlite.reader, lambda: NOW + timedelta(hours=2), pulse)
    with TestClient(app, client=("127.0.0.1", 50000)) as web:
        yield web


def age(web: TestClient) -> float:
    families = text_string_to_metric_families(web.get("/metrics").text)
    [found] = [family for family in families if family.name == "motcua_newest_backup_age_seconds"]
    return found.samples[0].value


def back_up(centre: Centre, file: Path) -> None:
    assert main(["backup", str(file), "--data", str(centre.path.parent)]) == 0


def note(centre: Centre, at: datetime) -> None:
    (centre.path.parent / NAME).write_text(at.isoformat())


def test_a_centre_never_saved_is_infinitely_old(web: TestClient) -> None:
    assert age(web) == float("inf")
    assert "chưa từng được sao lưu" in web.get("/fleet").text


def test_the_age_is_since_the_newest_backup(centre_on_sqlite: Centre, web: TestClient) -> None:
    note(centre_on_sqlite, NOW)
    assert age(web) == 7200
    assert "sao lưu lần cuối: 09:15." in web.get("/fleet").text


def test_the_command_notes_that_it_saved(centre_on_sqlite: Centre, tmp_path: Path) -> None:
    centre_on_sqlite.receive(tickets(1, 3))
    safe = tmp_path.parent / f"{tmp_path.name}-safe"
    safe.mkdir()
    back_up(centre_on_sqlite, safe)
    saved = newest(centre_on_sqlite.path.parent)
    assert saved is not None
    assert [file.name for file in safe.glob("*.zip")] == [f"motcua-central-{saved:%Y%m%dT%H%M%SZ}.zip"]


def test_a_note_that_nobody_can_read_is_no_backup(centre_on_sqlite: Centre, web: TestClient) -> None:
    (centre_on_sqlite.path.parent / NAME).write_text("yesterday")
    assert age(web) == float("inf")


def test_a_restored_centre_was_never_saved(centre_on_sqlite: Centre, tmp_path: Path) -> None:
    data, file = centre_on_sqlite.path.parent, tmp_path.parent / f"{tmp_path.name}.zip"
    note(centre_on_sqlite, NOW)
    take(file, Store(), data, with_keys=False, now=NOW)
    restore(file, Store(), tmp_path / "new", replace=False, now=NOW)
    assert newest(tmp_path / "new") is None


def test_a_provincial_viewer_is_not_told_of_the_centre_itself(centre: Centre) -> None:
    with browsing(centre, PROVINCIAL) as web:
        assert "sao lưu" not in web.get("/fleet").text
