"""Words side by side: xxHash64 of eight at a time, whatever their lengths.

The lengths of words cannot be predicted, and a branch that goes the other way costs more than the
hash of a word. So each step is taken for all, and kept for those that are long enough. A word is
here the sixteen bytes from where it begins on, as two numbers, and where it begins and ends.
"""

from __future__ import annotations

from typing import Any

import numba.extending
import numpy as np
from llvmlite import ir
from numba.core import cgutils, types

from dedup.lsh.kernels.constants import (
    ANCHORING,
    CUT,
    LONG,
    MIXED_AT_ONCE,
    SHORT,
    WORDS_AT_ONCE,
)
from dedup.machine import hashing
from dedup.machine.compiling import address
from dedup.machine.hashing import LOWER, P5
from dedup.machine.lanes import Lanes

__all__ = ["MULTIPLIER", "hash_words", "join_all", "join_words", "mix_words"]

MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)
"""Of the polynomial over the hashes of words."""

_I64 = ir.IntType(64)
_ALL = (1 << 64) - 1
_HIGH = 0x8080808080808080
_LETTERS = 0x4040404040404040
"""What tells ASCII letters from digits."""

# The same steps that hash one word, as Python runs them: they are operators alone.
_steps: Any = hashing
_lane_step, _four_step = _steps.lane_step.py_func, _steps.four_step.py_func
_byte_step, _avalanche = _steps.byte_step.py_func, _steps.avalanche.py_func


class _Words:
    """Eight words, out of the arrays that a function is passed."""

    def __init__(self, context: Any, builder: Any, signature: Any, arguments: Any) -> None:
        self._given = context, builder, signature, arguments
        self._builder, self._at = builder, arguments[3]
        begins, ends = self.load(0), self.load(1)
        self.head, self.rest = self._letters()
        self.length = ends - begins
        self.is_wide = self.length > 7
        # What stands where there is no word may have any length.
        behind = self.length.everywhere(_ALL) << ((self.length << 3) & 56)
        self.last = self.is_wide.choose(self.rest, self.head)
        # Of the eight bytes that the word ends in, those that are of the word.
        self.in_last = behind ^ _ALL
        inside = self.last & self.in_last
        self.inside = self.is_wide.choose(inside | self.head, inside)

    def _place(self, which: int) -> Any:
        return address(self._given, which, self._at)

    def _letters(self) -> tuple[Lanes, Lanes]:
        """The first and the second eight bytes of each, which stand in turn."""
        place = address(self._given, 2, self._builder.shl(self._at, _I64(1)))
        both = Lanes.load(self._builder, place, 2 * WORDS_AT_ONCE, align=8)
        head, rest = (range(first, 2 * WORDS_AT_ONCE, 2) for first in (0, 1))
        return both.shuffled(head), both.shuffled(rest)

    def load(self, which: int) -> Lanes:
        """What an array says of them."""
        return Lanes.load(self._builder, self._place(which), WORDS_AT_ONCE, align=8)

    def store(self, which: int, values: Lanes) -> None:
        """Say it in an array."""
        values.store(self._place(which), align=8)


def _hash_words(
    _context: Any,
    begins: Any,
    ends: Any,
    letters: Any,
    at: Any,
    hashes: Any,
    stems: Any,
    stemming: Any,
) -> Any:
    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        words = _Words(context, builder, signature, arguments)
        x, left, length = words.head | LOWER, words.last | LOWER, words.length
        h = length + P5
        h = words.is_wide.choose(_lane_step(h, x), h)
        has_four = (length & 4).differs(0)
        h = has_four.choose(_four_step(h, left), h)
        left = has_four.choose(left >> 32, left)
        for number in range(3):
            h = ((length & 3) > number).choose(_byte_step(h, left >> (8 * number)), h)
        h = _avalanche(h)
        words.store(4, h)
        with builder.if_then(arguments[6]):
            words.store(5, _stems(words, x, h))
        return ((words.inside & _HIGH).differs(0) | (length > LONG - 1)).bits()

    kinds = (begins, ends, letters, at, hashes, stems, stemming)
    return types.uint64(*kinds), generate


hash_words: Any = numba.extending.intrinsic(_hash_words)
"""``hash_words(begins, ends, letters, at, hashes, stems, stemming)``: hash the words from `at` on,
ASCII letters lowered, and write their stems too if wanted. Returned is a bit for each that is not
ASCII, or `LONG`: what is written of it is wrong."""


