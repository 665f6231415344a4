"""SMS that did not arrive, on the supervisor's page of a kiosk that sends by itself."""

import pytest

from central.dashboard.words.sms import SMS
from firmware import sms_pages
from firmware.console import Refused, Why
from firmware.sms_pages import DecideSms
from tests.ui.counter.stub import CHIEF, HANH
from tests.ui.counter.supervising import SESSION, desk_of
from ui.counter import sms

AT = "2026-11-21T02:15:00.000Z"
LINES = (
    sms_pages.SmsLine(
        7,
        "ready",
        "19.05518-261121-0001",
        "undeliverable",
        "the network did not deliver it",
        AT,
        ("again", "drop"),
    ),
    sms_pages.SmsLine(
        8,
        "soon",
        "A012",
        "uncertain",
        "the power went while it was handed over, and …",
        AT,
        ("again", "drop"),
    ),
    sms_pages.SmsLine(9, "received", "19.05518-261121-0002", "sending", "", AT, ()),
)
FULL = sms_pages.SmsDesk(LINES, "no_receipts")


def page(shown: sms_pages.SmsDesk | None, language: str = "vi") -> str:
    return desk_of(CHIEF, sms=shown).web.get(f"/supervisor?lang={language}").text


def test_what_did_not_arrive_is_shown_with_state_and_reason_in_words() -> None:
    shown = page(FULL)
    said = (
        "Nhà mạng không chuyển được: máy tắt, hết chỗ hoặc số không còn dùng",
        "Không rõ đã gửi chưa: mất điện đúng lúc đang gửi",
        "SIM hết tiền, bị khóa hoặc mất sóng",
        "21/11 09:15",
    )
    assert [text in shown for text in said] == [True] * 4
    assert "Given up by the network: telephone off or full" in page(FULL, "en")


def test_only_what_can_be_done_has_a_button_and_asks_before() -> None:
    shown = page(FULL)
    buttons = ('data-sms="7/again"', 'data-sms="7/drop"', 'data-sms="8/again"', 'data-sms="9/')
    assert [button in shown for button in buttons] == [True, True, True, False]
    assert shown.count("Tin này có thể đã đến nơi. Gửi lại?") == 1


def test_its_words_are_the_centres() -> None:
    here = {f"state.{name}": words for name, words in sms.STATES.items()}
    here |= {f"kind.{name}": words for name, words in sms.KINDS.items()}
    assert {name: (SMS["vi"][name], SMS["en"][name]) for name in here} == here


def test_a_kiosk_that_does_not_send_shows_nothing_of_it() -> None:
    assert "h-sms" not in page(None)
    assert "Không có tin nào cần xem." in page(sms_pages.SmsDesk((), ""))


@pytest.mark.parametrize(("deed", "again"), [("again", True), ("drop", False)])
def test_a_decision_reaches_the_kiosk_once(deed: str, again: bool) -> None:
    desk = desk_of(CHIEF, sms=FULL)
    assert desk.web.post(f"/api/v1/sms/7/{deed}", json={}).status_code < 300
    assert desk.ward.asked == [DecideSms(session=SESSION, sms=7, again=again)]


@pytest.mark.parametrize(
    ("why", "status"), [(Why.UNKNOWN_SMS, 404), (Why.WRONG_STATE, 409), (Why.NOT_SUPERVISOR, 403)]
)
def test_what_the_kiosk_refuses_is_told(why: Why, status: int) -> None:
    desk = desk_of(HANH, sms=FULL)
    desk.ward.answer = Refused(why, "no")
    assert desk.web.post("/api/v1/sms/7/again", json={}).status_code == status


def test_what_is_no_number_and_no_body_reaches_nobody() -> None:
    desk = desk_of(CHIEF, sms=FULL)
    answers = [
        desk.web.post("/api/v1/sms/x/again", json={}),
        desk.web.post("/api/v1/sms/7/again", json={"phone": "0912345678"}),
        desk.web.post("/api/v1/sms/7/sing", json={}),
    ]
    assert ([answer.status_code for answer in answers], desk.ward.asked) == ([404, 422, 404], [])


def test_every_word_of_the_kiosks_outbox_has_its_words() -> None:
    assert set(sms.STATES) == {"waiting", "sending", "failed", "undeliverable", "uncertain"}
    assert set(sms.KINDS) == {"received", "supplement", "ready", "soon"}
