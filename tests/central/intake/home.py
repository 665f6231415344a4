"""A centre that takes dossiers from home: a ward with forms, papers to attach, and somebody who files.

Owns believable forms and files, and the way through the page's form as a browser without JavaScript goes it.
Refuses assertions.
"""

import io
import re
import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from PIL import Image
from reportlab.pdfgen.canvas import Canvas
from starlette.testclient import TestClient

from central.at_home import AtHome
from central.dashboard.api import Pulse
from central.dashboard.app import build
from central.intake import forms
from central.intake.forms import Offered
from central.intake.letterbox import Letterbox
from central.intake.telling import FiledNews
from central.payment import Fees
from central.sms.keys import Keys, make_keys
from mqtt.filing import Filed, decode
from mqtt.forms import Field, Form
from tests.central.browsing import NINE, writing
from tests.central.conftest import Centre

DEMO = Path(__file__).parents[3] / "provisioning" / "demo_ward"

WARD = "05518"
PROCEDURE = "1.004873"
FORM = f"/nop/{WARD}/{PROCEDURE}"
PHONE = "0912345678"

MARRIAGE = Form(
    version=1,
    title="Xác nhận tình trạng hôn nhân",
    title_en="Confirm marital status",
    fields=[
        Field(name="can-cuoc", label="Số căn cước", kind="identity", required=True),
        Field(name="ngay-sinh", label="Ngày sinh", kind="date", required=True),
        Field(name="tinh-trang", label="Tình trạng", kind="choice", choices=["Chưa kết hôn", "Đã ly hôn"]),
        Field(name="ghi-chu", label="Ghi chú", kind="long"),
        Field(name="cam-doan", label="Tôi cam đoan", kind="yes", required=True),
        Field(name="anh", label="Ảnh căn cước", kind="file", required=True, most=2),
    ],
)
GOOD = {
    "name": "Nguyễn Thị Nháp",
    "phone": "0912 345 678",
    "can-cuoc": "019 185 000 123",
    "ngay-sinh": "21/11/1985",
    "tinh-trang": "Đã ly hôn",
    "ghi-chu": "Cần gấp",
    "cam-doan": "on",
}

Files = dict[str, tuple[str, bytes, str]]


def picture(form: str = "PNG", size: tuple[int, int] = (300, 200)) -> bytes:
    body = io.BytesIO()
    Image.new("RGB", size, "#A0522D").save(body, form)
    return body.getvalue()


def document(text: str = "Quyết định") -> bytes:
    body = io.BytesIO()
    canvas = Canvas(body, invariant=1)
    canvas.drawString(72, 720, text)
    canvas.save()
    return body.getvalue()


def attached(content: bytes, name: str = "the.png", where: str = "anh") -> Files:
    return {where: (name, content, "application/octet-stream")}


@dataclass
class Clock:
    """Stands still unless it is moved."""

    now: datetime = NINE

    def __call__(self) -> datetime:
        return self.now

    def passes(self, **delta: float) -> None:
        self.now += timedelta(**delta)


@dataclass
class Home:
    """One visitor with cookies of their own."""

    centre: Centre
    box: Letterbox
    clock: Clock
    keys: Keys
    web: TestClient
    told: list[FiledNews] = field(default_factory=list)

    def another(self) -> TestClient:
        return TestClient(self.web.app, follow_redirects=False)

    def offer(self, form: Form | None, procedure: str = PROCEDURE) -> None:
        name = "Thủ tục cấp Giấy xác nhận tình trạng hôn nhân"
        one = Offered("19", procedure, name, "Hộ tịch", form)
        self.box.desk.settle(lambda database: forms.KEEP.make(database, [one], self.clock()))

    def open(self, path: str = FORM) -> str:
        """The mark that the page carries."""
        return mark_of(self.web.get(path).text)

    def press(self, wish: str, said: dict[str, str], files: Any = None, path: str = FORM, **more: str) -> Any:
        """Fill in the open page and press a button, as a browser without JavaScript does."""
        mark = more.pop("shown", None) or self.open(path)
        body = {"shown": mark, "website": "", "do": wish, **said, **more}
        self.clock.passes(seconds=60)
        return self.web.post(path, data=body, files=files or attached(b"", ""))

    def file(self, said: dict[str, str] | None = None, files: Any = None) -> Any:
        """Everything right at the first go; answers with where it leads."""
        return self.press("send", said or GOOD, files or attached(picture()))

    def codes(self) -> list[str]:
        return [str(code) for (code,) in self.centre.rows("SELECT code FROM intake_dossier ORDER BY code")]


def mark_of(html: str) -> str:
    found = re.search(r'name="shown" value="([^"]+)"', html)
    return found[1] if found else ""


@contextmanager
def at_home(centre: Centre, folder: Path, fees: Fees = Fees()) -> Iterator[Home]:  # noqa: B008
    clock, keys, told = Clock(), make_keys(folder / "sms.toml"), list[FiledNews]()
    with writing(centre.store) as desk:
        reader = centre.store.reader()
        address, tell = "https://nop.example.vn", lambda _, news: told.append(news)
        box = Letterbox(reader, desk, keys, clock, address, tell, fees)
        app, live = build(reader, clock, Pulse(clock, lambda: True), None, desk, None, AtHome(letterbox=box))
        with TestClient(app, follow_redirects=False) as web:
            home = Home(centre, box, clock, keys, web, told)
            home.offer(MARRIAGE)
            yield home
        live.stopping.set()


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def filed(home: Home, code: str, turn: int = 1) -> Filed:
    ((sealed,),) = home.centre.rows(
        f"SELECT filed FROM intake_filing WHERE code = '{code}' AND turn = {turn}"
    )
    return decode(home.keys.unseal(str(sealed).encode()), Filed)
