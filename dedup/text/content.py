"""The words and stems of some sentences of a text, as small arrays.

This is the plain code; `dedup.text.compiled` says the same of whole texts, faster.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from dedup.text.lexicon import NUMERIC, lexicon
from dedup.text.stems import rarities
from dedup.text.words import WordReader

__all__ = ["LEAST_RARITY", "MOST_USES", "SELDOM", "Content", "content_of", "factors", "small"]

I64 = npt.NDArray[np.int64]
U8 = npt.NDArray[np.uint8]
U16 = npt.NDArray[np.uint16]
U64 = npt.NDArray[np.uint64]

LEAST_RARITY = 1.5
"""Nats; words that more than one article in five carries say nothing of a text's order."""
MOST_USES = 2
SELDOM = 4
"""Mark of a stem that is used at most `MOST_USES` times and not too common, beside
`dedup.text.lexicon.CAPITALISED` and `dedup.text.lexicon.NUMERIC`."""


class Content(NamedTuple):
    """What the words of some sentences are; `dedup.diff.profile.Profile` says more of each.

    Attributes
    ----------
    lengths : ndarray of int64
        Words of each sentence that was asked for; the others tell only of those that have any.
    wording, every, codes, marks, places, bounds, sequence : ndarray
    """

    lengths: I64
    wording: U64
    every: I64
    codes: U8
    marks: U8
    places: U16 | I64
    bounds: I64
    sequence: U16 | I64


def small(count: int) -> type[Any]:
    """What places of so many words are kept in."""
    return np.uint16 if count < 1 << 16 else np.int64


def content_of(text: str, cuts: I64) -> Content:
    """The words of the sentences ``text[start:end]``, whose cuts are rows and in order.

    Examples
    --------
    >>> found = content_of("The ferry sank. A ferry!", np.array([[0, 15], [16, 24]]))
    >>> found.lengths.tolist(), bool(found.sequence[1] == found.sequence[4])
    ([3, 2], True)
    """
    reader = WordReader(text)
    words: list[str] = []
    lengths: list[int] = []
    for start, end in cuts.tolist():
        found = reader.words(start, end)
        lengths.append(len(found))
        words += found
    return _counted(words, np.array(lengths, dtype=np.int64))


def _counted(words: list[str], all_lengths: I64) -> Content:
    """What is said of words, given how many of them each sentence has."""
    count = len(words)
    kind = small(count)
    if not count:
        none = np.zeros(0, dtype=np.int64)
        code, place = none.astype(np.uint8), none.astype(kind)
        start = np.zeros(1, dtype=np.int64)
        return Content(all_lengths, none.astype(np.uint64), none, code, code, place, start, place)
    lengths = all_lengths[all_lengths > 0]
    key, hashes, stems, code, mark = lexicon().numbers_of(words)
    every = np.arange(count)
    sentence = np.repeat(np.arange(len(lengths)), lengths)
    ends = lengths.cumsum()
    begins = ends - lengths
    # Uses sorted by stem, and of each stem in the order of the text: one number for both sorts
    # several times faster than two.
    order = (stems << 32) | every
    order.sort()
    order &= 0xFFFFFFFF
    is_new = np.empty(count, dtype=bool)
    is_new[0] = True
    stems = stems[order]
    np.not_equal(stems[1:], stems[:-1], out=is_new[1:])
    starts = is_new.nonzero()[0]
    # Stems in the order of their keys; which of them each use is of.
    first = order[starts]
    keys = key[first]
    by_key = keys.argsort()
    rank = np.empty_like(by_key)
    rank[by_key] = every[: len(keys)]
    place = np.empty_like(order)
    place[order] = rank[is_new.cumsum() - 1]
    # The first use of each stem in each sentence.
    of_sentence = sentence[order]
    is_new[1:] |= of_sentence[1:] != of_sentence[:-1]
    is_kept = np.empty_like(is_new)
    is_kept[order] = is_new
    bounds = np.zeros(len(lengths) + 1, dtype=np.int64)
    bounds[1:] = is_kept.cumsum()[ends - 1]
    # Capitals tell names only inside a sentence.
    mark[begins] &= NUMERIC
    marks = np.bitwise_or.reduceat(mark[order], starts)[by_key]
    first = first[by_key]
    codes = code[first]
    uses = np.empty_like(starts)
    uses[:-1], uses[-1] = starts[1:], count
    uses -= starts
    is_seldom = (uses <= MOST_USES)[by_key] & (rarities()[codes] > LEAST_RARITY)
    marks |= is_seldom * np.uint8(SELDOM)
    return Content(
        lengths=all_lengths,
        wording=_wording(hashes, every - begins[sentence], begins),
        every=keys[by_key],
        codes=codes,
        marks=marks,
        places=place[is_kept].astype(kind),
        bounds=bounds,
        sequence=place.astype(kind),
    )


def _wording(hashes: U64, within: I64, begins: I64) -> U64:
    """One number for the words of each sentence in their order.

    The sum of the words' hashes, each times a random odd number that belongs to its place in the
    sentence (`within`), modulo 2^64: multilinear hashing (Lemire & Kaser 2014, *Strongly universal
    string hashing is fast*).
    """
    return np.add.reduceat(hashes * factors(int(within.max()).bit_length())[within], begins)


@lru_cache(maxsize=64)
def factors(bits: int) -> U64:
    """The first ``2 ** bits`` odd numbers of a random sequence.

    SplitMix64 (Steele, Lea & Flood 2014, *Fast splittable pseudorandom number generators*).
    """
    mixed = np.arange(1, (1 << bits) + 1, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return (mixed ^ (mixed >> np.uint64(31))) | np.uint64(1)
