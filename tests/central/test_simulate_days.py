"""Simulated days are believable, legal on the wire, and the same for the same seed."""

import hashlib
import os
import subprocess
import sys
from collections import Counter
from datetime import date, datetime
from itertools import pairwise
from random import Random
from statistics import mean

import pytest
from hypothesis import given
from hypothesis import strategies as st

from central.judging import Heard, judge
from central.measures import local_hour
from central.simulate.moments import HOUR, MINUTE, Stamps, day_of, hour_of, midnight, uuid7
from central.simulate.people import OPEN_FOR, SATURDAY_FOR, arrivals, level_pressed, office_of
from mqtt import facts
from mqtt.dossiers import MOVES, State
from mqtt.facts import KINDS
from mqtt.messages import FRAME_EVENTS, Frame, Health, decode, read_fact
from tests.central.playing import ALL, MONDAY, Played, grouped, kiosk, plan, play
from tests.processes import ROOT

AT_COUNTER = (
    facts.TicketCalled | facts.TicketServed | facts.TicketNoShow | facts.TicketHeld | facts.TicketTransferred
)
DIGEST = """
import hashlib
from tests.central.playing import ALL, plan, play
print(hashlib.sha256(b"".join(p.payload for p in play(plan(seed=5, faults=ALL)).parcels)).hexdigest())
"""


@pytest.fixture(scope="module")
def week() -> Played:
    """Six days of eight wards, without faults."""
    return play(plan(days=6), wards=8)


@pytest.fixture(scope="module")
def troubled() -> Played:
    return play(plan(seed=3, days=5, faults=ALL), wards=8)


def digest(played: Played) -> str:
    return hashlib.sha256(b"".join(parcel.payload for parcel in played.parcels)).hexdigest()


# ---------------------------------------------------------------- the same seed


def test_the_same_seed_gives_the_same_bytes() -> None:
    assert digest(play(plan(seed=5, faults=ALL))) == digest(play(plan(seed=5, faults=ALL)))


