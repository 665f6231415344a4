"""Who tells people at home, and what of a phone number leaves the kiosk for it."""

import logging
from pathlib import Path
from typing import Any

import pytest

from firmware.telling import teller
from mqtt.sealing import LETTERS, unseal
from tests.bench import ward
from tests.firmware.filing import BIRTH, FilingBench
from tests.firmware.ward_sections import BY_CENTRE, CENTRE, KEY

MODEM: dict[str, Any] = {"driver": "simulated"}
PHONE = "0912 345 678"


def contacts(bench: FilingBench) -> list[str | None]:
    return [data.get("contact") for kind, data in bench.facts("dossier") if kind == "dossier.received"]


def test_a_number_leaves_sealed_so_that_only_the_centre_reads_it(tmp_path: Path) -> None:
    bench = FilingBench.opened(tmp_path, sms=BY_CENTRE)
    bench.received(BIRTH, phone=PHONE)
    [contact] = contacts(bench)
    assert contact is not None
    assert unseal(contact, CENTRE) == "0912345678"


def test_two_dossiers_of_one_phone_cannot_be_told_to_be_one_persons(tmp_path: Path) -> None:
    bench = FilingBench.opened(tmp_path, sms=BY_CENTRE)
    bench.received(BIRTH, phone=PHONE)
    bench.received(BIRTH, phone=PHONE)
    first, second = contacts(bench)
    assert first != second


def test_a_dossier_without_a_phone_has_no_contact(tmp_path: Path) -> None:
    bench = FilingBench.opened(tmp_path, sms=BY_CENTRE)
    bench.received(BIRTH)
    assert contacts(bench) == [None]


@pytest.mark.parametrize(
    "sections",
    [
        {},
        {"sms": {"sender": "centre"}},
        {"sms": {"sender": "none", "key": KEY}},
        {"sms": {"sender": "kiosk", "key": KEY}, "modem": MODEM},
    ],
)
def test_no_number_leaves_where_the_centre_does_not_send(tmp_path: Path, sections: dict[str, Any]) -> None:
    bench = FilingBench.opened(tmp_path, **sections)
    bench.received(BIRTH, phone=PHONE)
    assert contacts(bench) == [None]


def test_neither_logs_nor_the_wire_show_a_number_in_clear(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    bench = FilingBench.opened(tmp_path, sms=BY_CENTRE)
    bench.received(BIRTH, phone=PHONE)
    bench.link(up=True)
    sent = b"".join(message.payload for message in bench.wire.sent)
    assert b"contact" in sent
    assert "345678" not in f"{caplog.text}{sent!r}".replace(" ", "")


@pytest.mark.parametrize(
    ("sections", "who"),
    [
        ({}, "none"),
        ({"sms": {"sender": "kiosk"}}, "none"),
        ({"sms": {"sender": "kiosk"}, "modem": MODEM}, "kiosk"),
        ({"sms": {"sender": "centre"}}, "none"),
        ({"sms": BY_CENTRE, "modem": MODEM}, "centre"),
    ],
)
def test_exactly_one_tells_and_only_with_what_it_needs(sections: dict[str, Any], who: str) -> None:
    assert teller(ward(**sections)) == who


def test_every_number_that_is_taken_can_be_sealed() -> None:
    assert len("+84912345678") <= LETTERS
