"""Hashes put in order, or only rid of repeats, in linear time: they are spread evenly."""

from __future__ import annotations

from typing import Any

import numpy as np

from dedup.machine.compiling import part, put

__all__ = ["distinct", "distinct_in_row", "sort_distinct"]

_HALF = np.uint64(32)
_USUAL = 2048
"""Places of the table in which repeats are looked for, at first."""
_FEW = 1024
"""Hashes that may be sorted however many of them are equal."""


@part
def _slot_of(value: Any, table: Any, mask: Any) -> Any:
    """Where a value is in a table, or would have to be entered."""
    # Both halves count: of some values the lower one is empty.
    at = (value ^ (value >> _HALF)) & mask
    there = table[at]
    # Neither nought nor the value: asked as one question, as the answer to the first of two would
    # be mispredicted every other time.
    while min(there, there ^ value) != 0:
        at = (at + np.uint64(1)) & mask
        there = table[at]
    return at


@part
def distinct(values: Any, count: int, shift: Any, out: Any, table: Any) -> int:
    """Drop repeats; what is kept goes, shifted, to `out` in the order of its first occurrence.

    `out` may be `values`. The table grows with what is kept: of a book that is little.
    """
    size = 64
    while size < min(2 * count, _USUAL):
        size *= 2
    table[:size] = 0
    mask = np.uint64(size - 1)
    kept = 0
    for place in range(count):
        value = values[place] << shift
        at = _slot_of(value, table, mask)
        is_new = table[at] == 0
        put(table, at, value)
        put(out, kept, value)
        kept += np.int64(is_new)
        if 2 * kept > size:
            size *= 2
            table[:size] = 0
            mask = np.uint64(size - 1)
            for other in range(kept):
                table[_slot_of(out[other], table, mask)] = out[other]
    return kept


@part
def _insertion_sort(values: Any, start: int, end: int) -> None:
    for place in range(start + 1, end):
        value = values[place]
        at = place
        while at > start and values[at - 1] > value:
            values[at] = values[at - 1]
            at -= 1
        values[at] = value


@part
def _buckets_for(count: int) -> int:
    """How many of the highest bits tell about as many buckets as there are values."""
    bits = 6
    while bits < 16 and (1 << bits) < 2 * count:
        bits += 1
    return bits


@part
def _sort(values: Any, count: int, top: Any, spare: Any, counts: Any) -> None:
    """Sort hashes up to `top` in linear time: they are spread evenly over their range."""
    bits = _buckets_for(count)
    unused = 0
    while not (top << np.uint64(unused)) >> np.uint64(63):
        unused += 1
    shift = np.uint64(max(64 - bits - unused, 0))
    counts[: (1 << bits) + 1] = 0
    for place in range(count):
        counts[np.int64(values[place] >> shift) + 1] += 1
    for bucket in range(1, (1 << bits) + 1):
        counts[bucket] += counts[bucket - 1]
    for place in range(count):
        bucket = np.int64(values[place] >> shift)
        spare[counts[bucket]] = values[place]
        counts[bucket] += 1
    # Bucket follows bucket already: nothing moves further than its own.
    _insertion_sort(spare, 0, count)
    for place in range(count):
        values[place] = spare[place]


@part
def distinct_in_row(values: Any, count: int, out: Any) -> int:
    """Copy sorted values without repeats; how many are kept."""
    kept = 0
    for place in range(count):
        value = values[place]
        put(out, kept, value)
        # Each is written over by those behind it that are equal.
        kept += np.int64(place + 1 == count or value != values[place + 1])
    return kept


@part
def sort_distinct(values: Any, count: int, top: Any, spare: Any, counts: Any) -> int:
    """Sort hashes up to `top` and drop repeats; how many are kept."""
    if count > _FEW:
        # Many repeats of a few values would be sorted in quadratic time.
        count = distinct(values, count, np.uint64(0), values, spare)
    _sort(values, count, top, spare, counts)
    return distinct_in_row(values, count, values)
