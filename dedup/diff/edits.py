"""Word-level edits between two passages, with difflib's tags and spans of the texts.

Small passages are compared as `difflib.SequenceMatcher` does it. Large ones are first cut at words
that occur once on either side and stand in the same order on both (Bram Cohen's patience
diff): that keeps the cost near-linear, and cuts where a reader would.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from dedup.diff.kernels.constants import LARGE
from dedup.diff.passages import Edit, EditTag, edit_at
from dedup.diff.wording import Wording, words_of
from dedup.text.words import Word

__all__ = [
    "Block",
    "edits_between",
    "edits_of",
    "have_same_words",
    "keeps",
    "kept_runs",
    "matching_blocks",
    "opcodes",
    "words_of",
]

_Equal = tuple[int, int, int]
"""A `Block` as a plain tuple."""
_Run = tuple[int, int, int]
"""A run of words: its length, less than 0 so that the longest is the least; where it begins on
either side."""
_SMALL = LARGE
"""Product of lengths up to which two passages are compared as they are."""


class Block(NamedTuple):
    """``a[source:source + size]`` equals ``b[copy:copy + size]``."""

    source: int
    copy: int
    size: int


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


def _blocks(a: Sequence[str], b: Sequence[str], least: int = 1) -> list[_Equal]:
    """Matching blocks, possibly touching one another, in order.

    With `least` 2, of small passages only those of two words or more.
    """
    count_a, count_b = len(a), len(b)
    shorter = min(count_a, count_b)
    start = 0
    while start < shorter and a[start] == b[start]:
        start += 1
    end = 0
    while end < shorter - start and a[-1 - end] == b[-1 - end]:
        end += 1
    inner: list[_Equal] = []
    if start + end < shorter:
        if start or end:
            a, b = a[start : count_a - end], b[start : count_b - end]
        is_small = len(a) * len(b) <= _SMALL
        inner = _longest_first(a, b, least) if is_small else _between_anchors(a, b)
        if start:
            inner = [(i + start, j + start, size) for i, j, size in inner]
    first = [(0, 0, start)] if start else []
    return first + inner + ([(count_a - end, count_b - end, end)] if end else [])


def _longest_first(a: Sequence[Hashable], b: Sequence[Hashable], least: int = 1) -> list[_Equal]:
    """The blocks of `least` words or more that `difflib.SequenceMatcher` finds, in order.

    The longest block, of equals the first in `a` and then in `b`; and so on before and after it.
    There is no junk here and no word too popular, which leaves less to do: all runs of equal
    words are found once, and cut to what is left of them on either side of each block.
    """
    found: list[_Equal] = []
    runs = _runs(a, b) if least == 1 else _runs_of_two(a, b)
    waiting = [runs] if runs else []
    while waiting:
        runs = waiting.pop()
        size, i, j = min(runs)
        if size == -1:
            found += _singles(runs) if least == 1 else ()
            continue
        found.append((i, j, -size))
        before: list[_Run] = []
        behind: list[_Run] = []
        end_a, end_b = i - size, j - size
        for run in runs:
            less, first_a, first_b = run
            if first_a < i and first_b < j:
                before.append((max(less, first_a - i, first_b - j), first_a, first_b))
            late = max(end_a - first_a, end_b - first_b)
            if late <= 0:
                behind.append(run)
            elif less + late < 0:
                behind.append((less + late, first_a + late, first_b + late))
        if before:
            waiting.append(before)
        if behind:
            waiting.append(behind)
    found.sort()
    return found


def _runs(a: Sequence[Hashable], b: Sequence[Hashable]) -> list[_Run]:
    """All runs of equal words that cannot be longer."""
    where: dict[Hashable, list[int]] = {}
    for place, word in enumerate(b):
        where.setdefault(word, []).append(place)
    runs: list[_Run] = []
    count_a, count_b = len(a), len(b)
    for i, word in enumerate(a):
        for j in where.get(word, ()):
            if i and j and a[i - 1] == b[j - 1]:
                continue  # it began earlier
            end, other = i + 1, j + 1
            while end < count_a and other < count_b and a[end] == b[other]:
                end += 1
                other += 1
            runs.append((i - end, i, j))
    return runs


def _runs_of_two(a: Sequence[Hashable], b: Sequence[Hashable]) -> list[_Run]:
    """Those of two words or more."""
    where: dict[tuple[Hashable, Hashable], list[int]] = {}
    for place, pair in enumerate(pairwise(b)):
        where.setdefault(pair, []).append(place)
    runs: list[_Run] = []
    count_a, count_b = len(a), len(b)
    for i, pair in enumerate(pairwise(a)):
        for j in where.get(pair, ()):
            if i and j and a[i - 1] == b[j - 1]:
                continue  # it began earlier
            end, other = i + 2, j + 2
            while end < count_a and other < count_b and a[end] == b[other]:
                end += 1
                other += 1
            runs.append((i - end, i, j))
    return runs


def _singles(runs: list[_Run]) -> Iterator[_Equal]:
    """The blocks where none is longer than a word: each word's first place after the last one's."""
    runs.sort()
    last_a = last_b = -1
    for _, i, j in runs:
        if i > last_a and j > last_b:
            yield i, j, 1
            last_a, last_b = i, j


def _with_singles(a: Sequence[str], b: Sequence[str], runs: list[_Equal]) -> list[_Equal]:
    """All blocks, of those of two words or more: between them each word's first place is next."""
    both = set(a).intersection(b)
    found: list[_Equal] = []
    at_a = at_b = 0
    for run in [*runs, (len(a), len(b), 0)]:
        end_a, end_b, size = run
        left = both.intersection(b[at_b:end_b]) if at_a < end_a and at_b < end_b else ()
        for place in range(at_a, end_a) if left else ():
            word = a[place]
            if word in left and word in b[at_b:end_b]:
                at_b = b.index(word, at_b, end_b)
                found.append((place, at_b, 1))
                at_b += 1
        if size:
            found.append(run)
        at_a, at_b = end_a + size, end_b + size
    return found


