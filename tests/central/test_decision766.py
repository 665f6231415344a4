"""Which dossiers count as in time under our reading of Decision 766, as a table; and what its page says."""

import re
from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from central.dashboard.decision766 import FEEDS, GROUPS, MEASURED
from central.queries import Scope
from central.stats.decision766 import Basis, register, total
from mqtt.dossiers import State
from tests.central.browsing import NATIONAL, PROVINCIAL, browsing, dossier
from tests.central.conftest import Centre
from tests.central.dossier_rows import received
from tests.central.wire import event, frame_of, rating

TODAY = "2026-11-26"
NOVEMBER = Scope("19", "05518", None, "2026-11-01", "2026-11-30")
OCTOBER = Scope("19", "05518", None, "2026-10-01", "2026-10-31")

NOWHERE = (0, 0, 0, 0, 0)
DONE, DONE_LATE, OPEN, OVERDUE, NO_DUE = (tuple(int(place == at) for at in range(5)) for place in range(5))

CASES = [
    ("finished on its due day", State.FINISHED, {"due": "2026-11-10", "finished_day": "2026-11-10"}, DONE),
    ("finished a day late", State.FINISHED, {"due": "2026-11-10", "finished_day": "2026-11-11"}, DONE_LATE),
    ("rejected in time", State.REJECTED, {"due": "2026-11-10", "finished_day": "2026-11-09"}, DONE),
    ("stopped late", State.STOPPED, {"due": "2026-11-10", "finished_day": "2026-11-12"}, DONE_LATE),
    ("due today and open", State.IN_PROGRESS, {"due": TODAY}, OPEN),
    ("due yesterday and open", State.IN_PROGRESS, {"due": "2026-11-25"}, OVERDUE),
    ("payment asked, overdue", State.PAYMENT_ASKED, {"due": "2026-11-25"}, OVERDUE),
    (
        "supplement asked on the due day, long ago",
        State.SUPPLEMENT_ASKED,
        {"due": "2026-11-10", "state_at": "2026-11-10T16:59:59.999Z"},
        OPEN,
    ),
    (
        "supplement asked after the due day",
        State.SUPPLEMENT_ASKED,
        {"due": "2026-11-10", "state_at": "2026-11-10T17:00:00.000Z"},
        OVERDUE,
    ),
    (
        "withdrawn in time",
        State.WITHDRAWN,
        {"due": "2026-11-10", "state_at": "2026-11-09T03:00:00.000Z"},
        DONE,
    ),
    (
        "withdrawn late",
        State.WITHDRAWN,
        {"due": "2026-11-10", "state_at": "2026-11-12T03:00:00.000Z"},
        DONE_LATE,
    ),
    ("without a due date", State.IN_PROGRESS, {"due": None}, NO_DUE),
    ("registered only", State.REGISTERED, {"due": "2026-11-10"}, NOWHERE),
]


def counted(centre: Centre, scope: Scope, basis: Basis = "handled") -> tuple[int, ...]:
    with centre.reader:
        whole = total(register(centre.reader, scope, basis, TODAY).progress)
    return (whole.done_on_time, whole.done_late, whole.open_on_time, whole.open_late, whole.without_due)


@pytest.fixture
def web(centre: Centre) -> Iterator[TestClient]:
    with browsing(centre, PROVINCIAL) as web:
        yield web


@pytest.mark.parametrize(
    ("state", "said", "where"), [case[1:] for case in CASES], ids=[case[0] for case in CASES]
)
def test_a_dossier_counts_as_the_table_says(
    centre: Centre, state: State, said: dict[str, str | None], where: tuple[int, ...]
) -> None:
    dossier(centre, "H1", state, received="2026-11-05", **said)
    assert counted(centre, NOVEMBER) == where


