"""What an SMS calls an office: its ward, as the law names it.

Owns one look-up. Refuses to guess: a ward that is not listed is left out.
"""

import functools

from mqtt.wards import read_units


def office_of(ward: str) -> str:
    """``19/05518`` -> ``phường Sông Công``, or ""."""
    return _titles().get(ward.rpartition("/")[2], "")


@functools.cache
def _titles() -> dict[str, str]:
    return {ward.code: ward.title for ward in read_units().wards}
