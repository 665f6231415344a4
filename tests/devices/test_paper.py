"""A slip is stored as JSON and comes back as it was."""

import pytest

from devices.paper import Barcode, Document, Gap, Qr, Text, decode, encode
from tests.devices.sample import ticket_with_qr


def test_a_stored_slip_comes_back_equal() -> None:
    assert decode(encode(ticket_with_qr())) == ticket_with_qr()


def test_a_slip_that_is_not_json_says_what_to_do() -> None:
    with pytest.raises(ValueError, match=r"not readable.*delete the print job"):
        decode(b"{")


def test_a_block_of_an_unknown_kind_is_named() -> None:
    with pytest.raises(ValueError, match="hologram"):
        decode(b'{"blocks":[{"type":"hologram"}]}')


def test_an_endless_gap_is_refused() -> None:
    with pytest.raises(ValueError, match="blocks"):
        decode(encode(Document((Gap(1e9),))))


def test_a_barcode_with_a_vietnamese_letter_is_refused() -> None:
    with pytest.raises(ValueError, match="ASCII"):
        Barcode("Đ012")


def test_blocks_are_values() -> None:
    assert {Text("a"), Text("a"), Qr("a")} == {Text("a"), Qr("a")}
