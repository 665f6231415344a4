"""Commands at the centre: issued and on disk first, sent after, repeated until the kiosk has answered.

A real store of each engine; the wire remembers what was said on it.
"""

from datetime import timedelta
from typing import Any

import pytest

from central.commanding.dispatch import AGAIN, LOOK
from central.commanding.wishes import Wish, judged, read_wish
from central.door import Refused
from mqtt.client import LinkChanged
from mqtt.device_facts import DeviceCommanded
from mqtt.signing import unseal
from tests.central.commanding import ELSEWHERE, KEY, NEIGHBOUR, Bench
from tests.central.conftest import Centre
from tests.central.wire import KIOSK, NOW, OTHER_EPOCH, event, frame_of, incoming, later, state

MILLISECONDS = int(NOW.timestamp() * 1000)


@pytest.fixture
def bench(centre: Centre) -> Bench:
    return Bench(centre)


# ---------------------------------------------------------------- issued


def test_a_command_is_signed_for_one_kiosk_and_says_until_when_it_is_good(bench: Bench) -> None:
    bench.comes_online()
    [issued] = bench.issue("resend", data={"days": 30}, hours=24)
    [row] = bench.centre.rows("SELECT kiosk, counter, word, issued_by, done_at FROM command")
    assert row == (KIOSK, issued.counter, "resend", "tester", None)
    [payload] = [bytes(str(text), "utf-8") for (text,) in bench.centre.rows("SELECT payload FROM command")]
    command = unseal(payload, KEY.public_key())
    assert (command.kiosk, command.counter, bytes(command.data)) == (KIOSK, MILLISECONDS, b'{"days":30}')
    assert (command.at, command.expires) == ("2026-11-21T02:15:00.000Z", "2026-11-22T02:15:00.000Z")


def test_counters_grow_though_the_clock_stands_or_goes_back(bench: Bench) -> None:
    times = [NOW, NOW, NOW - timedelta(days=3), NOW + timedelta(seconds=1)]
    counters = [bench.issue(now=now)[0].counter for now in times]
    assert counters == [MILLISECONDS, MILLISECONDS + 1, MILLISECONDS + 2, MILLISECONDS + 1000]


def test_a_centre_built_anew_counts_on_above_what_it_has_forgotten(centre_on_sqlite: Centre) -> None:
    bench = Bench(centre_on_sqlite)
    before = bench.issue()[0].counter
    bench.centre.lose_everything()
    bench.start()
    assert bench.issue(now=later(1))[0].counter > before


@pytest.mark.parametrize(
    ("area", "kiosks"),
    [
        ("19", [ELSEWHERE, KIOSK, NEIGHBOUR]),
        ("19/05518", [KIOSK, NEIGHBOUR]),
        ("05518", [KIOSK, NEIGHBOUR]),
        (ELSEWHERE, [ELSEWHERE]),
        ("01/00004/k7", ["01/00004/k7"]),
    ],
)
def test_an_area_is_every_kiosk_of_it_that_ever_spoke(bench: Bench, area: str, kiosks: list[str]) -> None:
    bench.hears(*(state("offline", kiosk=kiosk) for kiosk in (KIOSK, NEIGHBOUR, ELSEWHERE)))
    assert [one.kiosk for one in bench.issue(area=area)] == kiosks


def test_an_area_where_nobody_ever_spoke_is_told(bench: Bench) -> None:
    with pytest.raises(Refused, match="no kiosk of 01 has ever spoken"):
        bench.issue(area="01")


def test_a_centre_without_a_key_issues_nothing(bench: Bench) -> None:
    with pytest.raises(Refused, match=r"\[command\] key_file"):
        bench.issue(key=None)
    assert bench.centre.rows("SELECT * FROM command") == []


@pytest.mark.parametrize(
    ("word", "data", "problem"),
    [
        ("dance", {}, "unknown word 'dance'"),
        ("resend", {}, "give days, or epoch and from_seq"),
        ("config", {"toml": "[[services]"}, "not TOML"),
        ("config", {"toml": '[mqtt]\nhost = "x"'}, "mqtt: is the machine's own"),
        ("reprint", {"number": 12}, "Expected `str`, got `int`"),
    ],
)
def test_a_wish_that_no_kiosk_could_fulfil_is_refused_before_it_is_signed(
    word: str, data: dict[str, Any], problem: str
) -> None:
    with pytest.raises(Refused, match=problem):
        judged(Wish(word=word, data=data, area=KIOSK, by="tester"))


@pytest.mark.parametrize(
    "change",
    [{"area": "447"}, {"hours": 9999}, {"hours": "72"}, {"word": "dance"}, {"by": ""}, {"mood": "x"}],
)
def test_the_words_of_a_page_are_judged_like_those_of_the_command_line(change: dict[str, Any]) -> None:
    good = {"word": "update", "area": KIOSK, "by": "tester"}
    assert read_wish(good).hours == 72
    with pytest.raises(Refused):
        read_wish(good | change)


