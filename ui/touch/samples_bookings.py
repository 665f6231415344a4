"""Made-up views of S17: one for each reason why a booking gives no number now, and its keys.

Owns these views. Refuses logic. Apart from `samples`, which has the rest.
"""

from datetime import date
from typing import Final

from firmware.booked import BookingPad, BookingScreen, NotNow, Why
from firmware.lookups import CodeProblem

DAY: Final = date(2026, 11, 20)

BOOKINGS: dict[str, BookingScreen] = {
    "S17-booking": BookingPad(),
    "S17-booking-typed": BookingPad("48213907"),
    "S17-booking-unknown": BookingPad("48213907", CodeProblem.UNKNOWN),
    "S17-booking-locked": BookingPad("", CodeProblem.LOCKED, 58),
    **{f"S17-{why}": NotNow(why, DAY, "10:15", "10:00", "A012") for why in Why},
}
