"""What a scanner types becomes codes: which keys, where one ends, and what is dropped."""

import logging
from itertools import count

import pytest

from devices.scanner import EV_KEY, EV_SYN, EVENT, SYN_DROPPED, ScannerTurn
from tests.devices.scanning import (
    ALT,
    CONTROL,
    ENTER,
    KEYPAD_5,
    SCANNER,
    SHIFT,
    A,
    B,
    Clock,
    J,
    Sockets,
    held,
    keys,
    tap,
    turns,
    typed,
)
from tests.devices.scanning import clock as clock
from tests.devices.scanning import codes as codes
from tests.devices.scanning import sockets as sockets
from tests.devices.scanning import turn as turn

# ------------------------------------------------------------ what is typed


def test_a_code_is_told_at_enter(turn: ScannerTurn, sockets: Sockets, codes: list[str]) -> None:
    sockets.send(tap(A, B))
    turn()
    assert codes == []
    sockets.send(tap(ENTER))
    turn()
    assert codes == ["ab"]


@pytest.mark.parametrize(
    "text",
    [
        "A012-261122",
        "https://dichvucong.gov.vn/p?id=1.004&x=a_b+c",
        "the quick brown fox jumps over the lazy dog 0123456789",
        "THE QUICK BROWN FOX JUMPS OVER THE LAZY DOG",
        "`-=[]\\;',./~!@#$%^&*()_+{}|:\"<>?\t",
    ],
)
def test_every_ascii_character_comes_through(
    text: str, turn: ScannerTurn, sockets: Sockets, codes: list[str]
) -> None:
    sockets.send(typed(text))
    turns(turn, 10)
    assert codes == [text]


def test_key_codes_are_those_of_linux(turn: ScannerTurn, sockets: Sockets, codes: list[str]) -> None:
    sockets.send(tap(2, 11, 12, 52, 53, 57, 16, 44, KEYPAD_5) + held(54, tap(39, 12, 13, 43)) + tap(96))
    turns(turn, 2)
    assert codes == ["10-./ qz5:_+|"]


def test_shift_ends_when_it_comes_up(turn: ScannerTurn, sockets: Sockets, codes: list[str]) -> None:
    sockets.send(held(SHIFT, tap(A)) + tap(A, ENTER))
    turn()
    assert codes == ["Aa"]


def test_one_shift_still_holds_when_the_other_comes_up(
    turn: ScannerTurn, sockets: Sockets, codes: list[str]
) -> None:
    sockets.send(held(SHIFT, held(54, tap(A)) + tap(B)) + tap(ENTER))
    turn()
    assert codes == ["AB"]


def test_a_repeated_key_is_no_second_character(turn: ScannerTurn, sockets: Sockets, codes: list[str]) -> None:
    sockets.send(keys((A, 1), (A, 2), (A, 2), (A, 0)) + tap(ENTER))
    turn()
    assert codes == ["a"]


def test_a_key_that_stays_down_does_not_put_off_the_end(
    turn: ScannerTurn, sockets: Sockets, clock: Clock, codes: list[str]
) -> None:
    sockets.send(keys((A, 1)))
    turn()
    clock.seconds += 0.1
    sockets.send(keys((A, 2)))
    turn()
    assert codes == ["a"]


def test_two_codes_in_one_read_are_two(turn: ScannerTurn, sockets: Sockets, codes: list[str]) -> None:
    sockets.send(tap(A, ENTER, B, ENTER))
    turn()
    assert codes == ["a", "b"]


def test_carriage_return_and_line_feed_end_a_code_once(
    turn: ScannerTurn, sockets: Sockets, codes: list[str]
) -> None:
    line_feed = held(CONTROL, tap(J))
    sockets.send(tap(A, ENTER) + line_feed + tap(B) + line_feed)
    turns(turn, 2)
    assert codes == ["a", "b"]


def test_half_an_event_waits_for_its_other_half(
    turn: ScannerTurn, sockets: Sockets, codes: list[str]
) -> None:
    data = EVENT.pack(7, 7, EV_KEY, A, 1) + EVENT.pack(7, 7, EV_KEY, ENTER, 1)
    sockets.send(data[:35])
    turn()
    sockets.send(data[35:])
    turn()
    assert codes == ["a"]