# ---------------------------------------------------------------- sent


def test_a_kiosk_that_is_here_gets_its_commands_at_once_and_in_order(bench: Bench) -> None:
    bench.comes_online()
    counters = [bench.issue(now=later(seconds))[0].counter for seconds in (-4, -2)]
    assert [one.counter for one in bench.out()] == [counters[1]]
    bench.comes_online()
    assert [one.counter for one in bench.sent(later(5))] == counters
    assert bench.sent(later(20)) == []


def test_a_kiosk_that_is_away_gets_them_when_it_comes_back(bench: Bench) -> None:
    bench.hears(state("lost"))
    [issued] = bench.issue()
    assert bench.out() == []
    assert bench.sent(later(11)) == []
    bench.comes_online()
    assert [one.counter for one in bench.sent(later(12))] == [issued.counter]


def test_a_kiosk_that_comes_back_unanswering_gets_them_again(bench: Bench) -> None:
    bench.comes_online()
    bench.issue()
    assert bench.sent(later(20)) == []
    bench.comes_online()
    assert len(bench.sent(later(21))) == 1


def test_what_stays_unanswered_is_repeated_every_ten_minutes_until_it_expires(bench: Bench) -> None:
    bench.comes_online()
    bench.issue(hours=1)
    assert bench.sent(NOW + AGAIN) == []
    assert len(bench.sent(NOW + LOOK + AGAIN)) == 1
    assert bench.sent(NOW + timedelta(hours=1)) == []


def test_after_a_restart_open_commands_go_out_again(bench: Bench) -> None:
    bench.comes_online()
    [issued] = bench.issue()
    bench.restart()
    assert [one.counter for one in bench.sent()] == [issued.counter]


def test_commands_wait_for_the_link(bench: Bench) -> None:
    bench.comes_online()
    bench.centre.wire.up = False
    bench.issue()
    bench.centre.wire.up = True
    bench.dispatch.hear(LinkChanged(up=False, reason="test"))
    assert bench.sent(later(30)) == []
    bench.dispatch.hear(LinkChanged(up=True, reason="test"))
    assert len(bench.sent(later(31))) == 1


def test_a_whole_province_goes_out_in_small_portions(bench: Bench) -> None:
    bench.hears(*(state("online", kiosk=f"19/05518/k{number}") for number in range(1, 121)))
    bench.issue(area="19")
    assert len(bench.out()) == 50
    assert [len(bench.sent(later(3))) for _ in range(3)] == [50, 20, 0]


def test_a_process_of_some_provinces_leaves_the_others_theirs(bench: Bench) -> None:
    bench.hears(state("online"), state("online", kiosk="01/00004/k1"))
    bench.issue()
    bench.issue(area="01/00004/k1")
    bench.start("01")
    assert [one.kiosk for one in bench.sent(later(5))] == ["01/00004/k1"]


def test_rubbish_on_a_state_topic_stirs_nothing(bench: Bench) -> None:
    bench.comes_online()
    bench.issue()
    bench.hears(incoming(f"motcua/1/{KIOSK}/state", b"{"), incoming("x/state", b"{}"))
    assert bench.sent(later(10)) == []


# ---------------------------------------------------------------- answered


def test_an_answered_command_is_done_and_goes_out_no_more(bench: Bench) -> None:
    bench.comes_online()
    [issued] = bench.issue()
    bench.answers(issued.counter)
    assert bench.centre.rows("SELECT done_at, outcome FROM command") == [("2026-11-21T02:15:00.000Z", "done")]
    bench.comes_online()
    assert bench.sent(NOW + AGAIN) == []


def test_a_refusal_keeps_the_kiosks_reason(bench: Bench) -> None:
    [issued] = bench.issue()
    bench.answers(issued.counter, "refused", "expired at noon")
    assert bench.centre.rows("SELECT outcome FROM command") == [("refused: expired at noon",)]


def test_nobody_answers_for_another_kiosk(bench: Bench) -> None:
    [issued] = bench.issue()
    bench.answers(issued.counter, kiosk=NEIGHBOUR)
    assert bench.centre.rows("SELECT outcome FROM command") == [(None,)]


def test_an_answer_that_comes_again_and_one_to_nothing_change_nothing(bench: Bench) -> None:
    [issued] = bench.issue()
    bench.answers(issued.counter)
    bench.answers(issued.counter)
    fact = DeviceCommanded(counter=5, word="update", outcome="refused")
    bench.hears(frame_of(event(2, fact), epoch=OTHER_EPOCH))
    assert bench.centre.rows("SELECT counter, outcome FROM command") == [(issued.counter, "done")]
