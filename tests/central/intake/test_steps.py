"""Filling in page by page, as a browser without JavaScript does it: nothing lost, nothing twice."""

from datetime import timedelta
from typing import Any

import msgspec
import pytest

from central.intake import limits
from central.intake.steps import steps_of
from central.intake.values import FILER
from central.limits import Rule
from mqtt.forms import Field
from tests.central.intake.home import FORM, GOOD, MARRIAGE, Home, attached, filed, mark_of, picture

WHO = {name: GOOD[name] for name in ("name", "phone")}
WHAT = {name: GOOD[name] for name in ("can-cuoc", "ngay-sinh", "tinh-trang", "ghi-chu")}
AGREED = {"cam-doan": "on"}


def page(number: int, more: str = "") -> str:
    return f"{FORM}?buoc={number}{more}"


def filled_in(home: Home) -> None:
    """Up to the check."""
    home.press("next", WHO, path=page(1))
    home.press("next", WHAT, path=page(2))
    home.press("next", {}, attached(picture()), path=page(3))


def led(answer: Any) -> str:
    assert answer.status_code == 303
    return str(answer.headers["location"])


@pytest.mark.parametrize(
    ("number", "says", "asks", "not_yet"),
    [
        (1, "Người nộp hồ sơ", "phone", "can-cuoc"),
        (2, "Nội dung hồ sơ", "can-cuoc", "anh"),
        (3, "Giấy tờ gửi kèm", "anh", "cam-doan"),
        (4, "Kiểm tra và nộp", "cam-doan", "phone"),
    ],
)
def test_each_page_asks_its_part_and_says_how_far_one_is(
    home_on_sqlite: Home, number: int, says: str, asks: str, not_yet: str
) -> None:
    html = home_on_sqlite.web.get(page(number)).text
    assert f"<b>Bước {number}/4</b>" in html and f'<h1 id="here">{says}</h1>' in html
    assert f'name="{asks}"' in html and f'name="{not_yet}"' not in html


def test_the_plain_address_is_the_first_page_and_pages_beyond_the_last_are_the_last(
    home_on_sqlite: Home,
) -> None:
    assert "Bước 1/4" in home_on_sqlite.web.get(FORM).text
    assert "Bước 4/4" in home_on_sqlite.web.get(page(99)).text
    assert "Step 2 of 4" in home_on_sqlite.web.get(page(2, "&lang=en")).text


def test_a_dossier_is_filed_page_by_page(home: Home) -> None:
    assert led(home.press("next", WHO, path=page(1))) == page(2)
    assert led(home.press("next", WHAT, path=page(2))) == page(3)
    assert led(home.press("next", {}, attached(picture()), path=page(3))) == page(4)
    assert "/nop/ho-so/" in led(home.press("send", AGREED, path=page(4)))
    sent = filed(home, home.codes()[0])
    assert sent.name == GOOD["name"] and [one.file for one in sent.attachments] == ["the.png"]
    assert {one.field for one in sent.answers} == {*WHAT, *AGREED}


def test_a_page_is_judged_by_its_own_questions_when_one_goes_on(home_on_sqlite: Home) -> None:
    there = led(home_on_sqlite.press("next", WHAT | {"can-cuoc": "1", "ngay-sinh": ""}, path=page(2)))
    html = home_on_sqlite.web.get(there).text
    assert there == page(2, "&loi=1")
    assert 'id="faults" autofocus' in html and "Còn 2 chỗ cần xem lại" in html
    assert '<a href="#i-can-cuoc">Số căn cước</a>' in html and 'id="e-can-cuoc"' in html
    assert "Chưa có tệp nào" not in html and 'value="1"' in html


def test_a_paper_that_is_refused_is_told_at_an_address_to_come_back_to(home_on_sqlite: Home) -> None:
    there = led(home_on_sqlite.press("next", {}, attached(b"MZ" + b"0" * 99, "lie.pdf"), path=page(3)))
    assert there.startswith(page(3, "&loi=")) and "lie" not in there
    assert "Tệp lie.pdf không phải ảnh JPEG" in home_on_sqlite.web.get(there).text
    assert 'id="faults"' not in home_on_sqlite.web.get(page(3, "&loi=made-up")).text


