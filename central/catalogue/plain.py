"""Plain text out of whatever a source holds: HTML, entities, tabs, hard spaces, odd Unicode.

Owns the one way in which text is cleaned. Refuses meaning. A word in angle brackets that is no HTML stays as
it is: it may be a measure.
"""

import re
import unicodedata
from html.parser import HTMLParser
from typing import Final

from central.catalogue.checking import Refused

RAW_CHARACTERS: Final = 200_000
"""More than this is not even looked at: the parser's time may grow with the square of it."""

_MARKUP: Final = re.compile(r"</?[a-zA-Z][^<>]*>|<!|&(?:#\w+|\w+);")
_SILENT: Final = re.compile(r"script|style|head|title")
_CELL: Final = re.compile(r"td|th")
_BLOCK: Final = re.compile(
    r"address|article|aside|blockquote|body|br|caption|center|dd|div|dl|dt|fieldset|figcaption|figure|footer"
    r"|form|h[1-6]|header|hr|html|li|main|nav|ol|p|pre|section|table|tbody|tfoot|thead|tr|ul"
)
_INLINE: Final = re.compile(
    r"a|abbr|acronym|b|bdi|bdo|big|cite|code|col|colgroup|del|dfn|em|font|i|img|input|ins|kbd|label|link|mark"
    r"|meta|q|s|samp|small|span|strike|strong|sub|sup|tt|u|var|wbr|\w+:.*"
)
"""The last are Word's own."""


def line(value: object, name: str) -> str:
    """One line; empty for anything that is no text. `name` is how a refusal calls it."""
    return " ".join(prose(value, name).split())


def prose(value: object, name: str) -> str:
    """Lines without blank ones between; empty for anything that is no text."""
    if not isinstance(value, str):
        return ""
    if len(value) > RAW_CHARACTERS:
        raise Refused(f"{name}: text of {len(value)} characters, limit {RAW_CHARACTERS}; shorten it")
    text = _without_markup(value, name) if _MARKUP.search(value) else value
    text = unicodedata.normalize("NFC", text)
    lines = (" ".join(_visible(part).split()) for part in text.splitlines())
    return "\n".join(part for part in lines if part)


def _visible(text: str) -> str:
    """Without control, format and unpaired surrogate characters; tabs stay, as spaces to be."""
    if text.isprintable():
        return text
    return "".join(
        sign for sign in text if sign == "\t" or unicodedata.category(sign) not in ("Cc", "Cf", "Cs")
    )


def _without_markup(text: str, name: str) -> str:
    reader = _Reader()
    try:
        reader.feed(_without_comments(text))
        reader.close()
    except (AssertionError, ValueError) as error:
        raise Refused(f"{name}: HTML that cannot be read; correct it in the source") from error
    return "".join(reader.parts)


def _without_comments(text: str) -> str:
    """In one pass; the parser would look for the end of each open one again and again."""
    head, *rest = text.split("<!--")
    pieces = (part.partition("-->") for part in rest)
    return head + "".join(after if end else inside for inside, end, after in pieces)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._silent += _SILENT.fullmatch(tag) is not None
        self._mark(tag, self.get_starttag_text() or "")

    def handle_endtag(self, tag: str) -> None:
        self._silent = max(0, self._silent - (_SILENT.fullmatch(tag) is not None))
        self._mark(tag, f"</{tag}>")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.parts.append(data)

    def _mark(self, tag: str, raw: str) -> None:
        if _BLOCK.fullmatch(tag):
            self.parts.append("\n")
        elif _CELL.fullmatch(tag):
            self.parts.append(" ")
        elif not _INLINE.fullmatch(tag) and not _SILENT.fullmatch(tag):
            self.parts.append(raw)
