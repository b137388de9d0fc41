"""What is asked of every word of every text, worked out once for each spelling.

News says the same words over and over: a few hundred thousand spellings cover any collection.
A `Lexicon` numbers them as they come and keeps an array for each thing that is asked of a word, so
that a text is a list of numbers and what is asked of it a matter of indexing.
"""

from __future__ import annotations

from collections.abc import Collection
from threading import Lock
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import xxhash

from dedup.text.stems import cut_stem, rarity_code, stem_key
from dedup.text.words import fold

__all__ = ["CAPITALISED", "NUMERIC", "Lexicon", "Numbers", "lexicon"]

CAPITALISED, NUMERIC = 1, 2
"""Marks of a word: it begins with a capital and has more than one letter; it is not of letters
alone."""
LIMIT = 1 << 18
"""Spellings from which on a new lexicon is begun: they cost some 200 bytes each."""


class Numbers(NamedTuple):
    """What a lexicon knows of some words; all arrays have their length.

    Attributes
    ----------
    key : ndarray of int64
        The number of the stem, as `dedup.text.stems.stem_key` gives it.
    wording : ndarray of uint64
        A hash of the folded word.
    stem : ndarray of int64
        A small number that words of one stem share; it holds in one lexicon only.
    code : ndarray of uint8
        The rarity of the stem: an index into `dedup.text.stems.rarities`.
    mark : ndarray of uint8
        `CAPITALISED` or `NUMERIC` or 0.
    """

    key: npt.NDArray[np.int64]
    wording: npt.NDArray[np.uint64]
    stem: npt.NDArray[np.int64]
    code: npt.NDArray[np.uint8]
    mark: npt.NDArray[np.uint8]


class Lexicon(dict[str, int]):
    """Spelling -> number; looking up a new one gives it the next.

    Examples
    --------
    >>> words = Lexicon()
    >>> [words[word] for word in ("The", "ferry", "the", "ferry")]
    [0, 1, 2, 1]
    >>> words.numbers_of(["The", "ferry", "the"]).stem.tolist()
    [0, 1, 0]
    """

    def __init__(self) -> None:
        super().__init__()
        self._lock = Lock()
        self._stems: dict[int, int] = {}
        # A row a word, so that all that is known of it lies together: stem, rarity and marks in
        # one number.
        self._rows = np.zeros((1 << 12, 3), dtype=np.uint64)

    def __missing__(self, raw: str) -> int:
        folded = fold(raw)
        key = stem_key(cut_stem(folded))
        mark = 0 if raw.isalpha() else NUMERIC
        if not mark and len(raw) > 1 and raw[0].isupper():
            mark = CAPITALISED
        wording = xxhash.xxh64_intdigest(folded.encode("utf-8", "surrogatepass"))
        with self._lock:
            known = self.get(raw)
            if known is not None:  # another thread was here with the same word
                return known
            number = len(self)
            if number == len(self._rows):
                # A new array, never a resized one: others may be reading the old.
                self._rows = np.concatenate([self._rows, np.zeros_like(self._rows)])
            stem = self._stems.setdefault(key, len(self._stems))
            self._rows[number] = key, wording, (stem << 16) | (rarity_code(key) << 8) | mark
            self[raw] = number
        return number

    def numbers_of(self, words: Collection[str]) -> Numbers:
        """What is known of some words, in their order."""
        numbers = np.fromiter(map(self.__getitem__, words), dtype=np.int64, count=len(words))
        rows = self._rows[numbers]
        packed = rows[:, 2]
        small = packed.astype(np.uint16)
        return Numbers(
            key=rows[:, 0].view(np.int64),
            wording=rows[:, 1],
            stem=(packed >> np.uint64(16)).view(np.int64),
            code=(small >> np.uint16(8)).astype(np.uint8),
            mark=small.astype(np.uint8),
        )


_current = Lexicon()


def lexicon() -> Lexicon:
    """The lexicon of this process; another one once it has grown large.

    Whoever holds one may go on using it: numbers of two lexicons must not be mixed.
    """
    global _current  # noqa: PLW0603 - a cache
    if len(_current) >= LIMIT:
        _current = Lexicon()
    return _current