@pytest.mark.parametrize(
    ("received", "said", "october", "november", "received_in_november"),
    [
        ("2026-10-05", {"finished_day": "2026-10-20", "due": "2026-10-20"}, DONE, NOWHERE, NOWHERE),
        ("2026-10-30", {"finished_day": "2026-11-02", "due": "2026-11-03"}, OPEN, DONE, NOWHERE),
        ("2026-10-20", {"finished_day": "2026-11-02", "due": "2026-10-25"}, OVERDUE, DONE_LATE, NOWHERE),
        ("2026-11-02", {"finished_day": "2026-11-02", "due": "2026-11-03"}, NOWHERE, DONE, DONE),
    ],
    ids=["over before", "over in time after", "over late after", "received and over"],
)
def test_a_dossier_belongs_to_the_periods_in_which_it_was_in_hand(
    centre: Centre,
    received: str,
    said: dict[str, str],
    october: tuple[int, ...],
    november: tuple[int, ...],
    received_in_november: tuple[int, ...],
) -> None:
    dossier(centre, "H1", State.RETURNED, received=received, **said)
    assert counted(centre, OCTOBER) == october
    assert counted(centre, NOVEMBER) == november
    assert counted(centre, NOVEMBER, "received") == received_in_november


def test_one_that_was_withdrawn_before_the_period_is_not_in_it(centre: Centre) -> None:
    dossier(
        centre, "H1", State.WITHDRAWN, received="2026-10-05", state_at="2026-10-31T16:59:59.000Z", due=TODAY
    )
    dossier(
        centre, "H2", State.WITHDRAWN, received="2026-10-05", state_at="2026-10-31T17:00:00.000Z", due=TODAY
    )
    assert counted(centre, NOVEMBER) == DONE
    assert counted(centre, OCTOBER) == (1, 0, 1, 0, 0)


def test_overdue_dossiers_in_hand_count_against_the_share(centre: Centre) -> None:
    dossier(centre, "H1", State.FINISHED, received="2026-11-05", due="2026-11-10", finished_day="2026-11-06")
    dossier(centre, "H2", State.IN_PROGRESS, received="2026-11-05", due="2026-11-10")
    dossier(centre, "H3", State.IN_PROGRESS, received="2026-11-05", due="2026-11-30")
    with centre.reader:
        [row] = register(centre.reader, NOVEMBER, "handled", TODAY).progress
    assert (row.on_time, row.judged, row.on_time_percent) == (2, 3, "66.67")


def test_progress_is_told_by_province_by_ward_and_by_field(centre: Centre) -> None:
    dossier(centre, "H1", State.IN_PROGRESS, received="2026-11-05", due=TODAY)
    dossier(centre, "H2", State.IN_PROGRESS, received="2026-11-05", due=TODAY, field="Đất đai")
    dossier(centre, "H3", State.IN_PROGRESS, received="2026-11-05", due=TODAY, ward="05521")
    dossier(centre, "H4", State.IN_PROGRESS, received="2026-11-05", due=TODAY, province="01", ward="00004")
    days = {"first_day": "2026-11-01", "last_day": "2026-11-30"}
    with centre.reader:
        keys = [
            [row.key for row in register(centre.reader, scope, "handled", TODAY).progress]
            for scope in (Scope(**days), Scope("19", **days), NOVEMBER)
        ]
    assert keys == [["01", "19"], ["05518", "05521"], ["Chứng thực", "Đất đai"]]


def test_the_online_share_is_of_what_was_received_in_the_period(centre: Centre) -> None:
    dossier(centre, "H1", State.IN_PROGRESS, received="2026-11-05", channel="online")
    dossier(centre, "H2", State.IN_PROGRESS, received="2026-11-05", channel="postal")
    dossier(centre, "H3", State.IN_PROGRESS, received="2026-11-05")
    dossier(centre, "H4", State.REGISTERED, received="2026-11-05", channel="online")
    dossier(centre, "H5", State.IN_PROGRESS, received="2026-10-31", channel="online")
    with centre.reader:
        came = register(centre.reader, NOVEMBER, "handled", TODAY).channels
    assert (came.online, came.direct, came.postal, came.online_percent) == (1, 1, 1, "33.33")


