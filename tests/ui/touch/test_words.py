"""The catalogues: complete, in one normal form, and read as gettext would read them."""

import unicodedata
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po as babel_read

from ui.touch.words import CATALOGUES, catalogue, read_po, speaker

ROOM = Path(CATALOGUES).parent
FILES = ("vi.po", "en.po", "motcua.pot")


def used() -> set[str]:
    found = extract_from_dir(str(ROOM), method_map=[("**.py", "python")], keywords={"_": None})
    return {message for _file, _line, message, _comments, _context in found if isinstance(message, str)}


def by_babel(file: str) -> Catalog:
    with (CATALOGUES / file).open("rb") as stream:
        return babel_read(stream)


def fields(text: str) -> set[str]:
    return {name for _text, name, _spec, _conversion in Formatter().parse(text) if name}


@pytest.mark.parametrize("file", FILES)
def test_every_text_in_the_code_is_in_the_catalogue_and_no_other(file: str) -> None:
    assert {message.id for message in by_babel(file) if message.id} == used()


@pytest.mark.parametrize("file", FILES)
def test_our_reader_agrees_with_babel(file: str) -> None:
    theirs = {message.id: message.string for message in by_babel(file) if message.id}
    assert read_po((CATALOGUES / file).read_text(encoding="utf-8")) == theirs


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_text_is_translated_with_the_same_fields(language: str) -> None:
    messages = catalogue(language)
    assert [msgid for msgid, words in messages.items() if not words] == []
    assert [msgid for msgid, words in messages.items() if fields(msgid) != fields(words)] == []


@pytest.mark.parametrize("language", ["vi", "en"])
def test_texts_are_in_composed_form(language: str) -> None:
    words = catalogue(language).values()
    assert [text for text in words if unicodedata.normalize("NFC", text) != text] == []


def test_long_strings_and_quotes_are_read() -> None:
    text = 'msgid ""\nmsgstr "header\\n"\n\nmsgid "a"\n" b"\nmsgstr "\\"ắ\\"\\n"\n"c"\n'
    assert read_po(text) == {"a b": '"ắ"\nc'}


def test_a_text_without_a_translation_stays_english() -> None:
    assert speaker("vi")("No such text") == "No such text"
