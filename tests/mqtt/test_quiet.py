"""The hours in which no telephone rings."""

from datetime import UTC, datetime

import pytest

from mqtt.quiet import Quiet, read_quiet


def vietnam(text: str) -> datetime:
    return datetime.fromisoformat(f"{text}+07:00")


@pytest.mark.parametrize(
    ("span", "now", "over"),
    [
        ("21:00-07:00", "2026-11-21T20:59", "2026-11-21T20:59"),
        ("21:00-07:00", "2026-11-21T21:00", "2026-11-22T07:00"),
        ("21:00-07:00", "2026-11-22T00:00", "2026-11-22T07:00"),
        ("21:00-07:00", "2026-11-22T06:59", "2026-11-22T07:00"),
        ("21:00-07:00", "2026-11-22T07:00", "2026-11-22T07:00"),
        ("12:00-13:30", "2026-11-22T12:10", "2026-11-22T13:30"),
        ("12:00-13:30", "2026-11-22T13:30", "2026-11-22T13:30"),
        ("12:00-13:30", "2026-11-22T02:00", "2026-11-22T02:00"),
        ("07:00-07:00", "2026-11-22T07:00", "2026-11-22T07:00"),
        ("", "2026-11-22T03:00", "2026-11-22T03:00"),
    ],
)
def test_what_comes_in_quiet_hours_waits_until_they_are_over(span: str, now: str, over: str) -> None:
    assert read_quiet(span).over(vietnam(now)) == vietnam(over)


def test_never_holds_no_moment_and_a_night_holds_both_its_ends_days() -> None:
    assert not Quiet().holds(vietnam("2026-11-22T00:00"))
    night = read_quiet("21:00-07:00")
    assert [night.holds(vietnam(f"2026-11-22T{hour}")) for hour in ("20:59", "21:00", "06:59", "07:00")] == [
        False, True, True, False
    ]  # fmt: skip


def test_hours_are_those_of_vietnam_wherever_the_machine_is() -> None:
    at = datetime(2026, 11, 21, 15, 0, tzinfo=UTC)
    assert read_quiet("21:00-07:00").over(at) == datetime(2026, 11, 22, 0, 0, tzinfo=UTC)


def test_never_is_never() -> None:
    assert Quiet().over(vietnam("2026-11-22T00:00")) == vietnam("2026-11-22T00:00")


@pytest.mark.parametrize("text", ["21-7", "21:00", "24:00-07:00", "21:00-07:60", "21:00-07:00 ", "nachts"])
def test_a_span_written_otherwise_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="write it as in 21:00-07:00"):
        read_quiet(text)
