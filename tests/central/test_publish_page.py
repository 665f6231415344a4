"""The page that sends to kiosks: who may, what is asked twice, what is noted, and who has what."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from central.catalogue.commands import import_procedures
from central.catalogue.desk import CatalogueDesk
from central.catalogue.store import NAME, open_catalogue
from central.commanding.issuing import issuing
from central.dashboard.sending import Press
from central.dashboard.viewer import ANYBODY, Viewer
from central.settings import Mqtt
from mqtt.commands import Command
from mqtt.signing import unseal
from tests.central.browsing import NATIONAL, NINE, PROVINCIAL, STRANGER, browsing, kiosk, writing
from tests.central.commanding import KEY
from tests.central.conftest import Centre
from tests.processes import ROOT, broker, free_port

SHEET = ROOT / "provisioning" / "demo_ward" / "procedures" / "procedures.csv"
WARD = {"area": "19/05518"}
HERE = "/publish/{}?province=19&ward=05518"
TOML = "[queue]\nrest_seconds = 5\n"
CLERK = Viewer("Hà", "ward", "19/05518")


@pytest.fixture
def press(centre: Centre, tmp_path: Path) -> Iterator[Press]:
    with writing(centre.store) as desk:
        yield Press(desk, issuing(KEY), CatalogueDesk(tmp_path, Mqtt(host="127.0.0.1")))


@pytest.fixture
def web(centre: Centre, press: Press) -> Iterator[TestClient]:
    kiosk(centre, "19/05518/k1")
    kiosk(centre, "19/05518/k2")
    with browsing(centre, PROVINCIAL, press.desk, press=press) as web:
        yield web


def commands(centre: Centre) -> list[Command]:
    rows = centre.rows("SELECT payload FROM command ORDER BY kiosk, counter")
    return [unseal(str(payload).encode(), KEY.public_key()) for (payload,) in rows]


def noted(centre: Centre) -> list[tuple[object, ...]]:
    return centre.rows("SELECT account, at, word, area, detail FROM act ORDER BY number")


def test_a_command_to_a_ward_reaches_every_kiosk_of_it_and_is_noted(centre: Centre, web: TestClient) -> None:
    answer = web.post(HERE.format("resend"), data={**WARD, "days": "7", "hours": "24"})
    assert (answer.status_code, answer.headers["location"]) == (
        303,
        "/publish?province=19&ward=05518&done=resend",
    )
    assert [(one.kiosk, one.word, bytes(one.data)) for one in commands(centre)] == [
        ("19/05518/k1", "resend", b'{"days":7}'),
        ("19/05518/k2", "resend", b'{"days":7}'),
    ]
    assert noted(centre) == [
        ("Trần Lan", "2026-11-26T02:00:00.000Z", "resend", "19/05518", "kiosks=2 hours=24 days=7")
    ]
    page = web.get(answer.headers["location"]).text
    assert ("Đã nhận: gửi lại dữ liệu" in page, page.count("đang chờ</span> gửi lại")) == (True, 2)


def test_settings_are_shown_as_they_differ_and_sent_only_when_confirmed(
    centre: Centre, web: TestClient
) -> None:
    asked = web.post(HERE.format("config"), data={**WARD, "toml": TOML})
    assert (asked.status_code, commands(centre), noted(centre)) == (200, [], [])
    assert ("+rest_seconds = 5" in asked.text, "19/05518/k1, 19/05518/k2" in asked.text) == (True, True)
    web.post(HERE.format("config"), data={**WARD, "toml": TOML.replace("\n", "\r\n"), "sure": "yes"})
    assert [one.word for one in commands(centre)] == ["config", "config"]
    again = web.post(HERE.format("config"), data={**WARD, "toml": TOML.replace("5", "8")}).text
    assert ("-rest_seconds = 5" in again, "+rest_seconds = 8" in again) == (True, True)
    same = web.post(HERE.format("config"), data={**WARD, "toml": TOML}).text
    assert "Không khác cấu hình đã gửi lần trước." in same


@pytest.mark.parametrize(
    ("toml", "says"),
    [
        ("[queue\n", "not TOML"),
        ("[mqtt]\nhost = 'x'\n", "mqtt: is the machine&#39;s own"),
        ("x" * 50_000, "toml"),
    ],
)
def test_settings_that_cannot_be_right_come_back_with_the_reason_before_anything_is_signed(
    centre: Centre, web: TestClient, toml: str, says: str
) -> None:
    answer = web.post(HERE.format("config"), data={**WARD, "toml": toml, "sure": "yes"})
    assert (answer.status_code, commands(centre), noted(centre)) == (422, [], [])
    assert ("Chưa gửi gì. Lý do:" in answer.text, says in answer.text, toml[:6] in answer.text) == (
        True,
        True,
        True,
    )


def test_erasing_is_asked_twice(centre: Centre, web: TestClient) -> None:
    asked = web.post(HERE.format("erase"), data={"area": "19/05518/k2"})
    assert (asked.status_code, commands(centre)) == (200, [])
    web.post(HERE.format("erase"), data={"area": "19/05518/k2", "sure": "yes"})
    assert [(one.kiosk, one.word) for one in commands(centre)] == [("19/05518/k2", "erase")]


@pytest.mark.parametrize(
    ("word", "area"),
    [
        ("reprint", "19/05518"),
        ("update", "19"),
        ("catalogue", "19/05518"),
        ("update", ""),
        ("config", "19/05518/k0"),
    ],
)
def test_an_act_goes_nowhere_but_where_it_belongs(
    centre: Centre, web: TestClient, word: str, area: str
) -> None:
    answer = web.post(f"/publish/{word}", data={"area": area, "number": "A001", "toml": TOML})
    assert (answer.status_code, commands(centre), noted(centre)) == (422, [], [])


@pytest.mark.parametrize("viewer", [STRANGER, CLERK, ANYBODY])
def test_whoever_may_not_send_there_sends_nothing(centre: Centre, press: Press, viewer: Viewer) -> None:
    kiosk(centre, "19/05518/k1")
    with browsing(centre, viewer, press.desk, press=press) as web:
        answers = [web.post(f"/publish/{word}", data=WARD) for word in ("update", "dossiers", "catalogue")]
    assert [answer.status_code for answer in answers] == [403, 403, 403]
    assert (commands(centre), noted(centre)) == ([], [])


@pytest.mark.parametrize("viewer", [CLERK, ANYBODY])
def test_whoever_sends_nothing_finds_no_form(centre: Centre, press: Press, viewer: Viewer) -> None:
    with browsing(centre, viewer, press.desk, press=press) as web:
        page = web.get("/publish?province=19&ward=05518").text
    assert ('action="/publish/' in page, "Chỉ tài khoản của tỉnh" in page) == (False, True)


def test_a_wards_account_sees_how_far_its_own_kiosks_are(centre: Centre, press: Press) -> None:
    kiosk(centre, "19/05518/k1")
    kiosk(centre, "19/05443/k1")
    with browsing(centre, CLERK, press.desk, press=press) as web:
        page = web.get("/publish").text
    assert ("19/05518/k1" in page, "19/05443/k1" in page) == (True, False)


def test_a_form_of_another_site_and_a_programs_token_send_nothing(centre: Centre, web: TestClient) -> None:
    foreign = web.post(HERE.format("update"), data=WARD, headers={"Sec-Fetch-Site": "cross-site"})
    program = web.post(HERE.format("update"), data=WARD, headers={"Authorization": "Bearer x"})
    assert (foreign.status_code, program.status_code, commands(centre)) == (403, 403, [])


def test_the_list_of_one_ward_or_of_a_whole_province_goes_once_more(centre: Centre, web: TestClient) -> None:
    centre.store.execute(
        "INSERT INTO dossier_ward (province, ward, changes, covered, sha256) VALUES"
        " ('19', '05443', 4, 4, 'x'), ('01', '00004', 2, 2, 'x')"
    )
    web.post("/publish/dossiers?province=19", data=WARD)
    web.post("/publish/dossiers?province=19", data={"area": "19"})
    rows = centre.rows("SELECT ward, changes - covered, sha256 FROM dossier_ward ORDER BY ward")
    assert rows == [("00004", 0, "x"), ("05443", 1, ""), ("05518", 2, "")]
    assert [row[2:] for row in noted(centre)] == [
        ("dossiers", "19/05518", "wards=1"),
        ("dossiers", "19", "wards=2"),
    ]


def test_a_centre_without_a_key_says_so_and_notes_nothing(centre: Centre, press: Press) -> None:
    kiosk(centre, "19/05518/k1")
    keyless = Press(press.desk, issuing(None), press.catalogue)
    with browsing(centre, NATIONAL, press.desk, press=keyless) as web:
        answer = web.post(HERE.format("update"), data=WARD)
    assert (answer.status_code, "set [command] key_file" in answer.text, noted(centre)) == (422, True, [])


def test_a_catalogue_without_procedures_is_not_published(centre: Centre, web: TestClient) -> None:
    answer = web.post("/publish/catalogue?province=19", data={"area": "19"})
    assert (answer.status_code, "run import-procedures first" in answer.text) == (422, True)
    assert noted(centre) == []


def test_a_catalogue_goes_to_the_broker_once_and_the_page_tells_who_lacks_it(
    centre: Centre, press: Press, tmp_path: Path
) -> None:
    kiosk(centre, "19/05518/k1")
    port = free_port()
    mqtt = Mqtt(host="127.0.0.1", port=port)
    import_procedures([SHEET], province="19", data=tmp_path, now=NINE)
    live = Press(press.desk, press.commands, CatalogueDesk(tmp_path, mqtt))
    with broker(tmp_path, port), browsing(centre, PROVINCIAL, press.desk, press=live) as web:
        assert "1</b> chưa có danh mục mới nhất" not in web.get("/publish").text
        web.post("/publish/catalogue?province=19", data={"area": "19"})
        web.post("/publish/catalogue?province=19", data={"area": "19"})
        page = web.get("/publish").text
    version = int(NINE.timestamp() * 1000)
    assert [row[4] for row in noted(centre)] == [f"version={version} new=yes", f"version={version} new=no"]
    assert "1</b> chưa có danh mục mới nhất" in page


def test_a_catalogue_that_another_command_has_in_hand_waits(
    centre: Centre, web: TestClient, tmp_path: Path
) -> None:
    with open_catalogue(tmp_path / NAME):
        answer = web.post("/publish/catalogue?province=19", data={"area": "19"})
    assert (answer.status_code, "wait until the other command is done" in answer.text) == (422, True)
