"""Which measures a question reads: its own, whatever stands beside them; and quantiles found by the store."""

import peewee
import pytest

from central.measures import bucket, quantile
from central.queries import Scope, kiosks, states, worst
from central.stats import quantiles
from central.stats.measured import DAY, HEADLINE, HOURS, LOOKUPS, OF_HOURS, PLACE, REASONS, Measures
from central.stats.sums import by_ward, total
from central.store.models import Figure
from tests.central.browsing import kiosk
from tests.central.conftest import Centre

TODAY = "2026-11-23"
ALL = (
    "hour:08",
    "missed:hộ chiếu",
    "no_shows",
    "no_shows@08",
    "rating:satisfied",
    "reason:tickets@x",
    "served",
    "served@08",
    "service:3",
    "service_seconds@08",
    "services@08",
    "tickets",
    "tickets@08",
    "viewed:1.001193",
    "wait:37",
    "waited_seconds@08",
    "waits@08",
)


def figures(centre: Centre, area: str, values: dict[str, int], day: str = TODAY) -> None:
    rows = [{"area": area, "day": day, "measure": name, "value": value} for name, value in values.items()]
    centre.store.writer.execute(Figure.insert_many(rows))


def waits(centre: Centre, area: str, counts: dict[int, int]) -> None:
    figures(centre, area, {f"wait:{number}": count for number, count in counts.items()})


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        (HEADLINE, ["no_shows", "rating:satisfied", "served", "service:3", "tickets", "wait:37"]),
        (PLACE, ["no_shows", "rating:satisfied", "tickets", "wait:37"]),
        (DAY, ["rating:satisfied", "tickets", "wait:37"]),
        (REASONS, ["reason:tickets@x"]),
        (HOURS, ["hour:08"]),
        (LOOKUPS, ["missed:hộ chiếu", "viewed:1.001193"]),
        (OF_HOURS, [measure for measure in ALL if measure.endswith("@08")]),
    ],
)
def test_a_question_reads_its_own_measures_and_no_others(
    centre: Centre, asked: Measures, found: list[str]
) -> None:
    figures(centre, "19", dict.fromkeys(ALL, 1))
    with centre.reader:
        assert sorted(total(centre.reader, Scope(first_day=TODAY, last_day=TODAY), asked)) == found


def test_a_ward_is_the_sum_of_its_kiosks_over_the_days(centre: Centre) -> None:
    for name in ("19/05518/k1", "19/05518/k2"):
        kiosk(centre, name)
        figures(centre, name, {"tickets": 3})
        figures(centre, name, {"tickets": 4}, "2026-11-20")
    month = Scope(province="19", first_day="2026-11-01", last_day=TODAY)
    with centre.reader:
        assert by_ward(centre.reader, month, PLACE) == {"19/05518": {"tickets": 14}}


@pytest.mark.parametrize("share", [0.5, 0.9])
def test_the_store_finds_the_same_quantile_as_arithmetic(centre: Centre, share: float) -> None:
    of_one = {bucket(seconds): count for seconds, count in ((0, 2), (60, 10), (300, 7), (4000, 1))}
    waits(centre, "19/05518/k1", of_one)
    waits(centre, "19/05518/k2", {bucket(60): 5})
    waits(centre, "19/05521/k1", {bucket(90): 1})
    waits(centre, "19", {bucket(90): 26})
    day = Scope(first_day=TODAY, last_day=TODAY)
    with centre.reader:
        found = quantiles.by_ward(centre.reader, day, "wait", share)
    both, one = quantile(of_one | {bucket(60): 15}, share), quantile({bucket(90): 1}, share)
    assert {ward: people for ward, (people, _) in found.items()} == {"19/05518": 25, "19/05521": 1}
    assert [found["19/05518"][1], found["19/05521"][1]] == pytest.approx([both, one])


def test_the_worst_kiosks_come_first_and_the_others_are_counted(centre: Centre) -> None:
    kiosk(centre, "19/05518/k1")
    kiosk(centre, "19/05518/k2", "lost", seen=90)
    kiosk(centre, "19/05521/k1", "offline")
    reader: peewee.Database = centre.reader
    with reader:
        assert [row.kiosk for row in worst(reader, Scope(), 2)] == ["19/05518/k2", "19/05521/k1"]
        assert worst(reader, Scope(), 9)[-1] == kiosks(reader, Scope())[0]
        assert states(reader, Scope()) == {"online": 1, "lost": 1, "offline": 1}
