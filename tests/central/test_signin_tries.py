"""Tries to sign in as the page counts them: after a restart, many at once, where nothing can be written."""

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from starlette.testclient import TestClient

from central.dashboard.api import Pulse
from central.dashboard.app import build
from central.dashboard.gate import House
from central.settings import SignIn
from tests.central.browsing import writing
from tests.central.conftest import Centre
from tests.central.signed import ORIGIN, PASSWORD, PromptDesk, SignedCentre, form
from tests.central.wire import NOW

WRONG = form(password="not this one")
HEADERS = {"Sec-Fetch-Site": "same-origin"}


@pytest.fixture
def signed(centre: Centre) -> Iterator[SignedCentre]:
    signed = SignedCentre(centre, SignIn())
    signed.add("lan", "19/05518")
    yield signed
    signed.live.stopping.set()


@pytest.fixture
def crowd(centre: Centre, signed: SignedCentre) -> Iterator[TestClient]:
    """In front of the writer's own thread, as in the real centre."""
    with writing(centre.store) as desk:
        house = House(centre.reader, desk, lambda: NOW, SignIn())
        app, live = build(centre.reader, lambda: NOW, Pulse(lambda: NOW, lambda: True), None, desk, house)
        with TestClient(app, base_url=ORIGIN, follow_redirects=False, headers=HEADERS) as web:
            yield web
        live.stopping.set()


def test_a_restart_of_the_centre_ends_no_pause(centre: Centre, signed: SignedCentre) -> None:
    web = signed.browser()
    assert [web.post("/signin", data=WRONG).status_code for _ in range(5)] == [401] * 5
    centre.restart()
    again = SignedCentre(centre, SignIn())
    answer = again.browser(address="10.9.9.9").post("/signin", data=form())
    again.live.stopping.set()
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "60")


def test_of_many_tries_at_once_five_go_ahead(crowd: TestClient) -> None:
    with ThreadPoolExecutor(20) as many:
        tries = [many.submit(crowd.post, "/signin", data=WRONG) for _ in range(20)]
        assert Counter(one.result().status_code for one in tries) == {401: 5, 429: 15}


def test_a_whole_office_signs_in_at_once(crowd: TestClient) -> None:
    """Each try counts until it was right: together they stay below what an address has free."""
    with ThreadPoolExecutor(4) as many:
        tries = [many.submit(crowd.post, "/signin", data=form()) for _ in range(4)]
        assert [one.result().status_code for one in tries] == [303] * 4


def test_where_nothing_can_be_counted_no_password_is_looked_at(
    signed: SignedCentre, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As at a centre that stands by: else whoever guesses would learn there what is right."""
    monkeypatch.setattr(PromptDesk, "turn", lambda desk, _now: desk.turn_away())
    web = signed.browser()
    answers = [web.post("/signin", data=form(password=password)) for password in (PASSWORD, "not this one")]
    assert [answer.status_code for answer in answers] == [503, 503]
