"""Where a procedure can be filed from home: one QR on the screen and on the checklist, without a network."""

import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from devices import paper
from firmware import lookups as look
from firmware.lookups import ProcedureCard, Section
from mqtt.forms import Field, Form
from tests.bench import KioskBench, ward
from tests.firmware.guiding import BIRTH, SERVICES, publish

PORTAL = "https://dichvucong.gov.vn/1.001193"
CENTRE = "https://mot-cua.example"
FORM = Form(version=1, title="Đăng ký khai sinh", fields=[Field(name="child", label="Họ tên trẻ")])
ELSEWHERE = msgspec.structs.replace(FORM, wards=["05521"])


def opened(folder: Path, address: str, form: Form | None) -> KioskBench:
    """A kiosk on which that procedure's online section is open; it has no link at all."""
    bench = KioskBench(folder, ward(services=SERVICES, home={"address": address}))
    publish(bench, msgspec.structs.replace(BIRTH, form=form))
    bench.touch(look.ProcedureChosen("1.001193"))
    bench.touch(look.SectionChosen(Section.ONLINE))
    return bench


def printed(bench: KioskBench) -> list[str]:
    """The codes and words on the checklist."""
    bench.touch(look.ChecklistAsked())
    [(packed,)] = bench.reader.rows("SELECT document FROM print_job")
    return [str(getattr(block, "text", "")) for block in paper.decode(zlib.decompress(packed)).blocks]


@pytest.fixture
def home(tmp_path: Path) -> Iterator[KioskBench]:
    bench = opened(tmp_path, CENTRE, FORM)
    yield bench
    bench.store.close()


def test_a_form_is_offered_at_home_with_the_wards_own_address(home: KioskBench) -> None:
    card = home.shows(ProcedureCard)
    assert (card.link, card.home) == ("https://mot-cua.example/nop/05518/1.001193", True)
    assert card.lines == ()


def test_the_checklist_carries_the_same_code(home: KioskBench) -> None:
    words = printed(home)
    assert home.shows(ProcedureCard).link in words
    assert "Nộp tại nhà bằng điện thoại: quét mã này" in words
    assert PORTAL not in words


@pytest.mark.parametrize(
    ("address", "form"), [("", FORM), (CENTRE, None), (CENTRE, ELSEWHERE)], ids=["address", "form", "ward"]
)
def test_where_something_is_missing_the_code_leads_to_the_national_portal(
    tmp_path: Path, address: str, form: Form | None
) -> None:
    bench = opened(tmp_path, address, form)
    card: Any = bench.shows(ProcedureCard)
    assert (card.link, card.home) == (PORTAL, False)
    assert PORTAL in printed(bench)
