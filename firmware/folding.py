"""Words as people type them without an accent keyboard, and as a careful typist spells them.

Owns the folded form (no marks, đ as d) and the one spelling of each word with marks. Refuses to rank or to
find. Apart, because a query and an index must be folded by the same hand, or they never meet.
"""

import re
import unicodedata
from typing import Final

_MARKS: Final = re.compile("[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]+")
_DOT_IN_NUMBER: Final = re.compile(r"(?<=\d)\.(?=\d)")
_BETWEEN_WORDS: Final = re.compile(r"[\W_]+")
_MODERN: Final = ["oà", "oá", "oả", "oã", "oạ", "oè", "oé", "oẻ", "oẽ", "oẹ", "uỳ", "uý", "uỷ", "uỹ", "uỵ"]
_OFFICIAL: Final = ["òa", "óa", "ỏa", "õa", "ọa", "òe", "óe", "ỏe", "õe", "ọe", "ùy", "úy", "ủy", "ũy", "ụy"]
_OLDER: Final = dict(zip(_MODERN, _OFFICIAL, strict=True))
_MISPLACED: Final = re.compile(rf"(?<!q)(?:{'|'.join(_MODERN)})\b")


def fold(text: str) -> str:
    """Small letters and digits between single spaces; `2.000815` becomes `2000815`, `Đất đai` `dat dai`."""
    plain = _MARKS.sub("", unicodedata.normalize("NFD", text.lower())).replace("đ", "d")
    return _words(plain)


def spell(text: str) -> str:
    """As `fold`, with the marks: composed, and `hoà` as `hòa`, so that both habits are one word."""
    return _MISPLACED.sub(lambda found: _OLDER[found[0]], _words(unicodedata.normalize("NFC", text.lower())))


def _words(text: str) -> str:
    return _BETWEEN_WORDS.sub(" ", _DOT_IN_NUMBER.sub("", text)).strip()
