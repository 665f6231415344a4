"""Finding a procedure at the kiosk, its papers on a slip, and a number for it in one more touch."""

from pathlib import Path

from firmware import lookups as look
from firmware.catalogue import stored
from firmware.events import BackAsked, HomeAsked, Woken
from firmware.guidebook import make_guide
from firmware.lookups import ProcedureCard, SearchPad, Section, SlipNews, TopicList, Topics
from firmware.screens import Home, YourNumber
from tests.bench import KioskBench, ward
from tests.firmware.guiding import ALL, BIRTH, SERVICES, publish, typed
from tests.firmware.guiding import office as office


def test_the_home_screen_offers_procedures_once_there_are_any(tmp_path: Path) -> None:
    bench = KioskBench(tmp_path, ward(services=SERVICES))
    bench.touch(Woken())
    assert not bench.shows(Home).can_look_up
    publish(bench, BIRTH)
    bench.touch(HomeAsked())
    assert bench.shows(Home).can_look_up
    bench.store.close()


def test_topics_are_ordered_by_how_much_is_in_them(office: KioskBench) -> None:
    office.touch(look.ProceduresAsked())
    assert [(topic.field, topic.count) for topic in office.shows(Topics).topics] == [
        ("Hộ tịch", 3),
        ("Đất đai", 1),
    ]
    office.touch(look.TopicChosen("Hộ tịch"))
    assert [line.code for line in office.shows(TopicList).lines][:2] == ["1.000001", "1.001193"]


def test_each_key_searches_anew_and_the_plain_name_wins(office: KioskBench) -> None:
    office.touch(look.ProceduresAsked())
    office.touch(look.SearchAsked())
    screen: SearchPad = typed(office, "khai sinh")
    assert [line.code for line in screen.lines] == ["1.001193", "1.000110"]
    office.touch(look.TypingCleared())
    assert typed(office, "so do").lines[0].code == "1.012820"
    assert office.touch(look.LetterErased()).query == "so d"  # type: ignore[union-attr]


def test_telex_puts_the_marks_on(office: KioskBench) -> None:
    office.touch(look.SearchAsked())
    office.touch(look.TelexToggled())
    assert typed(office, "soor ddor").query == "sổ đỏ"


def test_a_card_opens_on_the_papers_and_shows_one_section_at_a_time(office: KioskBench) -> None:
    office.touch(look.ProcedureChosen("1.001193"))
    assert office.shows(ProcedureCard).lines == ("Giấy chứng sinh (1 bản chính)", "Tờ khai (1 bản chính)")
    office.touch(look.SectionChosen(Section.FEE))
    assert office.shows(ProcedureCard).lines == ("Không thu",)
    office.touch(look.SectionChosen(Section.ONLINE))
    assert office.shows(ProcedureCard).link == "https://dichvucong.gov.vn/1.001193"


def test_what_the_source_leaves_out_stays_empty(office: KioskBench) -> None:
    office.touch(look.ProcedureChosen("1.000110"))
    assert office.shows(ProcedureCard).lines == ()


def test_the_checklist_is_printed_and_the_number_is_one_more_touch(office: KioskBench) -> None:
    office.touch(look.ProcedureChosen("1.001193"))
    office.touch(look.ChecklistAsked())
    assert office.shows(ProcedureCard).slip is SlipNews.PRINTING
    office.print_slips()
    assert office.shows(ProcedureCard).slip is SlipNews.PRINTED
    office.touch(look.NumberForProcedureAsked())
    assert office.shows(YourNumber).number == "A001"


def test_a_procedure_of_no_service_gives_a_number_of_the_general_one(office: KioskBench) -> None:
    office.touch(look.ProcedureChosen("1.012820"))
    office.touch(look.NumberForProcedureAsked())
    assert office.shows(YourNumber).number == "H001"


def test_a_catalogue_survives_a_power_cut(office: KioskBench) -> None:
    office.power_cycle()
    version, _, procedures = stored(office.reader)
    assert (version, len(procedures)) == (1, 4)


def test_a_repealed_procedure_vanishes_on_its_date() -> None:
    assert "1.000001" in make_guide(1, "", ALL, "2026-11-23").procedures
    assert "1.000001" not in make_guide(1, "", ALL, "2026-11-24").procedures


def test_way_back_leads_through_the_list(office: KioskBench) -> None:
    office.touch(look.ProceduresAsked())
    office.touch(look.TopicChosen("Hộ tịch"))
    office.touch(look.ProcedureChosen("1.001193"))
    office.touch(look.SectionChosen(Section.TIME))
    office.touch(BackAsked())
    office.shows(TopicList)
