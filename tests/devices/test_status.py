"""Epson's status bits, one vector for each."""

import pytest

from devices.status import Cause, Condition, Status, parse_status

WELL = 0x12


@pytest.mark.parametrize(
    ("replies", "expected"),
    [
        ((WELL, WELL, WELL, WELL), Status(Condition.OK)),
        ((0x16, WELL, WELL, WELL), Status(Condition.OK)),
        ((WELL, WELL, WELL, 0x1E), Status(Condition.OK, near_end=True)),
        ((0x1A, 0x32, WELL, 0x7E), Status(Condition.FAULT, Cause.OUT_OF_PAPER, near_end=True)),
        ((0x1A, WELL, WELL, 0x72), Status(Condition.FAULT, Cause.OUT_OF_PAPER)),
        ((0x1A, 0x32, WELL, WELL), Status(Condition.FAULT, Cause.OUT_OF_PAPER)),
        ((0x1A, 0x16, WELL, 0x7E), Status(Condition.FAULT, Cause.COVER_OPEN, near_end=True)),
        ((0x1A, 0x52, 0x1A, WELL), Status(Condition.FAULT, Cause.CUTTER)),
        ((0x1A, 0x52, 0x32, WELL), Status(Condition.FAULT, Cause.ERROR)),
        ((0x1A, 0x52, 0x52, WELL), Status(Condition.FAULT, Cause.ERROR)),
        ((0x1A, 0x52, WELL, WELL), Status(Condition.FAULT, Cause.ERROR)),
        ((0x1A, 0x1A, WELL, WELL), Status(Condition.FAULT, Cause.BUSY)),
        ((None, None, None, None), Status(Condition.UNKNOWN, Cause.MUTE)),
        ((WELL, WELL, WELL, None), Status(Condition.UNKNOWN, Cause.MUTE)),
        ((0x1A, 0x16, None, None), Status(Condition.FAULT, Cause.COVER_OPEN)),
        ((0x00, 0x00, 0x00, 0x00), Status(Condition.UNKNOWN, Cause.MUTE)),
        ((0xFF, 0xFF, 0xFF, 0xFF), Status(Condition.UNKNOWN, Cause.MUTE)),
    ],
)
def test_four_answers_become_one_condition(replies: tuple[int | None, ...], expected: Status) -> None:
    assert parse_status(replies) == expected
