"""Every route of the application, walked by somebody of one ward: nothing of another ward is to be found.

Routes are asked of the application itself, so a page that is added later is walked too.
"""

import io
import re
from collections.abc import Iterator
from typing import Final

import anyio
import pyarrow.parquet as pq
import pytest
from starlette.routing import Route
from starlette.types import Message

from central.settings import SignIn
from tests.central.conftest import Centre
from tests.central.signed import SignedCentre
from tests.central.three_wards import FAR, NEIGHBOUR, OWN, furnish
from tests.central.wire import DAY

STRANGE: Final = re.compile("01864|Bằng Thành|06001|Đoàn Kết|nguoi-khac|X7[0-9]{2}")
"""Whatever tells another ward: its code, its name, its officer, its numbers."""

OPEN: Final = frozenset(
    {
        "/signin",
        "/healthz",
        "/static/plotly.js",
        "/api/v1/openapi.json",
        "/asyncapi.yaml",
        "/api/v1/booking/1/slots",
        "/nop",
        "/nop/1",
        "/hen",
        "/hen/1",
    }
)
"""The last five are for citizens, who have no account."""
PERIOD: Final = f"from={DAY}&to={DAY}&limit=1000"


@pytest.fixture
def signed(centre: Centre) -> Iterator[SignedCentre]:
    signed = SignedCentre(centre, SignIn())
    furnish(centre, OWN, officer="cb01", number="A")
    furnish(centre, NEIGHBOUR, officer="nguoi-khac", number="X7")
    furnish(centre, FAR, officer="nguoi-khac", number="X7")
    signed.add("ward", "19/05518")
    signed.add("province", "19")
    signed.add("national")
    yield signed
    signed.live.stopping.set()


def asked(signed: SignedCentre, path: str, headers: dict[str, str]) -> tuple[int, str]:
    """Status and body; of a stream, what it says first."""
    sent: list[Message] = []

    async def ask() -> None:
        heard = anyio.Event()

        async def send(message: Message) -> None:
            sent.append(message)
            if message.get("body", b"").startswith(b"data:"):
                heard.set()

        async def receive() -> Message:
            await heard.wait()
            return {"type": "http.disconnect"}

        address, _, query = path.partition("?")
        await signed.app(
            {
                "type": "http",
                "method": "GET",
                "path": address,
                "query_string": query.encode(),
                "headers": [(name.lower().encode(), value.encode()) for name, value in headers.items()],
            },
            receive,
            send,
        )

    anyio.run(ask)
    return sent[0]["status"], text_of(b"".join(message.get("body", b"") for message in sent[1:]))


def text_of(body: bytes) -> str:
    """A Parquet file as text, so that what its pages hide is found too."""
    if body.startswith(b"PAR1"):
        return str(pq.read_table(io.BytesIO(body)).to_pylist())
    return body.decode()


def paths(signed: SignedCentre) -> list[str]:
    """Every address that can be asked for, with something in the place of its parameters."""
    routes = [route for route in signed.app.routes if isinstance(route, Route)]
    found = [re.sub(r"{[^}]+}", "1", route.path) for route in routes if "GET" in (route.methods or ())]
    return [path for path in found if path not in OPEN]


def telling(signed: SignedCentre, name: str, query: str) -> set[str]:
    """The addresses whose answer tells something of another ward than 05518 of province 19."""
    token = signed.token(name)
    answers = {path: asked(signed, f"{path}?{query}", token) for path in paths(signed)}
    assert {path: status for path, (status, _) in answers.items() if status >= 500} == {}
    return {path for path, (_, text) in answers.items() if STRANGE.search(text)}


def test_somebody_of_a_ward_finds_nothing_of_another_one(signed: SignedCentre) -> None:
    assert telling(signed, "ward", PERIOD) == set()


def test_the_same_walk_of_the_country_finds_them(signed: SignedCentre) -> None:
    found = telling(signed, "national", f"{PERIOD}&province=20")
    tables = ("wards", "figures", "hourly", "kiosks", "alerts", "dossiers", "bookings", "events")
    exports = {f"/api/v1/export/{table}.{ending}" for table in tables for ending in ("csv", "parquet")}
    pages = {"/", "/overview/stream", "/ranking", "/trends", "/live"}
    answers = {f"/api/v1/{name}" for name in ("kiosks", "events", "wards", "bookings", "sms")}
    assert {*pages, *exports, *answers} <= found


def test_spelling_another_ward_or_kiosk_shows_nothing_of_it(signed: SignedCentre) -> None:
    token = signed.token("ward")
    elsewhere = [f"{path}?{PERIOD}&province=20&ward=06001" for path in paths(signed)]
    neighbour = [f"{path}?{PERIOD}&ward=01864" for path in paths(signed)]
    kiosk = [f"{path}?{PERIOD}&kiosk=20/06001/k1" for path in paths(signed)]
    answers = [asked(signed, path, token) for path in (*elsewhere, *neighbour, *kiosk)]
    told = [text for _, text in answers if "nguoi-khac" in text or "X70" in text]
    assert told == []


def test_another_ward_s_figures_are_refused_by_name(signed: SignedCentre) -> None:
    status, text = asked(signed, "/api/v1/summary?ward=01864", signed.token("ward"))
    assert status == 403
    assert "01864: outside 19/05518, which ward may see" in text


def test_somebody_of_a_province_sees_its_wards_and_no_other(signed: SignedCentre) -> None:
    _, kiosks = asked(signed, "/api/v1/kiosks", signed.token("province"))
    assert re.findall(r'"kiosk":"([^"]+)"', kiosks) == [NEIGHBOUR, OWN]
    assert asked(signed, "/api/v1/kiosks?province=20", signed.token("province"))[0] == 403


def test_nothing_is_open_without_signing_in(signed: SignedCentre) -> None:
    answers = {path: asked(signed, path, {})[0] for path in paths(signed)}
    assert {path: status for path, status in answers.items() if status not in (303, 401)} == {}


def test_a_ward_s_own_events_are_all_found_page_by_page(signed: SignedCentre) -> None:
    token = signed.token("ward")
    _, first = asked(signed, "/api/v1/events?limit=100", token)
    upto = re.findall(r'"next":"([^"]+)"', first)[0]
    _, rest = asked(signed, f"/api/v1/events?after={upto}", token)
    seqs = [int(seq) for page in (first, rest) for seq in re.findall(r'"seq":(\d+)', page)]
    assert seqs == list(range(1, 121))


def test_another_ward_s_alert_is_not_acknowledged(centre: Centre, signed: SignedCentre) -> None:
    numbers = {str(kiosk): number for kiosk, number in centre.rows("SELECT kiosk, number FROM alert")}
    web = signed.browser()
    web.cookies.set("motcua-centre", signed.cookie("ward"))
    answers = [
        web.post(f"/alerts/{numbers[kiosk]}/acknowledge").status_code for kiosk in (NEIGHBOUR, FAR, OWN)
    ]
    assert answers == [403, 403, 303]
    known = "SELECT kiosk, acknowledged_by FROM alert WHERE acknowledged_by IS NOT NULL"
    assert centre.rows(known) == [(OWN, "ward")]
