"""What a ward or province is called, where only its code is known.

Owns two look-ups. Refuses to guess: a code that is not listed stays a code.
"""

import functools

from mqtt.wards import read_units


def name_of(code: str) -> str:
    """``05518``, ``19`` or ``19/05518/k1`` -> the name of that ward or province."""
    parts = code.split("/")
    return _names().get(parts[1] if len(parts) > 1 else parts[0], code)


def provinces() -> dict[str, str]:
    """code -> name, by name."""
    found = {code: name for code, name in _names().items() if len(code) == len("19")}
    return dict(sorted(found.items(), key=lambda item: item[1]))


@functools.cache
def _names() -> dict[str, str]:
    units = read_units()
    named = (*units.provinces, *units.wards)
    return {unit.code or unit.province: unit.title[:1].upper() + unit.title[1:] for unit in named}
