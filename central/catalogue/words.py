"""Everyday words for procedures: what people say at the counter.

Owns reading `everyday.csv`. Refuses facts: the words are this project's own, help a search find its procedure
and are never shown as something an office said.
"""

import csv
from functools import cache
from pathlib import Path
from typing import Final

FILE: Final = Path(__file__).with_name("everyday.csv")


def everyday(code: str) -> list[str]:
    return _all().get(code, [])


@cache
def _all() -> dict[str, list[str]]:
    lines = [line for line in FILE.read_text("utf-8").splitlines() if not line.startswith("#")]
    return {row["code"]: row["words"].split("; ") for row in csv.DictReader(lines)}
