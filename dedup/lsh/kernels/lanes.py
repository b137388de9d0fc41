"""Words side by side: hashes and stems of eight at a time, and what windows of words make of them.

A word is here the sixteen bytes from where it begins on, as two numbers, and where it begins and
ends; `dedup.machine.abreast` says how they are hashed.
"""

from __future__ import annotations

from typing import Any

import numba.extending
import numpy as np
from llvmlite import ir
from numba.core import cgutils, types

from dedup.lsh.kernels.constants import (
    ANCHORING,
    MIXED_AT_ONCE,
    SHORT,
    WORDS_AT_ONCE,
)
from dedup.machine.abreast import Abreast
from dedup.machine.compiling import address
from dedup.machine.lanes import Lanes

__all__ = ["MULTIPLIER", "hash_words", "join_all", "join_words", "mix_words"]

MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)
"""Of the polynomial over the hashes of words."""

_I64 = ir.IntType(64)
_LETTERS = 0x4040404040404040
"""What tells ASCII letters from digits."""


def _words(given: Any) -> Abreast:
    """Eight words, out of the arrays that a function is passed."""
    builder, at = given[1], given[3][3]
    begins, ends = (
        Lanes.load(builder, address(given, which, at), WORDS_AT_ONCE, align=8) for which in (0, 1)
    )
    # The first and the second eight bytes of each stand in turn.
    place = address(given, 2, builder.shl(at, _I64(1)))
    both = Lanes.load(builder, place, 2 * WORDS_AT_ONCE, align=8)
    head, rest = (range(first, 2 * WORDS_AT_ONCE, 2) for first in (0, 1))
    return Abreast(both.shuffled(head), both.shuffled(rest), ends - begins)


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
    def generate(*given: Any) -> Any:
        builder, arguments = given[1], given[3]
        words = _words(given)
        found = words.hashes()
        found.store(address(given, 4, arguments[3]), align=8)
        with builder.if_then(arguments[6]):
            _stems(words, found).store(address(given, 5, arguments[3]), align=8)
        return words.are_others().bits()

    kinds = (begins, ends, letters, at, hashes, stems, stemming)
    return types.uint64(*kinds), generate


hash_words: Any = numba.extending.intrinsic(_hash_words)
"""``hash_words(begins, ends, letters, at, hashes, stems, stemming)``: hash the words from `at` on,
ASCII letters lowered, and write their stems too if wanted. Returned is a bit for each that is not
ASCII, or `dedup.machine.abreast.LONG`: what is written of it is wrong."""


def _stems(words: Abreast, hashes: Lanes) -> Lanes:
    """Their stems, and whether they take part in anchors."""
    stem = words.cut_hashes(hashes) >> 1
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
