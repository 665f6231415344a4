"""The ward's pages and the bench's API: what is refused, and how it is said."""

from dataclasses import dataclass, field
from typing import Any

import pytest
from starlette.testclient import TestClient

from firmware import events
from firmware.console import NotRecordedError
from tests.ui.counter import stub
from ui.counter.bench import Bench


@dataclass(frozen=True, slots=True)
class Target:
    id: str = "start"
    text: str = "Chạm vào màn hình để bắt đầu"
    x: float = 0.2
    y: float = 0.1
    w: float = 0.4
    h: float = 0.6


@dataclass(slots=True)
class StubGlass:
    """A screen with one target; remembers where it was touched."""

    shown: str = "S0"
    touches: list[tuple[float, float, bool]] = field(default_factory=list)

    def picture(self) -> bytes:
        return b"\x89PNG"

    def targets(self) -> list[Target]:
        return [Target()]

    def touch(self, x: float, y: float, *, patient: bool = False) -> None:
        self.touches.append((x, y, patient))


@dataclass(slots=True)
class DarkGlass(StubGlass):
    """A screen that is not up yet."""

    def targets(self) -> list[Target]:
        raise TimeoutError("the window is not up")


class StubTape:
    slips = 0

    def last_png(self) -> bytes:
        return b""

    def last_bytes(self) -> bytes:
        return b""


@dataclass(frozen=True, slots=True)
class StubProgress:
    high: int = 41
    backlog: int = 3


class Ward:
    """The pages of one ward around stubs; `done` notes whatever reached the kiosk."""

    def __init__(self, glass: StubGlass, *, tape: StubTape | None, commits: bool = True) -> None:
        self.glass = glass
        self.done: list[Any] = []
        bench = Bench(
            glass=glass,
            tape=tape,
            press=self.done.append,
            lamps=lambda: (True, False, False),
            levels=("very_satisfied", "satisfied", "unsatisfied"),
            send=self.done.append,
            printer=lambda: "ok",
            set_printer=self.done.append,
            set_network=self.done.append,
            network=lambda: True,
            progress=StubProgress,
            office="UBND phường Sông Công",
        )
        office = stub.Ward() if commits else stub.Ward(NotRecordedError("the core did not answer"))
        self.web: TestClient = office.web(bench=bench)


@pytest.fixture
def ward() -> Ward:
    return Ward(StubGlass(), tape=StubTape())


def test_the_state_has_the_agreed_keys(ward: Ward) -> None:
    state = ward.web.get("/bench/state").json()
    assert (state["screen"], state["lamps"], state["printer"]) == ("S0", [True, False, False], "ok")
    assert (state["backlog"], state["seq"]) == (3, 41)
    assert set(state["targets"][0]) == {"id", "text", "x", "y", "w", "h"}


def test_a_touch_by_id_goes_to_the_middle_of_the_target_and_has_patience(ward: Ward) -> None:
    assert ward.web.post("/bench/touch", json={"id": "start"}).status_code == 200
    [(x, y, patient)] = ward.glass.touches
    assert [x, y] == pytest.approx([0.4, 0.4])
    assert patient


def test_a_touch_by_place_is_a_finger_like_any_other(ward: Ward) -> None:
    ward.web.post("/bench/touch", json={"x": 0.25, "y": 1})
    assert ward.glass.touches == [(0.25, 1.0, False)]


@pytest.mark.parametrize(
    ("path", "body", "status", "words"),
    [
        ("touch", {"id": "nowhere"}, 409, "'nowhere' is not on the screen; there are: start"),
        ("touch", {"x": 1.2, "y": 0}, 400, "x is 1.2; send a fraction from 0 to 1"),
        ("touch", {"x": True, "y": 0}, 400, "x is True"),
        ("touch", {}, 400, "x is None"),
        ("press", {"button": 4}, 400, "there are buttons 1 to 3"),
        ("press", {"button": "1"}, 400, "there are buttons 1 to 3"),
        ("scan", {"text": ""}, 400, "1 to 500 characters"),
        ("scan", {"text": "x" * 501}, 400, "1 to 500 characters"),
        ("printer", {"state": "on fire"}, 400, "use one of ok, near_end, out, cover_open, unplugged"),
        ("network", {"up": "yes"}, 400, "send true or false"),
    ],
)
def test_a_bad_request_gets_a_problem_document_and_changes_nothing(
    ward: Ward, path: str, body: dict[str, Any], status: int, words: str
) -> None:
    answer = ward.web.post(f"/bench/{path}", json=body)
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")
    assert words in answer.json()["detail"]
    assert (ward.done, ward.glass.touches) == ([], [])


@pytest.mark.parametrize("body", [b"{", b"[]", b'"x"', b"\xff"])
def test_a_body_that_is_no_object_is_refused(ward: Ward, body: bytes) -> None:
    answer = ward.web.post("/bench/press", content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code == 400


def test_a_foreign_form_cannot_press_a_button(ward: Ward) -> None:
    answer = ward.web.post("/bench/press", data={"button": "1"})
    assert answer.status_code == 415
    assert ward.done == []


def test_a_huge_body_is_refused(ward: Ward) -> None:
    assert ward.web.post("/bench/scan", json={"text": "x" * 10_000}).status_code == 413


def test_before_the_first_slip_there_is_no_picture_and_no_byte(ward: Ward) -> None:
    assert ward.web.get("/bench/paper.png").status_code == 404
    assert ward.web.get("/bench/paper.bin").content == b""


def test_a_real_printer_has_no_paper_to_show() -> None:
    ward = Ward(StubGlass(), tape=None)
    assert ward.web.get("/bench/paper.png").status_code == 409
    assert ward.web.post("/bench/printer", json={"state": "out"}).status_code == 409


def test_a_screen_that_is_not_up_yet_is_a_503() -> None:
    ward = Ward(DarkGlass(), tape=None)
    assert ward.web.get("/bench/state").status_code == 503


def test_a_scan_and_a_press_reach_the_kiosk(ward: Ward) -> None:
    ward.web.post("/bench/scan", json={"text": "A012-261122"})
    ward.web.post("/bench/press", json={"button": 2})
    assert ward.done == [events.CodeScanned("A012-261122"), 2]


def test_an_answered_call_is_only_shown_as_done_when_it_was_committed() -> None:
    ward = Ward(StubGlass(), tape=None, commits=False)
    assert ward.web.post("/api/v1/help/answer", json={}).status_code == 503


def test_without_a_bench_there_is_no_bench() -> None:
    web = stub.Ward().web()
    assert web.get("/bench").status_code == 404
    assert web.post("/bench/press", json={"button": 1}).status_code == 404
    assert web.get("/").status_code == 200
