"""Telex: Vietnamese letters and tones typed on a keyboard that has none.

Owns what one key does to the word being typed, as a value. Refuses keyboards and screens. The tone stands
where official texts put it (`hòa`, `thủy`, `thỏa thuận`, `hủy bỏ`), not where newer school books do (`hoà`):
the national list of procedures is what people look for, and it is written so.
"""

import re
import unicodedata
from typing import Final

TONES: Final = {"s": "\u0301", "f": "\u0300", "r": "\u0309", "x": "\u0303", "j": "\u0323"}

SHAPES: Final = {
    "a": {"a": "â", "ă": "â", "ua": "uâ", "au": "âu", "ay": "ây", "uay": "uây"},
    "e": {"e": "ê", "eu": "êu", "ie": "iê", "ieu": "iêu", "ue": "uê", "uye": "uyê", "ye": "yê", "yeu": "yêu"},
    "o": {"o": "ô", "ơ": "ô", "oi": "ôi", "ơi": "ôi", "uo": "uô", "uoi": "uôi", "ươ": "uô", "ươi": "uôi"},
    "w": {
        **{"a": "ă", "â": "ă", "oa": "oă", "o": "ơ", "ô": "ơ", "oi": "ơi", "ôi": "ơi", "u": "ư", "ua": "ưa"},
        **{"ui": "ưi", "uu": "ưu", "uo": "ươ", "ưo": "ươ", "uô": "ươ"},
        **{"uoi": "ươi", "uôi": "ươi", "uou": "ươu"},
    },
}
"""Key, vowels as they stand and as they become; a repeated key restores the first that becomes so."""

OPEN: Final = SHAPES | {"w": SHAPES["w"] | {"uo": "uơ"}}
"""Where no consonant follows yet: `thuở`."""

_VOWELS: Final = "aăâeêioôơuưy"
_SYLLABLE: Final = re.compile(
    rf"(ngh|ng|nh|gh|ch|kh|ph|th|tr|gi(?=[{_VOWELS}])|qu(?=[{_VOWELS}])|[bcdđghklmnpqrstvx])?"
    rf"([{_VOWELS}]{{1,3}})(ch|ng|nh|[cmnpt])?"
)
_LAST_WORD: Final = re.compile(r"[^\W\d_]*\Z")
_MARKED: Final = re.compile(r".*[ăâêôơư]")


def type_letter(text: str, key: str) -> str:
    """The text after one key, composed. A key that means nothing in the last word is a letter of its own."""
    text = unicodedata.normalize("NFC", text)
    start = next(_LAST_WORD.finditer(text)).start()
    return text[:start] + _typed(text[start:], key)


def _typed(word: str, key: str) -> str:
    bare, tone = _without_tone(word)
    small = key.lower()
    syllable = _SYLLABLE.fullmatch(bare.lower())
    if small == "d" and bare[:1].lower() in ("d", "đ"):
        return _stroked(word, key, complete=bool(syllable))
    if syllable and (small in TONES or (small == "z" and tone)):
        return _toned(bare, tone, key)
    if syllable and small in SHAPES:
        return _shaped(bare, tone, key, syllable)
    return _appended(bare, tone, key)


def _stroked(word: str, key: str, *, complete: bool) -> str:
    """`dd`, at once or after the rest of the word; a third d takes the stroke back."""
    if word[0] in "đĐ":
        return ("d" if word[0] == "đ" else "D") + word[1:] + key
    if complete or len(word) == 1:
        return ("đ" if word[0] == "d" else "Đ") + word[1:]
    return word + key


def _toned(bare: str, tone: str, key: str) -> str:
    wanted = TONES.get(key.lower(), "")
    if wanted == tone:
        return bare + key
    return _with_tone(bare, wanted)


def _shaped(bare: str, tone: str, key: str, syllable: re.Match[str]) -> str:
    table = (SHAPES if syllable[3] else OPEN)[key.lower()]
    vowels, (start, end) = syllable[2], syllable.span(2)
    if vowels in table:
        return _with_tone(_replaced(bare, start, end, table[vowels]), tone)
    before = next((plain for plain, shaped in table.items() if shaped == vowels), None)
    if before is not None:
        return _with_tone(_replaced(bare, start, end, before), tone) + key
    return _appended(bare, tone, key)


def _appended(bare: str, tone: str, key: str) -> str:
    """The tone moves with the word (`hòa`, `hoàn`); `uơ` and `ưo` become `ươ` as soon as anything follows."""
    longer = unicodedata.normalize("NFC", bare + key)
    syllable = _SYLLABLE.fullmatch(longer.lower())
    if syllable is None:
        return _with_tone(bare, tone) + key
    start = syllable.start(2)
    if syllable[2].startswith(("uơ", "ưo")) and len(longer) > start + 2:
        longer = _replaced(longer, start, start + 2, "ươ")
    return _with_tone(longer, tone)


def _replaced(word: str, start: int, end: int, letters: str) -> str:
    """Letter for letter, each as large as the one it replaces."""
    kept = zip(word[start:end], letters, strict=True)
    return word[:start] + "".join(new.upper() if old.isupper() else new for old, new in kept) + word[end:]


def _without_tone(word: str) -> tuple[str, str]:
    """The word with its letters' shapes only, and the tone's mark or nothing."""
    marks = [mark for mark in unicodedata.normalize("NFD", word) if mark in TONES.values()]
    letters = "".join(mark for mark in unicodedata.normalize("NFD", word) if mark not in TONES.values())
    return unicodedata.normalize("NFC", letters), "".join(marks[:1])


def _with_tone(bare: str, tone: str) -> str:
    syllable = _SYLLABLE.fullmatch(bare.lower())
    if not tone or syllable is None:
        return bare
    place = _place(syllable) + 1
    return unicodedata.normalize("NFC", bare[:place] + tone + bare[place:])


def _place(syllable: re.Match[str]) -> int:
    """On the last vowel that has a shape; else the last before a consonant, else the last but one."""
    vowels, start = syllable[2], syllable.start(2)
    if marked := _MARKED.match(vowels):
        return start + marked.end() - 1
    if syllable[3] or len(vowels) == 1:
        return start + len(vowels) - 1
    return start + len(vowels) - 2
