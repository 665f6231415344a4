"""The wards of today by their five digits, as addresses for people at home name them.

Owns one look-up. Refuses former wards (`finding`): an address is printed and must say one thing.
"""

from functools import cache

from mqtt.wards import Ward, read_units


def ward_of(code: str) -> Ward | None:
    return _wards().get(code)


def ward_named(code: str) -> str:
    """``05518`` -> ``19/05518``, or "" where there is no such ward."""
    ward = ward_of(code)
    return area_of(ward) if ward else ""


def area_of(ward: Ward) -> str:
    return f"{ward.province}/{ward.code}"


@cache
def _wards() -> dict[str, Ward]:
    return {ward.code: ward for ward in read_units().wards}
