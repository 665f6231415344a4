"""The numbered SQL of one engine: which steps there are, and which of them a store still lacks.

Owns the order, and the refusal of a store that a newer program has changed. Refuses connections: each engine
carries its steps out in its own way.
"""

import re
from pathlib import Path
from typing import Final

from central.store.engine import StoreError

MIGRATIONS: Final = Path(__file__).with_name("migrations")


def lacking(engine: str, at: int, name: str) -> list[tuple[int, str]]:
    """Number and SQL of each step above `at`, in order; StoreError if `at` is beyond the last one."""
    steps: dict[int, Path] = {}
    for file in (MIGRATIONS / engine).glob("*.sql"):
        if not re.match(r"\d{4}_", file.name):
            continue
        other = steps.setdefault(int(file.name[:4]), file)
        if other is not file:
            raise StoreError(f"{engine}: steps {other.name} and {file.name} have one number; renumber one")
    if at > max(steps):
        raise StoreError(
            f"{name}: schema {at} is newer than this program knows ({max(steps)}); install the newer one"
        )
    return [(number, steps[number].read_text("utf-8")) for number in sorted(steps) if number > at]
