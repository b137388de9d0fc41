"""Strings as compiled code reads them: where they are in memory.

Python keeps a string with a curly quote in two bytes a character, and encodes such a string
character by character, with the interpreter's lock. Here it is only found out where the characters
of strings are; they are encoded by what sketches them, without the lock and a text at a time, so
that it finds them in the cache. Strings of which that is not known are copied as code points first.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from dedup.lsh.kernels.constants import FIRST_QUOTE, LAST_QUOTE
from dedup.machine.strings import copy_points, located
from dedup.text.words import kinds

__all__ = ["Strings", "are_quotes_spaces"]

I64 = npt.NDArray[np.int64]
_CODE = 4
"""Bytes of a code point."""


@lru_cache(maxsize=1)
def are_quotes_spaces() -> bool:
    """Whether dashes and quotation marks can stand as spaces: their words are found sooner then.

    They can if they are of no word and do nothing else, whatever version of Unicode there is.
    """
    quotes = map(chr, range(FIRST_QUOTE, LAST_QUOTE + 1))
    return not any(any(kind) for kind in kinds("".join(quotes)))


class Strings(NamedTuple):
    """Strings in memory.

    Attributes
    ----------
    texts : sequence of str
    places, lengths, widths : ndarray of int64, shape (n,)
        Addresses of the characters of each, how many there are, and bytes of each.
    copied : ndarray of uint32
        Code points of those that are read there.
    """

    texts: Sequence[str]
    places: I64
    lengths: I64
    widths: I64
    copied: npt.NDArray[np.uint32]

    @classmethod
    def of(cls, texts: Sequence[str]) -> Strings:
        """Find them; they are there as long as this is.

        Examples
        --------
        >>> Strings.of(["sea", "“ice”", ""]).lengths.tolist()
        [3, 5, 0]
        """
        is_exact = set(map(type, texts)) <= {str}
        # What is derived from it may say anything of its length.
        measure = len if is_exact else str.__len__
        lengths = np.fromiter(map(measure, texts), dtype=np.int64, count=len(texts))
        if is_exact:
            places, widths = located(texts, lengths)
        else:
            places, widths = np.zeros((2, len(texts)), dtype=np.int64)
        others = np.flatnonzero(widths == 0)
        sizes = lengths[others]
        copied = np.empty(int(sizes.sum()), dtype=np.uint32)
        if len(others):
            places[others] = copied.ctypes.data + _CODE * (np.cumsum(sizes) - sizes)
            widths[others] = _CODE
            for text in others.tolist():
                copy_points(texts[text], int(places[text]), int(lengths[text]))
        return cls(texts, places, lengths, widths, copied)

    @property
    def most_words(self) -> I64:
        """How many words each has at most."""
        # A character takes a word to itself only in scripts that one byte does not reach.
        return np.where(self.widths == 1, (self.lengths + 1) // 2, self.lengths)

    @property
    def most_bytes(self) -> int:
        """Bytes that the longest of them takes in UTF-8 at most."""
        # Two for what Python keeps in one, three for two and four for four.
        wide = self.widths + (self.widths < _CODE)
        return int((self.lengths * wide).max(initial=0))
