"""What banks are called by the six digits that NAPAS gave them, for people who type a transfer by hand.

Owns the names of the banks that wards are likely to have an account with. Refuses to be complete: what is not
listed is shown by its digits.
"""

from typing import Final

_NAMES: Final = {
    "970400": "SaigonBank",
    "970403": "Sacombank",
    "970405": "Agribank",
    "970407": "Techcombank",
    "970409": "Bac A Bank",
    "970415": "VietinBank",
    "970416": "ACB",
    "970418": "BIDV",
    "970422": "MB",
    "970423": "TPBank",
    "970426": "MSB",
    "970428": "Nam A Bank",
    "970431": "Eximbank",
    "970432": "VPBank",
    "970436": "Vietcombank",
    "970437": "HDBank",
    "970440": "SeABank",
    "970441": "VIB",
    "970443": "SHB",
    "970448": "OCB",
    "970449": "LPBank",
    "970452": "KienlongBank",
}


def bank_name(digits: str) -> str:
    """``Vietcombank`` of ``970436``; ``NAPAS 000000`` of a bank that is not listed."""
    return _NAMES.get(digits, f"NAPAS {digits}")
