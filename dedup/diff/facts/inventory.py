"""What a text states: its literals, indexed, so that passages can be asked for theirs."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from itertools import chain
from typing import NamedTuple

from dedup.document import Span
from dedup.text.literals.date_values import parse_published
from dedup.text.literals.extract import literals
from dedup.text.literals.literal import Literal, literal_at
from dedup.text.literals.names import fold_name
from dedup.text.literals.places import FAMILIES
from dedup.text.literals.quotations import quoted_words
from dedup.text.stems import stem_of

__all__ = [
    "QUANTITIES",
    "WORD",
    "Context",
    "Found",
    "Inventory",
    "inventory",
    "one_to_one",
    "overlap",
    "rarities",
]

QUANTITIES = ("number", "percentage", "money")
WORD = re.compile(r"[^\W_]+")

Context = dict[int, float]
"""Stem number -> weight: how rare the word is in the news, in nats, and how near it stands."""

_REACH = 80
# Words away at which a word of the context counts half.
_HALF = 5.0
# A context of this weight is enough to compare; with less, one shared word would do.
_LEAST_WEIGHT = 8.0
# Nats from which on a word is rare enough to look quotations up by, and how many to look at.
_RARE = 1.0
_CANDIDATES = 12
_SENTENCE_END = re.compile(r"[.!?…][\"”’»)]*\s+(?=[\"“‘«(]?[A-ZÀ-Þ0-9])|\n")


# Where the dash that follows the date of a dateline may stand, and how far down the text.
_DATELINE_END = re.compile(r"[ ]*(?:\([^()\n]{2,40}\)[ ]*)?[-–—]")
_DATELINE_REACH = 600


class Found(NamedTuple):
    """The literals of a passage by kind, each in order."""

    quantities: list[Literal]
    dates: list[Literal]
    names: list[Literal]
    quotations: list[Literal]


@dataclass(frozen=True, eq=False)
class Inventory:
    """The literals of one text, made once and used for every comparison of it.

    What only some comparisons ask for is worked out when it is first asked for.

    Attributes
    ----------
    text : str
    literals : tuple of Literal
        All of them, in order.
    """

    text: str
    literals: tuple[Literal, ...]

    @cached_property
    def starts(self) -> list[int]:
        """Where each literal starts."""
        return [literal.span.start for literal in self.literals]

    @cached_property
    def longest(self) -> int:
        """The length of the longest literal."""
        return max((one.span.end - one.span.start for one in self.literals), default=0)

    @cached_property
    def folded(self) -> str:
        """The text, folded as names are."""
        return fold_name(self.text)

    def has_word(self, word: str) -> bool:
        """Whether a folded word stands in the text, letters and digits on neither side of it."""
        folded = self.folded
        place = folded.find(word)
        if place < 0 or not word.isalnum():
            return False
        while place >= 0:
            end = place + len(word)
            if not folded[end : end + 1].isalnum() and not (place and folded[place - 1].isalnum()):
                return True
            place = folded.find(word, place + 1)
        return False

    @cached_property
    def figures(self) -> frozenset[str]:
        """Every amount that the text states, in digits without its sign; of money also with its
        currency.
        """
        figures: set[str] = set()
        for literal in self.literals:
            if literal.amount is None:
                continue
            figure = f"{abs(literal.amount):.6g}"
            if literal.kind == "money":
                figures |= {f"{figure} any", f"{figure} {literal.unit}"}
            else:
                figures.add(figure)
        return frozenset(figures)

    @cached_property
    def dates(self) -> frozenset[str]:
        """The distinct values of its dates."""
        return frozenset(literal.value for literal in self.literals if literal.kind == "date")

    @cached_property
    def names(self) -> frozenset[str]:
        """The distinct values of its names."""
        return frozenset(literal.value for literal in self.literals if literal.kind == "name")

    @cached_property
    def last_names(self) -> frozenset[str]:
        """The last word of each name, and all names by their initials."""
        return frozenset(chain.from_iterable(map(_short_forms, self.names)))

    @cached_property
    def told_names(self) -> dict[str, bool]:
        """Whether it has some names of other texts, which `dedup.diff.facts.naming` finds out."""
        return {}

    @cached_property
    def last_names_by_initial(self) -> dict[str, list[str]]:
        """The same by their first letter."""
        found: dict[str, list[str]] = {}
        for name in self.last_names:
            found.setdefault(name[:1], []).append(name)
        return found

    @cached_property
    def countries(self) -> frozenset[str]:
        """The countries that its names can stand for."""
        return frozenset().union(*(FAMILIES.get(name, _NONE) for name in self.names))

    @cached_property
    def dateline(self) -> date | None:
        """The day that the text's dateline gives ("OSLO, May 3, 2024 (AP) —")."""
        for literal in self.literals:
            if literal.span.start > _DATELINE_REACH:
                break
            if literal.kind == "date" and _DATELINE_END.match(self.text, literal.span.end):
                return parse_published(literal.value)
        return None

    @cached_property
    def _rare_words(self) -> list[frozenset[int]]:
        """The stem numbers of the rare words of each quotation."""
        return [frozenset(_rare(literal.value)) for literal in self._quoted[1]]

    @cached_property
    def quotations(self) -> dict[int, list[int]]:
        """Stem number -> the numbers of the quotations that have this rare word."""
        found: dict[int, list[int]] = {}
        for number, keys in enumerate(self._rare_words):
            for key in keys or {_NO_RARE_WORD}:
                found.setdefault(key, []).append(number)
        return found

    @cached_property
    def _quoted(self) -> tuple[list[int], list[Literal]]:
        """Where the quotations start, and what they are."""
        quoted = [literal for literal in self.literals if literal.kind == "quotation"]
        return [literal.span.start for literal in quoted], quoted

    @cached_property
    def _plain(self) -> tuple[list[int], list[Literal]]:
        """Where all others start, and what they are."""
        plain = [literal for literal in self.literals if literal.kind != "quotation"]
        return [literal.span.start for literal in plain], plain

    def within(self, spans: Sequence[Span]) -> Found:
        """The literals of some sentences; quotations cut to what the sentences hold."""
        (starts, plain), (opened, quotations) = self._plain, self._quoted
        found = Found([], [], [], [])
        quantities, dates, names, _ = found
        quoted: dict[int, tuple[int, int, Literal]] = {}
        for span in spans:
            begins, ends = span.start, span.end
            first = bisect_left(starts, begins)
            for literal in plain[first : bisect_left(starts, ends, first)]:
                kind = literal.kind
                home = names if kind == "name" else dates if kind == "date" else quantities
                home.append(literal)
            if not quotations:
                continue
            first = bisect_left(opened, begins - self.longest)
            for literal in quotations[first : bisect_left(opened, ends, first)]:
                whole = literal.span
                if whole.end > begins:
                    start, end = max(whole.start, begins), min(whole.end, ends)
                    first, last, _ = quoted.get(whole.start, (start, end, literal))
                    quoted[whole.start] = min(first, start), max(last, end), literal
        for start, end, literal in quoted.values() if quoted else ():
            whole = literal.span
            if whole.start == start and whole.end == end:
                found.quotations.append(literal)
                continue
            value = quoted_words(self.text, start, end)
            if value:
                part = literal_at("quotation", value, self.text[start:end], start, end)
                found.quotations.append(part)
        return found

    def between(self, start: int, end: int) -> tuple[Literal, ...]:
        """The literals that start in ``[start, end)``."""
        return self.literals[bisect_left(self.starts, start) : bisect_left(self.starts, end)]

    def around(self, literal: Literal, reach: int) -> list[Literal]:
        """The other literals that stand at most `reach` characters away in its sentence."""
        start, end = self.sentence(literal.span, reach)
        near = self.between(start, end)
        return [other for other in near if other is not literal and other.span.end <= end]

    def sentence(self, span: Span, reach: int) -> tuple[int, int]:
        """The stretch of at most `reach` characters either side that stays in the sentence."""
        begins = max(0, span.start - reach)
        for border in _SENTENCE_END.finditer(self.text, begins, span.start):
            begins = border.end()
        stop = _SENTENCE_END.search(self.text, span.end, span.end + reach)
        return begins, stop.start() if stop else min(span.end + reach, len(self.text))

    def context(self, literal: Literal, reach: int = _REACH) -> Context:
        """The words around a literal, within its sentence, and how rare and near each is."""
        start, end = self.sentence(literal.span, reach)
        before = WORD.findall(self.text, start, literal.span.start)
        after = WORD.findall(self.text, literal.span.end, end)
        context: Context = {}
        for words in (before[::-1], after):
            for distance, word in enumerate(words):
                stem, rarity = stem_of(word)
                weight = rarity / (1 + distance / _HALF)
                if weight > context.get(stem, 0.0):
                    context[stem] = weight
        return context

    def quotations_like(self, value: str) -> list[Literal]:
        """The quotations that share the most with `value`, a dozen at most.

        Best first, where there are more.
        """
        if not self._quoted[1]:
            return []
        found = self._like.get(value)
        if found is None:
            found = self._like[value] = self._quotations_like(value)
        return found

    def has_quotation(self, value: str) -> bool:
        """Whether a quotation of just these words is surely among those that are most like it.

        Of few quotations all that share a word are.
        """
        return value in self._few_quoted

    @cached_property
    def _few_quoted(self) -> frozenset[str]:
        quoted = self._quoted[1]
        return frozenset(one.value for one in quoted) if len(quoted) <= _CANDIDATES else _NONE

    @cached_property
    def _like(self) -> dict[str, list[Literal]]:
        return {}

    def _quotations_like(self, value: str) -> list[Literal]:
        rare = _rare(value)
        quotations, words = self._quoted[1], self._rare_words
        if len(quotations) <= _CANDIDATES:  # as in most articles; all that share a word are given
            alike = [n for n, theirs in enumerate(words) if not theirs.isdisjoint(rare)]
            alike = alike or [n for n, theirs in enumerate(words) if not theirs]
            return [quotations[number] for number in alike]
        shared: dict[int, float] = {}
        for key, rarity in rare.items():
            for number in self.quotations.get(key, ()):
                shared[number] = shared.get(number, 0.0) + rarity
        best = sorted(shared, key=shared.__getitem__, reverse=True)[:_CANDIDATES]
        return [quotations[number] for number in best or self.quotations.get(_NO_RARE_WORD, [])]


