"""The page of SMS: what did not arrive and why, in words; sent again or dropped at a second look."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from starlette.testclient import TestClient

from central.at_home import AtHome
from central.dashboard.viewer import ANYBODY, Viewer
from central.dashboard.words.sms import REASONS, SMS, why
from central.desk import WritingDesk
from central.sms.outbox import RESTORED
from central.sms.turn import INTERRUPTED
from tests.central.browsing import NATIONAL, NINE, PROVINCIAL, STRANGER, alert, browsing, writing
from tests.central.conftest import Centre
from tests.central.outbox import PHONE, row
from tests.central.texting import keys

CLERK = Viewer("Hà", "ward", "19/05518")
NEIGHBOUR = Viewer("Tú", "ward", "19/01864")
HOME = AtHome(keys())
SURE = {"sure": "yes"}


@pytest.fixture
def desk(centre: Centre) -> Iterator[WritingDesk]:
    with writing(centre.store) as desk:
        yield desk


@pytest.fixture
def web(centre: Centre, desk: WritingDesk) -> Iterator[TestClient]:
    with browsing(centre, PROVINCIAL, desk, home=HOME) as web:
        yield web


def put(centre: Centre, subject: str, state: str, reason: str = "", phone: str = PHONE) -> int:
    at = NINE - timedelta(hours=1)
    return row(centre.store, keys(), subject, state, at, reason=reason, phone=phone)


def states(centre: Centre) -> list[tuple[object, ...]]:
    return centre.rows("SELECT state, reason FROM sms ORDER BY id")


def main_of(page: str) -> str:
    return page.split("<main>")[1]


def test_what_did_not_arrive_stands_first_with_its_reason_in_words(centre: Centre, web: TestClient) -> None:
    put(centre, "H1", "undeliverable", "the network did not deliver it (state 5)")
    put(centre, "H2", "failed", "the SMSC refused it: Invalid Destination Address")
    put(centre, "H3", "delivered")
    page = main_of(web.get("/sms").text)
    said = ("máy tắt, hết chỗ", "nhà mạng từ chối: Invalid Destination Address", "H3")
    assert [text in page for text in said] == [True, True, False]
    assert ("091****678" in page, "0912345678" in page) == (True, False)


def test_each_shelf_has_its_own(centre: Centre, web: TestClient) -> None:
    put(centre, "H1", "uncertain", INTERRUPTED)
    put(centre, "H2", "waiting")
    put(centre, "H3", "delivered")
    shelves = [main_of(web.get(f"/sms?shelf={name}").text) for name in ("attention", "waiting", "over")]
    assert [[code in page for code in ("H1", "H2", "H3")] for page in shelves] == [
        [True, False, False],
        [False, True, False],
        [False, False, True],
    ]


def test_it_is_sent_again_only_when_confirmed_and_the_name_is_kept(centre: Centre, web: TestClient) -> None:
    number = put(centre, "H1", "uncertain", INTERRUPTED)
    asked = web.post(f"/sms/{number}/again")
    assert ("có thể nhận hai lần" in asked.text, states(centre)) == (True, [("uncertain", INTERRUPTED)])
    done = web.post(f"/sms/{number}/again?lang=en", data=SURE)
    assert (done.status_code, done.headers["location"]) == (303, f"/sms?lang=en&done=again&id={number}")
    assert states(centre) == [("waiting", "sent again by Trần Lan; it was uncertain")]
    assert f"SMS {number} waits to be sent again." in web.get(done.headers["location"]).text


def test_what_is_dropped_is_over_and_says_by_whom(centre: Centre, web: TestClient) -> None:
    number = put(centre, "H1", "failed", "not a mobile number; SMS reach mobile telephones only")
    assert "Bỏ tin số" in web.post(f"/sms/{number}/drop").text
    web.post(f"/sms/{number}/drop", data=SURE)
    assert states(centre) == [("dropped", "by Trần Lan; it was failed")]
    assert "Trần Lan đã bỏ" in main_of(web.get("/sms?shelf=over").text)


def test_what_was_sent_meanwhile_is_not_sent_again(centre: Centre, web: TestClient) -> None:
    number = put(centre, "H1", "sent")
    answer = web.post(f"/sms/{number}/again", data=SURE)
    assert (answer.status_code, "is sent; only what failed" in answer.text) == (422, True)
    assert states(centre) == [("sent", "")]


def test_an_erased_number_cannot_be_sent_to(centre: Centre, web: TestClient) -> None:
    number = put(centre, "H1", "failed", phone="02438255555")
    page = main_of(web.get("/sms").text)
    assert (f"/sms/{number}/again" in page, f"/sms/{number}/drop" in page) == (False, True)
    assert web.post(f"/sms/{number}/again", data=SURE).status_code == 422


@pytest.mark.parametrize(
    ("viewer", "status", "state"),
    [
        (NATIONAL, 303, "waiting"),
        (CLERK, 303, "waiting"),
        (STRANGER, 404, "failed"),
        (NEIGHBOUR, 404, "failed"),
        (ANYBODY, 403, "failed"),
    ],
)
def test_whoever_has_an_account_of_the_area_decides(
    centre: Centre, desk: WritingDesk, viewer: Viewer, status: int, state: str
) -> None:
    number = put(centre, "H1", "failed")
    with browsing(centre, viewer, desk, home=HOME) as web:
        assert web.post(f"/sms/{number}/again", data=SURE).status_code == status
    assert states(centre)[0][0] == state


def test_a_program_and_another_site_decide_nothing(centre: Centre, web: TestClient) -> None:
    number = put(centre, "H1", "failed")
    token, elsewhere = {"Authorization": "Bearer x"}, {"Sec-Fetch-Site": "cross-site"}
    answers = [web.post(f"/sms/{number}/drop", data=SURE, headers=headers) for headers in (token, elsewhere)]
    assert ([answer.status_code for answer in answers], states(centre)[0][0]) == ([403, 403], "failed")


def test_a_neighbour_sees_nothing_of_it(centre: Centre, desk: WritingDesk) -> None:
    put(centre, "H1", "failed")
    with browsing(centre, NEIGHBOUR, desk, home=HOME) as web:
        assert "H1" not in main_of(web.get("/sms").text)


def test_what_keeps_sms_from_going_out_is_said_at_the_top(centre: Centre, web: TestClient) -> None:
    alert(centre, "19", "sms", "no_receipts 2026-11-26T01:00:00.000Z")
    page = main_of(web.get("/sms").text)
    assert "Tỉnh Thái Nguyên: nhà mạng không báo đã nhận tin nào từ 08:00" in page


def test_the_provinces_alert_is_acknowledged_by_the_province_and_not_by_a_ward(
    centre: Centre, desk: WritingDesk, web: TestClient
) -> None:
    alert(centre, "19", "sms", "stuck 2026-11-26T01:00:00.000Z")
    assert "/sms?province=19" in main_of(web.get("/alerts").text)
    with browsing(centre, CLERK, desk) as ward:
        assert "08:00" not in main_of(ward.get("/alerts").text)
        assert ward.post("/alerts/1/acknowledge").status_code == 403
    assert web.post("/alerts/1/acknowledge").status_code == 303
    assert centre.rows("SELECT acknowledged_by FROM alert") == [("Trần Lan",)]


def test_a_centre_that_sends_none_says_so(centre: Centre, desk: WritingDesk) -> None:
    with browsing(centre, PROVINCIAL, desk) as web:
        assert "chưa gửi SMS" in web.get("/sms").text


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_reason_has_words(language: str) -> None:
    words = SMS["en" if language == "en" else "vi"]
    said = [why(f"{begins}…; it was failed", words) for begins, _ in REASONS]
    assert [text for text in said if "{" in text or "; it was" in text] == []
    assert why(RESTORED, words) == words["why.restored"]
    assert why("something new", words) == "something new"
