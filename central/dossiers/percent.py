"""A share in percent, exactly as it is reported: two decimals, half up.

Owns the arithmetic and nothing else. Refuses floats: 0.005 of a percent decides in a report, and whole
numbers cannot be off by it. Apart so that these figures never meet the smileys, which are counted and not
divided.
"""


def percent(part: int, whole: int) -> str | None:
    """``percent(4573, 4577)`` is ``"99.91"``; None where there is nothing to divide by."""
    if whole == 0:
        return None
    hundredths = (2 * part * 10_000 + whole) // (2 * whole)
    return f"{hundredths // 100}.{hundredths % 100:02d}"
