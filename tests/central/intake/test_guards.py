"""Who may not: other sites, bots, the hasty, the too many and the too much; and what nobody loses by it."""

from datetime import timedelta

import pytest

from central.desk import NotWritten
from central.intake import drafts, limits
from central.intake.limits import Limits
from central.intake.visit import COOKIE
from central.limits import Rule, near
from tests.central.browsing import NINE
from tests.central.intake.home import FORM, GOOD, WARD, Home, attached, mark_of, picture


def test_a_mark_of_another_draft_keeps_nothing_and_shows_what_was_typed(home: Home) -> None:
    foreign = mark_of(home.another().get(FORM).text)
    home.open()
    answer = home.press("send", GOOD, attached(picture()), shown=foreign)
    assert answer.status_code == 400
    assert "mở đã lâu" in answer.text and 'value="Nguyễn Thị Nháp"' in answer.text
    assert home.centre.rows("SELECT count(*) FROM intake_draft") == [(0,)] and home.codes() == []


def test_a_page_of_yesterday_is_shown_again_and_then_taken(home: Home) -> None:
    mark = home.open()
    home.clock.passes(hours=25)
    answer = home.press("send", GOOD, attached(picture()), shown=mark)
    assert answer.status_code == 400 and home.codes() == []
    assert home.press("send", GOOD, attached(picture()), shown=mark_of(answer.text)).status_code == 303


def test_another_site_cannot_send_for_a_citizen(home: Home) -> None:
    mark = home.open()
    body = {"shown": mark, "do": "send", **GOOD}
    answer = home.web.post(
        FORM, data=body, files=attached(picture()), headers={"Sec-Fetch-Site": "cross-site"}
    )
    assert answer.status_code == 403 and home.codes() == []


def test_the_cookie_is_for_this_form_alone_and_no_script_reads_it(home: Home) -> None:
    cookie = home.web.get(FORM).headers["set-cookie"]
    assert cookie.startswith(f"{COOKIE}=")
    assert {"HttpOnly", f"Path={FORM}", "SameSite=lax"} <= {part.strip() for part in cookie.split(";")}


@pytest.mark.parametrize(("trap", "seconds"), [("http://spam.example", 60), ("", 1)])
def test_bots_are_held_up_and_a_person_loses_nothing(home: Home, trap: str, seconds: int) -> None:
    mark = home.open()
    home.clock.passes(seconds=seconds - 60)
    answer = home.press("send", GOOD, attached(picture()), shown=mark, website=trap)
    assert answer.status_code == 422 and home.codes() == []
    assert "the.png" in answer.text
    assert home.press("send", GOOD, shown=mark_of(answer.text)).status_code == 303


def test_too_many_filings_of_one_address_wait_with_their_drafts(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "FILINGS", Rule("filings", 1, timedelta(hours=1)))
    home.file()
    second = home.press("send", GOOD, attached(picture()), shown=home.open(f"{FORM}?moi=1"))
    assert second.status_code == 429
    assert "Bản nháp vẫn còn" in second.text and "the.png" in second.text
    home.clock.passes(hours=1)
    assert home.press("send", GOOD, shown=mark_of(second.text)).status_code == 303


