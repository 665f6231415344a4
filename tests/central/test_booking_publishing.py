"""The ward's open bookings go down whenever they change, and a number that was given closes one."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from central.booking import making, rows
from central.booking.publishing import BookingTurn
from central.booking.seals import Seals
from central.sms.keys import make_keys
from mqtt.booking import BookingList, decode
from mqtt.client import LinkChanged
from mqtt.facts import TicketIssued
from tests.central.booking import KEY, MONDAY, WARD, office
from tests.central.conftest import Centre
from tests.central.wire import NOW, RememberingWire, event, frame_of

SUNDAY_EVENING = NOW + timedelta(days=1, hours=10)


class Post:
    """The turn that publishes, by hand, and what lies on the broker."""

    def __init__(self, centre: Centre, folder: Path) -> None:
        self.centre, self.wire, self.now = centre, RememberingWire(), SUNDAY_EVENING
        self.seals = Seals(make_keys(folder / "sms.key"), KEY)
        self.turn = BookingTurn(centre.store, self.wire)
        with centre.store.transaction():
            rows.offer(centre.store.writer, office(), self.now)
        self.turn.hear(LinkChanged(up=True, reason=""))

    def book(self, slot: str, phone: str) -> str:
        wish = making.Wish(WARD, "ho-tich", MONDAY, slot, phone, "", f"asked {phone}")
        with self.centre.store.transaction():
            return making.book(self.centre.store.writer, self.seals, wish, self.now).id

    def goes_on(self) -> BookingList:
        """A second later: what the ward's kiosks hear last."""
        self.now += timedelta(seconds=1)
        self.turn.turn(self.now)
        return decode(self.wire.published[-1].payload)


@pytest.fixture
def post(centre: Centre, tmp_path: Path) -> Iterator[Post]:
    yield Post(centre, tmp_path)


def open_ids(listed: BookingList) -> set[str]:
    return {one.id for one in listed.open}


def test_a_ward_that_takes_bookings_is_told_of_them_retained(post: Post) -> None:
    booking = post.book("08:00", "+84912345678")
    listed = post.goes_on()
    [sent] = post.wire.published
    assert (sent.topic, sent.retain, sent.qos) == ("motcua/1/19/05518/booking/list", True, 1)
    assert (listed.days, open_ids(listed)) == (("2026-11-22", MONDAY), {booking})
    assert b"912345678" not in sent.payload


def test_nothing_new_is_not_said_again(post: Post) -> None:
    post.goes_on()
    post.goes_on()
    assert len(post.wire.published) == 1


def test_a_cancelled_booking_leaves_the_list(post: Post) -> None:
    post.book("08:00", "+84912345678")
    assert len(post.goes_on().open) == 1
    with post.centre.store.transaction():
        making.close(post.centre.store.writer, WARD, MONDAY, "", post.now)
    assert post.goes_on().open == ()


def test_a_new_link_and_a_new_day_are_told_everything_again(post: Post) -> None:
    post.goes_on()
    post.turn.hear(LinkChanged(up=True, reason=""))
    post.goes_on()
    post.now += timedelta(days=1)
    assert post.goes_on().days == (MONDAY, "2026-11-24")
    assert len(post.wire.published) == 3


def test_what_the_link_does_not_take_is_said_later(post: Post) -> None:
    post.wire.up = False
    post.now += timedelta(seconds=1)
    post.turn.turn(post.now)
    post.wire.up = True
    assert post.goes_on().at


def test_a_number_given_for_a_booking_marks_it_presented(post: Post) -> None:
    booking = post.book("08:00", "+84912345678")
    post.goes_on()
    fact = TicketIssued(day=MONDAY, number="A001", service="ho-tich", priority="booked", booking=booking)
    post.centre.receive(frame_of(event(1, fact)))
    assert post.centre.rows("SELECT state FROM booking") == [("presented",)]
    assert post.goes_on().open == ()


def test_a_booking_that_this_centre_never_made_spoils_nothing(post: Post) -> None:
    fact = TicketIssued(day=MONDAY, number="A001", service="ho-tich", booking="00000000")
    post.centre.receive(frame_of(event(1, fact)))
    assert post.centre.summary().tickets == 1


def test_who_did_not_come_is_noted_the_next_day_and_forgotten_after_thirty(post: Post) -> None:
    post.book("08:00", "+84912345678")
    post.now += timedelta(days=2)
    post.goes_on()
    assert post.centre.rows("SELECT state FROM booking") == [("missed",)]
    post.now += timedelta(days=30)
    post.goes_on()
    assert post.centre.rows("SELECT phone, person FROM booking") == [(None, None)]