@pytest.mark.parametrize(("wish", "there"), [("back", page(1)), ("save", page(2, "&kept=1"))])
def test_going_back_and_saving_keep_what_is_wrong_and_judge_nothing(
    home_on_sqlite: Home, wish: str, there: str
) -> None:
    assert led(home_on_sqlite.press(wish, WHAT | {"can-cuoc": "123"}, path=page(2))) == there
    html = home_on_sqlite.web.get(page(2)).text
    assert 'value="123"' in html and 'id="faults"' not in html


def test_the_check_shows_everything_and_leads_to_each_part(home_on_sqlite: Home) -> None:
    filled_in(home_on_sqlite)
    html = home_on_sqlite.web.get(page(4)).text
    said = ("Nguyễn Thị Nháp", "0912345678", "019185000123", "21/11/1985", "Đã ly hôn", "Cần gấp")
    assert [one for one in said if f"<dd>{one}</dd>" not in html] == []
    assert "the.png" in html and 'id="faults"' not in html
    parts = [f'href="{FORM}?buoc={number}&amp;sua=1" aria-label="Sửa phần' for number in (1, 2, 3)]
    assert [one for one in parts if one not in html] == []


def test_a_part_that_is_changed_from_the_check_leads_back_to_it(home_on_sqlite: Home) -> None:
    filled_in(home_on_sqlite)
    changing = page(2, "&sua=1")
    assert 'value="back"' not in home_on_sqlite.web.get(changing).text
    assert led(home_on_sqlite.press("check", WHAT | {"can-cuoc": ""}, path=changing)) == f"{changing}&loi=1"
    assert led(home_on_sqlite.press("check", WHAT | {"ghi-chu": "Không gấp"}, path=changing)) == page(4)
    assert "<dd>Không gấp</dd>" in home_on_sqlite.web.get(page(4)).text


def test_the_check_files_nothing_that_is_unfinished_and_says_where_to_mend_it(home_on_sqlite: Home) -> None:
    home_on_sqlite.press("next", WHO, path=page(1))
    html = home_on_sqlite.web.get(page(4)).text
    assert f'<a href="{FORM}?buoc=3&amp;sua=1">Ảnh căn cước</a>' in html
    assert "Hãy đánh dấu" not in html
    there = led(home_on_sqlite.press("send", {}, path=page(4)))
    assert "Hãy đánh dấu" in home_on_sqlite.web.get(there).text
    assert home_on_sqlite.codes() == []


def test_a_draft_of_yesterday_says_where_it_goes_on(home_on_sqlite: Home) -> None:
    home_on_sqlite.press("next", WHO, path=page(1))
    home_on_sqlite.press("save", {"ghi-chu": "Cần gấp"}, path=page(2))
    home_on_sqlite.clock.passes(hours=20)
    html = home_on_sqlite.web.get(FORM).text
    assert "vẫn còn nguyên" in html and "Làm tiếp: Nội dung hồ sơ" in html and f'href="{page(2)}"' in html
    assert "Cần gấp" in home_on_sqlite.web.get(page(2)).text


def test_every_save_gives_the_browser_another_week(home_on_sqlite: Home) -> None:
    home_on_sqlite.open()
    answer = home_on_sqlite.press("next", WHO, path=page(1))
    assert "Max-Age=604800" in answer.headers["set-cookie"]


def test_a_page_sent_twice_leads_to_the_same_page_and_keeps_its_paper_once(home_on_sqlite: Home) -> None:
    first = home_on_sqlite.press("next", {}, attached(picture()), path=page(3))
    again = home_on_sqlite.press("next", {}, attached(picture()), path=page(3))
    assert led(first) == led(again) == page(4)
    assert home_on_sqlite.centre.rows("SELECT count(*) FROM intake_file") == [(1,)]


def test_too_many_filings_are_told_on_the_check_and_nothing_is_lost(
    home_on_sqlite: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "FILINGS", Rule("filings", 0, timedelta(hours=1)))
    filled_in(home_on_sqlite)
    there = led(home_on_sqlite.press("send", AGREED, path=page(4)))
    html = home_on_sqlite.web.get(there).text
    assert "Bản nháp vẫn còn" in html and "the.png" in html and 'value="on" checked' in html


