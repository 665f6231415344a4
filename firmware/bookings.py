"""What was booked from home, as this kiosk knows it: whether it holds now, and what was given for it.

Owns the rule of when a booking is taken, the ones that were used, and the ward's open list. Refuses screens
(`presenting`), signatures (`mqtt.booking`) and the order of the line (`waiting`). All of it works without a
network: a token says everything itself, and the list only takes away what was cancelled or used elsewhere. A
booking that was made after the newest list is believed; so is one of a day that the list does not speak of.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from firmware.booked import Why
from firmware.clock import VIETNAM, Now
from firmware.settings_home import Booking as Rules
from firmware.store import Rows, TicketRow
from mqtt.booking import Booked, BookingList
from mqtt.messages import instant

KEPT_DAYS: Final = 30


@dataclass(frozen=True, slots=True)
class Window:
    """From when until when a booking is taken; local times, the end excluded."""

    slot: datetime
    opens: datetime
    shuts: datetime


@dataclass(frozen=True, slots=True)
class Used:
    """The number that a booking gave here, and when."""

    label: str
    day: str
    at: str


def window(booked: Booked, rules: Rules) -> Window:
    slot = datetime.combine(date.fromisoformat(booked.day), time.fromisoformat(booked.slot), VIETNAM)
    end = slot + timedelta(minutes=booked.minutes)
    early, late = timedelta(minutes=rules.early_minutes), timedelta(minutes=rules.late_minutes)
    return Window(slot, slot - early, end + late)


def why_not(rows: Rows, booked: Booked, *, ward: str, today: str, rules: Rules, now: Now) -> Why | None:
    """Why it gives no number now; None if it does. A clock that nobody trusts turns nobody away."""
    if booked.ward != ward:
        return Why.ANOTHER_WARD
    if booked.day != today:
        return Why.ANOTHER_DAY if booked.day > today else Why.PAST
    if _gone(rows, booked):
        return Why.GONE
    when = window(booked, rules)
    if now.trusted and now.local < when.opens:
        return Why.EARLY
    if now.trusted and now.local >= when.shuts:
        return Why.LATE
    return None


def begins_at(booked: Booked) -> str:
    """The slot as an instant, as rows of tickets hold it."""
    return instant(window(booked, Rules()).slot.astimezone(UTC))


def used(rows: Rows, booking: str) -> Used | None:
    found = rows("SELECT label, day, at FROM booking_used WHERE id = ?", (booking,))
    return Used(*found[0]) if found else None


def use(booking: str, label: str, day: str, now: Now) -> None:
    """In the transaction that gives the number; what is older than a month is forgotten."""
    TicketRow.sql(
        "INSERT INTO booking_used (id, day, label, at) VALUES (?, ?, ?, ?)",
        booking,
        day,
        label,
        instant(now.wall),
    )
    before = date.fromisoformat(day) - timedelta(days=KEPT_DAYS)
    TicketRow.sql("DELETE FROM booking_used WHERE day < ?", before.isoformat())


# ---------------------------------------------------------------- the ward's list


def offered(rows: Rows) -> bool:
    """Whether the centre has ever said that this ward takes bookings."""
    return bool(rows("SELECT 1 FROM booking_list", ()))


def listed(rows: Rows, ward: str, booking: str) -> Booked | None:
    """An open booking by its digits; those that were used here stay known by their row."""
    found = rows("SELECT id, service, day, slot, minutes FROM booking_open WHERE id = ?", (booking,))
    if not found:
        return None
    [(id_, service, day, slot, minutes)] = found
    return Booked(ward, id_, service, day, slot, minutes, made=0)


def take_list(rows: Rows, arrived: BookingList) -> bool:
    """Whole, in the open transaction; False if what is here is as new. Used ones stay for their owners."""
    if any(arrived.at <= at for (at,) in rows("SELECT at FROM booking_list", ())):
        return False
    TicketRow.sql(
        "INSERT OR REPLACE INTO booking_list (id, at, days) VALUES (1, ?, ?)",
        arrived.at,
        " ".join(arrived.days),
    )
    TicketRow.sql("DELETE FROM booking_open WHERE id NOT IN (SELECT id FROM booking_used)")
    for one in arrived.open:
        TicketRow.sql(
            "INSERT OR REPLACE INTO booking_open (id, day, slot, minutes, service) VALUES (?, ?, ?, ?, ?)",
            one.id,
            one.day,
            one.slot,
            one.minutes,
            one.service,
        )
    return True


def _gone(rows: Rows, booked: Booked) -> bool:
    """Whether a list that is newer speaks of its day and does not name it."""
    found = rows("SELECT at, days FROM booking_list", ())
    if not found or rows("SELECT 1 FROM booking_open WHERE id = ?", (booked.id,)):
        return False
    [(at, days)] = found
    newer = datetime.fromisoformat(at).timestamp() * 1000 > booked.made
    return newer and booked.day in days.split()
