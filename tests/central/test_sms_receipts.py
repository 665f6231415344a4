"""Delivery receipts on both engines: what they change, each once, and the alert where none comes any more."""

from datetime import datetime

import pytest

from central.alerting import book
from central.alerting.turn import AlertTurn
from central.alerting.watch import TEXTS_EVERY
from central.settings import Alerts
from central.sms.by_hand import Chosen, retry
from central.sms.standing import STUCK
from devices.sms import Fate, News, Word
from mqtt.device_facts import DeviceCleared, DeviceFault
from mqtt.messages import instant
from mqtt.receipts import IN_A_ROW, LATE, LOOKED_BACK
from tests.central.conftest import Centre
from tests.central.texting import Texting, received, soon
from tests.central.wire import NOW, event, frame_of, heartbeat, later

HOUR = LATE.total_seconds() + 1
DELIVERED = Fate(Word.DELIVERED)
LOST = Fate(Word.UNDELIVERABLE, reason="the network did not deliver it (state 5)")


class Watched(Texting):
    """With the alerts' turn behind it; `alerts` are those at a moment: whose, what, still open."""

    def __init__(self, centre: Centre) -> None:
        super().__init__(centre)
        self.sent = 0
        self.watch()

    def watch(self) -> None:
        """As after a restart."""
        self.alerting = AlertTurn(self.centre.store, Alerts(), lambda: True)

    def send(self, count: int, at: datetime = NOW) -> None:
        """So many people are told that their dossier was received."""
        first, self.sent = self.sent + 1, self.sent + count
        events = [event(seq, received(f"19.05518.{seq:04}"), at=at) for seq in range(first, first + count)]
        self.centre.receive(frame_of(*events))
        self.turn(at)

    def receipt(self, handle: str, fate: Fate = DELIVERED, at: datetime = NOW) -> None:
        self.driver.coming = [News(fate, handle=handle)]
        self.turn(at)

    def alerts(self, seconds: float) -> list[tuple[object, ...]]:
        self.alerting.turn(later(seconds))
        return self.centre.rows("SELECT kiosk, detail, cleared_at IS NULL FROM alert ORDER BY number")


@pytest.fixture
def watched(centre: Centre) -> Watched:
    return Watched(centre)


SILENT = [("19", f"no_receipts {instant(NOW)}", 1)]


# ---------------------------------------------------------------- what a receipt changes


def test_what_the_network_gave_up_is_undeliverable_and_not_sent_again(watched: Watched) -> None:
    watched.send(1)
    watched.receipt("h1", LOST)
    watched.turn(later(86_400))
    assert (watched.states(), len(watched.driver.handed)) == ([("received", "undeliverable")], 1)
    assert watched.reasons() == [LOST.reason]


def test_a_receipt_is_noted_with_its_moment(watched: Watched) -> None:
    watched.send(1)
    watched.receipt("h1", at=later(9))
    asked = watched.centre.rows("SELECT receipt_asked, receipt_at FROM sms")
    assert asked == [(1, instant(later(9)))]


@pytest.mark.parametrize(("first", "then"), [(DELIVERED, LOST), (LOST, DELIVERED), (DELIVERED, DELIVERED)])
def test_the_first_receipt_counts_and_a_second_changes_nothing(
    watched: Watched, first: Fate, then: Fate
) -> None:
    watched.send(1)
    watched.receipt("h1", first, later(1))
    before = watched.centre.rows("SELECT * FROM sms")
    watched.receipt("h1", then, later(2))
    assert watched.centre.rows("SELECT * FROM sms") == before


def test_a_late_receipt_of_the_first_try_says_nothing_of_the_second(watched: Watched) -> None:
    watched.send(1)
    watched.receipt("h1", LOST)
    with watched.centre.store.transaction():
        retry(watched.centre.store.writer, Chosen(1), NOW)
    watched.turn(later(1))
    watched.receipt("h1", DELIVERED, later(2))
    assert watched.centre.rows("SELECT state, receipt_at FROM sms") == [("sent", None)]


def test_no_missing_receipt_ever_sends_a_second_sms(watched: Watched) -> None:
    watched.send(IN_A_ROW)
    watched.alerts(HOUR)
    watched.restart()
    watched.turn(later(HOUR))
    watched.turn(later(30 * 86_400))
    assert len(watched.driver.handed) == IN_A_ROW


# ---------------------------------------------------------------- none comes any more


