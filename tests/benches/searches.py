"""What a keystroke in the search box costs over 10,000 procedures, beside SQLite's LIKE and its FTS5.

Owns the made-up procedures and queries, and the rounds. Refuses to compare what is found: peers need not
correct typing errors or rank plain names first, so they are asked for less. All three say six and the total.
"""

import csv
import random
import re
import sqlite3
import time
import tracemalloc
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Final

from firmware.folding import fold
from firmware.search import Index
from mqtt.catalogue import Case, Document, Procedure
from tests.benches.table import Figure, Reach, quantile

PROCEDURES: Final = 10_000
QUERIES: Final = 200
SEED: Final = 2026
SOURCE: Final = Path(__file__).parent.parent / "firmware" / "procedures.csv"

VARIANTS: Final = [
    "có yếu tố nước ngoài",
    "lưu động",
    "tại khu vực biên giới",
    "đối với hộ nghèo",
    "cho người khuyết tật",
    "theo thủ tục rút gọn",
    "khi thay đổi nơi cư trú",
    "cho trẻ em dưới 6 tuổi",
    "trong trường hợp bị mất",
]
ONSETS: Final = re.findall(r"\w+", "b c ch d đ g gi h kh l m n ng nh ph qu s t th tr v x")
RIMES: Final = re.findall(
    r"\w+", "a à ả an án ang anh ánh ao áo âm ân ăn ây e en eo ê ến i inh o on ong ông ui"
)


def measure(folder: Path) -> list[Figure]:
    procedures = made_up(PROCEDURES)
    megabytes = _megabytes(procedures)
    started = time.perf_counter()
    index = Index(procedures)
    built = time.perf_counter() - started
    like, words = Like(folder, procedures), Words(folder, procedures)
    took = _took(procedures, [index.find, like.find, words.find])
    return [
        *(_speed(name, share, took[0], took[1], "LIKE") for name, share in (("p50", 0.5), ("p99", 0.99))),
        *(_speed(name, share, took[0], took[2], "FTS5") for name, share in (("p50", 0.5), ("p99", 0.99))),
        Figure("slowest keystroke in 10,000 procedures", "ms", max(took[0])),
        Figure("index of 10,000 procedures built", "s", built, reach=Reach(3)),
        Figure("memory of that index", "MB", megabytes),
    ]


def _speed(name: str, share: float, ours: list[float], peer: list[float], whose: str) -> Figure:
    reach = Reach(8) if name == "p99" else None
    return Figure(
        f"keystroke {name}, peer {whose}", "ms", quantile(ours, share), quantile(peer, share), reach
    )


def _megabytes(procedures: list[Procedure]) -> float:
    """What stays when an index is made, without the procedures."""
    tracemalloc.start()
    index = Index(procedures)
    kept, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    del index
    return kept / 1e6


def _took(procedures: list[Procedure], sides: list[Callable[[str], object]]) -> list[list[float]]:
    """Milliseconds of each keystroke on each side; who goes first changes from keystroke to keystroke."""
    took: list[list[float]] = [[] for _ in sides]
    for turn, typed in enumerate(keystrokes(procedures)):
        for place in range(len(sides)):
            side = (turn + place) % len(sides)
            started = time.perf_counter()
            sides[side](typed)
            took[side].append((time.perf_counter() - started) * 1000)
    return took


def real() -> list[Procedure]:
    """36 procedures of a real commune."""
    with SOURCE.open(encoding="utf-8", newline="") as file:
        next(file)
        rows = csv.DictReader(file)
        return [Procedure(code=row["code"], name=row["name"], field=row["field"]) for row in rows]


@dataclass(frozen=True, slots=True)
class Stock:
    """What made-up procedures are put together from."""

    names: list[str]
    fields: list[str]
    syllables: list[str]
    words: list[str]


def made_up(count: int) -> list[Procedure]:
    """The same for each run: halves of real names, with variants, places, everyday words and bodies."""
    choose = random.Random(SEED)
    names = [one.name.removeprefix("Thủ tục ") for one in real()]
    fields = sorted({one.field for one in real()})
    syllables = [onset + rime for onset, rime in product(ONSETS, RIMES)]
    words = sorted({word for name in names for word in name.split()}) + syllables
    stock = Stock(names, fields, syllables, words)
    return [_made_up(choose, stock, number) for number in range(count)]