def test_days_of_waiting_are_summed(centre: Centre) -> None:
    dossier(centre, "H1", State.IN_PROGRESS, received="2026-11-05", waited_days=3)
    dossier(centre, "H2", State.SUPPLEMENT_ASKED, received="2026-11-05", waited_days=2)
    dossier(centre, "H3", State.IN_PROGRESS, received="2026-11-05")
    with centre.reader:
        found = register(centre.reader, NOVEMBER, "handled", TODAY).supplements
    assert (found.asked, found.days, found.waiting) == (2, 5, 1)


# ---------------------------------------------------------------- the page


def test_without_a_period_the_page_is_of_this_month(centre: Centre, web: TestClient) -> None:
    dossier(centre, "H1", State.FINISHED, received="2026-11-02", due="2026-11-03", finished_day="2026-11-02")
    dossier(centre, "H2", State.IN_PROGRESS, received="2026-10-02", due="2026-10-03")
    page = web.get("/decision766").text
    assert ('value="2026-11-01"' in page, "50,00 %" in page, "1 hồ sơ chưa xong đã quá hạn" in page) == (
        True,
        True,
        True,
    )
    assert "100,00 %" in web.get("/decision766?basis=received").text


def test_the_page_follows_what_wards_say_of_their_dossiers(centre: Centre, web: TestClient) -> None:
    def overdue() -> list[str]:
        page = web.get("/decision766?from=2026-11-01&to=2026-11-30").text
        return re.findall(r"([0-9]+) hồ sơ chưa xong đã quá hạn", page)

    before = overdue()
    centre.receive(frame_of(event(1, received(day="2026-11-02", due="2026-11-03"))))
    assert (before, overdue()) == (["0"], ["1"])


def test_the_page_says_that_it_is_our_reading_and_names_formula_and_source(web: TestClient) -> None:
    page = web.get("/decision766").text
    says = (
        "Đây là cách hiểu của chúng tôi",
        "Công thức",
        "Nguồn",
        "Mô tả công thức",
        "Trang này không tính điểm",
    )
    assert [text for text in says if text not in page] == []


def test_every_indicator_is_measured_or_says_that_it_is_not() -> None:
    listed = {name for _, names in GROUPS.values() for name in names}
    assert listed == MEASURED | FEEDS.keys()
    assert MEASURED & FEEDS.keys() == set()
    assert sum(points for points, _ in GROUPS.values()) == 100


def test_what_people_press_at_the_counter_is_not_on_this_page(centre: Centre) -> None:
    with browsing(centre, NATIONAL) as web:
        before = web.get("/decision766?from=2026-11-21&to=2026-11-21").text
        centre.receive(frame_of(event(1, rating()), event(2, rating("unsatisfied"))))
        after = web.get("/decision766?from=2026-11-21&to=2026-11-21").text
    assert before == after
    assert ("mặt cười" in after, "lượt bấm" in after.lower()) == (False, False)


def test_a_row_leads_to_the_area_within_it_and_back(centre: Centre) -> None:
    dossier(centre, "H1", State.IN_PROGRESS, received="2026-11-05", due=TODAY)
    with browsing(centre, NATIONAL) as web:
        assert 'href="?province=19"' in web.get("/decision766").text
        assert 'href="?province=19&amp;ward=05518"' in web.get("/decision766?province=19").text
        assert 'href="?province=19">← Lên một cấp' in web.get("/decision766?province=19&ward=05518").text
    with browsing(centre, PROVINCIAL) as web:
        assert "Lên một cấp" not in web.get("/decision766").text


@pytest.mark.parametrize("query", ["basis=guess", "from=2026-13-01", "kiosk=x"])
def test_a_parameter_that_cannot_be_read_is_400(web: TestClient, query: str) -> None:
    assert web.get(f"/decision766?{query}").status_code == 400
