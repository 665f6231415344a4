"""`python -m tests.benches.central [name …]`: measure the centre, print one table, name what was missed.

Owns the order of the benches. Refuses to judge by its exit code: a figure says something about a machine too.
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

from tests.benches.central import connections, country, ingest, pixel
from tests.benches.central.ground import Size
from tests.benches.table import Figure, table, verdict
from tests.processes import ROOT

BENCHES: Final[dict[str, Callable[[Path, Size], list[Figure]]]] = {
    "ingest": ingest.measure,
    "pixel": pixel.measure,
    "connections": connections.measure,
    "country": country.measure,
}


def main() -> int:
    words = argparse.ArgumentParser(prog="python -m tests.benches.central", description="Figures and peers.")
    words.add_argument("names", nargs="*", metavar="name", help=f"of {', '.join(BENCHES)}; default: all")
    words.add_argument("--small", action="store_true", help="a minute each, to try it; figures mean nothing")
    asked = words.parse_args()
    if unknown := sorted(set(asked.names) - set(BENCHES)):
        words.error(f"no bench is called {', '.join(unknown)}; choose of {', '.join(BENCHES)}")
    figures = [
        figure
        for name in asked.names or BENCHES
        for figure in _measured(name, Size.SMALL if asked.small else Size.WHOLE)
    ]
    sys.stdout.write(f"{table(figures)}\n\n{verdict(figures)}\n")
    return 0


def _measured(name: str, size: Size) -> list[Figure]:
    """Its rows are also printed at once, so that a later bench that fails takes none of them along."""
    sys.stderr.write(f"measuring {name} …\n")
    (ROOT / "build").mkdir(exist_ok=True)
    began = time.monotonic()
    with tempfile.TemporaryDirectory(dir=ROOT / "build", prefix=f"bench-{name}-") as folder:
        figures = BENCHES[name](Path(folder), size)
    sys.stderr.write(f"{table(figures)}\n{name} took {time.monotonic() - began:.0f} s\n\n")
    return figures


if __name__ == "__main__":
    sys.exit(main())
