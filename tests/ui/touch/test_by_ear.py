"""Whole visits with the satisfaction buttons alone and nobody looking: what is heard, and what is done."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from devices.tape import TapeState
from firmware import events as e
from firmware.rating_screens import Rate, Thanks
from firmware.screens import Home, Priorities, Services, StillThere, Waiting, YourNumber
from tests.bench import KioskBench, ward
from tests.ui.touch.conftest import Bench
from tests.ui.touch.ear import Listener

BACK, NEXT, CHOOSE = 1, 2, 3
MANUAL = "Bấm nút hai để nghe tiếp, nút ba để chọn."
BUTTONS: dict[str, Any] = {"driver": "simulated", "pins": [5, 6, 13]}


@pytest.fixture
def listener(bench: Bench, tmp_path: Path) -> Iterator[Listener]:
    kiosk = KioskBench(tmp_path, ward(buttons=BUTTONS, voice={"driver": "simulated"}))
    yield Listener(kiosk, bench)
    kiosk.store.close()
    kiosk.reader.close()


def facts(listener: Listener, prefix: str = "") -> list[str]:
    return [kind for kind, _data in listener.kiosk.facts(prefix)]


def test_the_whole_ticket_journey_by_three_buttons_from_hold_to_number(listener: Listener) -> None:
    assert listener.hold(2) == ["Bác/Anh/Chị cần làm gì?", "Có 4 lựa chọn.", MANUAL, "Lấy số thứ tự"]
    listener.kiosk.shows(Home)
    assert listener.press(CHOOSE) == [
        "Bác chọn lĩnh vực",
        "Có 6 lựa chọn.",
        MANUAL,
        "Tôi thuộc diện ưu tiên",
    ]
    listener.kiosk.shows(Services)
    assert listener.press(CHOOSE) == [
        "Bác thuộc diện nào?",
        "Cán bộ sẽ xác nhận tại quầy.",
        "Có 6 lựa chọn.",
        MANUAL,
        "Người cao tuổi",
    ]
    listener.kiosk.shows(Priorities)
    assert listener.press(NEXT) == ["Người khuyết tật"]
    assert listener.press(CHOOSE)[-1] == "Ưu tiên: Người khuyết tật, Chạm để bỏ ưu tiên"
    assert listener.press(NEXT) == ["Hộ tịch, chứng thực, Chưa có ai chờ"]
    assert listener.press(NEXT) == ["Đất đai, xây dựng, Chưa có ai chờ"]
    assert listener.press(BACK) == ["Hộ tịch, chứng thực, Chưa có ai chờ"]
    assert listener.press(CHOOSE) == [
        "Số của bác là A, không không một.",
        "Trước bác còn 0 người",
        "Xin chờ gọi ở quầy 1, 2",
        "ƯU TIÊN: Người khuyết tật",
        "Hộ tịch, chứng thực",
        "Đang in phiếu…",
        "Có 4 lựa chọn.",
        MANUAL,
        "Xong",
    ]
    shown = listener.kiosk.shows(YourNumber)
    assert (shown.number, shown.priority and shown.priority.code) == ("A001", "disabled")
    assert listener.print_slips()[:2] == ["Mời bác lấy phiếu", "Số của bác là A, không không một."]
    assert listener.press(CHOOSE) == []
    listener.kiosk.shows(Waiting)
    assert facts(listener) == ["device.started", "rating.given", "rating.voided", "ticket.issued"]
    [(_, issued)] = listener.kiosk.facts("ticket.issued")
    assert (issued["number"], issued["priority"]) == ("A001", "disabled")


def test_out_of_paper_the_listener_is_told_the_number_again(listener: Listener) -> None:
    listener.kiosk.set_printer(TapeState.OUT)
    listener.hold(1)
    listener.press(CHOOSE)
    listener.press(NEXT)
    listener.press(CHOOSE)
    out = "Máy hết giấy. Số của bác vẫn là A, không không một, xin ghi lại. Cán bộ đã được báo."
    assert listener.print_slips()[0] == out


def test_the_mode_ends_with_the_visit_and_the_next_press_is_a_rating_again(listener: Listener) -> None:
    listener.hold(1)
    listener.press(CHOOSE)
    listener.press(NEXT)
    listener.press(CHOOSE)
    listener.press(CHOOSE)
    listener.kiosk.shows(Waiting)
    assert listener.press(2) == []
    listener.kiosk.shows(Thanks)
    assert facts(listener, "rating") == ["rating.given", "rating.voided", "rating.given"]


def test_a_rating_is_given_by_ear(listener: Listener) -> None:
    listener.hold(1)
    listener.press(NEXT)
    listener.press(NEXT)
    assert listener.press(CHOOSE)[0] == "Bác có hài lòng không?"
    listener.kiosk.shows(Rate)
    assert listener.press(NEXT) == ["Hài lòng"]
    assert listener.press(CHOOSE)[:2] == ["Cảm ơn. Ý kiến đã được ghi nhận.", "Hài lòng"]
    assert [data["level"] for _kind, data in listener.kiosk.facts("rating.given")][-1] == "satisfied"


def test_speech_stops_as_soon_as_a_button_goes_down(listener: Listener) -> None:
    listener.during = [lambda: listener.down(NEXT)]
    assert listener.hold(1) == ["Bác/Anh/Chị cần làm gì?"]
    assert listener.speaker.stops == 1


def test_speech_stops_as_soon_as_the_glass_is_touched(listener: Listener) -> None:
    listener.during = [lambda: listener.glass.glass.finger_up(listener.glass.glass.finger_down(0.5, 0.15))]
    assert listener.hold(1) == ["Bác/Anh/Chị cần làm gì?"]
    assert listener.speaker.stops == 1


def test_speech_stops_when_the_screen_changes_and_the_new_one_is_told(listener: Listener) -> None:
    listener.during = [lambda: None, lambda: listener.touch(e.ServicesAsked())]
    lines = listener.hold(1)
    assert lines[:3] == ["Bác/Anh/Chị cần làm gì?", "Có 4 lựa chọn.", "Bác chọn lĩnh vực"]


def test_speech_stops_at_the_end_of_the_visit(listener: Listener) -> None:
    listener.during = [lambda: listener.touch(e.Finished())]
    assert listener.hold(1) == ["Bác/Anh/Chị cần làm gì?"]
    listener.kiosk.shows(Waiting)
    assert listener.speaker.stops == 1


def test_a_long_hold_repeats_what_was_said_last(listener: Listener) -> None:
    whole = listener.hold(1)
    assert listener.hold(3) == whole
    listener.press(NEXT)
    assert listener.hold(2) == ["Xem hồ sơ đã xong chưa"]


def test_two_fast_presses_take_one_ticket(listener: Listener) -> None:
    listener.hold(1)
    listener.press(CHOOSE)
    listener.press(NEXT)
    listener.press(CHOOSE)
    listener.down(CHOOSE)
    listener.kiosk.release(CHOOSE)
    assert listener.wait(1) == []
    listener.kiosk.shows(YourNumber)
    assert facts(listener, "ticket") == ["ticket.issued"]


def test_a_listener_who_falls_silent_is_asked_and_can_stay(listener: Listener) -> None:
    listener.hold(1)
    assert listener.wait(90)[0] == "Còn cần thêm thời gian không?"
    listener.kiosk.shows(StillThere)
    assert listener.press(CHOOSE)[0] == "Bác/Anh/Chị cần làm gì?"


def test_help_called_by_ear_is_confirmed(listener: Listener) -> None:
    listener.hold(1)
    listener.press(BACK)
    assert listener.press(CHOOSE)[0] == "Đã gọi cán bộ. Xin bác chờ tại đây."
    assert listener.kiosk.core.state.hall.help_called


def test_in_english_the_same_way_is_told_in_english(listener: Listener) -> None:
    listener.touch(e.Woken())
    listener.touch(e.LanguageChosen("en"))
    assert listener.hold(1)[-1] == "en: Take a number"
    listener.press(CHOOSE)
    listener.press(NEXT)
    assert listener.press(CHOOSE)[0] == "en: Your number is A, zero zero one."


def test_without_audio_mode_not_a_word_is_said(listener: Listener) -> None:
    listener.press(1)
    listener.touch(e.Woken())
    listener.touch(e.ServicesAsked())
    listener.wait(120)
    assert listener.heard == []
