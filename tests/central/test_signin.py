"""Signing in at the dashboard: what is closed, what opens it, and how it ends."""

import re
from collections.abc import Iterator

import anyio
import pytest
from starlette.requests import Request
from starlette.testclient import TestClient
from starlette.types import Message, Receive, Scope, Send

from central.accounts.register import Named, block
from central.accounts.sessions import digest, end
from central.dashboard.gate import Gate
from central.dashboard.signin import local
from central.settings import SignIn
from tests.central.conftest import Centre
from tests.central.signed import ORIGIN, PASSWORD, SignedCentre, form

HOUR = 3600


@pytest.fixture
def signed(centre: Centre) -> Iterator[SignedCentre]:
    signed = SignedCentre(centre, SignIn())
    signed.add("lan", "19/05518")
    yield signed
    signed.live.stopping.set()


@pytest.fixture
def web(signed: SignedCentre) -> TestClient:
    return signed.browser()


def test_a_page_leads_to_signing_in_and_back(web: TestClient) -> None:
    answer = web.get("/?province=19&lang=en")
    assert (answer.status_code, answer.headers["location"]) == (
        303,
        "/signin?next=%2F%3Fprovince%3D19%26lang%3Den",
    )
    signed = web.post("/signin", data=form(next="/?province=19&lang=en"))
    assert (signed.status_code, signed.headers["location"]) == (303, "/?province=19&lang=en")
    assert web.get("/?province=19&lang=en").status_code == 200


@pytest.mark.parametrize(
    ("path", "accept"),
    [
        ("/api/v1/summary", "*/*"),
        ("/api/v1/nothing", "text/html"),
        ("/live", "text/event-stream"),
        ("/live?province=19", "text/event-stream"),
    ],
)
def test_what_programs_ask_for_is_answered_with_a_problem_document(
    web: TestClient, path: str, accept: str
) -> None:
    answer = web.get(path, headers={"Accept": accept})
    assert (answer.status_code, answer.headers["www-authenticate"]) == (401, "Bearer")
    assert answer.headers["content-type"] == "application/problem+json"


def test_health_and_the_form_s_own_files_are_open(centre: Centre, web: TestClient) -> None:
    centre.receive()
    assert web.get("/healthz").status_code == 200
    page = web.get("/signin").text
    files = re.findall(r'(?:href|src)="(/static/[^"]+)"', page)
    assert [web.get(file).status_code for file in files] == [200, 200]


def test_the_form_is_made_for_password_managers_and_screen_readers(web: TestClient) -> None:
    page = web.get("/signin").text
    assert '<html lang="vi">' in page
    assert 'autocomplete="username"' in page
    assert 'autocomplete="current-password"' in page
    assert 'role="alert"' in page
    assert '<html lang="en">' in web.get("/signin?lang=en").text


def test_the_page_says_who_is_signed_in_and_the_cookie_is_strict(web: TestClient) -> None:
    cookie = web.post("/signin", data=form(name=" LAN ")).headers["set-cookie"]
    assert re.fullmatch(r"motcua-centre=[\w-]{43}; HttpOnly; Max-Age=43200; Path=/; SameSite=strict", cookie)
    page = web.get("/").text
    assert "<span>lan</span>" in page
    assert 'action="/signout"' in page


def test_over_tls_the_cookie_belongs_to_this_host_alone(signed: SignedCentre) -> None:
    web = signed.browser(base="https://centre.example")
    cookie = web.post("/signin", data=form()).headers["set-cookie"]
    assert cookie.startswith("__Host-motcua-centre=")
    assert cookie.endswith("; Path=/; SameSite=strict; Secure")
    assert web.get("/").status_code == 200


def test_a_portal_that_may_frame_the_pages_gets_a_cookie_that_works_there(centre: Centre) -> None:
    signed = SignedCentre(centre, SignIn(frame=("https://portal.example",)))
    signed.add("lan", "19/05518")
    web = signed.browser(base="https://centre.example")
    answer = web.post("/signin", data=form())
    assert "SameSite=none; Secure" in answer.headers["set-cookie"]
    assert "frame-ancestors 'self' https://portal.example" in web.get("/").headers["content-security-policy"]


def test_nobody_else_may_frame_a_page_that_people_sign_in_to(web: TestClient) -> None:
    policy = web.get("/signin").headers["content-security-policy"]
    assert policy.endswith("; frame-ancestors 'self'")


def test_a_wrong_name_and_a_wrong_password_get_the_same_answer(web: TestClient) -> None:
    wrong_password = web.post("/signin", data=form(password="not this one"))
    wrong_name = web.post("/signin", data=form(name="mai"))
    assert wrong_password.status_code == wrong_name.status_code == 401
    assert wrong_password.text.replace('value="lan"', 'value="mai"') == wrong_name.text
    assert "Tên đăng nhập hoặc mật khẩu chưa đúng" in wrong_name.text
    assert PASSWORD not in wrong_name.text


def test_after_five_wrong_tries_the_page_says_how_long_to_wait(signed: SignedCentre, web: TestClient) -> None:
    wrong = [web.post("/signin", data=form(password="not this one")).status_code for _ in range(6)]
    assert wrong == [401] * 5 + [429]
    paused = web.post("/signin", data=form())
    assert (paused.status_code, paused.headers["retry-after"]) == (429, "60")
    assert "tạm khóa đăng nhập. Mời thử lại sau 1 phút." in paused.text
    signed.at(seconds=15)
    assert web.post("/signin", data=form()).status_code == 303


def test_one_address_tries_many_names_and_is_paused_while_others_are_not(signed: SignedCentre) -> None:
    stranger = signed.browser(address="10.6.6.6")
    names = [stranger.post("/signin", data=form(name=f"name{number}")).status_code for number in range(21)]
    assert names == [401] * 20 + [429]
    assert signed.browser().post("/signin", data=form()).status_code == 303


