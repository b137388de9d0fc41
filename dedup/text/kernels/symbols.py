"""What is asked of the characters and words of a text, for the rules about lines and sentences.

Characters are given as symbols, `sym`, and in lower case, `low`; `about` says what these are (see
`dedup.text.symbols.Symbols`): first the flags of each of the 256, then the symbol of each in lower
case, then a table of listed words, in rows: two numbers that hold up to sixteen symbols in lower
case, which lists have the word, and two that other tables need.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from dedup.machine.compiling import get, inlined, isa, load64, part
from dedup.text.kernels.flags import LISTS_BEGIN, ROW

__all__ = ["inside", "is_capital", "is_lower_word", "listed", "row_of", "skip"]

_FIRST, _SECOND = 0x1E3779B97F4A7C15, 0x42B2AE3D27D4EB4F
_LONGEST = 16
_HALF = 8
_NONE = np.uint64(0)


@inlined
def is_capital(symbol: int) -> bool:
    """Whether it is a capital letter of ASCII."""
    return bool(65 <= symbol <= 90)


@part
def skip(sym: Any, about: Any, at: int, end: int, flag: int) -> int:
    """The first character from `at` on that has none of some flags."""
    while at < end and isa(sym, about, at, flag):
        at += 1
    return at


@inlined
def inside(length: int) -> Any:
    """All bits of the lowest `length` of eight bytes; of none if that is negative, or of all."""
    if length <= 0:
        return _NONE
    return ~_NONE >> np.uint64(64 - 8 * min(length, _HALF))


@part
def row_of(low: Any, table: Any, begin: int, start: int, end: int) -> int:
    """The place of a word's row in a table that begins at `begin`; or -1."""
    length = end - start
    if not 0 < length <= _LONGEST:
        return -1
    first = np.int64(load64(low, start) & inside(length))
    second = np.int64(load64(low, start + _HALF) & inside(length - _HALF))
    mixed = (first * _FIRST) ^ (second * _SECOND)
    mask = (len(table) - begin) // ROW - 1
    place = (mixed ^ (mixed >> 32)) & mask
    while True:
        row = begin + ROW * place
        if get(table, row) == first and get(table, row + 1) == second:
            return int(row)
        if not get(table, row):
            return -1
        place = (place + 1) & mask


@part
def listed(low: Any, about: Any, start: int, end: int) -> int:
    """The lists that hold a word, as bits."""
    row = row_of(low, about, np.int64(LISTS_BEGIN), start, end)
    return int(get(about, row + 2)) if row >= 0 else 0


@part
def is_lower_word(sym: Any, low: Any, start: int, end: int) -> bool:
    """Whether no character changes in lower case."""
    changed = 0
    for at in range(start, end):
        changed |= get(low, at) ^ get(sym, at)
    return bool(changed == 0)
