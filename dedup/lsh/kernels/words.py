"""Bytes to words: cut, fold and hash in one pass.

The words are those of `dedup.text.words`, which says in full what a word is and when two are
equal; the tests hold this code to it. Where they begin and end is found in 64 bytes at a time.
The lengths of words cannot be predicted, and a branch that goes the other way costs more than
the hash of a word; so the words of a stretch are hashed eight at a time, whatever their lengths
(`dedup.lsh.kernels.lanes`). Those that are not ASCII go to `dedup.lsh.kernels.general`.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from dedup.lsh.kernels.constants import (
    ANCHORING,
    EDGES_AT_ONCE,
    FAULT,
    FIRST_QUOTE,
    JOINING,
    LAST_QUOTE,
    MARK,
    MOST_WORDS,
    SPACED,
    STRETCH,
    UNSPACED,
    WORDS_AT_ONCE,
)
from dedup.lsh.kernels.general import (
    all_one_to_one,
    cut_general,
    decode,
    hash_general,
    properties,
)
from dedup.lsh.kernels.lanes import hash_words
from dedup.lsh.kernels.vectors import quote_bits
from dedup.machine.compiling import copy16, load64, ones, part, put, trailing_zeros
from dedup.machine.hashing import LOWER, xxh64, xxh64_five
from dedup.machine.masks import high_bits, letter_bits

__all__ = ["are_quotes_plain", "cut_words"]

_ONE, _TWO = np.uint64(1), np.uint64(2)
_WORDY = UNSPACED | MARK | JOINING
"""What only `cut_general` can make words of."""


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
        if found & _WORDY:
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
def are_quotes_plain(pages: Any, entries: Any) -> bool:
    """Whether those that are told at once are known, and part words."""
    page = pages[FIRST_QUOTE >> 8]
    if page < 0:
        return False
    found = np.uint32(0)
    for code in range(FIRST_QUOTE, LAST_QUOTE + 1):
        found |= entries[page * 256 + (code & 255)]
    return not found & (SPACED | _WORDY)


@part
def _cut_edges(
    data: Any,
    at: int,
    end: int,
    state: Any,
    begins: Any,
    ends: Any,
    letters: Any,
    tables: Any,
    asked: Any,
    quoting: bool,
) -> bool:
    """Where the words of the next `STRETCH` bytes begin and end, and what they begin with.

    ``state`` is carried on: how many have begun and ended, and the bytes of a character that stood
    astride. False where only `cut_general` can tell.
    """
    pages, entries, _, _ = tables
    begun, ended, over = state[0], state[1], state[2]
    inside = np.uint64(begun - ended)
    stop = min(at + STRETCH, end)
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
        if quoting and base + 66 <= end:
            quotes = quote_bits(data, base)
            high &= ~(quotes | (quotes << _ONE) | (quotes << _TWO))
            over = np.int64(quotes >> np.uint64(62))
        if high:
            others, more, simple = _mark_others(data, base, end, high, pages, entries, asked)
            if not simple:
                return False
            bits |= others
            over += more
        before = (bits << _ONE) | inside
        firsts, behinds = bits & ~before, before & ~bits
        inside = bits >> np.uint64(63)
        # Some at a time, wanted or not: a loop that ends where they do is mispredicted.
        left = max(ones(firsts), ones(behinds))
        more_begun, more_ended = begun + ones(firsts), ended + ones(behinds)
        while left > 0:
            for more in range(EDGES_AT_ONCE):
                begin = base + trailing_zeros(firsts)
                put(begins, begun + more, begin)
                copy16(data, begin, letters, 2 * (begun + more))
                firsts &= firsts - _ONE
                put(ends, ended + more, base + trailing_zeros(behinds))
                behinds &= behinds - _ONE
            begun += EDGES_AT_ONCE
            ended += EDGES_AT_ONCE
            left -= EDGES_AT_ONCE
        begun, ended = more_begun, more_ended
    if stop == end and ended < begun:
        put(ends, ended, end)
        ended += 1
    state[0], state[1], state[2] = begun, ended, over
    return True


@part
def cut_words(
    data: Any,
    start: int,
    end: int,
    tables: Any,
    asked: Any,
    quoting: bool,
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
    quoting : bool
        Whether to look for quotation marks and the like first, which part words: see
        `are_quotes_plain`.
    stemming : bool
        Whether stems are wanted.
    room : tuple
        To work in: `EDGES` of uint64, `MOST_WORDS` of uint16, `LONGEST` of uint8 and `NUMBERS`
        of int64.
    hashes, stems : ndarray of uint64
        Written to: xxHash64 of the folded word; the stem's number, `ANCHORING` added. Each has
        room for ``(end - start + 1) // 2 + WORDS_AT_ONCE``.
    """
    edges, order, folded, state = room
    begins, ends = edges[:MOST_WORDS], edges[MOST_WORDS : 2 * MOST_WORDS]
    letters = edges[2 * MOST_WORDS :]
    state[:] = 0
    asked[0, 0] = 0
    count = 0
    for at in range(start, end, STRETCH):
        if not _cut_edges(data, at, end, state, begins, ends, letters, tables, asked, quoting):
            return cut_general(data, start, end, tables, asked, folded, hashes, stems)
        whole = state[1]
        others = 0
        for first in range(0, whole, WORDS_AT_ONCE):
            found = hash_words(
                begins, ends, letters, first, hashes[count:], stems[count:], stemming
            )
            if first + WORDS_AT_ONCE > whole:
                found &= (_ONE << np.uint64(whole - first)) - _ONE
            while found:
                put(order, others, first + trailing_zeros(found))
                others += 1
                found &= found - _ONE
        for place in range(others):
            word = order[place]
            hashes[count + word], stems[count + word] = _hash_other(
                data, np.int64(begins[word]), np.int64(ends[word]), tables, asked, folded
            )
        count += whole
        # A word that goes on behind this stretch waits for its end.
        state[0] -= whole
        state[1] = 0
        begins[0] = begins[whole]
        letters[0], letters[1] = letters[2 * whole], letters[2 * whole + 1]
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
