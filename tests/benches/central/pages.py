"""How long each page of the dashboard takes over a day's data, from the request to its last byte.

Owns which pages, of which area. Refuses a browser: what it draws afterwards is the visitor's machine's.
"""

import sys
import time
import urllib.request
from typing import Final

from tests.benches.central.ground import Size
from tests.benches.table import Figure, Reach, quantile

PROVINCE: Final = "province=01"
PAGES: Final = (
    "",
    "live",
    "ranking",
    "ranking?of=ward&by=wait",
    "ranking?of=ward&by=p90",
    "trends",
    "fleet",
    "alerts",
    "quarantine",
    "decision766",
    "data",
    "find?q=phuong",
)
AREAS: Final = (("the country", ""), ("a province", PROVINCE))
REACH: Final = Reach(300)


def measure(port: int, day: str, size: Size) -> list[Figure]:
    """Each page's own row, and the slowest of all."""
    times = size.of(small=5, whole=40)
    figures = [
        _figure(port, page, where, f"{area}&from={day}&to={day}".lstrip("&"), times)
        for where, area in AREAS
        for page in PAGES
    ]
    slowest = max(figures, key=lambda figure: figure.ours)
    return [*figures, Figure("slowest page's p95", "ms", slowest.ours, reach=REACH)]


def _figure(port: int, page: str, where: str, query: str, times: int) -> Figure:
    path = f"/{page}{'&' if '?' in page else '?'}{query}"
    took = [_took(f"http://127.0.0.1:{port}{path}") for _ in range(times)]
    sys.stderr.write(f"{path}: median {quantile(took, 0.5):.0f} ms, p95 {quantile(took, 0.95):.0f} ms\n")
    return Figure(f"page /{page}, {where}, p95", "ms", quantile(took, 0.95), reach=REACH)


def _took(address: str) -> float:
    began = time.perf_counter()
    with urllib.request.urlopen(address, timeout=60) as answer:
        answer.read()
    return (time.perf_counter() - began) * 1000
