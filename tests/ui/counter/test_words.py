"""The words of the web pages: the same keys in both languages, and every key that a page names."""

import json
import re
import unicodedata
from pathlib import Path

from firmware.console import Why
from firmware.waiting import BOOKED

COUNTER = Path(__file__).parents[3] / "ui" / "counter"
WORDS = {
    language: json.loads((COUNTER / "static" / f"words.{language}.json").read_text("utf-8"))
    for language in ("vi", "en")
}


def test_both_languages_have_the_same_keys() -> None:
    assert list(WORDS["vi"]) == list(WORDS["en"])


def test_both_languages_fill_in_the_same_values() -> None:
    blanks = {
        language: [sorted(re.findall(r"\{\w+\}", one)) for one in words.values()]
        for language, words in WORDS.items()
    }
    assert blanks["vi"] == blanks["en"]


def test_every_word_that_a_page_names_exists() -> None:
    pages = "".join((COUNTER / "pages" / name).read_text("utf-8") for name in ("console.html", "board.html"))
    scripts = "".join(file.read_text("utf-8") for file in (COUNTER / "static").glob("*.js"))
    named = set(re.findall(r'data-(?:word|hint)="([^"]+)"', pages)) | set(
        re.findall(r'\bt\("([^"]+)"', scripts)
    )
    assert named - set(WORDS["vi"]) == set()


def test_every_refusal_at_a_counter_has_words() -> None:
    elsewhere = {Why.UNKNOWN_RATING, Why.UNKNOWN_CLOSING, Why.UNKNOWN_SMS}
    assert {f"why.{why}" for why in set(Why) - elsewhere} - set(WORDS["vi"]) == set()


def test_the_one_priority_class_that_is_no_wards_own_has_a_word() -> None:
    assert f"priority.{BOOKED}" in WORDS["vi"]


def test_the_words_are_in_composed_form() -> None:
    assert [one for one in WORDS["vi"].values() if unicodedata.normalize("NFC", one) != one] == []
