"""Finding a procedure by what a visitor types: words, everyday words, a field or a code.

Owns the index in memory and the order of what is found. Refuses databases, clocks and screens. Procedures are
numbered by how plain their names are and a set of them is an integer with a bit each: a keystroke is a few
ANDs, and the lowest bits are already the best answers.
"""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, reduce
from itertools import islice
from operator import and_, or_
from typing import Final

from firmware.folding import fold, spell
from mqtt.catalogue import Procedure

MOST_LETTERS: Final = 500
MOST_WORDS: Final = 12
CORRECTED_LETTERS: Final = range(4, 13)
"""Shorter words have too many neighbours; longer ones are not Vietnamese."""

LETTERS: Final = "abcdefghijklmnopqrstuvwxyz"
FILLERS: Final = frozenset(
    {"tôi", "muốn", "xin", "làm", "cần", "cho", "của", "về", "ở", "và", "là", "ạ", "toi", "muon", "cua"}
)
"""Left out when nothing has all words. `lam` is none: it may be `lâm`; nor is `can`, which may be `cận`."""

_OFFICE: Final = re.compile(r"^thu tuc (?=\S)")
_LEADING: Final = re.compile(r"^(?:thu tuc|dang ky|cap|giai quyet|thuc hien|cong nhan) (?=\S)")


@dataclass(frozen=True, slots=True)
class Found:
    """Codes, best first, and how many there are in all; not `complete` where none has every word."""

    codes: tuple[str, ...]
    total: int
    complete: bool = True


@dataclass(frozen=True, slots=True)
class _Word:
    folded: str
    spelt: str
    unfinished: bool


class Index:
    """Made anew when the catalogue changes; never altered, so threads may share it."""

    def __init__(self, procedures: Sequence[Procedure]) -> None:
        ordered = sorted(procedures, key=lambda one: (len(_starts(one.name)[-1].split()), one.code))
        names = [[_OFFICE.sub("", fold(one.name)), *map(fold, one.everyday)] for one in ordered]
        self._codes = tuple(one.code for one in ordered)
        self._texts = [" " + " | ".join(phrases) for phrases in names]
        self._titles = _Lexicon(text.split() for text in self._texts)
        self._others = _Lexicon(map(_other_words, ordered))
        self._spelt = _Lexicon(
            spell(" ".join([one.name, one.field, *one.everyday])).split() for one in ordered
        )
        self._bodies = _Lexicon(_body_words(ordered))
        self._by_start = _Listing([*map(fold, one.everyday), *_starts(one.name)] for one in ordered)
        self._by_code = _Listing([_joined(one.code)] for one in ordered)

    def find(self, query: str, limit: int = 6, offset: int = 0) -> Found:
        """Never raises, whatever was typed; an empty query finds nothing."""
        words = _words(query)
        for steps, complete in self._attempts(words) if words else ():
            if total := reduce(or_, steps, 0).bit_count():
                numbers = islice(_in_order(steps), offset, offset + limit)
                return Found(tuple(self._codes[number] for number in numbers), total, complete)
        return Found((), 0)

    def _attempts(self, words: list[_Word]) -> Iterator[tuple[list[int], bool]]:
        """Sets to show one after the other, and whether they have every word; the first with any counts.

        One word alone is looked for in bodies before it is taken for a typing error: `vacxin` may only be
        there. Several words scattered over a long body say less than a title with one letter wrong.
        """
        yield self._exact(words), True
        telling = [word for word in words if word.spelt not in FILLERS] or words
        if telling != words:
            yield self._exact(telling), True
        if len(telling) == 1:
            yield [self._in_body(telling)], True
        yield self._corrected(telling), True
        yield [self._in_body(telling)], True
        yield [self._most_words(telling)], False

    def _exact(self, words: list[_Word]) -> list[int]:
        everywhere = reduce(and_, map(self._anywhere, words))
        if not everywhere:
            return [self._of_code(words)]
        phrase = " ".join(word.folded for word in words)
        title = reduce(and_, (self._titles.having(word.folded, word) for word in words))
        begun = self._by_start.beginning(phrase) & title
        steps = [
            self._by_start.equal(phrase) & title,
            begun,
            self._containing(phrase, title & ~begun) if len(words) > 1 else 0,
            title & self._titles.whole(words[-1].folded),
            title,
            everywhere,
        ]
        marked = self._with_marks(words)
        return [self._of_code(words), *(step & marked for step in steps), *steps]

    def _anywhere(self, word: _Word) -> int:
        code = self._by_code.beginning(word.folded) if word.folded[0].isdecimal() else 0
        return self._titles.having(word.folded, word) | self._others.having(word.folded, word) | code

    def _of_code(self, words: list[_Word]) -> int:
        joined = "".join(word.folded for word in words)
        return self._by_code.beginning(joined) if any(map(str.isdecimal, joined)) else 0

    def _containing(self, phrase: str, within: int) -> int:
        return _bits(number for number in _numbers(within) if f" {phrase}" in self._texts[number])

    def _with_marks(self, words: list[_Word]) -> int:
        """Those with every word typed with marks spelt just so. A word without marks promises nothing."""
        marked = [self._spelt.having(word.spelt, word) for word in words if word.spelt != word.folded]
        return reduce(and_, marked) if marked else 0

    def _corrected(self, words: list[_Word]) -> list[int]:
        """First only unknown words are taken for errors, then any word may be one: `khia` is known, too."""
        exact = list(map(self._anywhere, words))
        near = list(map(self._near, words))
        unknown_only = reduce(and_, (one or other for one, other in zip(exact, near, strict=True)))
        return [unknown_only or reduce(and_, map(or_, exact, near))]

    def _near(self, word: _Word) -> int:
        return self._titles.near(word) | self._others.near(word)

    def _in_body(self, words: list[_Word]) -> int:
        return reduce(and_, (self._anywhere(word) | self._bodies.having(word.folded, word) for word in words))

    def _most_words(self, words: list[_Word]) -> int:
        """Those with the largest number of words that any has; `having[n]` has more than n of them."""
        having = [0] * len(words)
        for word in words:
            bits = self._anywhere(word) or self._near(word)
            for count in range(len(words) - 1, 0, -1):
                having[count] |= having[count - 1] & bits
            having[0] |= bits
        return next(filter(None, reversed(having)), 0)


