"""What the stems that two documents share weigh, for many pairs."""

from __future__ import annotations

from typing import Any

import numpy as np

__all__ = ["enter", "number_stems", "weigh_shared"]


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