def _made_up(choose: random.Random, stock: Stock, number: int) -> Procedure:
    left, right = (choose.choice(stock.names).split() for _ in range(2))
    place = " ".join(choose.sample(stock.syllables, 2)).title()
    name = [*left[: choose.randint(2, 8)], *right[-choose.randint(2, 8) :]]
    ends = [choose.choice(VARIANTS), f"tại {choose.choice(('xã', 'phường'))} {place}"]
    prose = [" ".join(choose.choices(stock.words, k=40)) for _ in range(6)]
    return Procedure(
        code=f"{choose.randint(1, 3)}.{number:06}",
        name=" ".join([choose.choice(("Thủ tục", "")), *name, *ends[: choose.randint(0, 2)]]).strip(),
        field=choose.choice(stock.fields),
        cases=[Case(documents=[Document(name=paper) for paper in prose[:3]])],
        steps=prose[3:],
        everyday=[" ".join(choose.choices(stock.words, k=2))] if choose.random() < 0.3 else [],
    )


def keystrokes(procedures: list[Procedure]) -> Iterator[str]:
    """Every beginning of 200 queries, as a box sees them."""
    choose = random.Random(SEED + 1)
    for turn in range(QUERIES):
        query = _query(choose, choose.choice(procedures), turn)
        yield from (query[:end] for end in range(1, len(query) + 1))


def _query(choose: random.Random, one: Procedure, turn: int) -> str:
    """In turn: with marks, without, mistyped, turned round, a code, a field and a word, chatty, not there."""
    words = one.name.removeprefix("Thủ tục ").split()[: choose.randint(2, 6)]
    plain = fold(" ".join(words))
    middle = len(plain) // 2
    return (
        " ".join(words),
        plain,
        plain[:middle] + plain[middle + 1 :],
        " ".join(reversed(plain.split())),
        one.code,
        f"{one.field} {words[-1]}",
        f"tôi muốn làm {' '.join(words)}",
        f"{plain} xyz",
    )[turn % 8]


class Like:
    """Each word anywhere in a folded column; rows are stored plain names first, as ours are."""

    def __init__(self, folder: Path, procedures: list[Procedure]) -> None:
        self._database = sqlite3.connect(folder / "like.db")
        self._database.execute("CREATE TABLE procedure (code TEXT, folded TEXT)")
        self._database.executemany("INSERT INTO procedure VALUES (?, ?)", _rows(procedures))
        self._database.commit()

    def find(self, query: str) -> object:
        words = fold(query).split()
        each = " AND ".join("folded LIKE ?" for _ in words) or "0"
        ask = f"SELECT code, count(*) OVER () FROM procedure WHERE {each} ORDER BY rowid LIMIT 6"
        return self._database.execute(ask, [f"%{word}%" for word in words]).fetchall()


class Words:
    """FTS5 as its manual shows it: the last word unfinished, best first by its own measure."""

    def __init__(self, folder: Path, procedures: list[Procedure]) -> None:
        self._database = sqlite3.connect(folder / "words.db")
        tokens = "tokenize = 'unicode61 remove_diacritics 2'"
        self._database.execute(f"CREATE VIRTUAL TABLE procedure USING fts5(code UNINDEXED, folded, {tokens})")
        self._database.executemany("INSERT INTO procedure VALUES (?, ?)", _rows(procedures))
        self._database.commit()

    def find(self, query: str) -> object:
        wanted = " ".join(f'"{word}"' for word in fold(query).split())
        ask = "SELECT code, count(*) OVER () FROM procedure WHERE procedure MATCH ? ORDER BY rank LIMIT 6"
        return self._database.execute(ask, [f"{wanted}*"]).fetchall() if wanted else []


def _rows(procedures: list[Procedure]) -> list[tuple[str, str]]:
    texts = [(one.code, fold(" ".join([one.name, *one.everyday, one.field, one.code]))) for one in procedures]
    return sorted(texts, key=lambda row: (len(row[1].split()), row[0]))