def test_the_same_seed_gives_the_same_bytes_in_another_process() -> None:
    ended = subprocess.run(
        [sys.executable, "-c", DIGEST],
        cwd=ROOT,
        env={**os.environ, "PYTHONHASHSEED": "77"},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert ended.stdout.strip() == digest(play(plan(seed=5, faults=ALL)))


def test_another_seed_gives_another_day_and_other_epochs() -> None:
    one, other = play(plan(seed=5)), play(plan(seed=6))
    assert digest(one) != digest(other)
    assert not one.seqs().keys() & other.seqs().keys()


def test_a_longer_run_begins_as_a_shorter_one_and_goes_on() -> None:
    short, long = play(plan(days=1)).events, play(plan(days=2)).events
    assert [row for row in long if row in short] == short
    assert len(long) > len(short)


def test_other_faults_never_write_other_events_under_the_same_numbers() -> None:
    quiet, troubled = play(plan()).seqs(), play(plan(faults=["crash"])).seqs()
    assert not quiet.keys() & troubled.keys()


# ---------------------------------------------------------------- legal on the wire


def test_every_kind_of_fact_happens_and_validates(troubled: Played) -> None:
    unasked = {"device.commanded", "ticket.soon", "dossier.filed"}
    assert {event.kind for _, event, _ in troubled.all_told} == set(KINDS) - unasked


def test_every_frame_is_one_that_the_centre_takes_in(troubled: Played) -> None:
    frames = [parcel for parcel in troubled.parcels if parcel.seqs]
    judged = [judge(parcel.topic, parcel.payload) for parcel in frames]
    assert frames
    assert {type(verdict) for verdict in judged} == {Heard}
    assert max(len(decode(Frame, parcel.payload).events) for parcel in frames) == FRAME_EVENTS


def test_sequence_numbers_have_no_holes_in_any_ledger(troubled: Played) -> None:
    assert all(seqs == list(range(1, len(seqs) + 1)) for seqs in troubled.seqs().values())


def test_every_event_has_an_id_of_its_own_of_version_7(troubled: Played) -> None:
    ids = [event.id for _, _, event in troubled.events]
    assert len(set(ids)) == len(ids)
    assert {(len(one), one[14], one[19]) for one in ids} == {(36, "7", "8")}


def test_without_faults_time_never_goes_back_in_a_ledger(week: Played) -> None:
    written = grouped((kiosk, event.at) for kiosk, _, event in week.events)
    assert all(earlier <= later for times in written.values() for earlier, later in pairwise(times))


@given(st.integers(0, 2**41), st.integers(0, 2**72 - 1))
def test_stamps_and_ids_say_their_moment(at: int, chance: int) -> None:
    stamp = Stamps()(at)
    assert round(datetime.fromisoformat(stamp).timestamp() * 1000) == at
    assert int(uuid7(at, chance).replace("-", "")[:12], 16) == at
    assert local_hour(stamp, "synced") == hour_of(at)


# ---------------------------------------------------------------- tickets


def test_waits_and_services_are_the_seconds_between_their_events(week: Played) -> None:
    at = {(kiosk, fact.day, fact.number): event.at for kiosk, event, fact in week.told(facts.TicketIssued)}
    calls = week.told(facts.TicketCalled)
    assert calls
    assert all(
        fact.waited_seconds == seconds(at[kiosk, fact.day, fact.number], event.at)
        for kiosk, event, fact in calls
    )


def test_a_heartbeat_tells_how_many_hold_a_number_that_nobody_has_called() -> None:
    one = kiosk(plan())
    opens = plan().opens(MONDAY)
    morning = one.until(opens + 2 * HOUR)
    told = [event for parcel in morning if parcel.seqs for event in decode(Frame, parcel.payload).events]
    moves = (facts.TicketIssued, facts.TicketCalled, facts.TicketTransferred)
    last = {fact.number: fact for fact in map(read_fact, told) if isinstance(fact, moves)}
    waiting = Counter(not isinstance(fact, facts.TicketCalled) for fact in last.values())[True]
    assert decode(Health, morning[-1].payload).waiting == waiting > 0
    assert decode(Health, one.until(opens + 12 * HOUR)[-1].payload).waiting == 0


def seconds(earlier: str, later: str) -> int:
    return int((datetime.fromisoformat(later) - datetime.fromisoformat(earlier)).total_seconds())


def test_whoever_is_called_was_issued_and_whoever_is_served_was_called(week: Played) -> None:
    issued = {(kiosk, fact.day, fact.number) for kiosk, _, fact in week.told(facts.TicketIssued)}
    called = {(kiosk, fact.day, fact.number) for kiosk, _, fact in week.told(facts.TicketCalled)}
    served = {
        (kiosk, fact.day, fact.number) for kiosk, _, fact in week.told(facts.TicketServed) if fact.number
    }
    closed = {(kiosk, fact.day, fact.number) for kiosk, _, fact in week.told(facts.TicketClosed)}
    assert served <= called <= issued
    assert not closed & served - {
        (kiosk, fact.day, fact.number) for kiosk, _, fact in week.told(facts.TicketTransferred)
    }


def test_a_counter_has_one_number_at_a_time(week: Played) -> None:
    turns = grouped(
        ((kiosk, fact.day, fact.counter), f"{type(fact).__name__} {fact.number}")
        for kiosk, _, fact in week.all_told
        if isinstance(fact, AT_COUNTER) and fact.counter and fact.number
    )
    assert all(calls_alternate(words) for words in turns.values())


def calls_alternate(words: list[str]) -> bool:
    """After a call only that number's own facts until the next call."""
    present = ""
    for word in words:
        kind, number = word.split()
        present = number if kind == "TicketCalled" else present
        if number != present:
            return False
    return True


def test_offices_have_two_to_six_officers_of_their_own_who_are_marked_as_demo(week: Played) -> None:
    officers = grouped((kiosk, fact.officer) for kiosk, _, fact in week.told(facts.TicketCalled))
    assert {len(set(names)) for names in officers.values()} <= {2, 3, 4, 5, 6}
    assert all(name.startswith("demo-") for names in officers.values() for name in names)


# ---------------------------------------------------------------- when people come


@given(st.integers(0, 400), st.integers(0, 2**32))
def test_everybody_comes_while_the_office_is_open_and_in_order(count: int, seed: int) -> None:
    opens = midnight(MONDAY) + 7 * HOUR + 30 * MINUTE
    came = arrivals(count, opens, OPEN_FOR, Random(seed))
    assert len(came) == count
    assert came == sorted(came)
    assert all(opens <= at < opens + OPEN_FOR for at in came)


def test_most_come_before_half_past_nine_few_at_noon_and_some_again_after_lunch() -> None:
    opens = midnight(MONDAY) + 7 * HOUR + 30 * MINUTE
    hours = Counter(map(hour_of, arrivals(20_000, opens, OPEN_FOR, Random(1))))
    assert hours[8] == max(hours.values())
    assert hours[8] + hours[9] > 1.3 * (hours[14] + hours[15])
    assert hours[14] > 5 * hours[12]


def test_monday_is_the_busiest_day(week: Played) -> None:
    tickets = grouped((day, tally.tickets) for _, day, tally in week.days)
    assert max(tickets, key=lambda day: sum(tickets[day])) == "2026-11-16"


def test_a_few_offices_open_on_saturday_for_half_a_day_and_none_on_sunday() -> None:
    offices = [office_of(1, f"19/{number:05}/k1", 2, 6) for number in range(400)]
    saturday, sunday = date(2026, 11, 21), date(2026, 11, 22)
    assert 0.05 < mean(office.works(saturday) for office in offices) < 0.2
    assert not any(office.works(sunday) for office in offices)
    assert SATURDAY_FOR < OPEN_FOR / 2


def test_an_office_that_knows_no_weekend_is_open_on_sunday() -> None:
    assert office_of(1, "19/05518/k1", 2, 6, every_day=True).works(date(2026, 11, 22))


# ---------------------------------------------------------------- what they press


def happy(waited: int, mood: float) -> float:
    chance = Random(1)
    return mean(level_pressed(waited, mood, chance) == "very_satisfied" for _ in range(4000))


def test_long_waits_and_short_tempers_cost_smiles() -> None:
    assert happy(60, 0.0) > happy(1200, 0.0) > happy(3600, 0.0)
    assert happy(600, 1.0) > happy(600, 0.0) > happy(600, -1.0)


def test_every_void_takes_back_a_rating_that_stands_and_names_it_rightly(week: Played) -> None:
    given = {event.id: fact for _, event, fact in week.told(facts.RatingGiven)}
    voids = week.facts(facts.RatingVoided)
    assert {void.why for void in voids} == {"corrected", "reason_added", "supervisor"}
    assert len({void.rating for void in voids}) == len(voids)
    assert all(
        (given[void.rating].level, given[void.rating].officer) == (void.level, void.officer) for void in voids
    )


# ---------------------------------------------------------------- dossiers


def test_dossiers_move_as_the_national_states_allow_and_bear_the_mark_of_a_demo(week: Played) -> None:
    moves = week.facts(facts.DossierMoved)
    received = {(kiosk, fact.code) for kiosk, _, fact in week.told(facts.DossierReceived)}
    assert moves
    assert all(State(move.state) in MOVES[State(move.from_state)] for move in moves)
    assert all(code.startswith("DEMO.") for _, code in received)


def test_a_dossier_goes_on_where_it_stood(troubled: Played) -> None:
    received = [
        ((kiosk, fact.code), (0, fact.state)) for kiosk, _, fact in troubled.told(facts.DossierReceived)
    ]
    moved = [
        ((kiosk, fact.code), (fact.from_state, fact.state))
        for kiosk, _, fact in sorted(troubled.told(facts.DossierMoved), key=lambda told: told[1].at)
    ]
    steps = grouped(received + moved)
    assert all(before[1] == after[0] for moves in steps.values() for before, after in pairwise(moves))


def test_most_dossiers_are_done_by_their_day_and_some_are_late() -> None:
    played = play(plan(days=30), wards=3)
    on_time = sum(tally.dossiers.on_time for *_, tally in played.days)
    late = sum(tally.dossiers.late for *_, tally in played.days)
    assert 0.85 < on_time / (on_time + late) < 0.995
    assert late > 0


def test_days_are_those_of_the_office_even_past_midnight() -> None:
    assert day_of(midnight(MONDAY)) == MONDAY
    assert day_of(midnight(MONDAY) - 1) < MONDAY
