"""An alert's life in the real store: it opens once, keeps its number, ends when its trouble stays away."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from central.alerting import book, turn, watch
from central.alerting.turn import AlertTurn
from central.settings import Alerts
from mqtt.client import Incoming
from mqtt.device_facts import DeviceCleared, DeviceFault, DeviceStarted
from mqtt.messages import Health, PaperWord, decode, encode, instant
from tests.central.conftest import Centre, Lock
from tests.central.wire import KIOSK, event, frame_of, heartbeat, incoming, state, ticket, tickets

NINE = datetime(2026, 11, 26, 2, 0, tzinfo=UTC)
"""A Thursday, 9:00 in Việt Nam."""
HALF_A_MINUTE = timedelta(seconds=30)


class Watchman:
    """The centre's two works, turning every half minute; moments are minutes from nine o'clock.

    `murmur` arrives again before each of those turns.
    """

    def __init__(self, centre: Centre) -> None:
        self.centre = centre
        self.link = True
        self.murmur: list[Incoming] = []
        self.start()

    def start(self) -> None:
        """Anew, and at the next moment: nothing turned in between."""
        self.turn = AlertTurn(self.centre.store, Alerts(), lambda: self.link)
        self.turned_at: datetime | None = None

    def at(self, minutes: float, *messages: Incoming) -> list[tuple[str, str, bool]]:
        """What arrives at that moment is taken in, then alerts are settled; kind, detail, still open."""
        now = NINE + timedelta(minutes=minutes)
        while self.turned_at and self.turned_at + HALF_A_MINUTE < now:
            self._turn(self.turned_at + HALF_A_MINUTE, self.murmur)
        self._turn(now, messages)
        return self.alerts()

    def _turn(self, now: datetime, messages: Iterable[Incoming]) -> None:
        for message in messages:
            self.centre.inbox.put(message)
        self.centre.aggregator.turn(now)
        self.turn.turn(now)
        self.turned_at = now

    def alerts(self) -> list[tuple[str, str, bool]]:
        rows = self.centre.rows("SELECT kind, detail, cleared_at IS NULL FROM alert ORDER BY number")
        return [(str(kind), str(detail), bool(is_open)) for kind, detail, is_open in rows]


@pytest.fixture
def watchman(centre: Centre) -> Watchman:
    return Watchman(centre)


def beat(paper: PaperWord = "ok", *, minutes: float = 0, kiosk: str = KIOSK, **said: object) -> Incoming:
    message = heartbeat(seq_high=0, kiosk=kiosk)
    health = decode(Health, message.payload)
    at = instant(NINE + timedelta(minutes=minutes))
    return incoming(message.topic, encode(msgspec.structs.replace(health, at=at, paper=paper, **said)), qos=0)


def fault(seq: int, device: str, word: str, *, minutes: float = 0) -> Incoming:
    return frame_of(event(seq, DeviceFault(device=device, fault=word), at=NINE + timedelta(minutes=minutes)))


def cleared(seq: int, device: str, word: str) -> Incoming:
    return frame_of(event(seq, DeviceCleared(device=device, fault=word), at=NINE))


def test_a_silent_kiosk_has_one_alert_until_it_is_heard_again(watchman: Watchman) -> None:
    silent = ("offline", instant(NINE), True)
    assert watchman.at(0, state("online")) == []
    assert watchman.at(14.5) == []
    assert watchman.at(15) == [silent]
    assert watchman.at(16) == watchman.at(600) == [silent]
    assert watchman.at(601, state("online")) == [silent]
    assert watchman.at(603, state("online")) == [("offline", instant(NINE), False)]


def test_trouble_that_comes_back_soon_is_the_same_alert(centre: Centre, watchman: Watchman) -> None:
    watchman.at(0, beat(temperature_c=85.0))
    watchman.at(1, beat(temperature_c=60.0))
    assert watchman.at(3, beat(temperature_c=60.0)) == [("temperature", "85.0", False)]
    assert watchman.at(4, beat(temperature_c=85.0)) == [("temperature", "85.0", True)]
    watchman.murmur = [beat(temperature_c=60.0)]
    assert watchman.at(60, beat(temperature_c=90.0))[1] == ("temperature", "90.0", True)


def test_a_moment_without_trouble_does_not_clear(watchman: Watchman) -> None:
    watchman.at(0, beat(disk_free_mb=100))
    watchman.at(1, beat(disk_free_mb=900))
    watchman.at(1.5, beat(disk_free_mb=100))
    assert watchman.at(3.4, beat(disk_free_mb=900)) == [("disk", "100", True)]
    assert watchman.at(5.4, beat(disk_free_mb=900)) == [("disk", "100", False)]


def test_the_printer_says_what_it_is_and_a_heartbeat_that_all_is_well(watchman: Watchman) -> None:
    out = [("paper", "out_of_paper", True)]
    assert watchman.at(0, beat("fault")) == [("paper", "fault", True)]
    assert watchman.at(1, fault(1, "printer", "out_of_paper", minutes=1)) == out
    watchman.murmur = [beat("ok", minutes=0.5)]
    assert watchman.at(5) == out
    watchman.murmur = [beat("ok", minutes=6)]
    assert watchman.at(9) == [("paper", "out_of_paper", False)]


def test_stuck_buttons_are_one_alert_that_names_them(watchman: Watchman) -> None:
    assert watchman.at(0, fault(1, "button-2", "stuck")) == [("button", "button-2", True)]
    assert watchman.at(1, fault(2, "button-1", "stuck")) == [("button", "button-1 button-2", True)]
    assert watchman.at(2, cleared(3, "button-2", "stuck")) == [("button", "button-1", True)]
    watchman.at(3, cleared(4, "button-1", "stuck"))
    assert watchman.at(6)[0] == ("button", "button-1", False)


def test_a_fact_that_comes_late_changes_nothing_newer(watchman: Watchman) -> None:
    watchman.at(0, tickets(1, 3), fault(5, "button-1", "stuck"))
    watchman.at(1, cleared(4, "button-1", "stuck"))
    assert watchman.at(9) == [("button", "button-1", True)]


def test_a_kiosk_that_starts_tells_anew_what_is_broken(watchman: Watchman) -> None:
    watchman.at(0, fault(1, "button-1", "stuck"))
    watchman.at(1, frame_of(event(2, DeviceStarted(boot="b2", version="1.0.0"))))
    assert watchman.at(4) == [("button", "button-1", False)]


def test_a_restart_of_the_centre_forgets_no_fault_and_opens_nothing_twice(watchman: Watchman) -> None:
    watchman.at(0, fault(1, "button-1", "stuck"))
    watchman.at(1, tickets(2, 2), fault(3, "printer", "cover_open"))
    watchman.start()
    assert watchman.at(2) == [("button", "button-1", True), ("paper", "cover_open", True)]
    watchman.start()
    watchman.at(3, cleared(4, "button-1", "stuck"))
    assert watchman.at(6) == [("button", "button-1", False), ("paper", "cover_open", True)]


def test_what_was_known_of_faults_long_ago_stands_in_their_alerts(
    watchman: Watchman, monkeypatch: pytest.MonkeyPatch
) -> None:
    watchman.at(0, fault(1, "button-1", "stuck"), fault(2, "printer", "cutter"))
    monkeypatch.setattr(watch, "RECENT_EVENTS", 0)
    watchman.start()
    watchman.at(1)
    assert watchman.at(9) == [("paper", "cutter", True), ("button", "button-1", True)]


def test_a_ledger_that_stands_still_over_a_gap_is_one(watchman: Watchman) -> None:
    watchman.at(0, tickets(1, 2), tickets(5, 6))
    watchman.at(4, tickets(3, 3), beat())
    assert watchman.at(8.9, beat()) == []
    assert watchman.at(9.1, beat()) == [("gap", "1", True)]
    watchman.at(10, tickets(4, 4))
    assert watchman.at(12.1, beat()) == [("gap", "1", False)]


def test_a_clock_unset_for_an_hour_is_told(watchman: Watchman) -> None:
    watchman.murmur = [beat(clock="unsynced")]
    watchman.at(0, *watchman.murmur)
    assert watchman.at(59.5) == []
    assert watchman.at(60) == [("clock", instant(NINE), True)]


def test_a_conflict_stands_until_somebody_acknowledges_it_and_then_once_more(
    centre: Centre, watchman: Watchman
) -> None:
    watchman.murmur = [state("online")]
    watchman.at(0, tickets(1, 1))
    forged = frame_of(event(1, ticket("B999")))
    assert watchman.at(1, forged) == [("tamper", "conflict", True)]
    assert watchman.at(200, forged) == [("tamper", "conflict", True)]
    book.acknowledge(centre.store.writer, 1, by="Lan", now=NINE + timedelta(minutes=201))
    watchman.start()
    assert watchman.at(202) == watchman.at(209) == [("tamper", "conflict", False)]
    assert watchman.at(210, forged)[1:] == [("tamper", "conflict", True)]


def test_a_conflict_that_came_as_the_centre_stopped_is_told_after_its_start(watchman: Watchman) -> None:
    watchman.at(0, tickets(1, 1))
    watchman.centre.inbox.put(frame_of(event(1, ticket("B999"))))
    watchman.centre.aggregator.turn(NINE + timedelta(minutes=1))
    watchman.start()
    assert watchman.at(2) == [("tamper", "conflict", True)]


def test_a_frame_of_another_kiosk_is_told_of_the_one_whose_topic_it_used(watchman: Watchman) -> None:
    strange = tickets(1, 1, kiosk="19/05518/k2")
    stranger = incoming("motcua/1/19/05518/k1/ticket", strange.payload)
    assert watchman.at(0, state("online"), stranger) == [("tamper", "wrong_kiosk", True)]


def test_a_deaf_centre_blames_no_kiosk(watchman: Watchman) -> None:
    watchman.at(0, state("online"))
    watchman.link = False
    assert watchman.at(60) == []
    watchman.link = True
    assert watchman.at(61) == watchman.at(75) == []
    assert watchman.at(76) == [("offline", instant(NINE), True)]


def test_a_centre_that_was_down_listens_first(watchman: Watchman) -> None:
    watchman.at(0, state("online"))
    watchman.start()
    assert watchman.at(60) == []
    assert watchman.at(74) == []


def test_a_writer_that_was_held_up_listens_anew(watchman: Watchman) -> None:
    watchman.at(0, state("online"))
    watchman.turned_at = None
    assert watchman.at(60) == watchman.at(74) == []
    assert watchman.at(75) == [("offline", instant(NINE), True)]


def test_a_turn_judges_a_few_kiosks_and_the_next_ones_go_on(
    centre: Centre, watchman: Watchman, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(turn, "AT_ONCE", 2)
    full = [beat(disk_free_mb=100, kiosk=f"19/05518/k{number}") for number in range(1, 6)]
    first = (len(watchman.at(0, *full)), watchman.turn.busy)
    second = (len(watchman.at(0)), watchman.turn.busy)
    assert (first, second) == ((2, True), (4, True))
    assert (len(watchman.at(0)), watchman.turn.busy) == (5, False)
    assert len(watchman.at(0.1)) == 5


def test_an_unwilling_store_costs_one_turn_and_no_alert(
    watchman: Watchman, centre: Centre, locked: Lock
) -> None:
    locked.release()
    watchman.at(0, beat("fault"))
    centre.inbox.put(fault(1, "button-1", "stuck"))
    centre.aggregator.turn(NINE)
    locked.hold()
    watchman.turn.turn(NINE + timedelta(minutes=1))
    assert len(watchman.alerts()) == 1
    locked.release()
    watchman.turn.turn(NINE + timedelta(minutes=2))
    assert watchman.alerts()[1] == ("button", "button-1", True)


def test_only_the_first_acknowledgement_counts(centre: Centre, watchman: Watchman) -> None:
    watchman.at(0, beat("fault"))
    assert book.acknowledge(centre.store.writer, 1, by="Lan", now=NINE)
    assert not book.acknowledge(centre.store.writer, 1, by="Minh", now=NINE + timedelta(minutes=5))
    assert not book.acknowledge(centre.store.writer, 99, by="Lan", now=NINE)
    assert centre.rows("SELECT acknowledged_by, acknowledged_at FROM alert") == [("Lan", instant(NINE))]
