"""What officers ask and are answered: sessions, every action, every refusal; and what strangers may not."""

from typing import Any

import pytest

from firmware import console
from firmware.console import Called, CalledTicket, Done, Locked, NobodyWaits, NotRecordedError, Refused, Why
from firmware.events import HelpAnswered
from tests.ui.counter.stub import CHIEF, HANH, PRIORITY, Ward
from ui.counter import guard

SESSION = guard.session_named("a token that a browser holds")
TICKET = CalledTicket("A012", "ho-tich", PRIORITY, 720)
SIGN_IN = {"officer": "cb01", "pin": "1234", "counter": 2}


def test_signing_in_sets_a_cookie_that_scripts_and_strangers_cannot_use() -> None:
    ward = Ward()
    answer = ward.web().post("/api/v1/session", json=SIGN_IN)
    assert answer.status_code == 200
    assert answer.json() == {"officer": "cb01", "name": HANH.name, "counter": 2, "supervisor": False}
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith("motcua=")
    assert {"HttpOnly", "Path=/", "SameSite=strict"} <= set(cookie.split("; "))


def test_the_kiosk_gets_the_hash_of_the_cookie_and_never_the_pin() -> None:
    ward = Ward()
    answer = ward.web().post("/api/v1/session", json={**SIGN_IN, "take_over": True})
    session = guard.session_named(answer.cookies["motcua"])
    assert ward.asked == [console.SignIn(session=session, officer="cb01", counter=2, take_over=True)]


def test_two_sign_ins_get_different_tokens_of_32_bytes() -> None:
    web = Ward().web()
    first = web.post("/api/v1/session", json=SIGN_IN).cookies["motcua"]
    second = web.post("/api/v1/session", json=SIGN_IN).cookies["motcua"]
    assert first != second
    assert len(first) == 43


def test_a_second_sign_in_in_the_same_browser_ends_the_first_session() -> None:
    ward = Ward()
    ward.console().post("/api/v1/session", json=SIGN_IN)
    assert ward.asked[-1] == console.SignOut(session=SESSION)


def test_a_wrong_pin_is_a_401_and_asks_the_kiosk_nothing() -> None:
    ward = Ward(admits=False)
    answer = ward.web().post("/api/v1/session", json=SIGN_IN)
    assert (answer.status_code, answer.json()["code"]) == (401, "wrong_pin")
    assert "set-cookie" not in answer.headers
    assert ward.asked == []


def test_too_many_wrong_pins_are_a_429_that_says_how_long() -> None:
    answer = Ward(admits=Locked(37)).web().post("/api/v1/session", json=SIGN_IN)
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "37")
    assert answer.json()["code"] == "locked"


def test_a_counter_in_use_is_a_409_and_sets_no_cookie() -> None:
    ward = Ward(Refused(Why.COUNTER_TAKEN, "counter 2 is in use by cb02; take it over"))
    answer = ward.web().post("/api/v1/session", json=SIGN_IN)
    assert (answer.status_code, answer.json()["code"]) == (409, "counter_taken")
    assert "set-cookie" not in answer.headers


def test_a_sign_in_that_was_not_recorded_is_a_503() -> None:
    answer = Ward(NotRecordedError("busy")).web().post("/api/v1/session", json=SIGN_IN)
    assert (answer.status_code, answer.json()["code"]) == (503, "not_recorded")


def test_who_am_i() -> None:
    ward = Ward()
    assert ward.console().get("/api/v1/session").json()["officer"] == "cb01"
    assert ward.web().get("/api/v1/session").status_code == 401


def test_a_cookie_of_yesterday_is_a_401() -> None:
    ward = Ward()
    web = ward.console()
    ward.people.clear()
    answer = web.get("/api/v1/session")
    assert (answer.status_code, answer.json()["code"]) == (401, "not_signed_in")


def test_signing_out_ends_the_session_and_drops_the_cookie() -> None:
    ward = Ward()
    answer = ward.console().delete("/api/v1/session")
    assert answer.status_code == 204
    assert 'motcua=""' in answer.headers["set-cookie"]
    assert ward.asked == [console.SignOut(session=SESSION)]


def test_signing_out_twice_is_no_error() -> None:
    assert Ward().web().delete("/api/v1/session").status_code == 204


