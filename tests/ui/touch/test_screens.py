"""Every screen value has a drawing, and the table of them leaves none out."""

from typing import get_args

from firmware.booked import BookingScreen
from firmware.lookups import Lookup
from firmware.reminders import PhonePad
from firmware.screens import Screen, Staff
from ui.touch.screens import AT_ONCE


def test_every_kind_of_screen_is_drawn_at_once_or_by_the_rooms_that_come_later() -> None:
    later = {*get_args(Lookup), *get_args(BookingScreen), *get_args(Staff), PhonePad}
    assert set(get_args(Screen)) == set(AT_ONCE) | later
    assert not later & set(AT_ONCE)