class _Lexicon:
    """Words in order, each with the set of procedures that have it."""

    def __init__(self, texts: Iterable[Iterable[str]]) -> None:
        numbers: dict[str, list[int]] = defaultdict(list)
        for number, text in enumerate(texts):
            for word in set(text):
                numbers[word].append(number)
        self._sets = {word: _bits(numbers.pop(word)) for word in sorted(numbers)}
        self._words = list(self._sets)

    def having(self, text: str, word: _Word) -> int:
        """`text` is one of the two spellings of `word`, as this lexicon's are."""
        return self.beginning(text) if word.unfinished else self.whole(text)

    def whole(self, text: str) -> int:
        return self._sets.get(text, 0)

    def beginning(self, text: str) -> int:
        found, place = 0, bisect_left(self._words, text)
        while place < len(self._words) and self._words[place].startswith(text):
            found |= self._sets[self._words[place]]
            place += 1
        return found

    def near(self, word: _Word) -> int:
        """Words of at least four letters one insertion, deletion, substitution or transposition away."""
        if not word.folded.isalpha() or len(word.folded) not in range(3, CORRECTED_LETTERS.stop):
            return 0
        ask = self.beginning if word.unfinished else self.whole
        return reduce(or_, (ask(edit) for edit in _edits(word.folded) if len(edit) in CORRECTED_LETTERS), 0)


class _Listing:
    """Phrases in order, each of one procedure."""

    def __init__(self, phrases: Iterable[Iterable[str]]) -> None:
        pairs = sorted((phrase, number) for number, some in enumerate(phrases) for phrase in set(some))
        self._phrases = [phrase for phrase, _ in pairs]
        self._numbers = [number for _, number in pairs]

    def equal(self, phrase: str) -> int:
        return self._between(phrase, phrase + "\0")

    def beginning(self, phrase: str) -> int:
        return self._between(phrase, phrase + "\U0010ffff")

    def _between(self, first: str, beyond: str) -> int:
        return _bits(self._numbers[bisect_left(self._phrases, first) : bisect_left(self._phrases, beyond)])


def _words(query: str) -> list[_Word]:
    """Of what was typed; a leading `thủ tục` says nothing, unless it is all."""
    texts = [text for text in spell(query[:MOST_LETTERS]).split() if fold(text)][:MOST_WORDS]
    if [fold(text) for text in texts[:2]] == ["thu", "tuc"]:
        texts = texts[2:] or texts
    return [_Word(fold(text), text, place == len(texts)) for place, text in enumerate(texts, start=1)]


def _starts(name: str) -> list[str]:
    """The folded name, and what is left of it after each leading word that half of all names share."""
    starts = [fold(name)]
    while (rest := _LEADING.sub("", starts[-1])) != starts[-1]:
        starts.append(rest)
    return starts


def _other_words(procedure: Procedure) -> list[str]:
    """Found by, but after the name: the field, a code's letters, and the `Thủ tục` that the name lost."""
    letters = [piece for piece in fold(procedure.code).split() if piece.isalpha()]
    office = ["thu", "tuc"] if _OFFICE.match(fold(procedure.name)) else []
    return [*fold(procedure.field).split(), *letters, *office]


def _body_words(procedures: Iterable[Procedure]) -> Iterator[set[str]]:
    """Each spelling is folded once: bodies are long, and made of few words."""
    folded = cache(lambda text: fold(text).split())
    for one in procedures:
        papers = [paper.name for case in one.cases for paper in case.documents]
        body = " ".join([*papers, *one.steps, *one.results, *one.forms])
        yield {word for text in set(body.split()) for word in folded(text)}


def _joined(code: str) -> str:
    return fold(code).replace(" ", "")


def _edits(word: str) -> set[str]:
    """Everything one edit away."""
    halves = [(word[:place], word[place:]) for place in range(len(word) + 1)]
    shorter = {left + right[1:] for left, right in halves if right}
    swapped = {left + right[1] + right[0] + right[2:] for left, right in halves if len(right) > 1}
    other = {left + letter + right[1:] for left, right in halves if right for letter in LETTERS}
    longer = {left + letter + right for left, right in halves for letter in LETTERS}
    return (shorter | swapped | other | longer) - {word}


def _bits(numbers: Iterable[int]) -> int:
    """By way of binary digits: adding to an integer would copy it for each number."""
    some, one = list(numbers), ord("1")
    digits = bytearray(b"0") * (max(some, default=0) + 1)
    for number in some:
        digits[~number] = one
    return int(digits, 2)


def _numbers(bits: int) -> Iterator[int]:
    digits = bin(bits)[:1:-1]
    place = digits.find("1")
    while place >= 0:
        yield place
        place = digits.find("1", place + 1)


def _in_order(steps: Iterable[int]) -> Iterator[int]:
    """Members of the first set, then those of the second that were not in the first, and so on."""
    seen = 0
    for step in steps:
        yield from _numbers(step & ~seen)
        seen |= step
