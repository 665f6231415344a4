"""What the dashboard says, in Vietnamese and English: one module for each page, all of the same form.

Owns choosing a language. Refuses layout. Smileys are called button presses in both languages, so that nobody
takes them for scores of Decision 766/QĐ-TTg.
"""

from typing import Final, Literal

Language = Literal["vi", "en"]
Words = dict[str, str]
Phrases = dict[Language, Words]

LANGUAGES: Final[dict[Language, str]] = {"vi": "Tiếng Việt", "en": "English"}


def language_of(text: str | None) -> Language:
    return "en" if text == "en" else "vi"