def _stems(words: _Words, x: Lanes, hashes: Lanes) -> Lanes:
    """Their stems; `x` are their first eight bytes with letters lowered."""
    five = _avalanche(_byte_step(_four_step(x.everywhere(int(P5) + CUT), x), x >> 32))
    is_cut = (words.length > CUT) & (words.inside & _LETTERS).differs(0)
    stem = is_cut.choose(five, hashes) >> 1
    # So short a word ends in its first eight bytes.
    every = words.in_last & _LETTERS
    is_short = (words.length < SHORT + 1) & (words.head & every).equals(every)
    return is_short.choose(stem, stem | ANCHORING)


def _joined(given: Any, count: int) -> Lanes:
    """Polynomials over so many words from each on: for `join_words` and `mix_words`."""
    builder, arguments = given[1], given[3]
    data = address(given, 0, arguments[1])
    first = Lanes.load(builder, data, count, align=8)
    joined = cgutils.alloca_once_value(builder, first.value)  # type: ignore[no-untyped-call]
    with cgutils.for_range_slice(builder, _I64(1), arguments[2], _I64(1), _I64) as (more, _):
        word = Lanes.load(builder, builder.gep(data, [more]), count, align=8)
        value = Lanes(builder, builder.load(joined)) * MULTIPLIER + word
        builder.store(value.value, joined)
    return Lanes(builder, builder.load(joined))


def _join_words(_context: Any, hashes: Any, at: Any, size: Any, out: Any) -> Any:
    def generate(*given: Any) -> Any:
        _joined(given, WORDS_AT_ONCE).store(address(given, 3, given[3][1]), align=8)
        return given[0].get_dummy_value()

    return types.void(hashes, at, size, out), generate


join_words: Any = numba.extending.intrinsic(_join_words)
"""``join_words(hashes, at, size, out)``: the polynomials over `size` words from each on, from the
one at `at` on, to the same places of `out`."""


def _fmix32(x: Lanes) -> Lanes:
    """MurmurHash3's 32-bit finalizer."""
    x = (x ^ (x >> 16)) * 0x85EBCA6B
    x = (x ^ (x >> 13)) * 0xC2B2AE35
    return x ^ (x >> 16)


def _mix_words(_context: Any, hashes: Any, at: Any, size: Any, out: Any, to: Any) -> Any:
    def generate(*given: Any) -> Any:
        upper = (_joined(given, MIXED_AT_ONCE) >> 32).narrowed(32)
        _fmix32(upper).store(address(given, 3, given[3][4]), align=4)
        return given[0].get_dummy_value()

    return types.void(hashes, at, size, out, to), generate


mix_words: Any = numba.extending.intrinsic(_mix_words)
"""``mix_words(hashes, at, size, out, to)``: of `MIXED_AT_ONCE` of these polynomials the upper
halves, mixed."""


def _join_all(_context: Any, hashes: Any, at: Any, number: Any, before: Any) -> Any:
    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        data = address((context, builder, signature, arguments), 0, arguments[1])
        powers = [pow(int(MULTIPLIER), power, 1 << 64) for power in range(WORDS_AT_ONCE + 1)]
        kind = ir.VectorType(_I64, WORDS_AT_ONCE)
        start = builder.insert_element(
            ir.Constant(kind, [0] * WORDS_AT_ONCE), arguments[3], _I64(WORDS_AT_ONCE - 1)
        )
        joined = cgutils.alloca_once_value(builder, start)  # type: ignore[no-untyped-call]
        with cgutils.for_range(builder, arguments[2], intp=_I64) as loop:
            place = builder.mul(loop.index, _I64(WORDS_AT_ONCE))
            words = Lanes.load(builder, builder.gep(data, [place]), WORDS_AT_ONCE, align=8)
            value = Lanes(builder, builder.load(joined)) * powers[-1] + words
            builder.store(value.value, joined)
        weights = Lanes(builder, ir.Constant(kind, powers[-2::-1]))
        return (Lanes(builder, builder.load(joined)) * weights).total()

    return types.uint64(hashes, at, number, before), generate


join_all: Any = numba.extending.intrinsic(_join_all)
"""``join_all(hashes, at, number, before)``: the polynomial over `number` times `WORDS_AT_ONCE`
words from `at` on, behind those whose polynomial is `before`."""
