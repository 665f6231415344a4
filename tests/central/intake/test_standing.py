"""The dossier's own page: how it stands, what is still asked for, and what becomes of it in the end."""

from datetime import timedelta

import pytest

from central.intake.erasing import Erasing
from tests.central.intake.home import GOOD, Home, attached, document, filed, mark_of, picture
from tests.central.intake.kiosk_end import KioskEnd
from tests.central.wire import NOW


@pytest.fixture
def page(home: Home) -> str:
    """The path of a dossier that lies at its ward."""
    path: str = home.file().headers["location"].partition("?")[0]
    return path


@pytest.fixture
def kiosk(page: str, home: Home) -> KioskEnd:
    end = KioskEnd()
    end.filed.append(filed(home, home.codes()[0]))
    home.centre.receive(end.has_all())
    return end


def ask(home: Home, kiosk: KioskEnd, reason: str = "Thiếu giấy ly hôn.") -> None:
    home.centre.receive(kiosk.moves(home.codes()[0], 1, 5, reason))


def supplement(home: Home, page: str, said: str = "Tôi gửi thêm", paper: bytes | None = None) -> object:
    files = attached(paper, "them.pdf", "giay-to") if paper else None
    return home.press("send", {"noi-dung": said}, files, page)


def test_the_page_opens_with_its_link_alone(home: Home, page: str) -> None:
    assert home.another().get(page).status_code == 200
    assert home.another().get(page[:-1] + ("A" if page[-1] != "A" else "B")).status_code == 404
    assert home.another().get(page.rpartition("/")[0]).status_code == 404


def test_what_officers_decide_is_told(home: Home, page: str, kiosk: KioskEnd) -> None:
    assert "Đã gửi, chờ cán bộ xem" in home.web.get(page).text
    home.centre.receive(kiosk.moves(home.codes()[0], 1, 3, "Không thuộc thẩm quyền của phường."))
    text = home.web.get(page).text
    assert "Không tiếp nhận" in text and "Không thuộc thẩm quyền của phường." in text
    assert "bo-sung" not in text


def test_a_supplement_is_asked_for_in_the_officers_words_and_sent_once(
    home: Home, page: str, kiosk: KioskEnd
) -> None:
    ask(home, kiosk)
    html = home.web.get(page).text
    assert "Thiếu giấy ly hôn." in html and "Gửi bổ sung" in html
    mark = mark_of(html)
    first = home.press(
        "send", {"noi-dung": "Đây ạ"}, attached(document(), "b.pdf", "giay-to"), page, shown=mark
    )
    again = home.press(
        "send", {"noi-dung": "Đây ạ"}, attached(document(), "b.pdf", "giay-to"), page, shown=mark
    )
    assert first.status_code == again.status_code == 303
    assert home.centre.rows("SELECT turn FROM intake_filing ORDER BY turn") == [(1,), (2,)]
    sent = filed(home, home.codes()[0], 2)
    assert (sent.turn, sent.answers[0].text, sent.attachments[0].file) == (2, "Đây ạ", "b.pdf")
    assert "bo-sung" not in home.web.get(page).text


def test_nothing_is_no_supplement(home: Home, page: str, kiosk: KioskEnd) -> None:
    ask(home, kiosk)
    answer = home.press("send", {"noi-dung": " "}, None, page)
    assert answer.status_code == 422 and "Chưa có gì để gửi" in answer.text


def test_a_supplement_that_nobody_asked_for_is_not_taken(home: Home, page: str, kiosk: KioskEnd) -> None:
    ask(home, kiosk)
    mark = mark_of(home.web.get(page).text)
    home.centre.receive(kiosk.moves(home.codes()[0], 5, 2))
    home.press("send", {"noi-dung": "Muộn"}, None, page, shown=mark)
    assert home.centre.rows("SELECT count(*) FROM intake_filing") == [(1,)]


def test_a_second_supplement_follows_a_second_wish(home: Home, page: str, kiosk: KioskEnd) -> None:
    ask(home, kiosk)
    supplement(home, page, paper=document())
    home.centre.receive(kiosk.moves(home.codes()[0], 5, 2))
    ask(home, kiosk, "Còn thiếu chữ ký.")
    assert "Còn thiếu chữ ký." in home.web.get(page).text
    supplement(home, page, "Đã ký", picture() and document("ký"))
    assert home.centre.rows("SELECT max(turn) FROM intake_filing") == [(3,)]


def test_words_of_kiosks_may_come_twice_and_in_any_order(home: Home, page: str, kiosk: KioskEnd) -> None:
    code = home.codes()[0]
    first, second = kiosk.moves(code, 1, 2), kiosk.moves(code, 2, 9)
    home.centre.receive(second)
    home.centre.receive(first, second, first)
    assert home.centre.rows("SELECT state FROM intake_move ORDER BY seq") == [(2,), (9,)]
    assert "Đã có kết quả" in home.web.get(page).text


def test_personal_data_goes_a_month_after_the_end(home: Home, page: str, kiosk: KioskEnd) -> None:
    code = home.codes()[0]
    home.centre.receive(kiosk.moves(code, 1, 3, "Bà Nguyễn Thị Nháp đã có giấy này."))
    erasing = Erasing(home.centre.store)
    home.clock.now = NOW + timedelta(days=30, seconds=-1)
    erasing.turn(home.clock())
    assert home.centre.rows("SELECT count(*) FROM intake_piece") == [(1,)]
    home.clock.passes(hours=1)
    erasing.turn(home.clock())
    assert home.centre.rows("SELECT count(*) FROM intake_piece") == [(0,)]
    assert home.centre.rows("SELECT filed FROM intake_filing") == [("",)]
    text = home.web.get(page).text
    assert "thông tin cá nhân đã được xóa" in text and "Nháp" not in text and code in text


def test_drafts_go_after_a_week_and_attachments_with_them(home: Home) -> None:
    home.press("save", GOOD, attached(picture()))
    erasing = Erasing(home.centre.store)
    home.clock.passes(days=6)
    erasing.turn(home.clock())
    assert home.centre.rows("SELECT count(*) FROM intake_piece") == [(1,)]
    home.clock.passes(days=2)
    erasing.turn(home.clock())
    assert home.centre.rows("SELECT count(*) FROM intake_draft") == [(0,)]
    assert home.centre.rows("SELECT count(*) FROM intake_piece") == [(0,)]
