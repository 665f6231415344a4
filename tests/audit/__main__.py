"""`make ui-audit`: hold every screen and every page of the ward against the list, and say what fails.

`python -m tests.audit` checks; with a folder it also draws all screens and pages there. Prints one line for
each failure and a table of all rules; exits 1 if anything failed.
"""

import argparse
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.audit.glass import audit_glass
from tests.audit.rules import ROOT, RULES, Place, Rule, Tally, missing_tests
from tests.audit.web import audit_web
from tests.ui.touch.conftest import Bench

WIDTH = 66


def main(folder: Path | None) -> int:
    began = time.monotonic()
    gallery = draw_screens(folder) if folder else None
    tally = audit(folder)
    write(tally)
    if gallery:
        gallery.wait()
    drawn = f"pictures in {folder}" if folder else "no pictures drawn"
    sys.stdout.write(f"{time.monotonic() - began:.0f} s, {drawn}\n")
    return 1 if tally.lines or (gallery and gallery.returncode) else 0


def audit(folder: Path | None) -> Tally:
    """Glass in this thread, because the window belongs to it; pages beside it, because they mostly wait."""
    tally, pages = Tally(), Tally()
    with ThreadPoolExecutor(1) as beside:
        done = beside.submit(audit_web, pages, folder / "web" if folder else None)
        audit_glass(Bench(), tally)
        done.result()
    tally.join(pages)
    tally.add(Place("list"), missing_tests())
    return tally


def draw_screens(folder: Path) -> subprocess.Popen[bytes]:
    """In a process of its own, beside the rules: reading pixels takes longer than all rules together."""
    return subprocess.Popen([sys.executable, "-m", "ui.touch.gallery", str(folder)], cwd=ROOT)


def write(tally: Tally) -> None:
    for line in tally.lines:
        sys.stdout.write(f"{line}\n")
    sys.stdout.write(f"\n{'rule':4} {'':{WIDTH}} {'checked':>8} {'failed':>7}\n")
    for rule in RULES:
        sys.stdout.write(f"{rule.id:4} {rule.words:{WIDTH}} {_counts(rule, tally)}\n")
    checked = sum(count for rule, count in tally.checked.items() if rule != "T16")
    sys.stdout.write(f"{checked} findings, {len(tally.lines)} failed\n")


def _counts(rule: Rule, tally: Tally) -> str:
    if not rule.held_by:
        return f"{tally.checked[rule.id]:8} {tally.failed[rule.id]:7}  {rule.counts}"
    held = f"\n{'':{WIDTH + 6}}".join(f"held by {test}" for test in rule.held_by)
    return f"{'NO SUCH TEST  ' if tally.failed[rule.id] else ''}{held}"


if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        prog="python -m tests.audit", description="Hold what is drawn to its list."
    )
    parser.add_argument("folder", nargs="?", type=Path, help="draw all screens and pages there as well")
    sys.exit(main(parser.parse_args().folder))
