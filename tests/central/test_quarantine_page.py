"""The quarantine's pages: why, from whom, how it began; a stranger's bytes never become markup."""

from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from central.dashboard.quarantine import cause_of, dumped, harmless
from central.dashboard.words.quarantine import QUARANTINE
from central.queries import Scope
from central.stats.quarantine import CLASSES, OTHER, causes
from mqtt.messages import Frame, encode
from tests.central.browsing import NATIONAL, PROVINCIAL, STRANGER, browsing, rejection
from tests.central.conftest import Centre
from tests.central.wire import EPOCH, event, frame_of, incoming, strange_event, ticket, tickets

ATTACK = b'"><script>alert(1)</script>\x00\x9f\xe2\x80\xae'


@pytest.fixture
def web(centre: Centre) -> Iterator[TestClient]:
    with browsing(centre, PROVINCIAL) as web:
        yield web


def test_everything_the_centre_refuses_has_a_class_of_its_own(centre: Centre) -> None:
    frame = tickets(1, 1)
    centre.receive(
        frame,
        frame_of(event(1, ticket("B999"))),
        incoming("motcua/1/19/05518/k1/ticket", tickets(1, 1, kiosk="19/05518/k2").payload),
        incoming("motcua/1/19/05518/k1/rating", frame.payload),
        incoming("motcua/1/nowhere", b"{}"),
        incoming("motcua/1/19/05518/k1/ticket", b"{"),
        incoming("motcua/1/19/05518/k1/ticket", b"{}"),
        incoming("motcua/1/19/05518/k1/ticket", b" " * 300_000),
        incoming("motcua/1/19/05518/k1/ticket", encode(Frame(2, "19/05518/k1", EPOCH, [event(1, ticket())]))),
        frame_of(strange_event(2, "ticket.tickled")),
    )
    with centre.reader:
        found = causes(centre.reader, Scope())
    assert found == dict.fromkeys(CLASSES[:-1], 1)


def test_the_newest_stands_first_with_why_and_how_it_began(centre: Centre, web: TestClient) -> None:
    rejection(centre, "malformed: JSON is malformed", payload=b"\x00{", size=9000)
    rejection(centre, "conflict", payload=b'{"seq":3}')
    page = web.get("/quarantine").text
    body = page.split("<tbody>")[1]
    assert body.index("Trùng số, khác nội dung") < body.index("Không đọc được")
    assert ("\\x00{…" in body, "9.000 byte" in body) == (True, True)


def test_one_reason_or_one_kiosk_alone_can_be_shown(centre: Centre, web: TestClient) -> None:
    rejection(centre, "invalid ticket.issued: no service", payload=b"first")
    rejection(centre, "oversized: 300000 bytes", payload=b"second")
    rejection(centre, "invalid: no seq", payload=b"third", name="19/05521/k1")
    invalid = web.get("/quarantine?cause=invalid").text
    one = web.get("/quarantine?kiosk=19/05521/k1").text
    assert [word in invalid for word in ("first", "second", "third")] == [True, False, True]
    assert [word in one for word in ("first", "second", "third")] == [False, False, True]
    assert "<b>2</b> <a" not in one


def test_kiosks_with_the_most_are_counted(centre: Centre, web: TestClient) -> None:
    rejection(centre, "invalid: a", name="19/05521/k1")
    rejection(centre, "invalid: b", name="19/05521/k1")
    rejection(centre, "conflict")
    tally = web.get("/quarantine").text.split('class="tally"')[1]
    assert tally.index("19/05521/k1") < tally.index("19/05518/k1")


def test_a_reason_nobody_foresaw_is_found_under_other(centre: Centre, web: TestClient) -> None:
    rejection(centre, "eaten by a dog", payload=b"homework")
    rejection(centre, "conflict", payload=b"forged")
    page = web.get("/quarantine?cause=other").text
    assert ("homework" in page, "forged" in page, cause_of("eaten by a dog")) == (True, False, OTHER)


def test_topics_of_no_kiosk_are_for_the_whole_countrys_eyes(centre: Centre) -> None:
    rejection(centre, "wrong topic: motcua/1/nowhere", name=None, payload=b"lost")
    with browsing(centre, PROVINCIAL) as web:
        assert "lost" not in web.get("/quarantine").text.split("<main>")[1]
        assert web.get("/quarantine/1").status_code == 404
    with browsing(centre, NATIONAL) as web:
        assert "kênh không thuộc máy nào" in web.get("/quarantine").text
        assert web.get("/quarantine/1").status_code == 200


def test_an_entry_of_another_province_is_not_there(centre: Centre) -> None:
    rejection(centre, "conflict", payload=b"secret")
    with browsing(centre, STRANGER) as web:
        assert web.get("/quarantine/1").status_code == 404
        assert "secret" not in web.get("/quarantine").text


def test_an_entrys_page_shows_every_kept_byte_and_the_full_reason(centre: Centre, web: TestClient) -> None:
    rejection(centre, "invalid ticket.issued: no `service`", payload=b'{"day":"2026-11-26"}\n', size=5000)
    page = web.get("/quarantine/1").text
    says = ("no `service`", "motcua/1/19/05518/k1/ticket", "21 trong 5.000 byte", "7b 22 64 61 79", "0010")
    assert [text for text in says if text not in page] == []


def test_a_strangers_bytes_never_become_markup(centre: Centre, web: TestClient) -> None:
    rejection(centre, f"wrong topic: {ATTACK!r}<img src=x>", payload=ATTACK)
    both = web.get("/quarantine").text + web.get("/quarantine/1").text
    assert ("<script>alert" in both, "<img" in both) == (False, False)
    assert ("\x00" in both, "\u202e" in both) == (False, False)


def test_an_old_entry_whose_content_is_gone_says_so(centre: Centre, web: TestClient) -> None:
    rejection(centre, "conflict", payload=b"", size=190)
    assert "không còn giữ nội dung" in web.get("/quarantine").text
    assert "không còn giữ nội dung" in web.get("/quarantine/1").text


def test_bytes_are_written_as_what_they_are() -> None:
    assert harmless(b"a\\ \x1f\xff") == "a\\ \\x1f\\xff"
    assert [(line.offset, line.hexadecimal, line.text) for line in dumped(b"0123456789abcdef\n")] == [
        ("0000", "30 31 32 33 34 35 36 37 38 39 61 62 63 64 65 66", "0123456789abcdef"),
        ("0010", "0a", "·"),
    ]


@pytest.mark.parametrize("address", ["/quarantine?cause=evil", "/quarantine?page=0"])
def test_a_parameter_that_cannot_be_read_is_400(web: TestClient, address: str) -> None:
    assert web.get(address).status_code == 400


def test_every_class_has_words() -> None:
    assert {f"cause.{cause}" for cause in (*CLASSES, OTHER)} <= QUARANTINE["vi"].keys()
