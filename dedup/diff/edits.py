"""Word-level edits between two passages, with difflib's tags and spans of the texts.

Small passages are compared as `difflib.SequenceMatcher` does it. Large ones are first cut at words
that occur once on either side and stand in the same order on both (Bram Cohen's patience
diff): that keeps the cost near-linear, and cuts where a reader would.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache, partial
from itertools import accumulate
from operator import itemgetter
from typing import Literal, NamedTuple

from dedup.diff.passages import Edit
from dedup.document import Span
from dedup.text.words import Word, fold, is_latin, iter_words

__all__ = ["Block", "edits_between", "matching_blocks", "words_of"]

_SMALL = 100_000
"""Product of lengths up to which two passages are compared as they are."""


_PLACE = itemgetter(0)


class Block(NamedTuple):
    """``a[source:source + size]`` equals ``b[copy:copy + size]``."""

    source: int
    copy: int
    size: int


_APOSTROPHES = ("'", "’", "ʼ", "＇")
# Words of Latin text with what apostrophes join to them; a split keeps them.
_JOINED = re.compile(r"([^\W_]+(?:['’][^\W_]+)*)")
# `Word` of a tuple, without the function that a named tuple's own constructor is.
_word = partial(tuple.__new__, Word)


def words_of(text: str, spans: Sequence[Span]) -> list[Word]:
    """The words of some spans of a text, in order, as a reader would count them.

    Parts joined by an apostrophe are one word here, whichever apostrophe it is.

    Examples
    --------
    >>> words_of("Kelm’s dam", [Span(0, 10)])
    [Word(folded="kelm's", start=0, end=6), Word(folded='dam', start=7, end=10)]
    """
    words: list[Word] = []
    for span in spans:
        found = _words_in(text, span.start, span.end)
        if words and found and text[words[-1].end : found[0].start] in _APOSTROPHES:
            last, first = words.pop(), found[0]
            found[0] = Word(f"{last.folded}'{first.folded}", last.start, first.end)
        words += found
    return words


def _words_in(text: str, start: int, end: int) -> list[Word]:
    piece = text[start:end]
    if is_latin(piece):
        # What parts words, and words, in turn: their lengths say where each begins and ends.
        parts = _JOINED.split(piece)
        bounds = list(accumulate(map(len, parts), initial=start))
        folded = map(_fold_joined, parts[1::2])
        return list(map(_word, zip(folded, bounds[1:-1:2], bounds[2::2], strict=False)))
    words: list[Word] = []
    for word in iter_words(text, start, end):
        if words and text[words[-1].end : word.start] in _APOSTROPHES:
            last = words[-1]
            words[-1] = Word(f"{last.folded}'{word.folded}", last.start, word.end)
        else:
            words.append(word)
    return words


@lru_cache(maxsize=1 << 16)
def _fold_joined(raw: str) -> str:
    return "'".join(fold(part) for part in raw.replace("’", "'").split("'"))


def _anchors(a: Sequence[str], b: Sequence[str]) -> list[tuple[int, int]]:
    """Places of words unique to either side, as the longest run increasing on both."""
    once_a = {word for word, count in Counter(a).items() if count == 1}
    once = once_a & {word for word, count in Counter(b).items() if count == 1}
    where = {word: place for place, word in enumerate(b) if word in once}
    pairs = [(place, where[word]) for place, word in enumerate(a) if word in once]
    tails: list[int] = []
    ends: list[int] = []
    before: list[int] = []
    for index, (_, place) in enumerate(pairs):
        slot = bisect_left(tails, place)
        before.append(ends[slot - 1] if slot else -1)
        if slot == len(tails):
            tails.append(place)
            ends.append(index)
        else:
            tails[slot] = place
            ends[slot] = index
    run = []
    index = ends[-1] if ends else -1
    while index >= 0:
        run.append(pairs[index])
        index = before[index]
    return run[::-1]


def _blocks(a: Sequence[str], b: Sequence[str]) -> Iterator[Block]:
    """Matching blocks, possibly touching one another, in order."""
    start = 0
    while start < min(len(a), len(b)) and a[start] == b[start]:
        start += 1
    end = 0
    while end < min(len(a), len(b)) - start and a[-1 - end] == b[-1 - end]:
        end += 1
    if start:
        yield Block(0, 0, start)
    inner_a, inner_b = a[start : len(a) - end], b[start : len(b) - end]
    if inner_a and inner_b:
        if len(inner_a) * len(inner_b) <= _SMALL:
            found: Iterable[Block] = _longest_first(inner_a, inner_b)
        else:
            found = _between_anchors(inner_a, inner_b)
        for block in found:
            yield Block(block.source + start, block.copy + start, block.size)
    if end:
        yield Block(len(a) - end, len(b) - end, end)


def _longest_first(a: Sequence[str], b: Sequence[str]) -> list[Block]:
    """The blocks that `difflib.SequenceMatcher` finds, in order.

    The longest block, of equals the first in `a` and then in `b`; and so on before and after it.
    There is no junk here and no word too popular, which leaves less to do.
    """
    where: dict[str, list[int]] = {}
    for place, word in enumerate(b):
        where.setdefault(word, []).append(place)
    shared = [(place, where[word]) for place, word in enumerate(a) if word in where]
    found: list[Block] = []
    waiting = [(0, len(shared), 0, len(b))]
    while waiting:
        first, end, first_b, end_b = waiting.pop()
        best, best_a, best_b = 0, 0, 0
        before: dict[int, int] = {}
        last = -1
        for i, places in shared[first:end]:
            if i > last + 1:
                before = {}
            last = i
            lengths: dict[int, int] = {}
            for j in places:
                if j < first_b:
                    continue
                if j >= end_b:
                    break
                length = lengths[j] = before.get(j - 1, 0) + 1
                if length > best:
                    best, best_a, best_b = length, i - length + 1, j - length + 1
            before = lengths
        if best == 1:
            found += _singles(shared[first:end], first_b, end_b)
        elif best:
            found.append(Block(best_a, best_b, best))
            # Every word of the block is shared, so that its place among them is found so.
            at = bisect_left(shared, best_a, first, end, key=_PLACE)
            if first < at and first_b < best_b:
                waiting.append((first, at, first_b, best_b))
            if at + best < end and best_b + best < end_b:
                waiting.append((at + best, end, best_b + best, end_b))
    return sorted(found)


def _singles(shared: Sequence[tuple[int, list[int]]], first: int, end: int) -> Iterator[Block]:
    """The blocks where none is longer than a word: each word's first place after the last one's."""
    for i, places in shared:
        for j in places:
            if first <= j < end:
                yield Block(i, j, 1)
                first = j + 1
                break


def _between_anchors(a: Sequence[str], b: Sequence[str]) -> Iterator[Block]:
    """Blocks of two large passages: the anchors, and what lies between them."""
    anchors = _anchors(a, b)
    last_a = last_b = 0
    for place_a, place_b in [*anchors, (len(a), len(b))]:
        piece_a, piece_b = a[last_a:place_a], b[last_b:place_b]
        # Without an anchor there is nothing left to cut at: a large piece is one replacement.
        if anchors or len(piece_a) * len(piece_b) <= _SMALL:
            for block in _blocks(piece_a, piece_b):
                yield Block(block.source + last_a, block.copy + last_b, block.size)
        if place_a < len(a):
            yield Block(place_a, place_b, 1)
        last_a, last_b = place_a + 1, place_b + 1


def matching_blocks(a: Sequence[str], b: Sequence[str]) -> list[Block]:
    """Maximal matching blocks of two word sequences, in the order of both.

    Examples
    --------
    >>> matching_blocks("the old quay froze".split(), "the quay froze over".split())
    [Block(source=0, copy=0, size=1), Block(source=2, copy=1, size=2)]
    """
    merged: list[Block] = []
    for block in _blocks(a, b):
        if merged:
            last = merged[-1]
            if (last.source + last.size, last.copy + last.size) == block[:2]:
                merged[-1] = Block(last.source, last.copy, last.size + block.size)
                continue
        merged.append(block)
    return merged


def _span(words: Sequence[Word], start: int, end: int) -> Span:
    """From the first to the last of some words; the place before the next if there are none."""
    if start < end:
        return Span(words[start].start, words[end - 1].end)
    place = words[start - 1].end if start else (words[0].start if words else 0)
    return Span(place, place)


def edits_between(source: Sequence[Word], copy: Sequence[Word]) -> tuple[tuple[Edit, ...], float]:
    """The opcodes that turn the words of `source` into those of `copy`, and how much stays.

    Returns
    -------
    edits : tuple of Edit
        In order; equal, replace, delete and insert as in difflib.
    kept : float
        Share of the longer side's words that stand in equal runs of two or more words.
        Single words are left out: any two sentences share articles and prepositions.

    Examples
    --------
    >>> text = "The old quay froze. The new quay froze over."
    >>> edits, kept = edits_between(words_of(text, [Span(0, 19)]), words_of(text, [Span(20, 44)]))
    >>> [(edit.tag, edit.source.of(text), edit.copy.of(text)) for edit in edits]
    ... # doctest: +NORMALIZE_WHITESPACE
    [('equal', 'The', 'The'), ('replace', 'old', 'new'), ('equal', 'quay froze', 'quay froze'),
     ('insert', '', 'over')]
    >>> kept
    0.4
    """
    a, b = [word.folded for word in source], [word.folded for word in copy]
    edits: list[Edit] = []
    at_a = at_b = kept = 0
    for block in [*matching_blocks(a, b), Block(len(a), len(b), 0)]:
        tag: Literal["replace", "delete", "insert"] | None = None
        if at_a < block.source:
            tag = "replace" if at_b < block.copy else "delete"
        elif at_b < block.copy:
            tag = "insert"
        if tag:
            edits.append(
                Edit(tag, _span(source, at_a, block.source), _span(copy, at_b, block.copy))
            )
        at_a, at_b = block.source + block.size, block.copy + block.size
        if block.size:
            edits.append(
                Edit("equal", _span(source, block.source, at_a), _span(copy, block.copy, at_b))
            )
        kept += block.size if block.size > 1 or len(a) == len(b) == 1 else 0
    return tuple(edits), kept / max(len(a), len(b), 1)
