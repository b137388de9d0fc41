"""Bytes to words: cut, fold and hash in one pass.

The words are those of `dedup.text.words`, which says in full what a word is and when two are
equal; the tests hold this code to it. Where they begin and end is found in 64 bytes at a time.
The lengths of words cannot be predicted, and a branch that goes the other way costs more than
the hash of a word; so those of a stretch are sorted by length first, and the words of one length
are hashed together. Words that are not ASCII, or long, go to `dedup.lsh.kernels.general`.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from dedup.lsh.kernels.constants import (
    ANCHORING,
    CUT,
    EDGES_AT_ONCE,
    FAULT,
    JOINING,
    LONG,
    MARK,
    MOST_WORDS,
    SHORT,
    SPACED,
    STRETCH,
    UNSPACED,
)
from dedup.lsh.kernels.general import (
    all_one_to_one,
    cut_general,
    decode,
    hash_general,
    properties,
)
from dedup.lsh.kernels.hashing import LOWER, PLAIN, xxh64, xxh64_five, xxh64_word
from dedup.lsh.kernels.vectors import high_bits, letter_bits
from dedup.machine.compiling import load64, ones, part, put, trailing_zeros

__all__ = ["cut_words"]

_HIGH = np.uint64(0x8080808080808080)
_LETTERS = np.uint64(0x4040404040404040)
"""What tells ASCII letters from digits."""
_ONE = np.uint64(1)
_FEW = 255
"""Words that a byte can count."""


@part
def _mark_others(
    data: Any, base: int, end: int, high: Any, pages: Any, entries: Any, asked: Any
) -> tuple[Any, int, bool]:
    """Which of 64 bytes belong to letters beyond ASCII.

    Returns their bits, how many bytes of the last character stand behind the 64 (negative if
    it is a letter), and whether all characters are plain letters or part words.
    """
    bits = np.uint64(0)
    while high:
        place = trailing_zeros(high)
        code, size = decode(data, base + place, end)
        if code == FAULT:
            return bits, 0, False
        found = properties(code, pages, entries, asked)
        if found & (UNSPACED | MARK | JOINING):
            return bits, 0, False
        spaced = found & SPACED != 0
        over = place + size - 64
        mask = ((_ONE << np.uint64(size)) - _ONE) << np.uint64(place)
        high &= ~mask
        if spaced:
            bits |= mask
        if over > 0:
            return bits, -over if spaced else over, True
    return bits, 0, True


@part
def _cut_edges(
    data: Any, at: int, end: int, state: Any, edges: Any, tables: Any, asked: Any
) -> int:
    """Where words begin and end, in turn, in the next `STRETCH` bytes; their number.

    ``state`` is carried on: whether a word is open, and the bytes of a character that stood
    astride. -1 where only `cut_general` can tell.
    """
    pages, entries, _, _ = tables
    count: int = state[2]
    inside = np.uint64(state[0])
    over = state[1]
    stop = min(at + STRETCH, end)
    for base in range(at, stop, 64):
        bits = letter_bits(data, base)
        high = high_bits(data, base)
        if base + 64 > end:
            # The next document's first letters are not this one's last.
            rest = (_ONE << np.uint64(end - base)) - _ONE
            bits &= rest
            high &= rest
        if high:
            if over:
                astride = (_ONE << np.uint64(abs(over))) - _ONE
                high &= ~astride
                if over < 0:
                    bits |= astride
                over = 0
            others, over, simple = _mark_others(data, base, end, high, pages, entries, asked)
            if not simple:
                return -1
            bits |= others
        changes = bits ^ ((bits << _ONE) | inside)
        inside = bits >> np.uint64(63)
        # Eight at a time, wanted or not: a loop that ends where they do is mispredicted.
        last = count + ones(changes)
        while count < last:
            for more in range(EDGES_AT_ONCE):
                put(edges, count + more, base + trailing_zeros(changes))
                changes &= changes - _ONE
            count += EDGES_AT_ONCE
        count = last
    state[0] = np.int64(inside)
    state[1] = over
    if stop == end and count & 1:
        edges[count] = end
        count += 1
    return count


@part
def _inside(length: int) -> Any:
    """All bits of the lowest `length` of eight bytes."""
    if length <= 0:
        return PLAIN
    return ~PLAIN >> np.uint64(64 - 8 * min(length, 8))


@part
def _hash_group(
    data: Any,
    edges: Any,
    order: Any,
    first: int,
    number: int,
    length: int,
    stemming: bool,
    hashes: Any,
    stems: Any,
    spare: int,
) -> int:
    """Hashes, and stems if wanted, of words of one length.

    They are those that `order` names from `first` on. Words that are not ASCII are left, and put
    at the place `spare` of `order`; returns the place behind them.
    """
    in_head, in_rest = _inside(length), _inside(length - 8)
    for place in range(first, first + number):
        word = order[place]
        begin = edges[2 * word]
        head = load64(data, begin)
        rest = load64(data, begin + 8)
        if ((head & in_head) | (rest & in_rest)) & _HIGH:
            put(order, spare, word)
            spare += 1
            continue
        value = xxh64_word(head | LOWER, rest | LOWER, length)
        hashes[word] = value
        if not stemming:
            continue
        letters = head & in_head & _LETTERS
        anchoring = ANCHORING
        if length > CUT:
            if letters | (rest & in_rest & _LETTERS):
                value = xxh64_five(head | LOWER)
        elif length <= SHORT and letters == in_head & _LETTERS:
            anchoring = PLAIN
        stems[word] = (value >> _ONE) | anchoring
    return spare


@part
def _sort_by_length(edges: Any, whole: int, order: Any, fill: Any) -> int:
    """Put the words of each length in a row, and count them in `fill`; where long ones end.

    Counters in memory that are read right after they were written would be what takes the time,
    so those of a few words are bytes of two numbers.
    """
    others = LONG * MOST_WORDS
    for length in range(LONG):
        fill[length] = length * MOST_WORDS
    for first in range(0, whole, _FEW):
        counts = np.uint64(0)
        more = np.uint64(0)
        for word in range(first, min(first + _FEW, whole)):
            length = np.uint64(edges[2 * word + 1] - edges[2 * word]) - _ONE
            if length >= LONG - 1:
                put(order, others, word)
                others += 1
                continue
            shift = (length & np.uint64(7)) << np.uint64(3)
            beyond = PLAIN - (length >> np.uint64(3))
            number = ((counts ^ ((counts ^ more) & beyond)) >> shift) & np.uint64(0xFF)
            put(order, fill[length + _ONE] + np.int64(number), word)
            one = _ONE << shift
            counts += one & ~beyond
            more += one & beyond
        for length in range(1, 9):
            shift = np.uint64(8 * (length - 1))
            fill[length] += np.int64((counts >> shift) & np.uint64(0xFF))
            fill[length + 8] += np.int64((more >> shift) & np.uint64(0xFF))
    for length in range(LONG):
        fill[length] -= length * MOST_WORDS
    return others


@part
def cut_words(
    data: Any,
    start: int,
    end: int,
    tables: Any,
    asked: Any,
    stemming: bool,
    room: Any,
    hashes: Any,
    stems: Any,
) -> int:
    """Hash and stem of every word of ``data[start:end]``; how many there are.

    Parameters
    ----------
    data : ndarray of uint8
        UTF-8; `dedup.lsh.packing.PAD` bytes after `end` may be read, and are ignored.
    tables : tuple
        ``pages`` (int32), ``entries`` (uint32), ``keys`` (uint64) and ``values`` (uint64, two
        columns) of `dedup.lsh.characters.Tables`.
    asked : ndarray of int64, shape (ASKS + 1, 2)
        What the tables lack, from row 1 on, their number in row 0: the two ends of a word; a
        code point and `FAULT`; `FAULT` and a place, where the bytes are not UTF-8. With
        anything asked the results do not count.
    stemming : bool
        Whether stems are wanted.
    room : tuple
        To work in: `EDGES` of int64, `LENGTHS` of uint16, `LONGEST` of uint8 and 32 of int64.
    hashes, stems : ndarray of uint64, shape (at least (end - start + 1) // 2,)
        Written to: xxHash64 of the folded word; the stem's number, `ANCHORING` added.
    """
    edges, order, folded, numbers = room
    state, fill = numbers[:3], numbers[3:]
    state[:] = 0
    asked[0, 0] = 0
    count = 0
    for at in range(start, end, STRETCH):
        found = _cut_edges(data, at, end, state, edges, tables, asked)
        if found < 0:
            return cut_general(data, start, end, tables, asked, folded, hashes, stems)
        whole = found >> 1
        others = _sort_by_length(edges, whole, order, fill)
        for length in range(1, LONG):
            if fill[length]:
                others = _hash_group(
                    data,
                    edges,
                    order,
                    length * MOST_WORDS,
                    fill[length],
                    length,
                    stemming,
                    hashes[count:],
                    stems[count:],
                    others,
                )
        for place in range(LONG * MOST_WORDS, others):
            word = order[place]
            hashes[count + word], stems[count + word] = _hash_other(
                data, edges[2 * word], edges[2 * word + 1], tables, asked, folded
            )
        count += whole
        # A word that goes on behind this stretch waits for its end.
        state[2] = found & 1
        if found & 1:
            edges[0] = edges[found - 1]
    return count


@part
def _hash_other(
    data: Any, start: int, end: int, tables: Any, asked: Any, folded: Any
) -> tuple[Any, Any]:
    """Hash and stem of a word that is not ASCII, or long."""
    every, ascii_only = True, True
    for place in range(start, end):
        every = every and data[place] < 58
        ascii_only = ascii_only and data[place] < 0x80
    if not ascii_only:
        plain = all_one_to_one(data, start, end, tables)
        return hash_general(data, start, end, plain, tables, asked, folded)
    value = xxh64(data, start, end - start, LOWER)
    stem = value if every else xxh64_five(load64(data, start) | LOWER)
    return value, (stem >> _ONE) | ANCHORING
