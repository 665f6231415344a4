"""Passwords of the centre's accounts: which are good enough, and Argon2id over them (RFC 9106).

Owns both rules. Refuses PINs, storage and counting wrong tries (`tries`). Long is what counts; beyond that a
password is refused only where everybody who guesses would begin: the commonest words with digits around them.
"""

import re
import unicodedata
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

SHORTEST: Final = 12
LONGEST: Final = 200
FEWEST_CHARACTERS: Final = 5

COMMONEST: Final = re.compile(
    r"""
    (?: password | passwort | matkhau | matkhaumoi | admin | administrator | quantri |
    quantrivien | root | user | guest | test | demo | login | welcome | letmein | changeme |
    default | secret | qwerty | qwertyuiop | qwertz | asdf | asdfgh | asdfghjkl | zxcvbn |
    zxcvbnm | qazwsx | qazwsxedc | abc | abcd | abcdef | abcdefgh | abcdefghijkl | aaa | xyz |
    iloveyou | monkey | dragon | master | football | baseball | sunshine | princess | superman |
    batman | shadow | pokemon | google | facebook | anhyeuem | emyeuanh | yeuem | yeuanh |
    conyeume | yeume | giadinh | hanhphuc | khongbiet | xinchao | vietnam | hanoi | saigon |
    hochiminh | danang | phutho | nguyen | nguyenvan | tran | bongda | motcua | kiosk | ubnd |
    ubndphuong | ubndxa | phuong | tinh | canbo | congchuc | dichvucong )+
    """,
    re.VERBOSE,
)
"""What lists of stolen passwords begin with, and what lies near in an office; without tone marks."""

_LEET: Final = str.maketrans("013457@$!", "oieastasi")
_NOBODY: Final = (
    "$argon2id$v=19$m=19456,t=2,p=1$mTvsWUqwhZpzuIE9c5hndw$wTfqEy6V4dn7xM9Y3li4VWeqxMM0660RDmM1WHpXUL0"
)
"""Of a password that nobody has: an unknown name takes as long as a known one."""


def owasp() -> PasswordHasher:
    """What OWASP's Password Storage Cheat Sheet names for Argon2id: 19 MiB, two passes, one lane."""
    return PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)


def weakness(password: str, *, name: str) -> str:
    """Why this is no password for that account, with what to do; "" if it is one."""
    plain = _plain(password)
    if len(password) < SHORTEST:
        return f"{len(password)} characters, at least {SHORTEST}; four words are easy to keep in mind"
    if len(password) > LONGEST:
        return f"{len(password)} characters, at most {LONGEST}; shorten it"
    if not any(character.isalpha() for character in password):
        return "digits and signs alone are soon guessed; use words"
    if len(set(plain)) < FEWEST_CHARACTERS:
        return "the same few characters over and over; use words"
    if len(name) > 3 and _plain(name) in plain:
        return f"holds the name {name}; leave it out"
    if any(COMMONEST.fullmatch(letters) for letters in _letters(plain)):
        return "among the first that are guessed: common words with digits around them; use words of your own"
    return ""


def hashed(password: str) -> str:
    return owasp().hash(_composed(password))


def fits(stored: str, password: str) -> bool:
    """Takes as long for an account without a password, or for none at all (`stored` is "")."""
    try:
        return owasp().verify(stored or _NOBODY, _composed(password)) and bool(stored)
    except (VerificationError, InvalidHashError):
        return False


def _composed(password: str) -> str:
    """One keyboard sends ậ as one character, another as three."""
    return unicodedata.normalize("NFC", password)


def _plain(text: str) -> str:
    marked = unicodedata.normalize("NFKD", text.casefold().replace("đ", "d"))
    return "".join(letter for letter in marked if not unicodedata.combining(letter))


def _letters(plain: str) -> tuple[str, str]:
    """What is left without digits and signs; and the same where those within stand for letters."""
    within = re.sub("^[^a-z]+|[^a-z]+$", "", plain).translate(_LEET)
    return re.sub("[^a-z]", "", plain), re.sub("[^a-z]", "", within)
