"""The book of who sent what: also what the command line published, beside a centre and without one."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from central.__main__ import main
from central.commanding.acts import TYPED, Typed, acts
from central.door import Porter, carry_out
from central.queries import Scope
from central.settings import Store
from central.store.database import open_reading
from tests.central.browsing import browsing, writing
from tests.central.conftest import Centre
from tests.central.wire import NOW
from tests.processes import ROOT, broker, free_port

SHEET = ROOT / "provisioning" / "demo_ward" / "procedures" / "procedures.csv"
NOTED = "SELECT account, word, area, detail FROM act"


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Path]:
    """A folder with settings and procedures, and a broker that they name."""
    port = free_port()
    (tmp_path / "c.toml").write_text(f'[mqtt]\nhost = "127.0.0.1"\nport = {port}\n')
    with broker(tmp_path, port):
        assert typed(tmp_path, "import-procedures", str(SHEET)) == 0
        yield tmp_path


def typed(office: Path, *words: str) -> int:
    return main([*words, "--config", str(office / "c.toml"), "--data", str(office)])


def publish(office: Path, *more: str) -> int:
    return typed(office, "publish", "catalogue", "--province", "19", *more)


def noted(office: Path) -> list[tuple[str, str, str]]:
    with closing(open_reading(Store(), office)) as reader:
        return [(one.account, one.word, one.area) for one in acts(reader, Scope())]


def test_a_catalogue_published_from_the_command_line_is_noted(office: Path) -> None:
    assert publish(office) == 0
    assert noted(office) == [("command line", "catalogue", "19")]


def test_what_did_not_go_out_is_not_noted(office: Path) -> None:
    assert (publish(office), publish(office), publish(office, "--again")) == (0, 0, 0)
    assert len(noted(office)) == 2


def test_beside_a_running_centre_its_writer_notes_it_and_the_page_tells_of_it(
    centre: Centre, tmp_path: Path
) -> None:
    with writing(centre.store) as desk:
        porter = Porter(tmp_path, [TYPED], desk, lambda: NOW)
        porter.start()
        said = Typed("catalogue", "19", "version=7 new=yes")
        carry_out(TYPED, said, data=tmp_path, store=Store(), now=NOW)
        porter.stop()
    assert centre.rows(NOTED) == [("command line", "catalogue", "19", "version=7 new=yes")]
    with browsing(centre) as web:
        assert "dòng lệnh ở trung tâm" in web.get("/publish").text
