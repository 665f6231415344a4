"""The live page: today's figures in two languages, pushed as they change.

What may not be shown (single presses, small numbers) is asserted here too.
"""

from collections.abc import Iterator
from datetime import UTC, datetime

import anyio
import msgspec
import pytest
from starlette.testclient import TestClient

from central.dashboard.api import Pulse
from central.dashboard.app import build, load_pages
from central.dashboard.live import LiveSight
from central.dashboard.streams import Streams
from central.dashboard.today import business_day, overview
from central.dashboard.words.live import ENGLISH, VIETNAMESE
from central.queries import Scope, stamp
from mqtt.facts import KINDS
from tests.central.conftest import Centre
from tests.central.wire import NOW, event, frame_of, rating, state, ticket, tickets

YESTERDAY = "2026-11-20"


@pytest.fixture
def web(centre: Centre) -> Iterator[TestClient]:
    pulse = Pulse(turned_at=lambda: NOW, broker_up=lambda: True)
    app, _ = build(centre.reader, lambda: NOW, pulse)
    with TestClient(app) as web:
        yield web


def test_the_page_speaks_vietnamese_unless_asked(web: TestClient) -> None:
    page = web.get("/live").text
    assert '<html lang="vi">' in page
    assert "Mức độ hài lòng theo nút bấm" in page
    assert "766/QĐ-TTg" in page


def test_the_page_speaks_english_when_asked(web: TestClient) -> None:
    page = web.get("/live?lang=en").text
    assert '<html lang="en">' in page
    assert "Smiley satisfaction" in page


def test_the_page_loads_nothing_from_elsewhere_and_may_be_framed(web: TestClient) -> None:
    answer = web.get("/live")
    assert "http" not in answer.text
    assert "frame-ancestors" not in answer.headers["content-security-policy"]
    assert "x-frame-options" not in answer.headers
    assert web.get("/static/live.css").status_code == web.get("/static/plotly.js").status_code == 200


def test_today_is_the_day_in_vietnam(centre: Centre) -> None:
    assert business_day(datetime(2026, 11, 20, 17, 0, tzinfo=UTC)) == "2026-11-21"
    assert business_day(datetime(2026, 11, 20, 16, 59, tzinfo=UTC)) == YESTERDAY


def test_only_today_is_in_the_headline(centre: Centre) -> None:
    centre.receive(tickets(1, 3), frame_of(event(4, ticket("A004", day=YESTERDAY))))
    with centre.reader:
        assert overview(centre.reader, Scope(), NOW).summary.tickets == 3


def test_a_few_presses_of_one_kiosk_are_not_spread_out(centre: Centre) -> None:
    centre.receive(frame_of(*[event(seq, rating()) for seq in range(1, 5)]))
    with centre.reader:
        assert overview(centre.reader, Scope(), NOW).kiosks[0].bars == []
    centre.receive(frame_of(event(5, rating())))
    with centre.reader:
        assert overview(centre.reader, Scope(), NOW).kiosks[0].bars[0].count == 5


def test_kiosks_that_need_somebody_come_first(centre: Centre) -> None:
    centre.receive(state("online", kiosk="19/05518/k1"), state("lost", kiosk="19/05518/k2"))
    with centre.reader:
        lines = overview(centre.reader, Scope(), NOW).kiosks
    assert [(line.id, line.state) for line in lines] == [("k2", "lost"), ("k1", "online")]


def test_a_page_with_kiosks_shows_their_codes_and_events(centre: Centre, web: TestClient) -> None:
    centre.receive(state("online"), tickets(17, 17), frame_of(event(18, rating("very_satisfied"))))
    page = web.get("/live").text
    assert "19/05518/<b>k1</b>" in page
    assert "Cấp số <b>A017</b>" in page


def test_what_a_kiosk_sends_cannot_become_markup(centre: Centre, web: TestClient) -> None:
    centre.receive(frame_of(event(1, ticket("<script>"))))
    assert "<script>" not in web.get("/live").text.split("<body")[1]


def test_every_kind_has_words_in_both_languages() -> None:
    assert VIETNAMESE.keys() == ENGLISH.keys()
    assert KINDS.keys() <= VIETNAMESE.keys()


def test_a_stream_sends_everything_once_and_then_what_changed(centre: Centre) -> None:
    streams = Streams(lambda: NOW, lambda: _stamp(centre), beat_seconds=0)
    sight = LiveSight(centre.reader, load_pages(), Scope(), "vi")

    async def listen() -> tuple[dict[str, str], dict[str, str]]:
        stream = streams.stream(sight)
        await anext(stream)
        whole = await anext(stream)
        centre.receive(tickets(1, 3))
        changed = await anext(stream)
        streams.stopping.set()
        assert [rest async for rest in stream] == []
        return _sections(whole), _sections(changed)

    whole, changed = anyio.run(listen)
    assert set(whole) == {"figures", "satisfaction", "kiosks", "feed"}
    assert set(changed) == {"figures", "kiosks", "feed"}


def _stamp(centre: Centre) -> object:
    with centre.reader:
        return stamp(centre.reader)


def _sections(message: str) -> dict[str, str]:
    return msgspec.json.decode(message.removeprefix("data: "), type=dict[str, str])
