"""What the library of public holidays costs: one computation a year, and nothing where nobody asks."""

import subprocess
import sys

from mqtt.holidays_vn import public_holidays


def test_the_holidays_of_a_year_are_computed_once() -> None:
    assert public_holidays(2031) is public_holidays(2031)


def test_a_kiosk_that_needs_no_holidays_does_not_load_them() -> None:
    asks = (
        "import sys; from datetime import date; from firmware.hours import read_calendar;"
        "read_calendar({}, public=True, closed=[], working=[]).spans(date(2027, 2, 6));"
        "sys.exit('holidays' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", asks], timeout=30).returncode == 0
