"""The quotations of a text, cut to passages and looked up by their rarer words."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import accumulate

from dedup.diff.facts.once import once
from dedup.diff.facts.said import Said, has_rare_word, said
from dedup.document import Span
from dedup.text.literals.literal import Literal, literal_at
from dedup.text.literals.quotations import quoted_words

__all__ = ["Quoted"]

_CANDIDATES = 12
"""How many quotations to look at that share words with one."""
_MOST_LIKE = 1000
"""Quotations of other texts of which it is remembered what is like them."""


class Quoted:
    """The quotations of one text, in order.

    Parameters
    ----------
    text : str
    quotations : list of Literal
        Sorted by where they begin.
    """

    def __init__(self, text: str, quotations: list[Literal]) -> None:
        self._text = text
        self.all = quotations

    def __bool__(self) -> bool:
        return bool(self.all)

    @once
    def _starts(self) -> list[int]:
        """Where each begins."""
        return [literal.span.start for literal in self.all]

    @once
    def _ends(self) -> list[int]:
        """Where the last ends of it and those before it."""
        return list(accumulate([literal.span.end for literal in self.all], max))

    def reaching(self, begins: int, ends: int) -> list[Literal]:
        """Those of which a part stands in a stretch of the text."""
        if not self.all:
            return []
        last = bisect_left(self._starts, ends)
        first = bisect_right(self._ends, begins, 0, last)
        return [literal for literal in self.all[first:last] if literal.span.end > begins]

    def within(self, spans: Sequence[Span]) -> list[Literal]:
        """The quotations that reach into some sentences, cut to what these hold."""
        quoted: dict[int, tuple[int, int, Literal]] = {}
        for span in spans:
            begins, ends = span.start, span.end
            for literal in self.reaching(begins, ends):
                whole = literal.span
                start, end = max(whole.start, begins), min(whole.end, ends)
                first, last, _ = quoted.get(whole.start, (start, end, literal))
                quoted[whole.start] = min(first, start), max(last, end), literal
        found = []
        for start, end, literal in quoted.values():
            whole = literal.span
            if whole.start == start and whole.end == end:
                found.append(literal)
                continue
            value = quoted_words(self._text, start, end)
            if value:
                found.append(literal_at("quotation", value, self._text[start:end], start, end))
        return found

    @once
    def _words(self) -> list[str]:
        """The words of each, with a blank before and behind every one."""
        return [f" {literal.value} " for literal in self.all]

    @once
    def _without(self) -> list[Literal]:
        """Those that have no rare word."""
        return [literal for literal in self.all if not has_rare_word(literal.value)]

    @once
    def by_word(self) -> dict[int, list[int]]:
        """Stem number -> the numbers of the quotations that have this rare word."""
        found: dict[int, list[int]] = {}
        for number, keys in enumerate([said(literal.value).rare for literal in self.all]):
            for key in keys or (_NO_RARE_WORD,):
                found.setdefault(key, []).append(number)
        return found

    def holds(self, value: str, least: int) -> bool:
        """Whether one that is surely among the most like has the same words, more, or some of them.

        Of few quotations all that share a rare word are. Those of fewer words than `least` do not
        count.
        """
        if len(self.all) > _CANDIDATES:
            return False
        raw = f" {value} "
        for literal, words in zip(self.all, self._words, strict=True):
            if (
                (raw in words or words in raw)
                and literal.words >= least
                and (raw == words or has_rare_word(raw if raw in words else words))
                and said(value).words
                and said(literal.value).words
            ):
                return True
        return False

    @once
    def _row(self) -> str:
        """The words of all."""
        return "".join(self._words)

    def like(self, value: str) -> list[Literal]:
        """The quotations that share the most with `value`, a dozen at most.

        Best first, where there are more.
        """
        if not self.all:
            return []
        found = self._known.get(value)
        if found is None:
            if len(self._known) >= _MOST_LIKE:
                self._known.clear()
            found = self._known[value] = self._like(value)
        return found

    @once
    def _known(self) -> dict[str, list[Literal]]:
        return {}

    def _like(self, value: str) -> list[Literal]:
        told = said(value)
        if len(self.all) <= _CANDIDATES:  # as in most articles; all that share a word are given
            if not _may_share(told, self._row):
                return self._without
            wanted = told.rare.keys()
            alike = [
                literal
                for literal, words in zip(self.all, self._words, strict=True)
                if _may_share(told, words) and not wanted.isdisjoint(said(literal.value).rare)
            ]
            return alike or self._without
        shared: dict[int, float] = {}
        for key, rarity in told.rare.items():
            for number in self.by_word.get(key, ()):
                shared[number] = shared.get(number, 0.0) + rarity
        best = sorted(shared, key=shared.__getitem__, reverse=True)[:_CANDIDATES]
        return [self.all[number] for number in best or self.by_word.get(_NO_RARE_WORD, [])]


def _may_share(told: Said, words: str) -> bool:
    """Whether words of other quotations may have a rare stem of one, by what they begin with."""
    beginnings = told.beginnings
    if not beginnings or not words.isascii():
        return True
    return any(map(words.__contains__, beginnings))


_NO_RARE_WORD = -1
