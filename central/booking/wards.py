"""The wards of today by their five digits, as addresses of booking name them.

Owns one look-up. Refuses former wards: an address is printed and must say one thing.
"""

from functools import cache

from mqtt.wards import Ward, read_units


def ward_of(code: str) -> Ward | None:
    return _wards().get(code)


def ward_named(code: str) -> str:
    """``05518`` -> ``19/05518``, or "" where there is no such ward."""
    ward = ward_of(code)
    return f"{ward.province}/{ward.code}" if ward else ""


@cache
def _wards() -> dict[str, Ward]:
    return {ward.code: ward for ward in read_units().wards}