def test_once_filed_no_page_files_again(home_on_sqlite: Home) -> None:
    filled_in(home_on_sqlite)
    mark = home_on_sqlite.open(page(4))
    first = home_on_sqlite.press("send", AGREED, path=page(4), shown=mark)
    assert led(home_on_sqlite.press("send", AGREED, path=page(4), shown=mark)) == led(first)
    assert led(home_on_sqlite.press("next", WHO, path=page(1), shown=mark)) == led(first)
    assert "Hồ sơ này đã gửi rồi" in home_on_sqlite.web.get(page(2)).text
    assert len(home_on_sqlite.codes()) == 1


def test_a_box_is_unticked_by_its_own_page_alone(home_on_sqlite: Home) -> None:
    box = Field(name="gap", label="Cần gấp", kind="yes")
    home_on_sqlite.offer(msgspec.structs.replace(MARRIAGE, version=2, fields=[*MARRIAGE.fields, box]))
    home_on_sqlite.press("save", {"gap": "on"}, path=page(2))
    home_on_sqlite.press("save", WHO, path=page(1))
    assert 'name="gap" value="on" checked' in home_on_sqlite.web.get(page(2)).text
    home_on_sqlite.press("save", {}, path=page(2))
    assert 'name="gap" value="on" checked' not in home_on_sqlite.web.get(page(2)).text


def test_a_form_that_changes_on_the_way_is_told_and_nothing_is_lost(home_on_sqlite: Home) -> None:
    mark = home_on_sqlite.open(page(2))
    born = Field(name="que", label="Quê quán", required=True)
    home_on_sqlite.offer(msgspec.structs.replace(MARRIAGE, version=2, fields=[*MARRIAGE.fields, born]))
    there = led(home_on_sqlite.press("next", WHAT, path=page(2), shown=mark))
    html = home_on_sqlite.web.get(there).text
    assert "Biểu mẫu vừa được sửa" in html and '<a href="#i-que">Quê quán</a>' in html
    assert "Cần gấp" in html
    assert led(home_on_sqlite.press("next", WHAT | {"que": "Sông Công"}, path=page(2))) == page(3)


def test_the_language_changes_and_what_was_typed_stays(home_on_sqlite: Home) -> None:
    there = led(home_on_sqlite.press("lang:en", {"ghi-chu": "Cần gấp"}, path=page(2)))
    assert there == page(2, "&lang=en")
    html = home_on_sqlite.web.get(there).text
    assert "Step 2 of 4" in html and "Cần gấp" in html


@pytest.mark.parametrize(("number", "wish"), [(1, "next"), (3, "next"), (4, "save")])
def test_enter_in_a_field_takes_no_paper_away_and_files_nothing(
    home_on_sqlite: Home, number: int, wish: str
) -> None:
    filled_in(home_on_sqlite)
    first = home_on_sqlite.web.get(page(number)).text.split("<button ")[1]
    assert first.startswith(f'form="sheet" name="do" value="{wish}"')


def test_what_could_not_be_kept_goes_along_to_be_sent_again(home_on_sqlite: Home) -> None:
    answer = home_on_sqlite.press("send", GOOD, attached(picture()), shown="from another page")
    assert answer.status_code == 400
    assert '<input type="hidden" name="can-cuoc" value="019 185 000 123">' in answer.text
    home_on_sqlite.press("send", GOOD, attached(picture()), path=page(4), shown=mark_of(answer.text))
    assert len(home_on_sqlite.codes()) == 1


def test_a_form_names_its_pages_and_papers_and_declarations_stand_apart() -> None:
    fields = [
        Field(name="a", label="A"),
        Field(name="p", label="P", kind="file"),
        Field(name="b", label="B", section="Em bé", section_en="The child"),
        Field(name="d", label="D", kind="yes", required=True),
        Field(name="c", label="C"),
    ]
    steps = steps_of(msgspec.structs.replace(MARRIAGE, fields=fields), list(FILER))
    assert [(step.kind, step.title, [one.name for one in step.fields]) for step in steps] == [
        ("filer", "", ["name", "phone", "a"]),
        ("section", "Em bé", ["b", "c"]),
        ("papers", "", ["p"]),
        ("check", "", ["d"]),
    ]


def test_a_page_without_a_question_is_left_out() -> None:
    only = msgspec.structs.replace(MARRIAGE, fields=[Field(name="p", label="P", kind="file")])
    assert [step.kind for step in steps_of(only, list(FILER))] == ["filer", "papers", "check"]
