"""Bytes to words: cut, fold and hash in one pass.

The words are those of `dedup.text.words`, which says in full what a word is and when two are
equal; the tests hold this code to it. Where they begin and end is found in 64 bytes at a time,
and ASCII words of up to 16 letters, nearly all there are, are hashed by loops without a branch
that compilers turn into vector instructions: the lengths of words cannot be predicted.
Everything else goes to `dedup.lsh.kernels.general`.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from dedup.lsh.kernels.compiling import load64, part, trailing_zeros
from dedup.lsh.kernels.general import (
    ANCHORING,
    CUT,
    FAULT,
    JOINING,
    LONGEST,
    MARK,
    SHORT,
    SPACED,
    UNSPACED,
    all_one_to_one,
    cut_general,
    decode,
    hash_general,
    properties,
)
from dedup.lsh.kernels.hashing import LOWER, PLAIN, select, xxh64, xxh64_five, xxh64_word
from dedup.lsh.kernels.vectors import high_bits, letter_bits

__all__ = ["cut_words"]

_STRETCH = 4096
"""Bytes whose words are cut before they are hashed; a multiple of 64."""
_HIGH = np.uint64(0x8080808080808080)
_LOW7 = np.uint64(0x7F7F7F7F7F7F7F7F)
_FROM_0 = np.uint64(0x5050505050505050)
_PAST_9 = np.uint64(0x4646464646464646)
_ONE = np.uint64(1)


@part
def _digits(x: Any) -> Any:
    """The highest bit of each byte that is an ASCII digit."""
    low = x & _LOW7
    return (low + _FROM_0) & ~(low + _PAST_9) & ~x & _HIGH


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
    """Where words begin and end, in turn, in the next `_STRETCH` bytes; their number.

    ``state`` is carried on: whether a word is open, and the bytes of a character that stood
    astride. -1 where only `cut_general` can tell.
    """
    pages, entries, _, _ = tables
    count = np.int64(state[2])
    inside = np.uint64(state[0])
    over = state[1]
    stop = min(at + _STRETCH, end)
    for base in range(at, stop, 64):
        bits = letter_bits(data, base)
        high = high_bits(data, base)
        if base + 64 > end:
            # The next document's first letters are not this one's last.
            rest = (_ONE << np.uint64(end - base)) - _ONE
            bits &= rest
            high &= rest
        if over:
            astride = (_ONE << np.uint64(abs(over))) - _ONE
            high &= ~astride
            if over < 0:
                bits |= astride
            over = 0
        if high:
            others, over, simple = _mark_others(data, base, end, high, pages, entries, asked)
            if not simple:
                return -1
            bits |= others
        changes = bits ^ ((bits << _ONE) | inside)
        inside = bits >> np.uint64(63)
        while changes:
            edges[count] = base + trailing_zeros(changes)
            count += 1
            changes &= changes - _ONE
    state[0] = np.int64(inside)
    state[1] = over
    if stop == end and count & 1:
        edges[count] = end
        count += 1
    return count


@part
def _inside(length: int) -> Any:
    """All bits of the lowest `length` of eight bytes."""
    length = min(max(length, 0), 8)
    return select(length > 0, ~PLAIN >> np.uint64((64 - 8 * length) & 63), PLAIN)


@part
def cut_words(
    data: Any, start: int, end: int, tables: Any, asked: Any, hashes: Any, stems: Any
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
    hashes, stems : ndarray of uint64, shape (at least (end - start + 1) // 2,)
        Written to: xxHash64 of the folded word; the stem's number, `ANCHORING` added.
    """
    folded = np.empty(LONGEST, dtype=np.uint8)
    edges = np.empty(_STRETCH + 4, dtype=np.int64)
    heads = np.empty((2, _STRETCH // 2 + 2), dtype=np.uint64)
    lengths = np.empty(_STRETCH // 2 + 2, dtype=np.int64)
    beyond = np.empty(_STRETCH // 2 + 2, dtype=np.bool_)
    state = np.zeros(3, dtype=np.int64)
    asked[0, 0] = 0
    count = 0
    for at in range(start, end, _STRETCH):
        found = _cut_edges(data, at, end, state, edges, tables, asked)
        if found < 0:
            return cut_general(data, start, end, tables, asked, hashes, stems)
        whole = found >> 1
        for word in range(whole):
            begin = edges[2 * word]
            lengths[word] = edges[2 * word + 1] - begin
            heads[0, word] = load64(data, begin)
            heads[1, word] = load64(data, begin + 8)
        # Loops of their own without a branch are vectorised.
        _hash_words(heads[0], heads[1], lengths, whole, hashes[count:])
        _hash_stems(heads[0], whole, stems[count:])
        _finish_stems(heads[0], heads[1], lengths, whole, hashes[count:], stems[count:], beyond)
        for word in range(whole):
            if beyond[word]:
                begin = edges[2 * word]
                hashes[count + word], stems[count + word] = _hash_other(
                    data, begin, begin + lengths[word], tables, asked, folded
                )
        count += whole
        # A word that goes on behind this stretch waits for its end.
        state[2] = found & 1
        if found & 1:
            edges[0] = edges[found - 1]
    return count


@part
def _hash_words(first: Any, second: Any, lengths: Any, count: int, out: Any) -> None:
    """Hashes of ASCII words of up to 16 letters."""
    for word in range(count):
        out[word] = xxh64_word(first[word] | LOWER, second[word] | LOWER, lengths[word])


@part
def _hash_stems(first: Any, count: int, out: Any) -> None:
    """Hashes of the first five letters of words."""
    for word in range(count):
        out[word] = xxh64_five(first[word] | LOWER)


@part
def _finish_stems(
    first: Any, second: Any, lengths: Any, count: int, hashes: Any, stems: Any, beyond: Any
) -> None:
    """Hashes of the first five letters to stems; which words are not ASCII, or too long."""
    for word in range(count):
        length, head, rest = lengths[word], first[word], second[word]
        in_head, in_rest = _inside(length), _inside(length - 8)
        digits, more = _digits(head) & in_head, _digits(rest) & in_rest
        every = (digits == _HIGH & in_head) & (more == _HIGH & in_rest)
        stem = select((length > CUT) & (not every), stems[word], hashes[word])
        anchoring = (length > SHORT) | ((digits | more) != 0)
        stems[word] = (stem >> _ONE) | (np.uint64(anchoring) << np.uint64(63))
        beyond[word] = ((head & in_head | rest & in_rest) & _HIGH != 0) | (length > 16)


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
