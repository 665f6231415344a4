"""`python -m tests.benches [name …]`: measure, print one table, name what was missed.

Owns the order of the benches and the words around the table. Refuses to judge by its exit code: a figure says
something about a machine too.
"""

import argparse
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Final

from tests.benches import calls, catalogues, commits, drain, frames, memory, rasters, searches
from tests.benches.table import Figure, table, verdict
from tests.processes import ROOT

BENCHES: Final[dict[str, Callable[[Path], list[Figure]]]] = {
    "commits": commits.measure,
    "rasters": rasters.measure,
    "drain": drain.measure,
    "calls": calls.measure,
    "frames": frames.measure,
    "memory": memory.measure,
    "searches": searches.measure,
    "catalogues": catalogues.measure,
}


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.benches", description="Figures and peers.")
    parser.add_argument("names", nargs="*", metavar="name", help=f"of {', '.join(BENCHES)}; default: all")
    names = parser.parse_args().names or list(BENCHES)
    unknown = sorted(set(names) - set(BENCHES))
    if unknown:
        parser.error(f"no bench is called {', '.join(unknown)}; choose of {', '.join(BENCHES)}")
    figures = [figure for name in names for figure in _measured(name)]
    sys.stdout.write(f"{table(figures)}\n\n{verdict(figures)}\n")
    return 0


def _measured(name: str) -> list[Figure]:
    """In a folder beside the code: the system's own for temporary files may be memory, not a disk."""
    sys.stderr.write(f"measuring {name} …\n")
    (ROOT / "build").mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=ROOT / "build", prefix=f"bench-{name}-") as folder:
        return BENCHES[name](Path(folder))


if __name__ == "__main__":
    sys.exit(main())
