"""A visitor's journeys, through the real kiosk, printer bytes, broker and centre."""

import pytest

from tests.journeys.conftest import Centre
from tests.journeys.kiosk import Visit
from tests.journeys.officer import PIN, Clerk

pytestmark = pytest.mark.xdist_group("journeys")


def test_a_number_taken_offline_arrives_once_after_the_network_is_back(visit: Visit, centre: Centre) -> None:
    visit.wait_for(lambda state: state["backlog"] == 0)
    visit.network(up=False)
    visit.take_number()
    visit.wait_for(lambda state: state["backlog"] == 1)
    assert centre.summary()["tickets"] == 0
    visit.network(up=True)
    summary = centre.wait_for(tickets=1)
    visit.wait_for(lambda state: state["backlog"] == 0)
    assert (summary["gaps"], summary["rejected"], summary["kiosks_online"]) == (0, 0, 1)
    assert [event["data"]["number"] for event in centre.events("ticket.issued")] == ["A001"]


def test_a_press_becomes_a_rating_at_the_centre_and_lights_its_lamp(visit: Visit, centre: Centre) -> None:
    visit.press(2)
    visit.wait_for(lambda state: state["screen"] == "S11" and state["lamps"] == [False, True, False])
    visit.wait_for(lambda state: state["seq"] > 1 and state["backlog"] == 0, seconds=20)
    assert centre.summary()["ratings"]["satisfied"] == 1


def test_a_rating_by_touch_names_the_officer_who_served(visit: Visit, centre: Centre) -> None:
    visit.set_pins(["cb02"], PIN)
    visit.take_number()
    visit.touch("done", "S0")
    assert Clerk(visit.web).serves_next("cb02", 2) == "A001"
    visit.touch("level:unsatisfied", "S10")
    visit.touch("reason:long_wait", "S11")
    visit.wait_for(lambda state: state["backlog"] == 0, seconds=20)
    [last] = centre.events("rating.given")[-1:]
    assert (last["data"]["officer"], last["data"]["ticket"]) == ("cb02", "A001")
    assert last["data"]["reasons"] == ["long_wait"]
    assert centre.summary()["ratings"]["unsatisfied"] == 1


def test_out_of_paper_keeps_the_number_and_prints_it_when_a_roll_is_loaded(visit: Visit) -> None:
    visit.printer("out")
    visit.take_number()
    visit.wait_for(lambda state: state["screen"] == "S4" and state["printer"] == "out")
    visit.printer("ok")
    visit.wait_for(lambda state: state["printer"] == "ok" and len(visit.get("paper.bin")) > 1000)


def test_a_kiosk_says_goodbye_within_five_seconds(visit: Visit, centre: Centre) -> None:
    centre.wait_for(kiosks_online=1)
    assert visit.stop() == 0
    centre.wait_for(kiosks_online=0)


def test_a_kiosk_without_a_broker_does_everything_and_stops_in_time(visit: Visit) -> None:
    visit.network(up=False)
    visit.take_number()
    visit.press(1)
    visit.wait_for(lambda state: state["backlog"] == 3)
    assert visit.stop() == 0
