"""A text laid out for finding literals: its symbols, its words and its lines."""

from __future__ import annotations

from typing import Any

import numpy as np

from dedup.machine.compiling import get, inlined, load64, part, put, trailing_zeros
from dedup.text.kernels.stated import (
    ALPHA,
    ASCII,
    AT,
    BEYOND,
    BREAK,
    LOW_BEGIN,
    N_NOISE,
    QUOTE,
    ROW,
    WORD,
)

__all__ = ["PAST", "key_of", "lay_out", "word_row"]

_FIRST, _SECOND = 0x1E3779B97F4A7C15, 0x42B2AE3D27D4EB4F
_BLOCK = 64
PLAIN = ALPHA | ASCII
_HALF, _LONGEST = 8, 16
PAST = 32
"""Characters beyond a text that may be looked at; they are no characters."""


@part
def _lay_block(
    begin: int, end: int, codes: Any, table: Any, about: Any, sym: Any, low: Any, masks: Any
) -> int:
    """Symbols of up to 64 characters; returns all their flags."""
    words = breaks = plain = quotes = np.uint64(0)
    seen = np.int64(0)
    last = np.int64(len(table) - 1)
    for at in range(begin, end):
        symbol = get(table, min(get(codes, at), last))
        flags = get(about, symbol)
        put(sym, at, symbol)
        put(low, at, get(about, LOW_BEGIN + symbol))
        bit = np.uint64(at - begin)
        words |= np.uint64((flags & WORD) != 0) << bit
        breaks |= np.uint64((flags & BREAK) != 0) << bit
        quotes |= np.uint64((flags & QUOTE) != 0) << bit
        plain |= np.uint64((flags & PLAIN) == PLAIN) << bit
        seen |= flags
    masks[0] = words
    masks[1] = breaks
    masks[2] = plain
    masks[3] = quotes
    return seen


@part
def lay_out(
    end: int,
    codes: Any,
    table: Any,
    about: Any,
    sym: Any,
    low: Any,
    words: Any,
    lines: Any,
    mixed: Any,
    marks: Any,
    masks: Any,
    counts: Any,
) -> int:
    """Lay out ``codes[:end]``; returns how many words there are, -1 if it is left to plain code.

    A word is all letters, digits and low lines in a row; where each begins and ends goes to
    `words`, where lines end to `lines`, to `mixed` each place inside a word where a plain letter is
    followed by something else, and all quotation marks to `marks`.
    """
    for at in range(end, end + PAST):
        put(sym, at, 0)
        put(low, at, 0)
        put(codes, at, 0)
    began = ended = breaks = others = quotes = 0
    seen = np.int64(0)
    before = one = np.uint64(1)
    before = plain = np.uint64(0)
    for begin in range(0, end + 1, _BLOCK):
        seen |= _lay_block(begin, min(begin + _BLOCK, end), codes, table, about, sym, low, masks)
        mask = masks[0]
        shifted = (mask << one) | before
        before = mask >> np.uint64(_BLOCK - 1)
        found = mask & ~shifted
        while found:
            words[began, 0] = begin + trailing_zeros(found)
            began += 1
            found &= found - one
        found = ~mask & shifted
        while found:
            words[ended, 1] = begin + trailing_zeros(found)
            ended += 1
            found &= found - one
        found = mask & ~masks[2] & ((masks[2] << one) | plain)
        plain = masks[2] >> np.uint64(_BLOCK - 1)
        while found:
            mixed[others] = begin + trailing_zeros(found)
            others += 1
            found &= found - one
        found = masks[3]
        while found:
            marks[quotes] = begin + trailing_zeros(found)
            quotes += 1
            found &= found - one
        found = masks[1]
        while found:
            lines[breaks] = begin + trailing_zeros(found)
            breaks += 1
            found &= found - one
    lines[breaks] = end
    mixed[others] = end + 1
    marks[quotes] = end
    put(counts, N_NOISE, seen & AT)
    words[began, 0] = words[began, 1] = end + 1
    return -1 if seen & BEYOND else began


@inlined
def key_of(low: Any, at: int, length: int) -> int:
    """Up to eight letters as one number."""
    key = np.int64(load64(low, at))
    return key if length >= _HALF else key & ((np.int64(1) << (8 * length)) - 1)


@part
def word_row(low: Any, at: int, length: int, table: Any, begin: int) -> int:
    """The place of the row of a word, in a table that begins at `begin`; or -1."""
    if not 0 < length <= _LONGEST:
        return -1
    first = key_of(low, at, length)
    second = key_of(low, at + _HALF, length - _HALF) if length > _HALF else np.int64(0)
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
