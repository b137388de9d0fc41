"""What a comparison needs to know of one document, computed once and used for many pairs."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from dedup.diff.passages import span_at
from dedup.document import Document, Span
from dedup.text.furniture import furniture_of
from dedup.text.lexicon import CAPITALISED, NUMERIC, lexicon
from dedup.text.sentences import sentence_bounds
from dedup.text.stems import rarities
from dedup.text.words import WordReader

__all__ = ["Profile", "Terms", "profile_of"]

I64 = npt.NDArray[np.int64]
F64 = npt.NDArray[np.float64]
I32 = npt.NDArray[np.int32]
U8 = npt.NDArray[np.uint8]
U16 = npt.NDArray[np.uint16]
U64 = npt.NDArray[np.uint64]


LEAST_RARITY = 1.5
"""Nats; words that more than one article in five carries say nothing of a text's order."""
MOST_RARITY = 7.5
MOST_USES = 2
LONG = 20_000
"""Words from which on the terms of the last few texts are remembered."""

_NAME, _NUMBER, _SELDOM = CAPITALISED, NUMERIC, 4


class Terms(NamedTuple):
    """The stems of a whole text, as sorted arrays.

    Attributes
    ----------
    every : ndarray of int64
        All of them.
    seldom, first, weight : ndarray
        Those used at most `MOST_USES` times and not too common; the place of the first use in
        the sequence of words; the rarity in nats, capped.
    fact, fact_mass : ndarray
        Names and numbers; their rarity times the number of sentences that hold them.
    """

    every: I64
    seldom: I64
    first: I64
    weight: F64
    fact: I64
    fact_mass: F64


@dataclass(frozen=True, slots=True, eq=False)
class Profile:
    """A document cut into sentences, furniture set apart, with the stems of each sentence.

    It is kept for thousands of documents at a time, so that stems are held once, in `every`, and
    all else in small numbers.

    Attributes
    ----------
    document : Document
    cuts : ndarray of int32 or int64, shape (s, 2)
        Where each sentence begins and ends, in order; together they cover every character but
        white space.
    is_furniture : ndarray of bool, shape (s,)
    content : ndarray of int64, shape (m,)
        Indices of the sentences that are not furniture and hold at least one word.
    lengths : ndarray of int64, shape (m,)
        Words in each content sentence.
    wording : ndarray of uint64, shape (m,)
        A number for the folded words of each content sentence: equal for the same words in the
        same order.
    every : ndarray of int64, shape (n,)
        The distinct stem numbers of all content, sorted.
    codes : ndarray of uint8, shape (n,)
        Their rarities, as `dedup.text.stems.rarities` reads them.
    marks : ndarray of uint8, shape (n,)
        Whether each is a name (capitalised inside a sentence), a number (has digits), seldom.
    places : ndarray of uint16 or int64, shape (t,)
        Distinct stems of each content sentence in order of first use, one sentence after the
        other, as places in `every`.
    bounds : ndarray of int64, shape (m + 1,)
        Where each content sentence's stems begin in `places`.
    sequence : ndarray of uint16 or int64, shape (w,)
        The stems of all content words in the order of the text, as places in `every`.
    """

    document: Document
    cuts: I32 | I64
    is_furniture: npt.NDArray[np.bool_]
    content: I64
    lengths: I64
    wording: U64
    every: I64
    codes: U8
    marks: U8
    places: U16 | I64
    bounds: I64
    sequence: U16 | I64

    @property
    def words(self) -> int:
        """Number of words in the content."""
        return int(self.lengths.sum())

    @property
    def spans(self) -> tuple[Span, ...]:
        """All sentences, in order; made anew each time."""
        return tuple([span_at(start, end) for start, end in self.cuts.tolist()])

    def span(self, index: int) -> Span:
        """One sentence."""
        start, end = self.cuts[index].tolist()
        return Span(start, end)

    @property
    def keys(self) -> I64:
        """Distinct stem numbers of each content sentence, one sentence after the other; (t,)."""
        return np.asarray(self.every[self.places])

    @property
    def rarity(self) -> F64:
        """Inverse document frequencies of `keys`, in nats; shape (t,)."""
        return np.asarray(rarities()[self.codes[self.places]])

    @property
    def names(self) -> I64:
        """Stem numbers of words that are capitalised inside a sentence, sorted."""
        return self.every[(self.marks & _NAME).nonzero()[0]]

    @property
    def numbers(self) -> I64:
        """Stem numbers of words with digits, sorted."""
        return self.every[(self.marks & _NUMBER).nonzero()[0]]

    @property
    def terms(self) -> Terms:
        """The stems of the whole text."""
        return _terms(self) if len(self.sequence) < LONG else _terms_of_long(self)


