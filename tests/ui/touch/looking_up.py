"""Which keys are there while somebody looks things up, and which card lies open.

Owns reading it off the stage. Refuses assertions.
"""

from typing import Any

from firmware import lookups as look
from firmware.screens import Aids
from tests.ui.touch.conftest import Bench
from ui.touch.samples_lookups import LOOKUPS

ALPHABET = set("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
SMALL = Aids(large_text=True)


def shown(bench: Bench, kind: str) -> list[str]:
    """What stands after the colon in the ids of one kind of key."""
    return [id_.partition(":")[2] for id_ in bench.ids if id_.startswith(f"{kind}:")]


def procedure(name: str) -> look.ProcedureCard:
    found: Any = LOOKUPS[name]
    return found  # type: ignore[no-any-return]