_NO_RARE_WORD = -1


def _rare(value: str) -> Context:
    """The stems of a quotation's rarer words, with the rarity of each."""
    stems = dict(map(stem_of, value.split()))
    return {key: rarity for key, rarity in stems.items() if rarity >= _RARE}


@lru_cache(maxsize=1 << 13)
def _short_forms(name: str) -> tuple[str, ...]:
    """The last word of a name, and its initials if it has more."""
    first, _, last = name.rpartition(" ")
    return (last, "".join([word[0] for word in name.split()])) if first else (last,)


_NONE: frozenset[str] = frozenset()


def rarities(words: Iterable[str]) -> Context:
    """The stems of some words with the rarity of each."""
    return dict(map(stem_of, words))


def overlap(a: Context, b: Context) -> float:
    """How much of the smaller context the other shares, weighted by rarity, in [0, 1].

    Examples
    --------
    >>> words = rarities(["bilateral", "trade", "reached"])
    >>> overlap(words, words)
    1.0
    >>> overlap(words, rarities(["goalkeeper", "penalty"]))
    0.0
    """
    shared = sum(min(weight, b[stem]) for stem, weight in a.items() if stem in b)
    return shared / max(min(sum(a.values()), sum(b.values())), _LEAST_WEIGHT)


@lru_cache(maxsize=256)
def inventory(text: str) -> Inventory:
    """Read a text's literals; the last few texts are remembered.

    Parameters
    ----------
    text : str
        A whole document.

    Returns
    -------
    Inventory

    Examples
    --------
    >>> [literal.value for literal in inventory("They lost 12 ships in 1998.").literals]
    ['12', '1998']
    """
    return Inventory(text, tuple(literals(text)))


def one_to_one(scored: Iterable[tuple[float, Literal, Literal]]) -> list[tuple[Literal, Literal]]:
    """Of scored pairs the best, each literal in one at most; of equals the first in the text."""
    taken: set[int] = set()
    pairs = []
    for _, a, b in sorted(scored, key=lambda one: (-one[0], one[1].span.start, one[2].span.start)):
        if id(a) not in taken and id(b) not in taken:
            taken |= {id(a), id(b)}
            pairs.append((a, b))
    return pairs
