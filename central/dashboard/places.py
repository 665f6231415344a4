"""What a ward or province is called, where only its code is known.

Owns one look-up. Refuses to guess: a code that is not listed stays a code.
"""

import csv
import functools
from pathlib import Path
from typing import Final

LIST: Final = Path(__file__).parents[2] / "provisioning" / "wards.csv"


def name_of(code: str) -> str:
    """``05518``, ``19`` or ``19/05518/k1`` -> the name of that ward or province."""
    parts = code.split("/")
    return _names().get(parts[1] if len(parts) > 1 else parts[0], code)


def provinces() -> dict[str, str]:
    """code -> name, by name."""
    found = {code: name for code, name in _names().items() if len(code) == len("19")}
    return dict(sorted(found.items(), key=lambda item: item[1]))


@functools.cache
def _names() -> dict[str, str]:
    if not LIST.is_file():
        return {}
    with LIST.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(line for line in file if not line.startswith("#"))
        return {row["ward"] or row["province"]: f"{row['kind'].capitalize()} {row['name']}" for row in rows}
