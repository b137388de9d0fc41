"""The anchors of a text: of the hashes of its pairs of stems the smallest, without repeats.

To know which are the smallest they need not be sorted. They are spread evenly, so they are dealt to
buckets by how large they are, some to each, and a repeat is found by a look at all that is in its
bucket at once. Nothing of this branches on what the hashes are, which could not be predicted.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from dedup.lsh.kernels.constants import ANCHORING
from dedup.lsh.kernels.lanes import MULTIPLIER
from dedup.lsh.kernels.sorting import distinct_in_row, sort_distinct
from dedup.lsh.kernels.vectors import IN_BUCKET, SORTED, equal_in_bucket, merge, narrow_bucket, sort
from dedup.machine.compiling import part, put
from dedup.machine.hashing import fmix64

__all__ = ["keep_anchors"]

_STEM = ~ANCHORING
_ALL = np.uint64(0xFFFFFFFFFFFFFFFF)
_ONE, _HALF = np.uint64(1), np.uint64(32)
_LOWER = np.uint64(0xFFFFFFFF)
_LAST = np.uint32(0xFFFFFFFF)
_MOST_BUCKETS = 1 << 14
_AT_ONCE = 2 * SORTED
"""Anchors that are sorted without a branch."""


@part
def _pair(stems: Any, count: int, out: Any) -> int:
    """Hashes of the unordered pairs of neighbours among the anchoring stems, which go in front."""
    found = 0
    for place in range(count):
        stem = stems[place]
        # Stored wanted or not, as a branch would be mispredicted.
        put(stems, found, stem)
        found += np.int64(stem >> np.uint64(63))
    for place in range(found - 1):
        before, stem = stems[place] & _STEM, stems[place + 1] & _STEM
        out[place] = fmix64(min(before, stem) * MULTIPLIER + max(before, stem))
    return max(found - 1, 0)


@part
def _below(values: Any, count: int, bound: Any, out: Any) -> int:
    """Copy what is not above a bound; how many."""
    found = 0
    for place in range(count):
        value = values[place]
        put(out, found, value)
        found += np.int64(value <= bound)
    return found


@part
def _bucket_count(count: int, room: int) -> int:
    """How many buckets to deal so many hashes to; 0 if there is not room enough."""
    buckets = 16
    while 4 * buckets < 3 * count:
        buckets *= 2
    return buckets if buckets <= min(_MOST_BUCKETS, room // IN_BUCKET) else 0


@part
def _deal(values: Any, count: int, top: Any, buckets: int, table: Any, sizes: Any) -> int:
    """Deal hashes up to `top` to buckets, without repeats; how many are there, -1 if one is full.

    What is in a later bucket is larger.
    """
    sizes[:buckets] = 0
    scale = (np.uint64(buckets) << _HALF) // ((top >> _HALF) + _ONE)
    found = 0
    for place in range(count):
        value = values[np.uint64(place)]
        bucket = ((value >> _HALF) * scale) >> _HALF
        size = np.uint64(sizes[bucket])
        at = bucket * np.uint64(IN_BUCKET)
        there = equal_in_bucket(table, at, value) & ((_ONE << size) - _ONE)
        if size == IN_BUCKET:
            if there:
                continue
            return -1
        # Stored wanted or not, as a branch would be mispredicted.
        put(table, at + size, value)
        is_new = np.uint64(there == 0)
        put(sizes, bucket, size + is_new)
        found += np.int64(is_new)
    return found


@part
def _take(table: Any, sizes: Any, keep: int, out: Any) -> None:
    """Lower halves of the `keep` smallest hashes in buckets, in about the order of their hashes."""
    taken = bucket = 0
    while taken + np.int64(sizes[np.uint64(bucket)]) < keep:
        narrow_bucket(table, bucket * IN_BUCKET, out, taken)
        taken += np.int64(sizes[np.uint64(bucket)])
        bucket += 1
    start = bucket * IN_BUCKET
    last = table[start : start + np.int64(sizes[bucket])]
    while taken < keep:
        # Of the last one the smallest is taken as often as one is left to take.
        least = 0
        for place in range(1, len(last)):
            least = place if last[place] < last[least] else least
        out[taken] = np.uint32(last[least] & _LOWER)
        last[least] = _ALL
        taken += 1


@part
def _sort_halves(halves: Any, count: int) -> None:
    """Sort up to `_AT_ONCE` numbers of 32 bits; there is room for so many."""
    whole = SORTED if count <= SORTED else _AT_ONCE
    for place in range(count, whole):
        halves[place] = _LAST
    sort(halves)
    if count > SORTED:
        sort(halves[SORTED:])
        merge(halves)


@part
def keep_anchors(
    stems: Any,
    count: int,
    least: int,
    share: int,
    table: Any,
    counts: Any,
    pairs: Any,
    kept: Any,
    anchors: Any,
) -> int:
    """Write the anchors of a text, sorted; how many.

    Kept are those with the smallest hashes; known they are by the lower half of it, which is
    as evenly spread in a long text, of which only small ones are kept, as in a short one.
    """
    total = _pair(stems, count, pairs)
    bound = _ALL
    if total > least and total // share <= least:
        # Then just `least` are kept, and of evenly spread hashes it is known about where they end.
        spare = 16
        while spare * spare < 16 * least:
            spare += 1
        if least + spare < total:
            bound = _ALL // np.uint64(total) * np.uint64(least + spare)
    # One array is room for the lower halves of what is kept, and for the sizes of buckets.
    halves, sizes = counts[: 3 * _MOST_BUCKETS], counts[3 * _MOST_BUCKETS :]
    while True:
        values, near = pairs, total
        if bound != _ALL:
            values, near = kept, _below(pairs, total, bound, kept)
        buckets = _bucket_count(near, len(table))
        found = _deal(values, near, bound, buckets, table, sizes) if buckets else -1
        is_dealt = found >= 0
        if not is_dealt:
            near = _below(pairs, total, bound, kept)
            found = sort_distinct(kept, near, bound, table, counts)
        if found >= least or bound == _ALL:
            break
        bound = _ALL if bound > _ALL >> _ONE else bound << _ONE
    keep = min(found, max(least, found // share))
    if is_dealt:
        _take(table, sizes, keep, halves)
    elif keep <= _AT_ONCE:
        for place in range(keep):
            halves[place] = np.uint32(kept[place] & _LOWER)
    if keep <= _AT_ONCE:
        _sort_halves(halves, keep)
        return distinct_in_row(halves, keep, anchors)
    for place in range(keep):
        # The sort wants the lower half, by which they are known, spread over all 64 bits.
        half = np.uint64(halves[place]) if is_dealt else kept[place]
        kept[place] = half << _HALF
    keep = sort_distinct(kept, keep, _ALL, table, counts)
    for place in range(keep):
        anchors[place] = np.uint32(kept[place] >> _HALF)
    return keep