def _between_anchors(a: Sequence[str], b: Sequence[str]) -> list[_Equal]:
    """Blocks of two large passages: the anchors, and what lies between them."""
    found: list[_Equal] = []
    anchors = _anchors(a, b)
    last_a = last_b = 0
    for place_a, place_b in [*anchors, (len(a), len(b))]:
        piece_a, piece_b = a[last_a:place_a], b[last_b:place_b]
        # Without an anchor there is nothing left to cut at: a large piece is one replacement.
        if anchors or len(piece_a) * len(piece_b) <= _SMALL:
            found += [(i + last_a, j + last_b, size) for i, j, size in _blocks(piece_a, piece_b)]
        if place_a < len(a):
            found.append((place_a, place_b, 1))
        last_a, last_b = place_a + 1, place_b + 1
    return found


def _maximal_blocks(a: Sequence[str], b: Sequence[str], least: int = 1) -> list[_Equal]:
    """`_blocks`, those that touch one another joined."""
    return _joined(_blocks(a, b, least))


def _joined(blocks: Iterable[_Equal]) -> list[_Equal]:
    merged: list[_Equal] = []
    end_a = end_b = -1
    for block in blocks:
        source, copy, size = block
        if source == end_a and copy == end_b:
            first_a, first_b, before = merged[-1]
            merged[-1] = first_a, first_b, before + size
        else:
            merged.append(block)
        end_a, end_b = source + size, copy + size
    return merged


def matching_blocks(a: Sequence[str], b: Sequence[str]) -> list[Block]:
    """Maximal matching blocks of two word sequences, in the order of both.

    Examples
    --------
    >>> matching_blocks("the old quay froze".split(), "the quay froze over".split())
    [Block(source=0, copy=0, size=1), Block(source=2, copy=1, size=2)]
    """
    return [Block(*block) for block in _maximal_blocks(a, b)]


def opcodes(a: Sequence[Hashable], b: Sequence[Hashable]) -> list[tuple[str, int, int, int, int]]:
    """What `difflib.SequenceMatcher` says of two sequences with ``autojunk=False``, and sooner.

    Examples
    --------
    >>> opcodes("the old quay froze".split(), "the quay froze over".split())
    ... # doctest: +NORMALIZE_WHITESPACE
    [('equal', 0, 1, 0, 1), ('delete', 1, 2, 1, 1), ('equal', 2, 4, 1, 3), ('insert', 4, 4, 3, 4)]
    """
    codes: list[tuple[str, int, int, int, int]] = []
    at_a = at_b = 0
    for i, j, size in [*_joined(_longest_first(a, b)), (len(a), len(b), 0)]:
        if at_a < i or at_b < j:
            tag = "replace" if at_a < i and at_b < j else "delete" if at_a < i else "insert"
            codes.append((tag, at_a, i, at_b, j))
        at_a, at_b = i + size, j + size
        if size:
            codes.append(("equal", i, at_a, j, at_b))
    return codes


