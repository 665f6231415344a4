"""What goes wrong in a simulation goes wrong as it would: nothing of the truth is lost by it."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

import pytest

from central.judging import Refused, judge
from central.simulate.kiosk import Kiosk
from central.simulate.moments import HOUR, MINUTE
from central.simulate.parcels import Parcel
from central.simulate.plan import Plan, PlanError, choose_kiosks, end_of_day
from central.simulate.troubles import Trouble, trouble_of
from mqtt import device_facts
from mqtt.messages import Event, Frame, State, decode
from tests.central.playing import ALL, MONDAY, Played, kiosk, plan, play

NAME = "19/05518/k1"


def first_day_with(fault: str, *, name: str = NAME) -> tuple[date, Trouble]:
    """The first working day from Monday on which that befalls the kiosk, if nothing else can."""
    quiet = plan(faults=[fault])
    days = (MONDAY + timedelta(days=step) for step in range(400))
    troubles = ((day, quiet.trouble(name, day)) for day in days if day.weekday() < 5)
    return next((day, trouble) for day, trouble in troubles if trouble != Trouble())


def on_its_day(fault: str, days: int = 1) -> tuple[Plan, Trouble]:
    day, trouble = first_day_with(fault)
    return plan(faults=[fault], days=days, first=day), trouble


def events(parcels: Iterable[Parcel]) -> list[Event]:
    frames = [decode(Frame, parcel.payload).events for parcel in parcels if parcel.seqs]
    return sorted((event for frame in frames for event in frame), key=lambda event: event.seq)


def states(parcels: Iterable[Parcel]) -> list[str]:
    return [decode(State, parcel.payload).state for parcel in parcels if parcel.topic.endswith("/state")]


def evening(plan: Plan) -> int:
    return end_of_day(plan.opens(plan.first_day), plan.opening)


# ---------------------------------------------------------------- outage


def test_what_happens_in_an_outage_comes_after_it_and_is_the_same() -> None:
    doing, trouble = on_its_day("outage")
    assert trouble.outage is not None
    one = kiosk(doing)
    before = one.until(trouble.outage[1] - 1)
    after = one.until(trouble.outage[1])
    through = Played(parcels=[*before, *after, *one.until(evening(doing)), *one.end()])
    assert states(before)[-1] == "lost"
    assert states(after) == ["online"]
    assert events(after)
    assert max(event.seq for event in events(before)) < min(event.seq for event in events(after))
    assert [event.seq for _, _, event in through.events] == list(range(1, len(through.events) + 1))


def test_a_kiosk_in_an_outage_has_no_heartbeat() -> None:
    doing, trouble = on_its_day("outage")
    assert trouble.outage is not None
    one = kiosk(doing)
    one.until(trouble.outage[0])
    assert one.until(trouble.outage[0] + 30 * MINUTE) == []


def test_the_end_of_a_simulation_is_the_end_of_every_outage() -> None:
    doing, trouble = on_its_day("outage")
    assert trouble.outage is not None
    one = kiosk(doing)
    one.until(trouble.outage[0] + HOUR // 2)
    assert events(one.end())


# ---------------------------------------------------------------- crash, clock


def test_a_killed_kiosk_starts_anew_and_goes_on_in_its_ledger() -> None:
    played = play(plan(seed=2, days=4, faults=["crash"]), wards=10)
    starts = [fact.boot for _, _, fact in played.told(device_facts.DeviceStarted)]
    assert "lost" in states(played.parcels)
    assert len(set(starts)) == len(starts) > 10


def test_a_new_card_is_a_new_epoch_that_counts_from_one() -> None:
    played = play(plan(seed=2, days=4, faults=["crash"]), wards=10)
    kiosks = [kiosk for kiosk, _ in played.seqs()]
    assert len(kiosks) > len(set(kiosks)) == 10
    assert {seqs[0] for seqs in played.seqs().values()} == {1}


def test_no_card_dies_while_an_outage_holds_something_back_on_it() -> None:
    whole = plan(seed=4, faults=ALL)
    days = [MONDAY + timedelta(days=step) for step in range(300)]
    swapped = [day for day in days if whole.trouble(NAME, day).new_card]
    assert swapped
    assert not any(whole.trouble(NAME, day - timedelta(days=1)).outage for day in swapped)


def test_a_wrong_clock_writes_what_it_believes_until_it_is_corrected() -> None:
    doing, trouble = on_its_day("clock")
    assert trouble.clock is not None
    told = events(kiosk(doing).until(evening(doing)))
    unsynced = [event for event in told if event.clock == "unsynced"]
    [correction] = [event for event in told if event.kind == "clock.corrected"]
    assert unsynced[0].kind == "device.started"
    assert correction.clock == "synced"
    assert [event.seq for event in unsynced] == list(range(unsynced[0].seq, correction.seq))
    begins, ends = trouble.clock.span
    moments = [datetime.fromisoformat(event.at).timestamp() * 1000 for event in unsynced]
    assert all(begins <= round(moment) - trouble.clock.ahead < ends for moment in moments)


def test_while_the_clock_is_wrong_no_dossier_is_touched() -> None:
    played = play(plan(seed=3, days=5, faults=["clock"]), wards=8)
    kinds = {event.kind for _, _, event in played.events if event.clock == "unsynced"}
    assert "ticket.issued" in kinds
    assert not {kind for kind in kinds if kind.startswith("dossier.")}


# ---------------------------------------------------------------- on the way


def test_frames_come_twice_out_of_order_or_astray_and_are_the_same_events() -> None:
    quiet, doing = plan(), plan(faults=["duplicate", "reorder", "lost"])
    untroubled, troubled = play(quiet, wards=30), play(doing, wards=30)
    said = [(kiosk, event.seq, bytes(event.data)) for kiosk, _, event in untroubled.events]
    assert [(kiosk, event.seq, bytes(event.data)) for kiosk, _, event in troubled.events] == said
    assert any(parcel.astray for parcel in troubled.parcels)
    assert len(copies(troubled)) > len(copies(untroubled)) == 0
    assert order(troubled) != order(untroubled)


def copies(played: Played) -> list[Parcel]:
    return [
        parcel
        for parcel in played.parcels
        if not parcel.seqs and parcel.topic.rpartition("/")[2] not in ("state", "health")
    ]


def order(played: Played) -> list[tuple[str, tuple[int, ...]]]:
    return [(parcel.kiosk, parcel.seqs) for parcel in played.parcels if parcel.seqs]


def test_every_malformed_message_is_refused_as_a_whole() -> None:
    bad = copies(play(plan(seed=1, days=3, faults=["garbage"]), wards=30))
    verdicts = [judge(parcel.topic, parcel.payload) for parcel in bad]
    assert {type(verdict) for verdict in verdicts} == {Refused}
    assert {verdict.reason.split(":")[0] for verdict in verdicts if isinstance(verdict, Refused)} == {
        "invalid",
        "malformed",
        "oversized",
        "wrong stream",
        "wrong version",
    }


def test_a_frame_in_another_wards_name_is_refused_as_such() -> None:
    lies = copies(play(plan(days=3, faults=["liar"]), wards=10))
    lies += copies(play(plan(days=60, faults=["liar"]), wards=1))
    verdicts = [judge(parcel.topic, parcel.payload) for parcel in lies]
    assert lies
    assert all(
        isinstance(verdict, Refused) and verdict.reason.startswith("wrong kiosk") for verdict in verdicts
    )


def test_refused_mail_and_strange_events_are_counted_in_the_truth() -> None:
    played = play(plan(days=2, faults=["garbage", "liar"]), wards=20)
    strange = [event for _, _, event in played.events if event.kind == "device.dusted"]
    assert sum(one.delivery.rejected for one in played.kiosks) == len(copies(played)) > 0
    assert sum(one.delivery.strange for one in played.kiosks) == len(strange) > 0


# ---------------------------------------------------------------- the plan


def test_a_kiosk_without_faults_has_no_trouble() -> None:
    assert trouble_of(1, NAME, MONDAY, 0, frozenset()) == Trouble()


def test_kiosks_bear_codes_of_the_official_list() -> None:
    assert [str(name) for name in choose_kiosks(2, 2, "19")] == [
        "19/01840/k1",
        "19/01840/k2",
        "19/01843/k1",
        "19/01843/k2",
    ]
    assert len(choose_kiosks(3321, 1, None)) == 3321
    assert len({name.province for name in choose_kiosks(340, 1, None)}) == 34


@pytest.mark.parametrize(("wards", "province"), [(93, "19"), (1, "99"), (3322, None)])
def test_more_wards_than_there_are_is_said_with_how_many_there_are(wards: int, province: str | None) -> None:
    with pytest.raises(PlanError, match=r"--wards .*; give 1 to \d+"):
        choose_kiosks(wards, 1, province)


def test_a_kiosk_that_sleeps_hands_over_nothing_but_its_heartbeat() -> None:
    one: Kiosk = kiosk(plan())
    assert one.until(one.next_at - 1) == []
