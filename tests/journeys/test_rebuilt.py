"""The centre's disk dies: a real kiosk makes a real centre whole again, and nobody has to ask for it."""

from pathlib import Path

import pytest

from tests import processes
from tests.journeys.conftest import Centre
from tests.journeys.kiosk import Visit

pytestmark = pytest.mark.xdist_group("journeys")


def test_an_empty_centre_gets_every_number_and_rating_again(
    visit: Visit, tmp_path: Path, broker: int
) -> None:
    web = processes.free_port()
    centre = Centre(web)
    with processes.centre_process(tmp_path, broker, web) as process:
        visit.take_number("ho-tich")
        visit.take_number("dat-dai")
        visit.press(1)
        visit.wait_for(lambda state: state["backlog"] == 0 and state["seq"] == 4, seconds=20)
        assert centre.summary()["tickets"] == 2
        processes.stop(process, seconds=5)
    (tmp_path / "data").rename(tmp_path / "dead")
    with processes.centre_process(tmp_path, broker, web):
        summary = centre.wait_for(tickets=2)
        assert summary["ratings"] | {"very_satisfied": 1} == summary["ratings"]
        assert (summary["gaps"], summary["duplicates"], summary["rejected"]) == (0, 0, 0)
        visit.take_number("ho-tich")
        assert centre.wait_for(tickets=3)["gaps"] == 0
