"""The list of kiosks, found by what is wrong with them, and the page of one."""

from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from central.dashboard.fleet import arranged
from central.dashboard.words import LANGUAGES
from central.dashboard.words.alerts import ALERTS
from central.dashboard.words.decision766 import DECISION_766
from central.dashboard.words.fleet import FLEET
from central.dashboard.words.quarantine import QUARANTINE
from central.dashboard.words.shell import SHELL
from central.queries import Scope
from central.stats.fleet import fleet
from devices.status import Cause
from mqtt.device_facts import ClockCorrected, DeviceCleared, DeviceFault, DeviceStarted
from mqtt.messages import UpdateNews, instant
from tests.central.browsing import NINE, PROVINCIAL, STRANGER, alert, browsing, kiosk
from tests.central.conftest import Centre
from tests.central.wire import event, frame_of, heartbeat, state, tickets


@pytest.fixture
def web(centre: Centre) -> Iterator[TestClient]:
    with browsing(centre, PROVINCIAL) as web:
        yield web


def kiosks(centre: Centre, count: int) -> None:
    with centre.store.writer.atomic():
        for number in range(1, count + 1):
            kiosk(centre, f"19/05518/k{number}")


def rows_of(page: str) -> list[str]:
    """The kiosks in the order of the list."""
    body = page.split("<tbody>")[1].split("</tbody>")[0]
    return [part.split('"')[0].split("?")[0] for part in body.split('href="/fleet/')[1:]]


def test_who_needs_somebody_stands_first(centre: Centre, web: TestClient) -> None:
    kiosk(centre, "19/05518/k1")
    kiosk(centre, "19/05518/k2", "lost", seen=90)
    kiosk(centre, "19/05521/k1")
    kiosk(centre, "19/05521/k2")
    alert(centre, "19/05521/k1", "tamper", "conflict")
    alert(centre, "19/05521/k2", "button", "button-1")
    page = web.get("/fleet").text
    assert rows_of(page) == ["19/05521/k1", "19/05521/k2", "19/05518/k2", "19/05518/k1"]
    assert ("Nghi bị can thiệp" in page, "1 giờ trước" in page) == (True, True)


def test_a_kiosk_lost_this_minute_was_heard_just_now(centre: Centre, web: TestClient) -> None:
    kiosk(centre, "19/05518/k1", "lost", seen=0)
    listed, alone = web.get("/fleet").text, web.get("/fleet/19/05518/k1").text
    assert ("vừa xong</small>" in listed, "(vừa xong)" in alone) == (True, True)


@pytest.mark.parametrize(
    ("update", "says"),
    [
        (UpdateNews("installing", "1.1.0", 85, "writing"), "đang cài · 1.1.0 · 85 % · ghi vào thẻ"),
        (UpdateNews("waiting", "1.1.0", 100, "open"), "chờ lúc vắng · 1.1.0 · đang giờ làm việc"),
        (UpdateNews("refused", "1.1.0", 0, "new_reason"), "bị từ chối · 1.1.0 · new_reason"),
    ],
)
def test_a_kiosks_page_says_how_far_an_update_is(
    centre: Centre, web: TestClient, update: UpdateNews, says: str
) -> None:
    centre.receive(heartbeat(seq_high=0, update=update))
    assert says in web.get("/fleet/19/05518/k1").text


def test_the_counts_are_of_the_whole_area_whatever_is_filtered(centre: Centre, web: TestClient) -> None:
    kiosk(centre, "19/05518/k1")
    kiosk(centre, "19/05518/k2", "lost", seen=90)
    kiosk(centre, "01/00004/k1", "lost", seen=90)
    page = web.get("/fleet?state=lost").text
    assert rows_of(page) == ["19/05518/k2"]
    assert "<b>2</b> Tất cả máy" in page


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("need=paper", ["19/05518/k2", "19/05518/k3"]),
        ("need=backlog", ["19/05518/k4"]),
        ("need=alert", ["19/05518/k1"]),
        ("q=%20SÔNG%20công", ["19/05518/k1", "19/05518/k2", "19/05518/k3", "19/05518/k4"]),
        ("q=05521", ["19/05521/k1"]),
        ("sort=-temperature&q=05518", ["19/05518/k4", "19/05518/k3", "19/05518/k2", "19/05518/k1"]),
        ("sort=disk&q=05518", ["19/05518/k4", "19/05518/k3", "19/05518/k2", "19/05518/k1"]),
        ("sort=-kiosk&need=paper", ["19/05518/k3", "19/05518/k2"]),
        ("ward=05521", ["19/05521/k1"]),
    ],
)
def test_kiosks_are_found_and_ordered(centre: Centre, web: TestClient, query: str, found: list[str]) -> None:
    kiosk(centre, "19/05518/k1", temperature_c=41, disk_free_mb=4000)
    kiosk(centre, "19/05518/k2", temperature_c=42, disk_free_mb=3000, paper="near_end")
    kiosk(centre, "19/05518/k3", temperature_c=43, disk_free_mb=2000, paper="fault")
    kiosk(centre, "19/05518/k4", temperature_c=44, disk_free_mb=1000, missing=3)
    kiosk(centre, "19/05521/k1")
    alert(centre, "19/05518/k1", "clock", "2026-11-26T01:00:00.000Z")
    assert rows_of(web.get(f"/fleet?{query}").text) == found


