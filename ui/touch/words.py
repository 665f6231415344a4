"""The house's own texts in Vietnamese and English, from gettext catalogues read as they are.

Owns reading `strings/*.po` (msgid and msgstr, no plurals, no contexts). Refuses names of services and
officers: those are the ward's data. Reads .po itself so that a corrected text needs no compiling step on
a kiosk.
"""

import json
from collections.abc import Callable
from functools import cache
from pathlib import Path

CATALOGUES = Path(__file__).parent / "strings"


def read_po(text: str) -> dict[str, str]:
    """Messages by their English id; strings continued over several lines are joined."""
    messages: dict[str, str] = {}
    parts: dict[str, str] = {}
    field = ""
    for line in [*text.splitlines(), "msgid"]:
        keyword, _, rest = line.partition(" ")
        if keyword == "msgid":
            if parts.get("msgid"):
                messages[parts["msgid"]] = parts.get("msgstr", "")
            parts = {}
        if keyword in ("msgid", "msgstr"):
            field, line = keyword, rest
        if line.startswith('"'):
            parts[field] = parts.get(field, "") + json.loads(line)
    return messages


@cache
def catalogue(language: str) -> dict[str, str]:
    return read_po((CATALOGUES / f"{language}.po").read_text(encoding="utf-8"))


def speaker(language: str) -> Callable[[str], str]:
    """The function a screen calls `_`: an English id in, the visitor's language out."""
    messages = catalogue(language)
    return lambda msgid: messages.get(msgid) or msgid
