"""What a text states: its literals, indexed, so that passages can be asked for theirs."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from dedup.diff.facts.named import Named
from dedup.diff.facts.once import once
from dedup.diff.facts.quoted import Quoted
from dedup.document import Span
from dedup.text.literals.date_values import parse_published
from dedup.text.literals.extract import literals
from dedup.text.literals.literal import Literal
from dedup.text.literals.names import fold_name
from dedup.text.recent import recent
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
# A line break, or what ends a sentence. All that it may begin with stands in front, so that the
# engine skips to it.
_SENTENCE_END = re.compile(r"[.!?…\n](?:(?<=\n)|(?<!\n)[\"”’»)]*\s+(?=[\"“‘«(]?[A-ZÀ-Þ0-9]))")
# Marks that stand in no name, and that leave most texts ASCII.
_MARKS = "“”‘–—…"


# What in small letters is no date.
_OTHERWISE = frozenset(("may", "march", "sun", "sat", "mon", "wed", "dec", "mar", "jan"))
# Where the dash that follows the date of a dateline may stand, and how far down the text.
_DATELINE_END = re.compile(r"[ ]*(?:\([^()\n]{2,40}\)[ ]*)?[-–—]")
_DATELINE_REACH = 600


class Found(NamedTuple):
    """The literals of a passage by kind, each in order."""

    quantities: list[Literal]
    dates: list[Literal]
    names: list[Literal]
    quotations: list[Literal]


class Inventory:
    """The literals of one text, made once and used for every comparison of it.

    What only some comparisons ask for is worked out when it is first asked for.

    Parameters
    ----------
    text : str
    literals : sequence of Literal
        All of them, in order.

    Attributes
    ----------
    text : str
    literals : sequence of Literal
    named : Named
    quoted : Quoted
    others : list of Literal
        Dates and quantities.
    others_at : list of int
        Where each of these starts.
    """

    def __init__(self, text: str, literals: Sequence[Literal]) -> None:
        self.text = text
        self.literals = literals
        self.named = Named([literal for literal in literals if literal.kind == "name"])
        apart = [literal for literal in literals if literal.kind != "name"]
        self.others = [literal for literal in apart if literal.kind != "quotation"]
        self.quoted = Quoted(text, [one for one in apart if one.kind == "quotation"])
        self.others_at = [literal.span.start for literal in self.others]

    @once
    def starts(self) -> list[int]:
        """Where each literal starts."""
        return [literal.span.start for literal in self.literals]

    @once
    def plain(self) -> str | None:
        """The text in small letters, character by character, if it is ASCII but for a few marks.

        These are blanks here.
        """
        plain = self.text
        if not plain.isascii():
            for mark in _MARKS:
                plain = plain.replace(mark, " ")
            plain = plain.replace("’", "'")
        return plain.lower() if plain.isascii() else None

    @once
    def folded(self) -> str:
        """The text, folded as names are; some marks that no name has may be blanks."""
        return fold_name(self.text if self.plain is None else self.plain)

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

    def has_in_other_case(self, wording: str) -> bool:
        """Whether some words stand in the text in capitals or in small letters throughout.

        A headline, or a text in small letters, states what is not read there: "MONDAY", "april".
        """
        forms = {wording.upper(), wording.lower()} - {wording} - _OTHERWISE
        return any(
            re.search(rf"(?<!\w){re.escape(form)}(?!\w)", self.text) is not None
            for form in forms
            if form in self.text
        )

    @once
    def figures(self) -> frozenset[str]:
        """Every amount that the text states, in digits without its sign; of money also with its
        currency.
        """
        figures: set[str] = set()
        for literal in self.others:
            if literal.amount is None:
                continue
            figure = f"{abs(literal.amount):.6g}"
            if literal.kind == "money":
                figures |= {f"{figure} any", f"{figure} {literal.unit}"}
            else:
                figures.add(figure)
        return frozenset(figures)

    @once
    def dates(self) -> frozenset[str]:
        """The distinct values of its dates."""
        return frozenset([literal.value for literal in self.others if literal.kind == "date"])

    @once
    def dateline(self) -> date | None:
        """The day that the text's dateline gives ("OSLO, May 3, 2024 (AP) —")."""
        for literal in self.others:
            if literal.span.start > _DATELINE_REACH:
                break
            if literal.kind == "date" and _DATELINE_END.match(self.text, literal.span.end):
                return parse_published(literal.value)
        return None

    def within(self, spans: Sequence[Span]) -> Found:
        """The literals of some sentences; quotations cut to what the sentences hold."""
        quantities: list[Literal] = []
        dates: list[Literal] = []
        for literal in held(self.others_at, self.others, spans):
            (dates if literal.kind == "date" else quantities).append(literal)
        named = held(self.named.starts, self.named.all, spans)
        return Found(quantities, dates, named, self.quoted.within(spans))

    def between(self, start: int, end: int) -> Sequence[Literal]:
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


def held(starts: list[int], literals: list[Literal], spans: Sequence[Span]) -> list[Literal]:
    """The literals that start in some spans, by where each starts."""
    if len(spans) == 1:  # as most passages have
        first = bisect_left(starts, spans[0].start)
        return literals[first : bisect_left(starts, spans[0].end, first)]
    found: list[Literal] = []
    for span in spans:
        first = bisect_left(starts, span.start)
        last = bisect_left(starts, span.end, first)
        if first < last:
            found += literals[first:last]
    return found


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


@recent(256)
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
    return Inventory(text, literals(text))


def one_to_one(scored: Iterable[tuple[float, Literal, Literal]]) -> list[tuple[Literal, Literal]]:
    """Of scored pairs the best, each literal in one at most; of equals the first in the text."""
    taken: set[int] = set()
    pairs = []
    for _, a, b in sorted(scored, key=lambda one: (-one[0], one[1].span.start, one[2].span.start)):
        if id(a) not in taken and id(b) not in taken:
            taken |= {id(a), id(b)}
            pairs.append((a, b))
    return pairs
