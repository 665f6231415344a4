"""Filing from home on the page, as a browser without JavaScript does it, on both engines of the store."""

from typing import Any

import pytest

from central.intake.letterbox import Letterbox
from tests.central.intake.home import (
    FORM,
    GOOD,
    MARRIAGE,
    PHONE,
    Home,
    attached,
    document,
    filed,
    mark_of,
    picture,
)


def test_a_filled_in_form_becomes_a_dossier_with_a_code(home: Home) -> None:
    answer = home.file()
    assert answer.status_code == 303
    assert home.codes() == ["19.05518.nop-261126-0001"]
    page = home.web.get(answer.headers["location"]).text
    assert "Đã gửi hồ sơ" in page and "19.05518.nop-261126-0001" in page


def test_the_ward_is_sent_what_was_said_and_attached(home: Home) -> None:
    home.file(files=attached(document(), "giay to.PDF"))
    sent = filed(home, home.codes()[0])
    assert (sent.name, sent.phone, sent.turn, sent.form) == ("Nguyễn Thị Nháp", PHONE, 1, 1)
    assert {one.field: one.text for one in sent.answers} == {
        "can-cuoc": "019185000123",
        "ngay-sinh": "21/11/1985",
        "tinh-trang": "Đã ly hôn",
        "ghi-chu": "Cần gấp",
        "cam-doan": "Có",
    }
    (paper,) = sent.attachments
    assert (paper.label, paper.file, paper.type) == ("Ảnh căn cước", "giay to.PDF", "application/pdf")


def test_whoever_sends_is_told_the_code_once(home: Home) -> None:
    home.file()
    assert [(news.ward, news.code, news.phone) for news in home.told] == [
        ("19/05518", "19.05518.nop-261126-0001", PHONE)
    ]
    assert PHONE not in repr(home.told)


def test_sending_the_same_page_twice_gives_the_same_receipt(home: Home) -> None:
    mark = home.open()
    first = home.press("send", GOOD, attached(picture()), shown=mark)
    again = home.press("send", GOOD, attached(picture()), shown=mark)
    assert first.status_code == again.status_code == 303
    assert first.headers["location"] == again.headers["location"]
    assert len(home.codes()) == len(home.told) == 1


def test_two_touches_at_the_same_moment_give_one_dossier(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    mark, keep, other = home.open(), Letterbox.keep, []

    def overtaken(box: Letterbox, *what: Any, **more: Any) -> Any:
        faults = keep(box, *what, **more)
        monkeypatch.setattr(Letterbox, "keep", keep)
        other.append(home.press("send", GOOD, attached(picture()), shown=mark))
        return faults

    monkeypatch.setattr(Letterbox, "keep", overtaken)
    one = home.press("send", GOOD, attached(picture()), shown=mark)
    assert one.headers["location"] == other[0].headers["location"]
    assert len(home.codes()) == 1


def test_a_draft_that_was_filed_leads_to_its_receipt_and_to_another_one(home: Home) -> None:
    home.file()
    page = home.web.get(FORM).text
    assert "Hồ sơ này đã gửi rồi" in page and home.codes()[0] in page
    home.open(f"{FORM}?moi=1")
    home.press("send", GOOD, attached(picture("JPEG"), "b.jpg"), shown=home.open(f"{FORM}?moi=1"))
    assert len(home.codes()) == 2


def test_mistakes_are_told_beside_their_fields_and_everything_else_is_kept(home: Home) -> None:
    answer = home.press("send", GOOD | {"can-cuoc": "123", "cam-doan": ""}, attached(picture()))
    assert answer.status_code == 422
    assert "có 12 chữ số" in answer.text and "Hãy đánh dấu vào ô này" in answer.text
    assert "<dd>Nguyễn Thị Nháp</dd>" in answer.text and "the.png" in answer.text
    assert home.codes() == []


def test_after_a_mistake_is_mended_the_attachment_need_not_be_sent_again(home: Home) -> None:
    answer = home.press("send", GOOD | {"can-cuoc": "123"}, attached(picture()))
    done = home.press("send", GOOD, shown=mark_of(answer.text))
    assert done.status_code == 303
    assert len(filed(home, home.codes()[0]).attachments) == 1


def test_a_form_that_changed_meanwhile_is_shown_again_with_what_is_new(home: Home) -> None:
    mark = home.open()
    extra = [*MARRIAGE.fields[:3], MARRIAGE.fields[3].__class__(name="que", label="Quê quán")]
    changed = MARRIAGE.__class__(version=2, title=MARRIAGE.title, fields=[*extra, *MARRIAGE.fields[3:]])
    home.offer(changed)
    answer = home.press("send", GOOD, attached(picture()), shown=mark)
    assert answer.status_code == 409
    assert f'<a href="{FORM}?buoc=2&amp;sua=1">Quê quán</a>' in answer.text
    assert "the.png" in answer.text and home.codes() == []
    assert home.press("send", GOOD | {"que": "Sông Công"}, shown=mark_of(answer.text)).status_code == 303
    assert filed(home, home.codes()[0]).form == 2


def test_numbers_of_a_ward_count_on_and_begin_anew_each_day(home: Home) -> None:
    home.file()
    home.press("send", GOOD, attached(picture()), shown=home.open(f"{FORM}?moi=1"))
    home.clock.passes(days=1)
    home.press("send", GOOD, attached(picture()), shown=home.open(f"{FORM}?moi=1"))
    assert [code.rpartition(".")[2] for code in home.codes()] == [
        "nop-261126-0001",
        "nop-261126-0002",
        "nop-261127-0001",
    ]


def test_nothing_about_a_person_lies_open_in_the_store(home: Home) -> None:
    home.press("save", GOOD, attached(picture()))
    home.file()
    tables = ("draft", "dossier", "filing", "file", "piece")
    kept = "".join(str(home.centre.rows(f"SELECT * FROM intake_{table}")) for table in tables)
    assert home.codes()[0] in kept
    assert not {word for word in ("Nháp", PHONE, "019185000123", "the.png", "Cần gấp") if word in kept}
