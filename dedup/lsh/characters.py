"""What the kernels know of characters and of uncommon words, learnt as texts bring them.

Compiled code cannot ask Python how a character folds. It reads tables, which are filled from
`dedup.text.words` itself, so that both agree whatever version of Unicode is installed: a page
of 256 characters when the first of them is met, and every word that does not fold character
by character when it is met first.
"""

from __future__ import annotations

import threading
import unicodedata
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt
import xxhash

from dedup.lsh.kernels import constants as kernel
from dedup.lsh.shingles import U64, anchor_stem, word_hash
from dedup.text.stems import cut_stem, stem_key
from dedup.text.words import Kinds, fold, is_unspaced, kinds

__all__ = ["Tables", "tables"]

I64 = npt.NDArray[np.int64]

_PAGE = 256
_PAGES = 0x110000 // _PAGE
_LAST_DECOMPOSED = 0x40000
"""No character from here on has a decomposition: planes of tags and for private use."""
_JAMO = frozenset([*range(0x1161, 0x1176), *range(0x11A8, 0x11C3)])
"""Vowels and final consonants of Hangul, which are composed by rule."""
_MOST_WORDS = 1 << 20
"""Uncommon words that are remembered; with more the table begins anew."""


@lru_cache(maxsize=1)
def _composing() -> frozenset[int]:
    """Characters that may merge with the one before them under NFC (Unicode's NFC_QC=Maybe)."""
    found = {*_JAMO}
    for code in range(_LAST_DECOMPOSED):
        parts = unicodedata.decomposition(chr(code)).split()
        if len(parts) == 2 and parts[0][0] != "<":
            found.add(int(parts[1], 16))
    return frozenset(found)


def _folds_alone(code: int, folded: str) -> bool:
    """Whether a character of a word folds to one other, whatever stands beside it."""
    if len(folded) != 1 or unicodedata.category(folded)[0] not in "LN":
        return False
    return not any(_may_compose(c) and c in _composing() for c in (code, ord(folded)))


def _may_compose(code: int) -> bool:
    """Whether it takes the search to know, which most texts are spared."""
    if code < 0x300:
        return False
    return code > 0xFFFF or code in _JAMO or unicodedata.category(chr(code))[0] == "M"


def _entry(code: int, found: Kinds) -> int:
    character = chr(code)
    entry = code
    entry |= kernel.SPACED * found.spaced | kernel.UNSPACED * found.unspaced
    entry |= kernel.MARK * found.mark | kernel.SELECTOR * found.selector
    entry |= kernel.INVISIBLE * found.invisible
    if (found.spaced or found.unspaced) and not found.mark:
        folded = fold(character)
        if _folds_alone(code, folded):
            entry += ord(folded) - code
            entry |= kernel.ONE_TO_ONE
            entry |= kernel.DIGIT * folded.isdigit() | kernel.ALPHA * folded.isalpha()
            entry |= kernel.UNSPACED_FOLDED * is_unspaced(folded)
    return entry


class Tables:
    """The tables of `dedup.lsh.kernels.words.cut_words`.

    Attributes
    ----------
    arrays : tuple
        ``pages`` (int32, which 256 of `entries` hold a page, -1 for none yet), ``entries``
        (uint32, folded form and properties), ``keys`` (uint64) and ``values`` (uint64, shape
        (n, 2)), an open-addressed table of words. Threads that run a kernel go on with the
        arrays that they were given; rows are only ever added to those.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._words = 0
        pages = np.full(_PAGES, -1, dtype=np.int32)
        self.arrays: tuple[Any, ...] = (
            pages,
            np.zeros(0, dtype=np.uint32),
            np.zeros(1024, dtype=np.uint64),
            np.zeros((1024, 2), dtype=np.uint64),
        )
        self._learn({0, 0x20}, {})

    def learn(self, data: npt.NDArray[np.uint8], asked: I64) -> None:
        """Fill in what a kernel asked for.

        Raises
        ------
        UnicodeDecodeError
            If the bytes were not UTF-8; `start` is the place in `data`.
        """
        pages, words = set(), {}
        for first, second in asked[1 : asked[0, 0] + 1].tolist():
            if first == kernel.FAULT:
                raise UnicodeDecodeError(
                    "utf-8", data[second : second + 4].tobytes(), 0, 1, f"at byte {second}"
                )
            if second == kernel.FAULT:
                pages.add(first // _PAGE)
            else:
                raw = data[first:second].tobytes()
                words[xxhash.xxh64_intdigest(raw) | 1] = raw.decode("utf-8", "surrogatepass")
        with self._lock:
            self._learn(pages, words)

    def _learn(self, pages: set[int], words: dict[int, str]) -> None:
        places, entries, keys, values = self.arrays
        new = [page for page in sorted(pages) if places[page] < 0]
        if new:
            places = places.copy()
            places[new] = len(entries) // _PAGE + np.arange(len(new))
            filled = [
                _entry(page * _PAGE + place, found)
                for page in new
                for place, found in enumerate(
                    kinds("".join(map(chr, range(page * _PAGE, (page + 1) * _PAGE))))
                )
            ]
            entries = np.concatenate([entries, np.array(filled, dtype=np.uint32)])
        if words:
            keys, values = self._with_words(keys, values, words)
        self.arrays = places, entries, keys, values

    def _with_words(self, keys: U64, values: U64, words: dict[int, str]) -> tuple[U64, U64]:
        if self._words + len(words) > _MOST_WORDS:
            keys, values = np.zeros(1024, dtype=np.uint64), np.zeros((1024, 2), dtype=np.uint64)
            self._words = 0
        size = len(keys)
        while size < 2 * (self._words + len(words)):
            size *= 2
        if size > len(keys):
            held = np.flatnonzero(keys)
            old = zip(keys[held].tolist(), values[held].tolist(), strict=True)
            keys, values = np.zeros(size, dtype=np.uint64), np.zeros((size, 2), dtype=np.uint64)
            for key, value in old:
                place = _place(keys, key)
                keys[place], values[place] = key, value
        for key, word in words.items():
            place = _place(keys, key)
            if not keys[place]:
                folded = fold(word)
                stem = stem_key(cut_stem(folded))
                if anchor_stem(folded) is not None:
                    stem |= int(kernel.ANCHORING)
                # In place, as copies of a large table would cost more than the texts. A kernel
                # that meets a half-written row asks for it again.
                values[place] = word_hash(folded), stem
                keys[place] = key
                self._words += 1
        return keys, values


def _place(keys: U64, key: int) -> int:
    """Where a key is in the table, or would be."""
    mask = len(keys) - 1
    place = (key >> 32) & mask
    while keys[place] not in (0, key):
        place = (place + 1) & mask
    return place


@lru_cache(maxsize=1)
def tables() -> Tables:
    """The tables of this process; all texts add to them."""
    return Tables()