def test_a_busy_store_loses_nothing_that_was_typed(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    mark = home.open()

    def no(*_: object, **__: object) -> None:
        raise NotWritten("busy")

    with monkeypatch.context() as broken:
        broken.setattr(drafts, "keep", no)
        answer = home.press("send", GOOD, attached(picture()), shown=mark)
    assert answer.status_code == 503 and 'value="Nguyễn Thị Nháp"' in answer.text
    assert home.press("send", GOOD, attached(picture()), shown=mark_of(answer.text)).status_code == 303


def test_eleven_mebibytes_are_told_and_the_answers_are_kept(home_on_sqlite: Home) -> None:
    home = home_on_sqlite
    answer = home.press("send", GOOD, attached(picture() + b"\0" * 11 * 1024 * 1024))
    assert answer.status_code == 422
    assert "nhiều nhất 10\u00a0MB" in answer.text and "<dd>Nguyễn Thị Nháp</dd>" in answer.text


def test_far_too_much_at_once_keeps_what_came_before_it(home_on_sqlite: Home) -> None:
    home = home_on_sqlite
    answer = home.press("save", GOOD, attached(b"\0" * 33 * 1024 * 1024))
    assert answer.status_code == 422
    assert "quá 32\u00a0MB" in answer.text and 'value="Nguyễn Thị Nháp"' in answer.text


def test_drafts_may_not_fill_the_disk(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drafts, "UNSENT_BYTES", 100)
    answer = home.press("save", GOOD, attached(picture()))
    assert answer.status_code == 422 and "quá nhiều" in answer.text
    assert 'value="Nguyễn Thị Nháp"' in home.web.get(FORM).text
    assert home.centre.rows("SELECT count(*) FROM intake_piece") == [(0,)]


def test_a_draft_goes_on_elsewhere_by_its_link(home: Home) -> None:
    answer = home.press("save", GOOD, attached(picture()))
    assert answer.headers["location"] == f"{FORM}?kept=1"
    page = home.web.get(f"{FORM}?kept=1").text
    link = page.split('value="https://nop.example.vn')[1].split('"')[0]
    other = home.another()
    assert other.get(link).headers["location"] == FORM
    assert 'value="Nguyễn Thị Nháp"' in other.get(FORM).text
    assert "the.png" in other.get(f"{FORM}?buoc=3").text
    assert home.another().get("/nop/tiep/nothing").status_code == 404


def test_an_attachment_can_be_taken_away_by_its_own_draft_alone(home: Home) -> None:
    home.press("save", GOOD, attached(picture()))
    ((file,),) = home.centre.rows("SELECT id FROM intake_file")
    stranger = home.another()
    mark = mark_of(stranger.get(FORM).text)
    stranger.post(FORM, data={"shown": mark, "do": f"remove:{file}"}, files=attached(b"", ""))
    assert home.centre.rows("SELECT count(*) FROM intake_piece") == [(1,)]
    papers = f"{FORM}?buoc=3"
    assert "the.png" in home.web.get(papers).text
    assert home.press(f"remove:{file}", {}, path=papers).headers["location"] == papers
    assert "the.png" not in home.web.get(papers).text
    assert home.centre.rows("SELECT count(*) FROM intake_piece") == [(0,)]


@pytest.mark.parametrize(
    ("path", "says"),
    [
        (f"/nop/{WARD}/1.999999", "chưa có biểu mẫu"),
        ("/nop/99999", "Không có phường, xã nào"),
        ("/nop/99999/1.004873", "Không có phường, xã nào"),
    ],
)
def test_where_no_form_is_people_are_led_elsewhere(home: Home, path: str, says: str) -> None:
    answer = home.web.get(path)
    assert answer.status_code == 404 and says in answer.text


def test_a_ward_shows_what_can_be_filed_there(home: Home) -> None:
    page = home.web.get(f"/nop/{WARD}").text
    assert f'href="{FORM}"' in page and "Hộ tịch" in page and "dichvucong.gov.vn" in page
    home.offer(None)
    assert f'href="{FORM}"' not in home.web.get(f"/nop/{WARD}").text


def test_pages_run_no_script_but_ours_and_stand_in_no_frame(home: Home) -> None:
    answer = home.web.get(FORM)
    policy = answer.headers["content-security-policy"]
    assert "script-src 'self';" in policy and "frame-ancestors 'none'" in policy and "unsafe" not in policy
    assert "style=" not in answer.text and "<script>" not in answer.text
    assert answer.headers["cache-control"] == "no-store"


def test_what_is_typed_is_never_taken_for_html(home: Home) -> None:
    answer = home.press("send", GOOD | {"name": '"><script>x</script>', "can-cuoc": ""}, attached(picture()))
    assert "<script>x" not in answer.text and "&lt;script&gt;x" in answer.text


def test_households_behind_one_network_are_one_address() -> None:
    assert near("2001:db8:1:2::5") == near("2001:db8:1:2:ffff::9")
    assert near("10.0.0.1") != near("10.0.0.2")
    counts, rule = Limits(), limits.SAVES
    waits = [counts.save("10.0.0.1", NINE) for _ in range(rule.most + 1)]
    assert waits[-2] == timedelta() and waits[-1] == rule.during
    assert counts.save("10.0.0.2", NINE) == timedelta()
    assert counts.save("10.0.0.1", NINE + rule.during) == timedelta()
