"""Why somebody goes first: every reason that a number can bear has a name for the officer who calls it."""

from pathlib import Path

import pytest

from firmware import events as e
from firmware.errors import SettingsError
from firmware.hall import Hall
from firmware.pages import PriorityName
from firmware.settings_file import overlaid
from firmware.store import Reader
from firmware.waiting import BOOKED
from tests.bench import KioskBench, ward
from tests.firmware.booked import booked, booking_ward, show

OWN = {"code": "veteran", "name": "Người có công", "name_en": "Veteran"}


def test_the_classes_of_every_ward_have_names(kiosk: KioskBench) -> None:
    queue = Hall(ward(), Reader(kiosk.store.path)).queue()
    assert queue.priorities == (
        PriorityName("elderly", "Người cao tuổi", "Older person"),
        PriorityName("disabled", "Người khuyết tật", "Person with a disability"),
        PriorityName("child", "Mang thai, có con nhỏ", "Pregnant or with a small child"),
    )


def test_a_class_that_a_ward_made_up_bears_its_name(tmp_path: Path) -> None:
    settings = ward(priorities=[OWN])
    bench = KioskBench(tmp_path, settings)
    bench.touch(e.Woken())
    bench.touch(e.PriorityChosen("veteran"))
    bench.touch(e.TicketRequested("ho-tich"))
    queue = Hall(settings, Reader(bench.store.path)).queue()
    assert [one.priority for one in queue.tickets] == ["veteran"]
    assert queue.priorities == (PriorityName("veteran", "Người có công", "Veteran"),)


def test_a_booked_number_bears_the_class_that_the_console_has_a_word_for(tmp_path: Path) -> None:
    settings = booking_ward()
    bench = KioskBench(tmp_path, settings)
    show(bench, booked())
    [ticket] = Hall(settings, Reader(bench.store.path)).queue().tickets
    assert ticket.priority == BOOKED


def test_no_ward_calls_a_class_of_its_own_booked() -> None:
    said = '[[priorities]]\ncode = "booked"\nname = "X"\n'
    with pytest.raises(SettingsError, match=r"priorities.code: 'booked' is the class of booked numbers"):
        overlaid(ward(), said)