def test_who_has_no_value_comes_last_in_either_order(centre: Centre) -> None:
    centre.receive(state("online", kiosk="19/05518/k9"))
    kiosk(centre, "19/05518/k1", temperature_c=41)
    kiosk(centre, "19/05518/k2", temperature_c=42)
    with centre.reader:
        machines = fleet(centre.reader, Scope())
    up = [one.kiosk[-2:] for one in arranged(machines, "temperature", backwards=False)]
    down = [one.kiosk[-2:] for one in arranged(machines, "temperature", backwards=True)]
    assert (up, down) == (["k1", "k2", "k9"], ["k2", "k1", "k9"])


def test_a_hundred_kiosks_stand_on_a_page(centre: Centre, web: TestClient) -> None:
    kiosks(centre, 130)
    assert len(rows_of(web.get("/fleet").text)) == 100
    assert len(rows_of(web.get("/fleet?page=2").text)) == 30
    assert "101–130 trong 130" in web.get("/fleet?page=2").text


@pytest.mark.parametrize("query", ["state=broken", "need=love", "sort=colour", "page=-1"])
def test_a_parameter_that_cannot_be_read_is_400(web: TestClient, query: str) -> None:
    assert web.get(f"/fleet?{query}").status_code == 400


def test_a_search_cannot_become_markup(web: TestClient) -> None:
    assert "<script>alert" not in web.get("/fleet?q=%22%3E%3Cscript%3Ealert(1)").text


def test_a_kiosks_page_tells_its_health_in_words(centre: Centre, web: TestClient) -> None:
    kiosk(centre, "19/05518/k1", paper="fault", disk_free_mb=312, temperature_c=83.4, version="1.4.2")
    alert(centre, "19/05518/k1", "paper", "cover_open")
    alert(centre, "19/05518/k1", "disk", "312", opened=600, cleared=500, by="Minh")
    page = web.get("/fleet/19/05518/k1").text
    says = ("Phường Sông Công", "Lỗi in", "0,3 GB", "83,4 °C", "1.4.2", "nắp máy in mở", "Minh ghi nhận")
    assert [text for text in says if text not in page] == []


def test_a_kiosks_page_tells_what_its_devices_went_through(centre: Centre, web: TestClient) -> None:
    before, after = instant(NINE), instant(NINE.replace(minute=9))
    centre.receive(
        state("online"),
        frame_of(
            event(1, DeviceStarted(boot="b1", version="1.4.2"), at=NINE),
            event(2, DeviceFault(device="printer", fault="out_of_paper"), at=NINE),
            event(3, DeviceCleared(device="button-2", fault="stuck"), at=NINE),
            event(4, ClockCorrected(before=before, after=after), at=NINE),
        ),
    )
    page = web.get("/fleet/19/05518/k1").text
    says = ("phiên bản 1.4.2", "hết giấy", "nút 2", "09:00 → 09:09")
    assert [text for text in says if text not in page] == []
    assert page.index("09:00 → 09:09") < page.index("phiên bản 1.4.2")


def test_a_kiosks_page_names_the_missing_numbers(centre: Centre, web: TestClient) -> None:
    centre.receive(tickets(1, 3), tickets(7, 7), tickets(1, 1), heartbeat(seq_high=9))
    page = web.get("/fleet/19/05518/k1").text
    assert ("4–6, 8–9" in page, '<dd class="due">5</dd>' in page) == (True, True)


@pytest.mark.parametrize("address", ["/fleet/19/05518/k7", "/fleet/19/5518/k1", "/fleet/19/05518/x"])
def test_a_kiosk_nobody_heard_of_is_404(web: TestClient, address: str) -> None:
    assert web.get(address).status_code == 404


def test_a_kiosk_of_another_province_is_not_theirs_to_see(centre: Centre) -> None:
    kiosk(centre, "19/05518/k1")
    with browsing(centre, STRANGER) as web:
        assert web.get("/fleet/19/05518/k1").status_code == 403
        assert "19/05518" not in web.get("/fleet").text
        assert web.get("/fleet?province=19").status_code == 403


@pytest.mark.parametrize(
    "phrases", [FLEET, ALERTS, QUARANTINE, DECISION_766], ids=["fleet", "alerts", "quarantine", "d766"]
)
def test_both_languages_say_the_same_things_and_leave_the_frames_words(
    phrases: dict[str, dict[str, str]],
) -> None:
    own, shell = set(phrases["vi"]), SHELL["vi"].keys()
    assert phrases.keys() == LANGUAGES.keys()
    assert own == set(phrases["en"])
    assert {word for word in own & shell if phrases["vi"][word] != SHELL["vi"][word]} == set()


def test_every_fault_of_a_printer_has_words() -> None:
    assert {f"printer.{cause}" for cause in Cause} <= FLEET["vi"].keys()
