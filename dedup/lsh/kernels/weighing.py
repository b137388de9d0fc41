"""What two documents share, for many pairs: shingles counted, stems weighed."""

from __future__ import annotations

from typing import Any

import numpy as np

from dedup.lsh.kernels.constants import LONG_NUMBER, UNIT_BITS
from dedup.machine.compiling import part, prefetch

__all__ = [
    "code_stems",
    "count_coded",
    "count_shared",
    "enter",
    "number_stems",
    "weigh_shared",
]

_LOWER = LONG_NUMBER - 1
_LINE = 32
"""Units that are brought at a time."""
_FAR = 32
"""How many times longer one row is from which each of the other is searched for in it."""


def enter(keys: Any, known: int, table: Any) -> int:
    """Enter the first `known` keys, which are distinct, in an empty table, by their places."""
    mask = np.uint64(len(table) - 1)
    for number in range(known):
        at = keys[number] & mask
        while table[at] != 0:
            at = (at + np.uint64(1)) & mask
        table[at] = number + 1
    return known


@part
def _slot_of(stem: Any, table: Any, keys: Any) -> Any:
    """Where the place of a stem is in a table, or would have to be entered."""
    mask = np.uint64(len(table) - 1)
    slot = stem & mask
    while table[slot] != 0 and keys[table[slot] - 1] != stem:
        slot = (slot + np.uint64(1)) & mask
    return slot


def number_stems(
    stems: Any, first: int, table: Any, keys: Any, known: int, out: Any, reached: Any
) -> int:
    """Numbers for the stems from `first` on, in the order in which they are met.

    ``keys[:known]`` are those met before; the table holds their places plus one, and is a power
    of two long. Ends early when it is half full. Returns how many are known, and in `reached` how
    far it came.
    """
    for place in range(first, len(stems)):
        stem = stems[place]
        at = _slot_of(stem, table, keys)
        if table[at] == 0:
            if 2 * known >= len(table):
                reached[0] = place
                return known
            keys[known] = stem
            known += 1
            table[at] = known
        out[place] = table[at] - 1
    reached[0] = len(stems)
    return known


def code_stems(
    stems: Any,
    bounds: Any,
    first: int,
    table: Any,
    keys: Any,
    known: int,
    units: Any,
    ends: Any,
    reached: Any,
) -> int:
    """The stems of rows from `first` on as numbers, in the order in which they are met, in units.

    A number below `LONG_NUMBER` takes one unit, others two. Units of row ``i`` end at
    ``ends[i + 1]``, and the first of them is written where ``ends[first]`` says. For the rest see
    `number_stems`: ends early before a row that might fill the table to more than a half.
    """
    at = ends[first]
    row = first
    while row < len(bounds) - 1 and 2 * (known + bounds[row + 1] - bounds[row]) <= len(table):
        for place in range(bounds[row], bounds[row + 1]):
            stem = stems[place]
            slot = _slot_of(stem, table, keys)
            if table[slot] == 0:
                keys[known] = stem
                known += 1
                table[slot] = known
            number = np.int64(table[slot]) - 1
            if number < LONG_NUMBER:
                units[at] = number
            else:
                units[at] = number & _LOWER | LONG_NUMBER
                at += 1
                units[at] = number >> UNIT_BITS
            at += 1
        row += 1
        ends[row] = at
    reached[0] = row
    return known


@part
def _number_at(units: Any, at: int) -> tuple[int, int]:
    """The number that begins at a unit, and where the next one does."""
    number = np.int64(units[at])
    if number < LONG_NUMBER:
        return number, at + 1
    return number & _LOWER | np.int64(units[at + 1]) << UNIT_BITS, at + 2


def count_coded(units: Any, bounds: Any, rows: Any, counts: Any) -> int:
    """Add to `counts` how many of some rows have each number."""
    for row in rows:
        at = bounds[row]
        while at < bounds[row + 1]:
            number, at = _number_at(units, at)
            counts[number] += 1
    return len(rows)


@part
def _fetch(units: Any, bounds: Any, row: int) -> int:
    """Have a row's units brought near while other work goes on."""
    for at in range(bounds[row], bounds[row + 1], _LINE):
        prefetch(units, at)
    return row


def weigh_shared(units: Any, bounds: Any, weights: Any, pairs: Any, stamps: Any, out: Any) -> int:
    """For each pair of rows the weights of what both have, of the first and of the second.

    `stamps`, one for each number, say which row had it last, and may say so of an earlier call.
    """
    current = -1
    own = 0
    for pair in range(len(pairs)):
        row, other = pairs[pair, 0], pairs[pair, 1]
        if pair + 1 < len(pairs):
            # Rows lie anywhere, and the next is read soon.
            _fetch(units, bounds, pairs[pair + 1, 1])
            if pairs[pair + 1, 0] != row:
                _fetch(units, bounds, pairs[pair + 1, 0])
        if row != current:
            own = 0
            at = bounds[row]
            while at < bounds[row + 1]:
                number, at = _number_at(units, at)
                stamps[number] = row + 1
                own += weights[number]
            current = row
        shared = total = 0
        at = bounds[other]
        while at < bounds[other + 1]:
            number, at = _number_at(units, at)
            weight = weights[number]
            total += weight
            if stamps[number] == row + 1:
                shared += weight
        out[pair, 0] = shared
        out[pair, 1] = own
        out[pair, 2] = total
    return len(pairs)


@part
def _shared_in_turn(values: Any, at: int, end: int, other: int, last: int) -> int:
    """Values that two sorted rows share, both read to the end of one."""
    shared = 0
    while at < end and other < last:
        one, two = values[at], values[other]
        # Sums and no branch, which would be mispredicted every other time.
        shared += np.int64(one == two)
        at += np.int64(one <= two)
        other += np.int64(two <= one)
    return shared


@part
def _shared_by_search(values: Any, at: int, end: int, other: int, last: int) -> int:
    """Values that two sorted rows share, each of the first searched for in the second."""
    shared = 0
    for place in range(at, end):
        wanted = values[place]
        low, high = other, last
        while low < high:
            middle = (low + high) >> 1
            if values[middle] < wanted:
                low = middle + 1
            else:
                high = middle
        if low < last and values[low] == wanted:
            shared += 1
        other = low
    return shared


def count_shared(values: Any, bounds: Any, pairs: Any, out: Any) -> int:
    """For each pair of rows, which are sorted and distinct, how many values both have."""
    for pair in range(len(pairs)):
        row, other = pairs[pair, 0], pairs[pair, 1]
        if bounds[row + 1] - bounds[row] > bounds[other + 1] - bounds[other]:
            row, other = other, row
        at, end = bounds[row], bounds[row + 1]
        first, last = bounds[other], bounds[other + 1]
        if _FAR * (end - at) < last - first:
            out[pair] = _shared_by_search(values, at, end, first, last)
        else:
            out[pair] = _shared_in_turn(values, at, end, first, last)
    return len(pairs)
