"""What was looked up: counted while people look, told once when the day is over, and of wordings only few."""

import pytest

from firmware import lookups as look
from firmware.events import BackAsked, HomeAsked
from mqtt import facts, messages
from mqtt.device_facts import DeviceLookups, Missed, Viewed
from tests.bench import KioskBench
from tests.firmware.guiding import office as office
from tests.firmware.guiding import typed


def open_from_the_list(office: KioskBench, code: str) -> None:
    office.touch(look.ProceduresAsked())
    office.touch(look.TopicChosen("Hộ tịch"))
    office.touch(look.ProcedureChosen(code))


def look_in_vain(office: KioskBench, words: str, times: int) -> None:
    for _ in range(times):
        office.touch(look.SearchAsked())
        typed(office, words)
        office.touch(HomeAsked())


def told(office: KioskBench) -> list[facts.Fact]:
    """What the centre hears after a night."""
    office.pass_days(1)
    office.link(up=True)
    events = [event for frame in office.frames() for event in frame.events if event.kind == "device.lookups"]
    return [messages.read_fact(event) for event in events]


def test_a_day_is_told_once_it_is_over(office: KioskBench) -> None:
    day = office.reader.rows("SELECT day FROM business_day")[0][0]
    open_from_the_list(office, "1.001193")
    open_from_the_list(office, "1.001193")
    open_from_the_list(office, "1.000110")
    look_in_vain(office, "visa", 3)
    assert told(office) == [
        DeviceLookups(
            day=day,
            viewed=[Viewed(procedure="1.001193", count=2), Viewed(procedure="1.000110", count=1)],
            missed=[Missed(words="visa", count=3)],
        )
    ]
    assert office.reader.rows("SELECT count(*) FROM lookup") == [(0,)]


@pytest.mark.parametrize(
    ("words", "times"), [("visa", 2), ("so 12345", 5), ("xy", 5), ("a@b.vn", 5), ("x" * 41, 5)]
)
def test_what_could_be_somebodys_own_stays_here(office: KioskBench, words: str, times: int) -> None:
    look_in_vain(office, words, times)
    assert told(office) == []


def test_a_search_that_found_something_is_not_missed(office: KioskBench) -> None:
    look_in_vain(office, "khai sinh", 3)
    assert told(office) == []


def test_a_wording_that_is_mended_is_not_missed(office: KioskBench) -> None:
    office.touch(look.SearchAsked())
    typed(office, "khai sinx")
    office.touch(look.LetterErased())
    typed(office, "h")
    office.touch(HomeAsked())
    assert office.reader.rows("SELECT count(*) FROM lookup") == [(0,)]


def test_the_way_back_counts_nothing_anew(office: KioskBench) -> None:
    open_from_the_list(office, "1.001193")
    office.touch(look.SectionChosen(look.Section.FEE))
    office.touch(BackAsked())
    assert office.reader.rows("SELECT what, count FROM lookup") == [("1.001193", 1)]


def test_a_day_survives_a_power_cut(office: KioskBench) -> None:
    open_from_the_list(office, "1.001193")
    office.power_cycle()
    assert [fact.viewed for fact in told(office) if isinstance(fact, DeviceLookups)] == [
        [Viewed(procedure="1.001193", count=1)]
    ]