def keeps(a: Sequence[str], b: Sequence[str], share: float) -> bool:
    """Whether so much of the wording stays: whether `edits_between` says `kept` or more.

    Examples
    --------
    >>> old, new = "the old quay froze".split(), "the new quay froze over".split()
    >>> keeps(old, new, 0.4), keeps(old, new, 0.5)
    (True, False)
    """
    return kept_runs(a, b, share)[0]


def kept_runs(
    a: Sequence[str], b: Sequence[str], share: float
) -> tuple[bool, list[tuple[int, int, int]] | None]:
    """`keeps`, and the blocks of two words or more, which `edits_of` may go on from.

    None for these where it did not take them to tell, and of large passages.
    """
    shorter, longer = (a, b) if len(a) <= len(b) else (b, a)
    # Most paraphrases have few words in common, and need not be compared word by word.
    if sum(map(set(longer).__contains__, shorter)) / max(len(longer), 1) < share:
        return False, None
    blocks = _maximal_blocks(a, b, 2)
    return _kept(blocks, a, b) >= share, blocks if len(a) * len(b) <= _SMALL else None


def have_same_words(edits: Sequence[Edit]) -> bool:
    """Whether the two sides of a passage have the same words in the same order."""
    return all(edit.tag == "equal" for edit in edits)


def _kept(blocks: Sequence[_Equal], a: Sequence[str], b: Sequence[str]) -> float:
    """Share of the longer side's words in blocks of two or more, or of one where that is all."""
    least = 1 if len(a) == len(b) == 1 else 2
    return sum([size for _, _, size in blocks if size >= least]) / max(len(a), len(b), 1)


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
    >>> from dedup.document import Span
    >>> text = "The old quay froze. The new quay froze over."
    >>> edits, kept = edits_between(words_of(text, [Span(0, 19)]), words_of(text, [Span(20, 44)]))
    >>> [(edit.tag, edit.source.of(text), edit.copy.of(text)) for edit in edits]
    ... # doctest: +NORMALIZE_WHITESPACE
    [('equal', 'The', 'The'), ('replace', 'old', 'new'), ('equal', 'quay froze', 'quay froze'),
     ('insert', '', 'over')]
    >>> kept
    0.4
    """
    return edits_of(Wording.of(source), Wording.of(copy))


def edits_of(
    source: Wording, copy: Wording, runs: list[tuple[int, int, int]] | None = None
) -> tuple[tuple[Edit, ...], float]:
    """`edits_between` for words that a `dedup.diff.wording.Reading` gave.

    Parameters
    ----------
    source, copy : Wording
    runs : list of tuple, optional
        The blocks of two words or more, if `kept_runs` has told them.

    Examples
    --------
    >>> from dedup.diff.wording import Reading
    >>> from dedup.document import Span
    >>> wording = Reading("Ice came early.").of([Span(0, 15)])
    >>> edits_of(wording, wording)[1]
    1.0
    """
    a, b = source.folded, copy.folded
    blocks = _maximal_blocks(a, b) if runs is None else _joined(_with_singles(a, b, runs))
    edits: list[Edit] = []
    at_a = at_b = 0
    # A place before the next word: where something is put in, or left out.
    place_a = source.starts[0] if a else 0
    place_b = copy.starts[0] if b else 0
    for begin_a, begin_b, size in [*blocks, (len(a), len(b), 0)]:
        if at_a < begin_a or at_b < begin_b:
            tag: EditTag = "replace"
            first_a, first_b = place_a, place_b
            if at_a < begin_a:
                first_a, place_a = source.starts[at_a], source.ends[begin_a - 1]
            else:
                tag = "insert"
            if at_b < begin_b:
                first_b, place_b = copy.starts[at_b], copy.ends[begin_b - 1]
            else:
                tag = "delete"
            edits.append(edit_at(tag, first_a, place_a, first_b, place_b))
        if size:
            at_a, at_b = begin_a + size, begin_b + size
            place_a, place_b = source.ends[at_a - 1], copy.ends[at_b - 1]
            edits.append(
                edit_at("equal", source.starts[begin_a], place_a, copy.starts[begin_b], place_b)
            )
    return tuple(edits), _kept(blocks, a, b)
