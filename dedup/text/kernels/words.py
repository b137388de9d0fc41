"""The words of some sentences: their hashes, stems and marks.

Words of `dedup.text.words` as far as they are runs of letters and digits. Up to sixteen characters
of ASCII are two numbers, and what is asked of them is asked of all letters at a time; longer words
and other letters are written in lower case, one by one, and hashed from there.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from dedup.machine.compiling import get, inlined, isa, kind, load64, part, put, trailing_zeros
from dedup.machine.hashing import LOWER, PLAIN, xxh64, xxh64_five, xxh64_word
from dedup.machine.utf8 import encode
from dedup.text.kernels import flags as of
from dedup.text.kernels.rows import (
    BEGIN,
    DIGITS,
    END,
    HASHES,
    INTRICATE,
    LONGEST_FOLDED,
    MARKS,
    STEMS,
    TWICE,
    WHICH,
)

__all__ = ["read_words"]

_CAPITALISED, _NUMERIC = 1, 2
_CUT = 5
_APOSTROPHES = tuple(map(ord, "'’ʼ＇"))
_SHORT = 16
_ONE = np.uint64(1)
_HIGH = np.uint64(0x8080808080808080)
_LETTERS = np.uint64(0x4040404040404040)
_SMALL = np.uint64(0x20)
_EIGHT = 8
_EACH = 0x0101010101010101
_FROM_A, _BEYOND_Z = np.uint64((128 - 97) * _EACH), np.uint64((128 - 123) * _EACH)
_FROM_0, _BEYOND_9 = np.uint64((128 - 48) * _EACH), np.uint64((128 - 58) * _EACH)


@inlined
def _inside(length: int) -> Any:
    """All bits of the lowest `length` of eight bytes."""
    if length <= 0:
        return PLAIN
    return ~PLAIN >> np.uint64(64 - 8 * min(length, 8))


@inlined
def _run(eight: Any) -> Any:
    """How many of eight symbols, from the first on, are letters and digits of ASCII."""
    low = eight & ~_HIGH
    small = low | LOWER
    # The highest bit of each: from "a" on, beyond "z", from "0" on, beyond "9".
    letters = (small + _FROM_A) & ~(small + _BEYOND_Z)
    digits = (low + _FROM_0) & ~(low + _BEYOND_9)
    return trailing_zeros(~((letters | digits) & ~eight) & _HIGH) >> 3


@inlined
def _joins(code: int) -> bool:
    """Whether a character is an apostrophe."""
    return (
        (code == _APOSTROPHES[0])
        | (code == _APOSTROPHES[1])
        | (code == _APOSTROPHES[2])
        | (code == _APOSTROPHES[3])
    )


@part
def _fold(codes: Any, folds: Any, at: int, end: int, out: Any) -> tuple[int, int, bool]:
    """Write a word in folded form: bytes, bytes of the stem, and whether it is digits alone.

    No bytes for a word that does not fold character by character.
    """
    written = cut = letters = np.int64(0)
    every = DIGITS
    while at < end:
        code = get(codes, at)
        found = get(folds, code) if code < len(folds) else 0
        if not found:
            return 0, 0, False
        every &= found
        for _ in range(2 if found & TWICE else 1):
            written = encode(found & (TWICE - 1), out, written)
            letters += 1
            if letters == _CUT:
                cut = written
        at += 1
    is_cut = letters > _CUT and not every
    return written, cut if is_cut else written, every != 0


@part
def _read_odd(
    codes: Any, sym: Any, about: Any, folds: Any, at: int, end: int, out: Any, room: Any, count: int
) -> bool:
    """A word that is long or not of ASCII alone; whether it could be read."""
    every = of.ALPHA
    for place in range(at, end):
        every &= kind(sym, about, place)
    mark = 0 if every else _NUMERIC
    if every and end > at + 1 and isa(sym, about, at, of.UPPER):
        mark = _CAPITALISED
    written, cut = np.int64(0), np.int64(0)
    if end - at <= LONGEST_FOLDED:
        written, cut, _ = _fold(codes, folds, at, end, out)
    if not written:
        return False
    begin = np.int64(0)
    value = xxh64(out, begin, written, PLAIN)
    stem = xxh64(out, begin, cut, PLAIN) if cut < written else value
    room[HASHES, count] = np.int64(value)
    room[STEMS, count] = np.int64(stem >> _ONE)
    room[MARKS, count] = mark
    return True


@part
def read_words(
    codes: Any,
    sym: Any,
    about: Any,
    folds: Any,
    start: int,
    stop: int,
    folded: Any,
    room: Any,
    count: int,
    odd: int,
    spots: Any,
    spot: int,
    base: int,
) -> tuple[int, int]:
    """Read the words of a sentence; how many there are now, of all and of odd ones.

    The first is `INTRICATE` where only plain code can tell words. Where words begin and end from
    `base` on, and whether an apostrophe is before them, is written to `spots`, as if the first of
    all words stood at `spot`, unless that is negative.
    """
    at = start
    while at < stop:
        seen = kind(sym, about, at)
        if not seen & (of.LETTER | of.INTRICATE):
            at += 1
            continue
        begin = at
        head, rest = load64(sym, begin), load64(sym, begin + 8)
        run = _run(head)
        if run == _EIGHT:
            run += _run(rest)
        at = min(begin + run, stop)
        seen = kind(sym, about, at)
        while at < stop and seen & of.LETTER:
            at += 1
            seen = kind(sym, about, at)
        if at < stop and seen & of.INTRICATE:
            return INTRICATE, odd
        if spot >= 0:
            put(spots, 3 * (spot + count), begin - base)
            put(spots, 3 * (spot + count) + 1, at - base)
            put(spots, 3 * (spot + count) + 2, begin > base and _joins(get(codes, begin - 1)))
        length = at - begin
        in_head, in_rest = _inside(length), _inside(length - 8)
        if length > _SHORT or ((head & in_head) | (rest & in_rest)) & _HIGH:
            if not _read_odd(codes, sym, about, folds, begin, at, folded, room, count):
                room[BEGIN, odd] = begin
                room[END, odd] = at
                room[WHICH, odd] = count
                odd += 1
            count += 1
            continue
        value = xxh64_word(head | LOWER, rest | LOWER, length)
        # Letters have a bit that digits have not.
        missing = (~head & in_head & _LETTERS) | (~rest & in_rest & _LETTERS)
        letters = (head & in_head & _LETTERS) | (rest & in_rest & _LETTERS)
        mark = 0
        if missing:
            mark = _NUMERIC
        elif length > 1 and not head & _SMALL:
            mark = _CAPITALISED
        room[HASHES, count] = np.int64(value)
        if length > _CUT and letters:
            value = xxh64_five(head | LOWER)
        room[STEMS, count] = np.int64(value >> _ONE)
        room[MARKS, count] = mark
        count += 1
    return count, odd