def test_five_without_a_receipt_are_an_alert_of_the_province(watched: Watched) -> None:
    watched.send(IN_A_ROW)
    assert watched.alerts(LATE.total_seconds()) == []
    assert watched.alerts(HOUR + 60) == SILENT


def test_four_without_a_receipt_may_be_telephones_that_are_off(watched: Watched) -> None:
    watched.send(IN_A_ROW - 1)
    assert watched.alerts(HOUR) == []


def test_receipts_that_came_before_do_not_hide_that_none_comes_now(watched: Watched) -> None:
    watched.send(2)
    watched.receipt("h2")
    watched.send(IN_A_ROW, later(60))
    assert watched.alerts(HOUR + 60) == [("19", f"no_receipts {instant(later(60))}", 1)]


def test_one_receipt_among_the_newest_is_enough(watched: Watched) -> None:
    watched.send(IN_A_ROW)
    watched.receipt("h3", LOST)
    assert watched.alerts(HOUR) == []


def test_many_sms_about_one_matter_are_one(watched: Watched) -> None:
    watched.centre.receive(frame_of(*(event(seq, soon("A017")) for seq in range(1, 9))))
    watched.turn()
    assert (len(watched.driver.handed), watched.alerts(HOUR)) == (8, [])


def test_the_alert_ends_with_the_next_receipt(watched: Watched) -> None:
    watched.send(IN_A_ROW)
    watched.alerts(HOUR)
    watched.send(1, later(HOUR))
    watched.receipt("h6", at=later(HOUR))
    minute = TEXTS_EVERY.total_seconds()
    assert watched.alerts(HOUR + minute) == SILENT
    assert watched.alerts(HOUR + 4 * minute) == [(*SILENT[0][:2], 0)]


def test_the_alert_stays_while_nothing_more_is_sent_and_through_a_restart(watched: Watched) -> None:
    watched.send(IN_A_ROW)
    watched.alerts(HOUR)
    watched.receipt("h1", at=later(HOUR))
    watched.watch()
    assert watched.alerts(2 * HOUR) == SILENT


def test_a_row_of_three_days_ago_is_over(watched: Watched) -> None:
    watched.send(IN_A_ROW)
    assert watched.alerts(LOOKED_BACK.total_seconds()) == []


def test_a_driver_that_asks_for_no_receipts_misses_none(watched: Watched) -> None:
    watched.driver.receipts = False
    watched.send(IN_A_ROW)
    assert watched.alerts(HOUR) == []


def test_an_acknowledged_alert_keeps_its_name(watched: Watched) -> None:
    watched.send(IN_A_ROW)
    watched.alerts(HOUR)
    with watched.centre.store.transaction():
        assert book.acknowledge(watched.centre.store.writer, 1, by="Lan", now=later(HOUR))
    watched.alerts(2 * HOUR)
    assert watched.centre.rows("SELECT acknowledged_by, cleared_at FROM alert") == [("Lan", None)]


# ---------------------------------------------------------------- it does not go out at all


def test_what_is_due_and_stays_is_an_alert_of_the_province(watched: Watched) -> None:
    watched.driver.well = False
    watched.send(1)
    assert watched.alerts(STUCK.total_seconds()) == []
    assert watched.alerts(STUCK.total_seconds() + 60) == [("19", f"stuck {instant(NOW)}", 1)]
    watched.driver.well = True
    watched.turn(later(STUCK.total_seconds() + 61))
    watched.alerts(STUCK.total_seconds() + 121)
    assert watched.alerts(STUCK.total_seconds() + 300) == [("19", f"stuck {instant(NOW)}", 0)]


def test_what_a_kiosk_says_of_its_own_modem_is_an_alert_of_the_kiosk(watched: Watched) -> None:
    fault = DeviceFault(device="modem", fault="no_receipts", detail="5 SMS")
    watched.centre.receive(heartbeat(seq_high=1), frame_of(event(1, fault)))
    assert watched.alerts(0) == [("19/05518/k1", "no_receipts", 1)]
    watched.watch()
    assert watched.alerts(60) == [("19/05518/k1", "no_receipts", 1)]
    watched.centre.receive(frame_of(event(2, DeviceCleared(device="modem", fault="no_receipts"))))
    watched.alerts(120)
    watched.alerts(180)
    assert watched.alerts(300) == [("19/05518/k1", "no_receipts", 0)]