def test_a_pause_of_80_ms_ends_a_code(
    turn: ScannerTurn, sockets: Sockets, clock: Clock, codes: list[str]
) -> None:
    sockets.send(tap(A))
    turn()
    clock.seconds += 0.079
    turn()
    assert codes == []
    clock.seconds += 0.002
    turn()
    assert codes == ["a"]


def test_keys_that_waited_for_us_are_no_pause(
    turn: ScannerTurn, sockets: Sockets, clock: Clock, codes: list[str]
) -> None:
    sockets.send(tap(A))
    turn()
    clock.seconds += 3
    sockets.send(tap(B, ENTER))
    turn()
    assert codes == ["ab"]


def test_a_machine_too_busy_to_listen_splits_no_code(sockets: Sockets, codes: list[str]) -> None:
    seconds = count(0.0, step=0.5)
    turn = ScannerTurn(SCANNER, codes.append, wire=sockets.wire, now=lambda: next(seconds), listen_seconds=0)
    turn()
    sockets.send(tap(A))
    turn()
    sockets.send(tap(B, ENTER))
    turn()
    assert codes == ["ab"]
    turn.close()


def test_time_lost_after_listening_is_no_pause(sockets: Sockets, codes: list[str]) -> None:
    seconds = count(0.0, step=0.03)
    turn = ScannerTurn(SCANNER, codes.append, wire=sockets.wire, now=lambda: next(seconds), listen_seconds=0)
    turn()
    sockets.send(tap(A))
    turns(turn, 2)
    sockets.send(tap(B, ENTER))
    turn()
    assert codes == ["ab"]
    turn.close()


# ------------------------------------------------------------ what is not told


def test_500_characters_are_a_code(turn: ScannerTurn, sockets: Sockets, codes: list[str]) -> None:
    sockets.send(tap(*[A] * 400))
    turns(turn, 50)
    sockets.send(tap(*[A] * 100, ENTER))
    turns(turn, 20)
    assert codes == ["a" * 500]


def test_a_longer_code_is_dropped_whole_with_one_line(
    turn: ScannerTurn, sockets: Sockets, codes: list[str], caplog: pytest.LogCaptureFixture
) -> None:
    sockets.send(tap(*[A] * 400))
    turns(turn, 50)
    sockets.send(tap(*[A] * 101, ENTER, B, ENTER))
    turns(turn, 30)
    assert codes == ["b"]
    assert caplog.messages == ["scanner code dropped; it was longer than 500 characters"]


def test_letters_beyond_ascii_are_dropped_and_only_counted(
    turn: ScannerTurn, sockets: Sockets, codes: list[str], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    sockets.send(tap(A) + held(ALT, tap(82, 79, 79)) + tap(240, B, ENTER))
    turn()
    assert codes == ["ab"]
    assert caplog.messages == ["scanner keys dropped count=4; a scanner types ASCII only"]


def test_a_code_without_a_readable_character_is_nobodys(
    turn: ScannerTurn, sockets: Sockets, codes: list[str]
) -> None:
    sockets.send(tap(ENTER, 240, ENTER))
    turn()
    assert codes == []


def test_a_code_with_lost_keys_is_dropped_and_the_next_one_read(
    turn: ScannerTurn, sockets: Sockets, codes: list[str], caplog: pytest.LogCaptureFixture
) -> None:
    lost = EVENT.pack(7, 7, EV_SYN, SYN_DROPPED, 0)
    sockets.send(tap(A) + keys((SHIFT, 1)) + lost + tap(A, ENTER) + tap(B, ENTER))
    turn()
    assert codes == ["b"]
    assert caplog.messages == [
        "scanner code dropped; it was typed faster than we could read; "
        "set a delay between characters in the scanner"
    ]


def test_a_failing_receiver_does_not_stop_the_scanner(
    sockets: Sockets, clock: Clock, codes: list[str], caplog: pytest.LogCaptureFixture
) -> None:
    def fail(text: str) -> None:
        codes.append(text)
        raise RuntimeError("the inbox is closed")

    turn = ScannerTurn(SCANNER, fail, wire=sockets.wire, now=clock, listen_seconds=0)
    turn()
    sockets.send(tap(A, ENTER, B, ENTER))
    turn()
    assert codes == ["a", "b"]
    assert caplog.messages == ["scanner code lost"] * 2
    turn.close()