@pytest.mark.parametrize(
    ("path", "body", "wish"),
    [
        ("counters/2/call", {}, console.Call(session=SESSION, counter=2)),
        ("counters/2/call", {"number": "A009"}, console.Call(session=SESSION, counter=2, number="A009")),
        ("counters/2/recall", {}, console.Recall(session=SESSION, counter=2)),
        ("counters/2/no-show", {}, console.MarkNoShow(session=SESSION, counter=2)),
        ("counters/2/hold", {"reason": "x"}, console.Hold(session=SESSION, counter=2, reason="x")),
        (
            "counters/2/transfer",
            {"service": "thue", "counter": 3, "done": True},
            console.Transfer(session=SESSION, counter=2, to_service="thue", to_counter=3, done=True),
        ),
        ("counters/2/serve", {}, console.Serve(session=SESSION, counter=2)),
        (
            "counters/2/serve",
            {"service": "thue"},
            console.Serve(session=SESSION, counter=2, service="thue"),
        ),
        ("counters/2/pause", {"reason": "Họp"}, console.Pause(session=SESSION, counter=2, reason="Họp")),
        ("counters/2/pause", {"reason": None}, console.Pause(session=SESSION, counter=2, reason=None)),
        ("tickets/A007/return", {}, console.ReturnTicket(session=SESSION, number="A007")),
        ("help/answer", {}, HelpAnswered()),
    ],
)
def test_each_action_reaches_the_kiosk_as_one_request(path: str, body: dict[str, Any], wish: Any) -> None:
    ward = Ward()
    assert ward.console().post(f"/api/v1/{path}", json=body).status_code == 200
    assert ward.asked == [wish]


def test_a_call_answers_with_the_ticket() -> None:
    answer = Ward(Called(TICKET)).console().post("/api/v1/counters/2/call", json={})
    assert answer.json() == {
        "ticket": {"number": "A012", "service": "ho-tich", "priority": PRIORITY, "waited_seconds": 720}
    }


def test_a_call_with_an_empty_body_calls_the_next() -> None:
    ward = Ward(Called(TICKET))
    answer = ward.console().post("/api/v1/counters/2/call", headers={"Content-Type": "application/json"})
    assert answer.status_code == 200


def test_nobody_waits_is_a_204_without_a_body() -> None:
    answer = Ward(NobodyWaits()).console().post("/api/v1/counters/2/call", json={})
    assert (answer.status_code, answer.content) == (204, b"")


def test_what_is_done_names_its_ticket() -> None:
    answer = Ward(Done("A012")).console().post("/api/v1/counters/2/serve", json={})
    assert answer.json() == {"number": "A012"}


@pytest.mark.parametrize("why", list(Why))
def test_every_refusal_is_a_problem_document_with_its_code(why: Why) -> None:
    ward = Ward(Refused(why, f"the detail of {why}; the remedy"))
    answer = ward.console().post("/api/v1/counters/2/recall", json={})
    assert answer.status_code == guard.STATUS[why]
    assert answer.headers["content-type"] == "application/problem+json"
    assert (answer.json()["code"], answer.json()["detail"]) == (why, f"the detail of {why}; the remedy")


def test_a_press_that_was_not_recorded_is_a_503() -> None:
    ward = Ward(NotRecordedError("the kiosk was busy for 5 s; try again"))
    answer = ward.console().post("/api/v1/counters/2/serve", json={})
    assert (answer.status_code, answer.json()["code"]) == (503, "not_recorded")
    assert "busy for 5 s" in answer.json()["detail"]


@pytest.mark.parametrize(
    ("path", "body", "status", "code"),
    [
        ("counters/two/call", {}, 404, "unknown_counter"),
        ("counters/9/call", {}, 404, "unknown_counter"),
        ("counters/²/call", {}, 404, "unknown_counter"),
        ("counters/2/dance", {}, 404, "not_found"),
        ("counters/2/hold", {}, 422, "bad_value"),
        ("counters/2/hold", {"reason": "   "}, 422, "bad_value"),
        ("counters/2/hold", {"reason": "x" * 121}, 422, "bad_value"),
        ("counters/2/hold", {"reason": 5}, 422, "bad_value"),
        ("counters/2/pause", {}, 422, "bad_value"),
        ("counters/2/transfer", {}, 422, "bad_value"),
        ("counters/2/transfer", {"counter": "3"}, 422, "bad_value"),
        ("counters/2/serve", {"servce": "thue"}, 422, "bad_value"),
        ("counters/2/call", [], 422, "bad_value"),
        ("session", {"officer": "cb01", "counter": 2}, 422, "bad_value"),
        ("session", {"officer": "cb01", "pin": "1", "counter": 100}, 422, "bad_value"),
    ],
)
def test_a_bad_request_never_reaches_the_kiosk(path: str, body: Any, status: int, code: str) -> None:
    ward = Ward()
    answer = ward.console().post(f"/api/v1/{path}", json=body)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert ward.asked == []


