"""Telephone numbers that an SMS may go to: Vietnam's mobile numbers, as people write them.

Owns what is accepted, the one form that is kept (``+84912345678``) and the form that may be shown. Refuses
storage. The rules of numbers are those of libphonenumber (Google's metadata), so that new ranges come with
its releases.
"""

import re
from typing import Final

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberType

REGION: Final = "VN"
COUNTRY: Final = 84
LETTERS: Final = 24
_WRITTEN: Final = re.compile(r"[0-9 .()+\-]+")
_MOBILE: Final = (PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE)
_SHOWN_FIRST: Final = 3
_SHOWN_LAST: Final = 3


class PhoneError(ValueError):
    """No number an SMS can go to; the text says why, and never repeats the number."""


def mobile(text: str) -> str:
    """``0912 345 678`` or ``84912345678`` as ``+84912345678``; PhoneError says why not."""
    if len(text) > LETTERS:
        raise PhoneError(f"{len(text)} letters are no phone number; write it as in 0912 345 678")
    try:
        number = phonenumbers.parse(text, REGION)
    except NumberParseException as error:
        raise PhoneError("no phone number; write it as in 0912 345 678") from error
    if number.country_code != COUNTRY:
        raise PhoneError(f"a foreign number (+{number.country_code}); SMS go to Vietnamese numbers only")
    if not phonenumbers.is_valid_number(number):
        raise PhoneError("no number of Vietnam; a mobile number has ten digits, as in 0912 345 678")
    if phonenumbers.number_type(number) not in _MOBILE or number.extension:
        raise PhoneError("not a mobile number; SMS reach mobile telephones only")
    if not _WRITTEN.fullmatch(text):
        raise PhoneError("more than a phone number; write it as in 0912 345 678")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def domestic(text: str) -> str | None:
    """The same as people here write it, ``0912345678``; None if no SMS reaches it."""
    try:
        return _national(mobile(text))
    except PhoneError:
        return None


def masked(phone: str) -> str:
    """``091****678``: enough to recognise one's own, too little to call."""
    national = _national(phone)
    hidden = len(national) - _SHOWN_FIRST - _SHOWN_LAST
    return f"{national[:_SHOWN_FIRST]}{'*' * hidden}{national[-_SHOWN_LAST:]}"


def _national(phone: str) -> str:
    return f"0{phone.removeprefix(f'+{COUNTRY}')}"
