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
    """A row for each page, and the slowest of all. Some answers are kept: the first ones are told apart."""
    times = size.of(small=5, whole=40)
    asked = {
        f"page /{page}, {where}": _asked(port, page, f"{area}&from={day}&to={day}".lstrip("&"), times)
        for where, area in AREAS
        for page in PAGES
    }
    p95 = {name: quantile(took, 0.95) for name, took in asked.items()}
    return [
        *(Figure(f"{name}, p95", "ms", slow, reach=REACH) for name, slow in p95.items()),
        Figure("slowest page's p95", "ms", max(p95.values()), reach=REACH),
        Figure("slowest first answer of a page", "ms", max(took[0] for took in asked.values())),
    ]


def _asked(port: int, page: str, query: str, times: int) -> list[float]:
    """Milliseconds, in the order of asking."""
    path = f"/{page}{'&' if '?' in page else '?'}{query}"
    took = [_took(f"http://127.0.0.1:{port}{path}") for _ in range(times)]
    half, most = quantile(took, 0.5), quantile(took, 0.95)
    sys.stderr.write(f"{path}: first {took[0]:.0f} ms, median {half:.0f} ms, p95 {most:.0f} ms\n")
    return took


def _took(address: str) -> float:
    began = time.perf_counter()
    with urllib.request.urlopen(address, timeout=60) as answer:
        answer.read()
    return (time.perf_counter() - began) * 1000
