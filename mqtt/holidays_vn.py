"""The public holidays of Vietnam, by their Vietnamese names, as the library `holidays` computes them.

One calendar for both ends: the kiosk's doors and the centre's alerts. Owns asking the library, once a year
and only when somebody asks: it loads every country there is (15 MB and 0.12 s on a desktop). Refuses to be
the last word: article 112 of the Labour Code 2019 lets the Prime Minister fix the days of Tết and of National
Day each year, and the library knows only what was decided before its release. So a ward's own `closed` and
`working` days override it, and the centre's `closed_days` and `open_days`.
"""

from collections.abc import Mapping
from datetime import date
from functools import cache


@cache
def public_holidays(year: int) -> Mapping[date, str]:
    """Each day off of the year with its name, lunar days and days in lieu included."""
    from holidays import country_holidays

    return dict(country_holidays("VN", years=year, expand=False, language="vi"))