def _terms(profile: Profile) -> Terms:
    every, places, sequence = profile.every, profile.places, profile.sequence
    rarity = rarities()[profile.codes]
    firsts = np.empty(len(every), dtype=np.int64)
    # Of several values for one place the last stays, which is that of the first use.
    firsts[sequence[::-1]] = np.arange(len(sequence) - 1, -1, -1)
    seldom = (profile.marks & _SELDOM).nonzero()[0]
    fact = (profile.marks & (_NAME | _NUMBER)).nonzero()[0]
    # Added up one by one: a product would differ in its last digits.
    mass = np.bincount(places, rarity[places], minlength=len(every))
    return Terms(
        every=every,
        seldom=every[seldom],
        first=firsts[seldom],
        weight=np.minimum(rarity[seldom], MOST_RARITY),
        fact=every[fact],
        fact_mass=mass[fact].astype(np.float64, copy=False),
    )


# A text as long as a book is beside many others; to keep all terms would take too much room.
_terms_of_long = lru_cache(maxsize=8)(_terms)


def profile_of(document: Document, abbreviations: frozenset[str] = frozenset()) -> Profile:
    """Cut a document into sentences and gather what alignment needs.

    `abbreviations` are known to the cutting besides the English ones.
    """
    text = document.text
    cuts = sentence_bounds(text, abbreviations)
    reader = WordReader(text)
    words_of = [reader.words(start, end) for start, end in cuts]
    flags = furniture_of(text, cuts, words_of)
    words: list[str] = []
    content: list[int] = []
    lengths: list[int] = []
    for index, (found, flag) in enumerate(zip(words_of, flags, strict=True)):
        if found and not flag:
            content.append(index)
            lengths.append(len(found))
            words += found
    counts = np.array(lengths, dtype=np.int64)
    every, codes, marks, places, bounds, sequence, wording = _stems(words, counts)
    wide: type[Any] = np.int32 if len(text) < 1 << 31 else np.int64
    small: type[Any] = np.uint16 if len(words) < 1 << 16 else np.int64
    return Profile(
        document=document,
        cuts=np.array(cuts, dtype=wide).reshape(-1, 2),
        is_furniture=np.array(flags, dtype=bool),
        content=np.array(content, dtype=np.int64),
        lengths=counts,
        wording=wording,
        every=every,
        codes=codes,
        marks=marks,
        places=places.astype(small),
        bounds=bounds,
        sequence=sequence.astype(small),
    )


def _stems(words: list[str], lengths: I64) -> tuple[I64, U8, U8, I64, I64, I64, U64]:
    """What a profile says of its stems, from the words of its sentences and their lengths."""
    count = len(words)
    if not count:
        none = np.zeros(0, dtype=np.int64)
        small, large = none.astype(np.uint8), none.astype(np.uint64)
        return none, small, small, none, np.zeros(1, dtype=np.int64), none, large
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
    marks |= is_seldom * np.uint8(_SELDOM)
    return (
        keys[by_key],
        codes,
        marks,
        place[is_kept],
        bounds,
        place,
        _wording(hashes, every - begins[sentence], begins),
    )


def _wording(hashes: U64, within: I64, begins: I64) -> U64:
    """One number for the words of each sentence in their order.

    The sum of the words' hashes, each times a random odd number that belongs to its place in the
    sentence (`within`), modulo 2^64: multilinear hashing (Lemire & Kaser 2014, *Strongly universal
    string hashing is fast*).
    """
    factors = _factors(int(within.max()).bit_length())
    return np.add.reduceat(hashes * factors[within], begins)


@lru_cache(maxsize=64)
def _factors(bits: int) -> U64:
    """The first ``2 ** bits`` odd numbers of a random sequence.

    SplitMix64 (Steele, Lea & Flood 2014, *Fast splittable pseudorandom number generators*).
    """
    mixed = np.arange(1, (1 << bits) + 1, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return (mixed ^ (mixed >> np.uint64(31))) | np.uint64(1)
