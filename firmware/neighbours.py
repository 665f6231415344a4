"""What the programs beside the kiosk say of themselves: who took over the identity, who fetches updates.

Owns reading their two small files when the technician asks. Refuses to wait and to fail: a file that is
missing or broken is no news. Their words are shown as they stand: they name the thing and the remedy.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeVar

import msgspec

PROBLEM: Final = Path("/data/identity/problem.json")
UPDATE: Final = Path("/run/motcua/update.json")
MOST_LETTERS: Final = 160

T = TypeVar("T")


class IdentityProblem(msgspec.Struct, frozen=True):
    code: str
    detail: str = ""
    remedy: str = ""


class UpdateState(msgspec.Struct, frozen=True):
    state: str
    version: str = ""
    percent: float | None = None
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Neighbours:
    """Either is None where there is no such file."""

    identity: IdentityProblem | None = None
    update: UpdateState | None = None


def neighbours(problem: Path = PROBLEM, update: Path = UPDATE) -> Neighbours:
    return Neighbours(_read(problem, IdentityProblem), _read(update, UpdateState))


def in_words(problem: IdentityProblem) -> str:
    """One line of the table: what, and what to do."""
    words = "; ".join(part for part in (problem.detail or problem.code, problem.remedy) if part)
    return words if len(words) <= MOST_LETTERS else f"{words[: MOST_LETTERS - 1]}…"


def _read(path: Path, kind: type[T]) -> T | None:
    try:
        return msgspec.json.decode(path.read_bytes(), type=kind)
    except (OSError, msgspec.MsgspecError):
        return None