def test_a_blocked_account_learns_it_from_the_right_password_only(
    signed: SignedCentre, web: TestClient
) -> None:
    signed.desk.settle(lambda database: block(database, Named("lan"), signed.now))
    assert "đang bị khóa" not in web.post("/signin", data=form(password="not this one")).text
    answer = web.post("/signin", data=form())
    assert answer.status_code == 403
    assert "Tài khoản này đang bị khóa" in answer.text


def test_an_account_without_a_password_is_not_opened_by_an_empty_one(
    signed: SignedCentre, web: TestClient
) -> None:
    signed.add("sso", "19", password="")
    assert web.post("/signin", data=form(name="sso", password="")).status_code == 401


@pytest.mark.parametrize("body", [b"\xff", b"x" * 9000, b"name=%ff", b"name"])
def test_what_is_no_form_is_answered_calmly(web: TestClient, body: bytes) -> None:
    answer = web.post("/signin", content=body)
    assert answer.status_code in (401, 413)
    assert "Traceback" not in answer.text


def test_signing_out_ends_the_session_at_the_centre(web: TestClient) -> None:
    web.post("/signin", data=form())
    kept = web.cookies["motcua-centre"]
    answer = web.post("/signout")
    assert (answer.headers["location"], web.cookies.get("motcua-centre")) == ("/signin", None)
    web.cookies.set("motcua-centre", kept)
    assert web.get("/").status_code == 303


def test_a_session_in_use_lasts_twelve_hours_and_an_idle_one_four(signed: SignedCentre) -> None:
    busy, idle = signed.browser(), signed.browser()
    busy.post("/signin", data=form())
    idle.post("/signin", data=form())
    assert [_status_at(signed, busy, hours) for hours in (3.9, 7.8, 11.7, 12)] == [200, 200, 200, 303]
    signed.at(hours=0)
    assert [_status_at(signed, idle, hours) for hours in (4, 5)] == [303, 303]


def _status_at(signed: SignedCentre, web: TestClient, hours: float) -> int:
    signed.at(hours=hours)
    return web.get("/").status_code


def test_a_token_opens_the_api_and_the_pages(signed: SignedCentre) -> None:
    program = TestClient(signed.app, headers=signed.token("lan"))
    assert program.get("/api/v1/summary").status_code == 200
    assert (
        TestClient(signed.app, headers={"Authorization": "Bearer x"}).get("/api/v1/summary").status_code
        == 401
    )


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Sec-Fetch-Site": "same-origin"}, 303),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Sec-Fetch-Site": "cross-site", "Origin": ORIGIN}, 403),
        ({"Origin": ORIGIN}, 303),
        ({"Origin": "http://testserver.evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({}, 403),
    ],
)
def test_only_a_page_of_the_centre_may_act_for_whoever_is_signed_in(
    signed: SignedCentre, headers: dict[str, str], status: int
) -> None:
    web = TestClient(signed.app, follow_redirects=False, cookies={"motcua-centre": signed.cookie("lan")})
    assert web.post("/signout", headers=headers).status_code == status


def test_a_link_on_another_site_is_followed_once_more_from_here(signed: SignedCentre) -> None:
    web = signed.browser()
    answer = web.get("/?ward=05518", headers={"Sec-Fetch-Site": "cross-site"})
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert 'content="0;url=/?ward=05518"' in answer.text


@pytest.mark.parametrize(
    ("asked", "goes"),
    [
        ("/fleet?ward=05518", "/fleet?ward=05518"),
        ("//evil.example", "/"),
        ("/\\evil.example", "/"),
        ("https://evil.example", "/"),
        ("/\t/evil.example", "/"),
        ("/signin", "/"),
        ("", "/"),
    ],
)
def test_signing_in_leads_to_this_centre_only(asked: str, goes: str) -> None:
    assert local(asked) == goes


def test_a_stream_ends_with_the_session_that_opened_it(signed: SignedCentre) -> None:
    secret = signed.cookie("lan")
    sent: list[Message] = []

    async def stream(_scope: Scope, _receive: Receive, send: Send) -> None:
        await send(
            {
                "type": "http.response.start",
                "status": 200,
                "headers": [(b"content-type", b"text/event-stream")],
            }
        )
        await send({"type": "http.response.body", "body": b"1", "more_body": True})
        signed.at(seconds=31)
        await send({"type": "http.response.body", "body": b"2", "more_body": True})
        signed.desk.settle(lambda database: end(database, digest(secret)))
        await send({"type": "http.response.body", "body": b"3", "more_body": True})
        signed.at(seconds=62)
        await send({"type": "http.response.body", "body": b"4", "more_body": True})

    async def hear(message: Message) -> None:
        sent.append(message)

    cookie = [(b"cookie", f"motcua-centre={secret}".encode())]
    scope = {"type": "http", "method": "GET", "path": "/live", "headers": cookie, "query_string": b""}
    anyio.run(Gate(stream, signed.house), scope, _nothing, hear)
    assert [message["body"] for message in sent[1:]] == [b"1", b"2", b"3", b""]
    assert sent[-1]["more_body"] is False


async def _nothing() -> Message:
    return {"type": "http.disconnect"}


def test_a_watched_wall_board_counts_as_in_use(signed: SignedCentre) -> None:
    secret = signed.cookie("lan", hours=4)
    cookie = [(b"cookie", f"motcua-centre={secret}".encode())]
    scope = {"type": "http", "method": "GET", "path": "/live", "headers": cookie, "query_string": b""}
    signed.at(hours=3)
    assert signed.house.signed(Request(scope)) is not None
    signed.at(hours=6)
    assert signed.house.signed(Request(scope)) is not None
