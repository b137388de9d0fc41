"""Shingles of a document as 64-bit hashes: ordered word shingles, and anchors.

The hash of a word is xxHash64 of its folded form in UTF-8. The hash of a shingle of words
``w1 ... wk`` is the polynomial ``h = ((w1 * P + w2) * P + ...) + wk`` modulo 2^64 with the
odd constant `MULTIPLIER`; a MinHash slot sees its upper 32 bits. That is all of it: three
lines of plain Python and the ``xxhash`` package say the same (`shingle_hash`), and the tests
hold the array code here to them.

*Anchors* are what survives rewriting: words of at most three letters are dropped (numbers
and the characters of unspaced scripts stay), the rest are cut to five letters, so that most
inflections and derivations fall together, and each unordered pair of neighbours is one
shingle.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import xxhash

from dedup.text.stems import cut_stem, stem_key
from dedup.text.words import fold, is_unspaced, raw_words

__all__ = ["MULTIPLIER", "Features", "Vocabulary", "anchor_stem", "pair_hash", "shingle_hash"]

U64 = npt.NDArray[np.uint64]

MULTIPLIER = 0x9E3779B97F4A7C15
_MASK = (1 << 64) - 1
_SHORT = 3


def word_hash(folded: str) -> int:
    """xxHash64 of a folded word; lone surrogates, which UTF-8 lacks, are passed through."""
    return xxhash.xxh64_intdigest(folded.encode("utf-8", "surrogatepass"))


def shingle_hash(folded_words: Iterable[str]) -> int:
    """The 64-bit hash of one shingle: the oracle of the array code.

    Examples
    --------
    >>> shingle_hash(["sea", "ice"]) == (word_hash("sea") * MULTIPLIER + word_hash("ice")) % 2**64
    True
    """
    value = 0
    for word in folded_words:
        value = (value * MULTIPLIER + word_hash(word)) & _MASK
    return value


def anchor_stem(folded: str) -> str | None:
    """What a word gives to anchors: its first five letters, or None for a short word.

    Examples
    --------
    >>> anchor_stem("russian"), anchor_stem("russia"), anchor_stem("the"), anchor_stem("70")
    ('russi', 'russi', None, '70')
    """
    if len(folded) > _SHORT or not folded.isalpha() or is_unspaced(folded[0]):
        return cut_stem(folded)
    return None


def pair_hash(first: str, second: str) -> int:
    """The 64-bit hash of the unordered pair of two anchor stems: the oracle of the array code."""
    low, high = sorted((stem_key(first), stem_key(second)))
    return int(_mix(np.array([(low * MULTIPLIER + high) & _MASK], dtype=np.uint64))[0])


def _mix(values: U64) -> U64:
    """MurmurHash3's 64-bit finalizer, a bijection that makes every bit depend on all.

    Bottom-k keeps the smallest values, so unlike the band keys these have to be uniform
    over the whole range even though the smaller word hash stands first.
    """
    values = values ^ (values >> np.uint64(33))
    values = values * np.uint64(0xFF51AFD7ED558CCD)
    values = values ^ (values >> np.uint64(33))
    values = values * np.uint64(0xC4CEB9FE1A85EC53)
    return values ^ (values >> np.uint64(33))


@dataclass(frozen=True, slots=True)
class Features:
    """The hashed features of one document, each sorted and distinct.

    Attributes
    ----------
    words : int
        Number of words.
    shingles : ndarray of uint64, shape (n,)
        Hashes of the word k-shingles; one shingle of all words where there are fewer than k.
    pairs : ndarray of uint64, shape (m,)
        Hashes of the unordered pairs of neighbouring stems.
    stems : ndarray of uint64, shape (s,)
        Numbers of the stems of all words, short ones too (`dedup.text.stems.stem_key`).
    content : int
        `shingle_hash` of all words in order: equal for texts that are identical but for
        case, spacing and punctuation. 0 for a text without words.
    """

    words: int
    shingles: U64
    pairs: U64
    stems: U64
    content: int


class Vocabulary:
    """Hashes of every distinct word met so far, so that each is folded and hashed once.

    Examples
    --------
    >>> features = Vocabulary().features("The ice came early, the ice left late.", k=3)
    >>> features.words, len(features.shingles), len(features.pairs)
    (8, 6, 3)
    """

    def __init__(self) -> None:
        self._ids: dict[str, int] = {}
        self._hashes = np.zeros(1024, dtype=np.uint64)
        self._stems = np.zeros(1024, dtype=np.uint64)
        self._anchoring = np.zeros(1024, dtype=bool)

    def _add(self, raw: str) -> int:
        number = len(self._ids)
        if number == len(self._hashes):
            self._hashes = np.concatenate([self._hashes, np.zeros_like(self._hashes)])
            self._stems = np.concatenate([self._stems, np.zeros_like(self._stems)])
            self._anchoring = np.concatenate([self._anchoring, np.zeros_like(self._anchoring)])
        folded = fold(raw)
        self._hashes[number] = word_hash(folded)
        self._stems[number] = stem_key(cut_stem(folded))
        self._anchoring[number] = anchor_stem(folded) is not None
        self._ids[raw] = number
        return number

    def _numbers(self, raw: Sequence[str]) -> npt.NDArray[np.int64]:
        ids = self._ids
        for word in set(raw).difference(ids):
            self._add(word)
        return np.fromiter(map(ids.__getitem__, raw), dtype=np.int64, count=len(raw))

    def features(self, text: str, k: int = 5) -> Features:
        """Shingles, pairs, stems and content hash of `text`."""
        numbers = self._numbers(raw_words(text))
        hashes = self._hashes[numbers]
        stems = self._stems[numbers]
        return Features(
            words=len(hashes),
            shingles=np.unique(_shingles(hashes, k)),
            pairs=np.unique(_pairs(stems[self._anchoring[numbers]])),
            stems=np.unique(stems),
            content=_content(hashes),
        )


def _shingles(hashes: U64, k: int) -> U64:
    """Polynomial hashes of all windows of `k` words; one window if there are fewer words."""
    k = min(k, len(hashes))
    count = len(hashes) - k + 1 if k else 0
    value = np.zeros(count, dtype=np.uint64)
    for offset in range(k):
        value = value * np.uint64(MULTIPLIER) + hashes[offset : offset + count]
    return value


def _pairs(stems: U64) -> U64:
    first, second = stems[:-1], stems[1:]
    low, high = np.minimum(first, second), np.maximum(first, second)
    return _mix(low * np.uint64(MULTIPLIER) + high)


def _content(hashes: U64) -> int:
    """The polynomial over all words, by doubling powers; 0 for none."""
    if not len(hashes):
        return 0
    powers = np.full(len(hashes), MULTIPLIER, dtype=np.uint64)
    powers[-1] = 1
    powers = np.multiply.accumulate(powers[::-1])[::-1]
    return int(np.sum(powers * hashes, dtype=np.uint64))
