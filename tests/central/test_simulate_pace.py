"""How fast a simulation goes, what it counts, and how the count is compared: without a wire."""

from collections.abc import Mapping
from datetime import UTC, datetime
from itertools import starmap
from pathlib import Path

import msgspec
import pytest

from central.simulate.book import Book, TruthError, read_truth
from central.simulate.checking import Verdict, differences, named
from central.simulate.moments import HOUR, MINUTE, SECOND
from central.simulate.pace import AtOnce, Live, Times
from central.simulate.post import Nowhere
from central.simulate.running import Simulation
from central.simulate.truth import Tally, Truth, quantile
from mqtt import facts
from mqtt.topics import KioskName
from tests.central.playing import MONDAY, plan, play
from tests.central.wire import rating, voided

NOON = datetime(2026, 11, 16, 5, 0, tzinfo=UTC)


class Hands:
    """A clock that stands where it was put."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


def test_at_once_a_day_is_played_whole() -> None:
    doing = plan(days=2)
    assert AtOnce(doing).reach(doing.opens(MONDAY)) == doing.opens(MONDAY) + 22 * HOUR - 1


def test_at_ten_times_a_second_is_ten_and_the_night_is_skipped() -> None:
    hands = Hands()
    pace = Times(10, hands)
    morning = plan().opens(MONDAY)
    assert pace.reach(morning) == morning
    hands.seconds = 6
    assert pace.reach(morning + MINUTE) == morning + 60 * SECOND
    assert pace.reach(morning + 14 * HOUR) == morning + 14 * HOUR


def test_live_yesterday_is_played_at_once_and_today_as_it_passes() -> None:
    doing = plan(days=None)
    pace = Live(doing, lambda: NOON)
    now = int(NOON.timestamp() * SECOND)
    assert pace.reach(doing.opens(MONDAY) - 24 * HOUR) == doing.opens(MONDAY) - 2 * HOUR - 1
    assert not pace.waits
    assert pace.reach(doing.opens(MONDAY)) == now
    assert pace.waits


def test_a_simulation_that_is_stopped_tells_the_truth_about_what_it_did(tmp_path: Path) -> None:
    doing = plan(days=None)
    with Book(tmp_path / "truth.json", "test") as book:
        simulation = Simulation(doing, [KioskName.parse("19/05518/k1")], book, Live(doing, lambda: NOON))
        post = StoppingPost(simulation)
        simulation.run(post)
    truth = read_truth(tmp_path / "truth.json")
    [day] = truth.days
    assert (day.kiosk, day.day) == ("19/05518/k1", "2026-11-16")
    assert day.figures.tickets == truth.total.tickets > 10
    assert set(day.figures.hours) == {"7", "8", "9", "10", "11"}


class StoppingPost(Nowhere):
    """Somebody presses Ctrl-C as soon as the simulation has to wait."""

    def __init__(self, simulation: Simulation) -> None:
        self._simulation = simulation

    def wait(self, seconds: float) -> None:
        self._simulation.stopping.set()


# ---------------------------------------------------------------- the truth


def test_a_rating_that_was_taken_back_is_not_in_the_truth() -> None:
    tally = Tally()
    tally.note(rating("satisfied"), "8")
    tally.note(rating("unsatisfied"), "8")
    tally.note(voided("satisfied"), "8")
    assert tally.figures().ratings == {"unsatisfied": 1}


def test_a_no_show_that_came_after_all_is_none() -> None:
    tally = Tally()
    day, code, officer = "2026-11-16", "ho-tich", "demo-01"
    absent = facts.TicketNoShow(day=day, number="A001", service=code, counter=1, officer=officer)
    back = facts.TicketTransferred(
        day=day, number="A001", service=code, to_service=code, officer=officer, why="returned"
    )
    tally.note(absent, "8")
    tally.note(back, "8")
    assert (tally.no_shows, tally.officers["demo-01"].no_shows) == (0, 0)


def test_quantiles_are_waits_that_really_were() -> None:
    waits = {10: 1, 20: 1, 600: 2}
    assert [quantile(waits, share) for share in (0.25, 0.5, 0.9)] == [10, 20, 600]
    assert quantile({}, 0.5) is None


def test_days_are_written_as_they_end_and_add_up(tmp_path: Path) -> None:
    played = play(plan(days=2), wards=3)
    with Book(tmp_path / "truth.json", "test") as book:
        list(starmap(book.note, played.days))
        book.finish({str(one.name): one.delivery for one in played.kiosks})
    truth = read_truth(tmp_path / "truth.json")
    assert len(truth.days) == len(played.days) == 6
    assert sum(day.figures.tickets for day in truth.days) == truth.total.tickets
    assert sum(day.figures.waited_seconds for day in truth.days) == truth.total.waited_seconds
    assert sum(sum(one.events.values()) for one in truth.kiosks.values()) == len(played.events)


def test_a_truth_that_was_cut_off_is_refused_with_its_cause(tmp_path: Path) -> None:
    (tmp_path / "truth.json").write_text('{"made_by":"x","days":[\n')
    with pytest.raises(TruthError, match="ended before it was done"):
        read_truth(tmp_path / "truth.json")


# ---------------------------------------------------------------- comparing


class EchoingCentre:
    """A centre that knows exactly the truth, but for what `changed` says."""

    def __init__(self, truth: Truth, changed: Mapping[str, int]) -> None:
        self._truth = truth
        self._changed = changed

    def tells(self, name: str) -> bool:
        return not name.startswith("class")

    def day(self, day: str, kiosks: object) -> dict[str, dict[str, int]]:
        return {
            one.kiosk: {**named(one.figures), **self._changed} for one in self._truth.days if one.day == day
        }

    def dossiers(self, day: str, wards: object) -> dict[str, dict[str, int]]:
        return {
            one.kiosk.rpartition("/")[0]: msgspec.to_builtins(one.figures.dossiers)
            for one in self._truth.days
            if one.day == day
        }

    def deliveries(self, truth: Truth) -> dict[str, dict[str, int]]:
        return {}

    def quantile(self, share: float) -> int | None:
        return None


@pytest.fixture
def truth(tmp_path: Path) -> Truth:
    played = play(plan(), wards=1)
    with Book(tmp_path / "truth.json", "test") as book:
        book.note(*played.days[0])
        book.finish({})
    return read_truth(tmp_path / "truth.json")


def test_a_centre_that_knows_the_truth_differs_in_nothing(truth: Truth) -> None:
    verdict = Verdict()
    assert list(differences(truth, EchoingCentre(truth, {}), verdict)) == []
    assert verdict.compared > 40


@pytest.mark.parametrize(
    "name", ["tickets", "rating:satisfied", "hour:08", "waited_seconds", "officer demo-01 served", "hour:23"]
)
def test_one_unit_more_or_less_is_told_with_its_place(truth: Truth, name: str) -> None:
    right = named(truth.days[0].figures)[name]
    [found] = differences(truth, EchoingCentre(truth, {name: right + 1}), Verdict())
    assert str(found) == f"01/00004/k1 2026-11-16: {name}: truth {right}, centre {right + 1}"
