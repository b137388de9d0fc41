"""What two documents share, for many pairs: shingles counted, stems weighed."""

from __future__ import annotations

from typing import Any

import numpy as np

from dedup.machine.compiling import part

__all__ = ["count_shared", "enter", "number_stems", "weigh_shared"]

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


def number_stems(
    stems: Any, first: int, table: Any, keys: Any, known: int, out: Any, reached: Any
) -> int:
    """Numbers for the stems from `first` on, in the order in which they are met.

    ``keys[:known]`` are those met before; the table holds their places plus one, and is a power
    of two long. Ends early when it is half full. Returns how many are known, and in `reached` how
    far it came.
    """
    mask = np.uint64(len(table) - 1)
    for place in range(first, len(stems)):
        stem = stems[place]
        at = stem & mask
        while table[at] != 0 and keys[table[at] - 1] != stem:
            at = (at + np.uint64(1)) & mask
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


def weigh_shared(numbers: Any, bounds: Any, weights: Any, pairs: Any, stamps: Any, out: Any) -> int:
    """For each pair of rows the sum of the weights of what both have.

    `stamps`, one for each number, say which row had it last, and may say so of an earlier call.
    """
    current = -1
    for pair in range(len(pairs)):
        row, other = pairs[pair, 0], pairs[pair, 1]
        if row != current:
            for at in range(bounds[row], bounds[row + 1]):
                stamps[numbers[at]] = row + 1
            current = row
        total = np.int64(0)
        for at in range(bounds[other], bounds[other + 1]):
            number = numbers[at]
            if stamps[number] == row + 1:
                total += weights[number]
        out[pair] = total
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
