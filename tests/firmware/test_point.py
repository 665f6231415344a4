"""A residential-area point: what a visitor can do in a block's common room, and what nobody can do there."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from firmware import events as e
from firmware import lookups as look
from firmware.lookups import DossierCard, DossierPad, ProcedureCard, SlipNews
from firmware.point import ways
from firmware.point_screens import ByPhone, ByPhoneAsked, Helper, Matter, PointHome
from firmware.register import ListArrived
from firmware.screens import Closed, Home, StillThere, Waiting
from mqtt.dossiers import Listed
from tests.bench import KioskBench, ward
from tests.firmware.guiding import ALL, BIRTH, publish

POINT: dict[str, Any] = {
    "kiosk": {"province": "19", "ward": "05518", "id": "k2", "name": "Nhà văn hóa tổ dân phố số 5"},
    "services": [],
    "officers": [],
    "home": {"address": "https://motcua.example"},
    "office": {
        "kind": "residential",
        "help_phone": "0000 000 000",
        "help_name": "Tổ trưởng tổ dân phố",
    },
}
CODE = "19.05518-261120-0007"


@pytest.fixture
def point(tmp_path: Path) -> Iterator[KioskBench]:
    bench = KioskBench(tmp_path, ward(**POINT))
    publish(bench, *ALL)
    yield bench
    bench.store.close()
    bench.reader.close()


def bare(folder: Path, **office: str) -> KioskBench:
    """A point without an address of the centre."""
    return KioskBench(folder, ward(**{**POINT, "home": {}, "office": {"kind": "residential", **office}}))


def test_the_first_touch_leads_to_five_tiles_and_none_gives_a_number(point: KioskBench) -> None:
    point.touch(e.Woken())
    assert point.shows(PointHome) == PointHome(True, (Matter.FILE, Matter.BOOK, Matter.CALL))


def test_before_the_catalogue_is_there_no_tile_leads_to_it(tmp_path: Path) -> None:
    bench = KioskBench(tmp_path, ward(**POINT))
    bench.touch(e.Woken())
    assert not bench.shows(PointHome).can_look_up


@pytest.mark.parametrize(
    ("matter", "link", "address"),
    [
        (Matter.FILE, "https://motcua.example/nop/05518", "motcua.example/nop/05518"),
        (Matter.BOOK, "https://motcua.example/hen/05518", "motcua.example/hen/05518"),
        (Matter.CALL, "tel:0000000000", "0000 000 000"),
    ],
)
def test_each_way_on_a_phone_has_its_code(point: KioskBench, matter: Matter, link: str, address: str) -> None:
    point.touch(e.Woken())
    point.touch(ByPhoneAsked(matter))
    shown = point.shows(ByPhone)
    assert (shown.link, shown.address) == (link, address)
    point.touch(e.BackAsked())
    point.shows(PointHome)


def test_what_is_not_set_is_not_offered(tmp_path: Path) -> None:
    bench = bare(tmp_path)
    bench.touch(e.Woken())
    assert bench.shows(PointHome).matters == ()
    bench.touch(ByPhoneAsked(Matter.FILE))
    bench.shows(PointHome)


def test_help_is_a_number_to_call_from_any_screen(point: KioskBench) -> None:
    point.touch(e.Woken())
    point.touch(look.DossierAsked())
    point.touch(e.HelpCalled())
    assert point.shows(ByPhone).name == "Tổ trưởng tổ dân phố"
    assert (point.views[-1].helper, point.views[-1].help_called) == (Helper.PHONE, False)
    point.touch(e.BackAsked())
    point.shows(DossierPad)


def test_asking_for_help_twice_still_leads_back_in_one_touch(point: KioskBench) -> None:
    point.touch(e.Woken())
    point.touch(e.HelpCalled())
    point.touch(e.HelpCalled())
    point.touch(e.BackAsked())
    point.shows(PointHome)


def test_where_nobody_answers_no_help_is_promised(tmp_path: Path) -> None:
    bench = bare(tmp_path)
    bench.touch(e.Woken())
    bench.touch(e.HelpCalled())
    bench.shows(PointHome)
    assert (bench.views[-1].helper, bench.views[-1].help_called) == (Helper.NOBODY, False)


@pytest.mark.parametrize(
    "event",
    [
        e.ServicesAsked(),
        e.TicketRequested("ho-tich"),
        e.PriorityAsked(),
        e.PriorityChosen("elderly"),
        e.ReprintAsked(),
        e.RatingAsked(),
        e.LevelChosen("satisfied"),
        e.ReasonChosen("attitude"),
        e.ServedChosen(None),
        e.ButtonPressed(1),
        look.NumberForProcedureAsked(),
    ],
)
def test_a_matter_of_queue_or_rating_changes_nothing_and_is_no_fact(
    point: KioskBench, event: e.Event
) -> None:
    point.touch(e.Woken())
    point.touch(event)
    point.shows(PointHome)
    assert point.facts("ticket") + point.facts("rating") == []


def test_a_procedure_is_found_and_its_papers_are_printed(point: KioskBench) -> None:
    point.touch(e.Woken())
    point.touch(look.ProceduresAsked())
    point.touch(look.ProcedureChosen(BIRTH.code))
    assert point.shows(ProcedureCard).service == ""
    point.touch(look.ChecklistAsked())
    point.print_slips()
    assert (point.shows(ProcedureCard).slip, point.tape.slips) == (SlipNews.PRINTED, 1)


def test_a_dossier_of_the_ward_is_found_with_the_ward_s_own_prefix(point: KioskBench) -> None:
    listed = Listed(code=CODE, state=4, at="2026-11-22T03:00:00.000Z")
    point.core.handle(ListArrived(1, "2026-11-23T00:30:00.000Z", (listed,)))
    point.touch(e.Woken())
    point.touch(look.DossierAsked())
    assert point.shows(DossierPad).prefix == "19.05518-"
    for letter in CODE.removeprefix("19.05518-"):
        point.touch(look.LetterTyped(letter))
    point.touch(look.CodeEntered())
    assert point.shows(DossierCard).state == 4


def test_somebody_who_takes_out_a_phone_has_two_minutes(point: KioskBench) -> None:
    point.touch(e.Woken())
    point.touch(ByPhoneAsked(Matter.FILE))
    point.advance(119)
    point.shows(ByPhone)
    point.advance(2)
    point.shows(StillThere)
    point.advance(21)
    assert point.shows(Waiting) == Waiting()


def test_a_room_with_hours_is_shut_outside_them(tmp_path: Path) -> None:
    bench = KioskBench(tmp_path, ward(**POINT, hours={"monday": ["13:30-17:00"]}))
    bench.touch(e.Woken())
    assert not bench.shows(Closed).can_rate


def test_it_works_on_after_a_power_cut_and_without_the_network(point: KioskBench) -> None:
    point.link(up=False)
    point.power_cycle()
    publish(point, *ALL)
    point.touch(e.Woken())
    point.shows(PointHome)
    assert not point.views[-1].online


def test_a_ward_has_none_of_this(kiosk: KioskBench) -> None:
    kiosk.touch(e.Woken())
    kiosk.touch(ByPhoneAsked(Matter.CALL))
    kiosk.shows(Home)
    assert ways(ward(**{**POINT, "office": {"kind": "residential", "help_phone": "+84 (0) 1"}}))[
        Matter.CALL
    ].link == ("tel:+8401")
