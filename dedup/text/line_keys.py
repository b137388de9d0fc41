"""What the lines of a page share with the story, told by compiled code.

`dedup.text.furniture_keys.plain_line_keys` says the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import count
from typing import NamedTuple

import numpy as np

from dedup.machine.desks import Desks
from dedup.machine.kernel import Bound, Kernel, Passed
from dedup.machine.strings import copy_points
from dedup.text.furniture_keys import STOP_WORDS, LineKeys
from dedup.text.kernels.constants import BITS, INTRICATE, LETTER, LOWER, UPPER
from dedup.text.words import is_latin

__all__ = ["line_keys", "load"]

_READ = Kernel(
    *("dedup.text.kernels.keys", "read_keys", "uint32[:]", "uint32[:]", "int64[:,:]", "int64[:]"),
    *("int64[:,:]", "int64[:,:]", "int64[:,:]"),
)
_SAVED = 0.0001
"""Seconds that compiled code saves for a page, about."""
_USUAL = 1 << 16
_LATIN, _LAST = 0x250, 0x20D0
"""Letters and marks that are looked up; beyond them all is for plain code."""
_STOPS, _FACTOR = 1 << 9, 0x1E3779B97F4A7C15
_calls = count(1)


def load() -> None:
    """Load the compiled code, or have it made."""
    _READ.load()


@lru_cache(maxsize=1)
def _letters() -> Passed:
    """What each character is; see `dedup.text.kernels.constants`."""
    found = np.full(_LAST + 1, INTRICATE, dtype=np.uint32)
    for code in range(_LAST):
        character = chr(code)
        if code >= _LATIN:
            if is_latin(character):  # punctuation
                found[code] = 0
        elif not character.isalnum():
            found[code] = 0 if is_latin(character) else INTRICATE
        elif len(character.lower()) == 1 and ord(character.lower()) < 1 << BITS:
            is_small = character.islower() or (character.istitle() and not character.isupper())
            found[code] = ord(character.lower()) | LETTER
            found[code] |= UPPER * character.isupper() | LOWER * is_small
    return Passed.of(found)


@lru_cache(maxsize=1)
def _stops() -> Passed:
    """The commonest words, hashed as the compiled code looks them up."""
    found = np.zeros((2, _STOPS), dtype=np.int64)
    for word in STOP_WORDS:
        key = 0
        for letter in word[:6]:
            key = key << BITS | ord(letter)
        more = len(word) << BITS | sum(map(ord, word[6:]))
        mixed = (key ^ (more * _FACTOR)) * _FACTOR & (1 << 64) - 1
        place = (mixed ^ mixed >> 32) % _STOPS
        while found[1, place]:
            place = (place + 1) % _STOPS
        found[:, place] = key, more
    return Passed.of(found)


class _Sizes(NamedTuple):
    """How much is read in one call."""

    characters: int
    lines: int


class _Desk:
    """All that compiled code is passed, laid out once, for texts of up to some size."""

    def __init__(self, sizes: _Sizes) -> None:
        codes = np.empty(sizes.characters, dtype=np.uint32)
        self.address = codes.ctypes.data
        self.sizes = np.empty(3, dtype=np.int64)
        self.lines = np.empty((sizes.lines, 3), dtype=np.int64)
        self.told = np.empty((sizes.lines, 3), dtype=np.int64)
        # A word with a key has two letters at least, and what parts it from the next.
        table = np.zeros((4, 1 << sizes.characters.bit_length()), dtype=np.int64)
        self.run = Bound(
            _READ, codes, _letters(), _stops(), self.sizes, self.lines, table, self.told
        )


_DESKS = Desks(_Desk, _Sizes._make, _USUAL)


def line_keys(text: str, lines: Sequence[tuple[int, int, bool]]) -> LineKeys | None:
    r"""What lines share with the story.

    None where compiled code is not worth loading, or for a text that only plain code can read.

    Parameters
    ----------
    text, lines
        As in `dedup.text.furniture_keys.plain_line_keys`.

    Examples
    --------
    >>> text = "Harbour frozen\nThe harbours froze. The harbour froze again."
    >>> load()
    >>> line_keys(text, [(0, 14, False), (15, 34, True), (35, 59, True)])
    LineKeys(lines=[[2, 1, 1], [2, 2, 2], [2, 2, 2]], story=2)
    """
    if not _READ.pays(_SAVED):
        return None
    desk = _DESKS.of(_Sizes(len(text) + 1, len(lines)))
    copy_points(text, desk.address, len(text))
    desk.sizes[:] = len(lines), next(_calls), 1 << len(text).bit_length()
    desk.lines[: len(lines)] = lines
    story = desk.run()
    return None if story < 0 else LineKeys(desk.told[: len(lines)].tolist(), story)
