"""A text laid out for finding literals: its symbols, its words and its lines."""

from __future__ import annotations

from typing import Any

import numpy as np

from dedup.machine.compiling import get, inlined, load32, load64, part, put, trailing_zeros
from dedup.text.kernels.stated import (
    K_AT,
    K_BEYOND,
    K_COPYRIGHT,
    KIND_SHIFT,
    LOW_SHIFT,
    N_COPYRIGHT,
    N_NOISE,
)

__all__ = ["OPENERS", "PAST", "key_of", "lay_out", "opener_of"]

_BLOCK = 64
_STEP = 8
_LOWEST = 0x0101010101010101
_GATHER = 0x0102040810204080
"""Puts the lowest bits of eight bytes side by side."""
_FEW, _MIX, _MIX_SHIFT = 4, 0x9E3779B1, 20
OPENERS = 1 << 12
_NONE = 255
"""What folds to no letter or sign of ASCII."""
_HALF = 8
PAST = 80
"""Characters beyond a text that may be looked at; they are no characters."""


@part
def _lay_symbols(end: int, codes: Any, table: Any, sym: Any, low: Any, kinds: Any) -> int:
    """The symbol of each character, what it folds to and its kinds; returns all kinds."""
    last = np.int64(len(table) - 1)
    seen = np.int64(0)
    for at in range(end):
        known = get(table, min(get(codes, at), last))
        put(sym, at, known)
        put(low, at, known >> LOW_SHIFT)
        put(kinds, at, known >> KIND_SHIFT)
        seen |= known
    for at in range(end, end + PAST):
        put(codes, at, 0)
        put(sym, at, 0)
        put(low, at, _NONE)
        put(kinds, at, 0)
    return seen >> KIND_SHIFT


@inlined
def _mask(kinds: Any, begin: int, bit: int) -> int:
    """Which of 64 characters are of a kind."""
    mask = np.uint64(0)
    for place in range(0, _BLOCK, _STEP):
        eight = (np.uint64(load64(kinds, begin + place)) >> np.uint64(bit)) & np.uint64(_LOWEST)
        mask |= ((eight * np.uint64(_GATHER)) >> np.uint64(_BLOCK - _STEP)) << np.uint64(place)
    return mask


@part
def lay_out(
    end: int,
    codes: Any,
    table: Any,
    sym: Any,
    low: Any,
    kinds: Any,
    words: Any,
    lines: Any,
    mixed: Any,
    marks: Any,
    counts: Any,
) -> int:
    """Lay out ``codes[:end]``; returns how many words there are, -1 if it is left to plain code.

    A word is all letters, digits and low lines in a row; where each begins and ends goes to
    `words`, where lines end to `lines`, to `mixed` each place inside a word where a plain letter is
    followed by something else, and all quotation marks to `marks`.
    """
    seen = _lay_symbols(end, codes, table, sym, low, kinds)
    began = ended = breaks = others = quotes = 0
    one, top = np.uint64(1), np.uint64(_BLOCK - 1)
    word_before = plain_before = np.uint64(0)
    for begin in range(0, end + 1, _BLOCK):
        word, plain = _mask(kinds, begin, 0), _mask(kinds, begin, 1)
        shifted = (word << one) | word_before
        word_before = word >> top
        found = word & ~shifted
        while found:
            words[began, 0] = begin + trailing_zeros(found)
            began += 1
            found &= found - one
        found = ~word & shifted
        while found:
            words[ended, 1] = begin + trailing_zeros(found)
            ended += 1
            found &= found - one
        found = word & ~plain & ((plain << one) | plain_before)
        plain_before = plain >> top
        while found:
            mixed[others] = begin + trailing_zeros(found)
            others += 1
            found &= found - one
        found = _mask(kinds, begin, 2)
        while found:
            lines[breaks] = begin + trailing_zeros(found)
            breaks += 1
            found &= found - one
        found = _mask(kinds, begin, 3)
        while found:
            marks[quotes] = begin + trailing_zeros(found)
            quotes += 1
            found &= found - one
    lines[breaks] = marks[quotes] = end
    mixed[others] = words[began, 0] = words[began, 1] = end + 1
    put(counts, N_NOISE, seen & K_AT)
    put(counts, N_COPYRIGHT, seen & K_COPYRIGHT)
    return -1 if seen & K_BEYOND else began


@inlined
def key_of(low: Any, at: int, length: int) -> int:
    """Up to eight letters as one number."""
    key = np.int64(load64(low, at))
    return key if length >= _HALF else key & ((np.int64(1) << (8 * length)) - 1)


@inlined
def opener_of(low: Any, at: int, length: int) -> int:
    """Where it is told whether a word may be listed that begins with these four letters."""
    key = np.int64(load32(low, at)) & ((np.int64(1) << (8 * min(length, _FEW))) - 1)
    return ((key * _MIX) >> _MIX_SHIFT) & (OPENERS - 1)
