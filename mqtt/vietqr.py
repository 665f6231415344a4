"""The text of a VietQR code, once for both ends: a bank transfer that the app which reads it fills in.

Owns the payload of NAPAS, "Technical Specifications on NAPAS QR Switching, Part IV: QR Code Format" (version
1.5.2, January 2021), a profile of EMVCo's QR Code Specification for Payment Systems, Merchant-Presented Mode
1.1: fields of ID, length and value, and a CRC at the end. Refuses money, banks and pictures: nothing is sent
anywhere, and whether an account exists only the bank knows.
"""

import unicodedata
from typing import Final

NAPAS: Final = "A000000727"
TO_ACCOUNT: Final = "QRIBFTTA"
"""Inter-bank fund transfer, 24/7, to an account (`QRIBFTTC` would be to a card)."""
DONG: Final = "704"
PURPOSE_LETTERS: Final = 25
NAME_LETTERS: Final = 25
MOST_DONG: Final = 10**12
"""The amount has 13 places at most; a dong has no decimals."""
_BIN_DIGITS: Final = 6
_ACCOUNT_LETTERS: Final = 19


class PaymentError(ValueError):
    """A transfer that cannot be written as VietQR; the text names the value and the remedy."""


def payload(*, bank: str, account: str, name: str = "", dong: int | None = None, purpose: str = "") -> str:
    """The text for the QR code. With an amount the code is for this one transfer, without it for any.

    `bank` is the BIN that NAPAS gave the bank. `name` is for people who look: apps ask the bank whose account
    it is. Name and `purpose`, what the transfer is for, lose their marks; a name too long is cut.
    """
    _judge_account(bank, account)
    if dong is not None and not 0 < dong < MOST_DONG:
        raise PaymentError(f"amount {dong} dong: a transfer has 1 to {MOST_DONG - 1}; give that or none")
    organisation = _field("00", bank) + _field("01", account)
    fields = [
        _field("00", "01"),
        _field("01", "11" if dong is None else "12"),
        _field("38", _field("00", NAPAS) + _field("01", organisation) + _field("02", TO_ACCOUNT)),
        _field("53", DONG),
        _field("54", "" if dong is None else str(dong)),
        _field("58", "VN"),
        _field("59", plain(name)[:NAME_LETTERS].rstrip()),
        _field("62", _field("08", _purpose(purpose))),
    ]
    text = "".join(fields) + "6304"
    return f"{text}{crc(text.encode('ascii')):04X}"


def plain(text: str) -> str:
    """In ASCII: marks taken off, spaces single; what has no such letter is left out."""
    bare = text.replace("đ", "d").replace("Đ", "D")
    letters = unicodedata.normalize("NFKD", bare).encode("ascii", "ignore").decode("ascii")
    return " ".join("".join(letter for letter in letters if letter.isprintable()).split())


def crc(data: bytes) -> int:
    """CRC-16/CCITT-FALSE as ISO/IEC 13239 has it: polynomial 1021, begun with FFFF, nothing reflected."""
    rest = 0xFFFF
    for byte in data:
        rest ^= byte << 8
        for _bit in range(8):
            rest = (rest << 1 ^ (0x1021 if rest & 0x8000 else 0)) & 0xFFFF
    return rest


def _judge_account(bank: str, account: str) -> None:
    if not (len(bank) == _BIN_DIGITS and bank.isascii() and bank.isdecimal()):
        raise PaymentError(f"bank {bank!r} is no BIN; write the six digits that NAPAS gave the bank")
    if not (0 < len(account) <= _ACCOUNT_LETTERS and account.isascii() and account.isalnum()):
        raise PaymentError(f"account {account!r} is none; write 1 to {_ACCOUNT_LETTERS} letters and digits")


def _purpose(purpose: str) -> str:
    told = plain(purpose)
    if len(told) > PURPOSE_LETTERS:
        raise PaymentError(f"purpose {told!r} is longer than {PURPOSE_LETTERS} letters; use a shorter code")
    return told


def _field(id_: str, value: str) -> str:
    """Nothing where there is nothing to say."""
    return f"{id_}{len(value):02}{value}" if value else ""
