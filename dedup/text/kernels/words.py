"""The words of a text: their hashes, stems and marks.

Words of `dedup.text.words` as far as they are runs of letters and digits. Those of up to fifteen
letters of ASCII are hashed several at a time; longer words and other letters are written in lower
case, one by one, and hashed from there.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from dedup.machine.compiling import get, isa, kind, part, put, trailing_zeros
from dedup.machine.hashing import PLAIN, xxh64
from dedup.machine.utf8 import encode
from dedup.text.kernels import flags as of
from dedup.text.kernels.marking import point, words_before
from dedup.text.kernels.rows import DIGITS, LONGEST_FOLDED, TWICE
from dedup.text.kernels.vectors import ABREAST, hash_words

__all__ = ["is_intricate", "keep_content", "read_words", "tell_words"]

_CAPITALISED, _NUMERIC = 1, 2
_CUT = 5
_ONE = np.uint64(1)


@part
def is_intricate(sym: Any, about: Any, cuts: Any, sentences: int, furniture: Any) -> bool:
    """Whether only plain code can tell the words of a sentence that is no furniture."""
    for row in range(sentences):
        if not furniture[row]:
            for at in range(cuts[row, 0], cuts[row, 1]):
                if isa(sym, about, at, of.INTRICATE):
                    return True
    return False


@part
def keep_content(
    masks: Any, edges: Any, cuts: Any, sentences: int, furniture: Any, lengths: Any, story: Any
) -> tuple[int, int, int]:
    """Keep the words of sentences that are no furniture.

    Returned are how many there are, how many sentences have any, and words of the longest of those.

    Parameters
    ----------
    masks : tuple of ndarray
        See `dedup.text.kernels.marking.mark_text`.
    edges : ndarray of int32
        Where each word begins and ends; those that are kept are moved together.
    cuts, furniture : ndarray
        Where sentences begin and end, and whether each is furniture.
    lengths, story : ndarray of int32
        Written to: words of each sentence that has any, and which it is.
    """
    count = content = longest = np.int64(0)
    for row in range(sentences):
        if get(furniture, row):
            continue
        first = words_before(masks, np.int64(cuts[row, 0]))
        size = words_before(masks, np.int64(cuts[row, 1])) - first
        if first > count:
            for edge in range(2 * size):
                put(edges, 2 * count + edge, get(edges, 2 * first + edge))
        # What has no words will be written over.
        put(lengths, content, size)
        put(story, content, row)
        content += size > 0
        count += size
        longest = max(longest, size)
    return count, content, longest


@part
def _fold(text: Any, folds: Any, at: int, end: int, out: Any) -> tuple[int, int]:
    """Write a word in folded form: bytes, and bytes of the stem.

    No bytes for a word that does not fold character by character.
    """
    place, width = text
    written = cut = letters = np.int64(0)
    every = DIGITS
    while at < end:
        code = point(place, width, at)
        found = get(folds, code) if code < len(folds) else 0
        if not found:
            return 0, 0
        every &= found
        for _ in range(2 if found & TWICE else 1):
            written = encode(found & (TWICE - 1), out, written)
            letters += 1
            if letters == _CUT:
                cut = written
        at += 1
    is_cut = letters > _CUT and not every
    return written, cut if is_cut else written


@part
def _read_odd(
    text: Any,
    sym: Any,
    about: Any,
    folds: Any,
    at: int,
    end: int,
    out: Any,
    hashes: Any,
    stems: Any,
    marks: Any,
    word: int,
) -> bool:
    """A word that is long or not of ASCII alone; whether it could be read."""
    every = of.ALPHA
    for place in range(at, end):
        every &= kind(sym, about, place)
    mark = 0 if every else _NUMERIC
    if every and end > at + 1 and isa(sym, about, at, of.UPPER):
        mark = _CAPITALISED
    written, cut = np.int64(0), np.int64(0)
    if end - at <= LONGEST_FOLDED:
        written, cut = _fold(text, folds, at, end, out)
    if not written:
        return False
    begin = np.int64(0)
    value = xxh64(out, begin, written, PLAIN)
    stem = xxh64(out, begin, cut, PLAIN) if cut < written else value
    put(hashes, word, np.int64(value))
    put(stems, word, np.int64(stem >> _ONE))
    put(marks, word, mark)
    return True


@part
def read_words(
    text: Any,
    sym: Any,
    about: Any,
    folds: Any,
    edges: Any,
    count: int,
    folded: Any,
    hashes: Any,
    stems: Any,
    marks: Any,
    odd: Any,
) -> int:
    """Write hash, stem and marks of each word; how many only plain code can fold: `odd` has them.

    `text` is where its characters are, and bytes of each; `folded` is room to work in.
    """
    for word in range(count, count + ABREAST):
        put(edges, 2 * word, 0)
        put(edges, 2 * word + 1, 1)
    odds = np.int64(0)
    for first in range(0, count, ABREAST):
        others = hash_words(edges, first, sym, hashes, stems, marks)
        while others:
            word = first + trailing_zeros(others)
            others &= others - _ONE
            begin, end = get(edges, 2 * word), get(edges, 2 * word + 1)
            if word < count and not _read_odd(
                text, sym, about, folds, begin, end, folded, hashes, stems, marks, word
            ):
                put(odd, odds, word)
                odds += 1
    return odds


@part
def tell_words(sym: Any, about: Any, edges: Any, count: int, spots: Any) -> None:
    """Write where words begin and end, and whether an apostrophe is before each."""
    for word in range(count):
        begin = get(edges, 2 * word)
        put(spots, 3 * word, begin)
        put(spots, 3 * word + 1, get(edges, 2 * word + 1))
        put(spots, 3 * word + 2, isa(sym, about, begin - 1, of.ELIDING))