@pytest.mark.parametrize("body", [b"{", b'{"number":"\xff"}', b'{"number":"\\ud800"}'])
def test_what_is_not_json_is_a_400(body: bytes) -> None:
    web = Ward().console()
    answer = web.post("/api/v1/counters/2/call", content=body, headers={"Content-Type": "application/json"})
    assert (answer.status_code, answer.json()["code"]) == (400, "bad_request")


def test_a_foreign_form_cannot_call_anybody() -> None:
    ward = Ward()
    answer = ward.console().post("/api/v1/counters/2/call", data={"number": "A012"})
    assert (answer.status_code, answer.json()["code"]) == (415, "unsupported_media_type")
    assert ward.asked == []


def test_a_body_over_the_limit_is_refused_before_it_is_read_whole() -> None:
    answer = Ward().console().post("/api/v1/counters/2/hold", json={"reason": "x" * 5000})
    assert answer.status_code == 413


def test_nobody_acts_without_a_session() -> None:
    ward = Ward()
    answer = ward.web().post("/api/v1/counters/2/call", json={})
    assert (answer.status_code, answer.json()["code"]) == (401, "not_signed_in")
    assert ward.asked == []


def test_priority_and_reasons_are_for_officers_only() -> None:
    ward = Ward()
    known = ward.console().get("/api/v1/queue").json()["tickets"]
    blind = ward.web().get("/api/v1/queue").json()["tickets"]
    assert {one["priority"] for one in known} == {None, PRIORITY}
    assert {one["priority"] for one in blind} == {None}
    assert {one["reason"] for one in blind} == {""}
    assert [one["number"] for one in blind] == [one["number"] for one in known]


@pytest.mark.parametrize("method", ["PUT", "PATCH", "GET"])
def test_a_wrong_method_is_a_problem_document(method: str) -> None:
    answer = Ward().console().request(method, "/api/v1/counters/2/call")
    assert (answer.status_code, answer.json()["code"]) == (405, "method_not_allowed")
    assert "POST" in answer.headers["allow"]


@pytest.mark.parametrize("path", ["/nowhere", "/api/v1/nothing", "/static/none.js", "/static/../app.py"])
def test_a_page_that_does_not_exist_is_a_problem_document(path: str) -> None:
    answer = Ward().web().get(path)
    assert (answer.status_code, answer.headers["content-type"]) == (404, "application/problem+json")


def test_an_unforeseen_error_is_a_500_problem_with_the_traceback_in_the_log(
    caplog: pytest.LogCaptureFixture,
) -> None:
    answer = Ward(ZeroDivisionError("never")).console().post("/api/v1/counters/2/call", json={})
    assert (answer.status_code, answer.json()["code"]) == (500, "internal_server_error")
    assert "ZeroDivisionError" in caplog.text


def test_the_description_of_the_api_names_every_action_and_refusal() -> None:
    described = Ward().web().get("/api/v1/openapi.json").json()
    assert described["openapi"] == "3.1.0"
    call = described["paths"]["/api/v1/counters/{counter}/call"]["post"]
    assert {"200", "204", "400", "401", "403", "404", "409", "413", "415", "422", "503"} == set(
        call["responses"]
    )
    assert {"Called", "Done", "Queue", "Board", "Problem", "SignInBody"} <= set(
        described["components"]["schemas"]
    )


def test_the_pages_of_a_supervisor_refuse_an_officer_and_a_stranger() -> None:
    ward = Ward(people={SESSION: HANH})
    assert ward.console().get("/api/v1/ratings").status_code in (403, 404)
    ward.people[SESSION] = CHIEF
    assert ward.web().get("/api/v1/ratings").status_code in (401, 404)


@pytest.mark.parametrize("path", ["/", "/console", "/board", "/board?lang=en", "/healthz"])
def test_the_open_pages_open(path: str) -> None:
    assert Ward().web().get(path).status_code == 200
