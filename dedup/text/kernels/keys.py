"""What the lines of a page have in common with the story; see `dedup.text.furniture_keys`."""

from __future__ import annotations

from typing import Any

from dedup.machine.compiling import get, inlined, part
from dedup.text.kernels.constants import BITS, INTRICATE, LETTER, LOWER, UPPER

__all__ = ["read_keys"]

_KNOWN, _SHARED, _TWICE = 0, 1, 2
"""What is told of a line."""
_UNREAD = -1
_LETTERS, _LEAST = 6, 4
"""Letters of a key, and of the shortest word that has one unless it is all capitals."""
_CODE = (1 << BITS) - 1
_FACTOR = 0x1E3779B97F4A7C15
_KEY, _STAMP, _LINES, _LAST = 0, 1, 2, 3
"""Rows of the table: a key, the call that wrote it, how many lines of the story have it, and which
line had it last."""


@inlined
def _letter(letters: Any, code: int) -> int:
    return int(get(letters, min(code, len(letters) - 1)))


@inlined
def _slot(key: int, more: int, mask: int) -> int:
    mixed = (key ^ (more * _FACTOR)) * _FACTOR
    return (mixed ^ (mixed >> 32)) & mask


@part
def _place(table: Any, mask: int, stamp: int, key: int) -> int:
    """Where a key stands in the table, or may be put."""
    place = _slot(key, 0, mask)
    while table[_STAMP, place] == stamp and table[_KEY, place] != key:
        place = (place + 1) & mask
    return place


@part
def _is_stop(stops: Any, key: int, more: int) -> bool:
    """Whether a word is one of the commonest; `more` is its length and its seventh letter."""
    mask = stops.shape[1] - 1
    place = _slot(key, more, mask)
    while stops[1, place]:
        if stops[0, place] == key and stops[1, place] == more:
            return True
        place = (place + 1) & mask
    return False


@part
def _read_line(
    codes: Any,
    start: int,
    end: int,
    letters: Any,
    stops: Any,
    table: Any,
    mask: int,
    stamp: int,
    line: int,
    is_story: int,
    told: Any,
) -> int:
    """Read the words of a line.

    The keys of a line of the story are counted in the table; of any line it is told in `told` what
    they are to those that are counted. How many keys are new to the story, or `_UNREAD`.
    """
    new = 0
    known = shared = twice = 0
    at = start
    while at < end:
        found = _letter(letters, get(codes, at))
        if not found & LETTER:
            if found & INTRICATE:
                return _UNREAD
            at += 1
            continue
        key, length, seventh = 0, 0, 0
        seen = 0
        while found & LETTER:
            if length < _LETTERS:
                key = key << BITS | found & _CODE
            elif length == _LETTERS:
                seventh = found & _CODE
            seen |= found
            length += 1
            at += 1
            found = _letter(letters, get(codes, at)) if at < end else 0
        if found & INTRICATE:
            return _UNREAD
        if length < _LEAST and (length < 2 or not seen & UPPER or seen & LOWER):
            continue
        if length <= _LETTERS + 1 and _is_stop(stops, key, length << BITS | seventh):
            continue
        place = _place(table, mask, stamp, key)
        if table[_STAMP, place] != stamp:
            table[_KEY, place] = key
            table[_STAMP, place] = stamp
            table[_LINES, place] = 0
            table[_LAST, place] = -1
        if table[_LAST, place] == line:
            continue
        table[_LAST, place] = line
        if is_story:
            new += table[_LINES, place] == 0
            table[_LINES, place] += 1
        known += 1
        shared += table[_LINES, place] > 0
        twice += table[_LINES, place] > 1
    told[_KNOWN], told[_SHARED], told[_TWICE] = known, shared, twice
    return new


def read_keys(
    codes: Any,
    letters: Any,
    stops: Any,
    sizes: Any,
    lines: Any,
    table: Any,
    told: Any,
) -> int:
    """Tell of each line what it shares with the story; how many keys the story has.

    Less than 0 for a text that only plain code can read.

    Parameters
    ----------
    codes : ndarray of uint32
        The text.
    letters : ndarray of uint32
        What each character is; the last stands for all beyond.
    stops : ndarray of int64, shape (2, a power of two)
        The commonest words, hashed: first six letters; length and seventh letter.
    sizes : ndarray of int64, shape (3,)
        How many lines there are, the number of this call, and how much of the table is used.
    lines : ndarray of int64, shape (n, 3)
        Where each begins and ends, and whether it is one of the story.
    table : ndarray of int64, shape (4, n)
        To work in.
    told : ndarray of int64, shape (n, 3)
        Written to: how many keys each line has, how many of these the story has, and how many it
        has in two lines or more.
    """
    count, stamp, mask = sizes[0], sizes[1], sizes[2] - 1
    keys = 0
    # First the lines of the story are counted, then all are held against them; in the table a line
    # is told apart from itself in the pass before.
    for is_counting in (1, 0):
        for line in range(count):
            if is_counting and not lines[line, 2]:
                continue
            new = _read_line(
                codes,
                lines[line, 0],
                lines[line, 1],
                letters,
                stops,
                table,
                mask,
                stamp,
                line if is_counting else count + line,
                is_counting,
                told[line],
            )
            if new == _UNREAD:
                return _UNREAD
            keys += new
    return keys
