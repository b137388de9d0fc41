"""Buckets of documents that share a key, and the pairs inside them.

Which documents are neighbours goes by the order in which they are given, and so do the pairs:
who gives them in an order of their own contents finds the same pairs however a collection is
laid out.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from dedup.lsh.shingles import U64
from dedup.lsh.sketches import I64

__all__ = ["buckets", "codes_of", "decoded", "pairs_inside", "stretches", "worths"]


def buckets(keys: U64, members: I64) -> tuple[I64, I64]:
    """Members sorted by key, and where each bucket of equal keys begins.

    Returns
    -------
    members : ndarray of int64, shape (n,)
        By key; within a bucket in increasing order.
    bounds : ndarray of int64, shape (buckets + 1,)
    """
    order = np.lexsort((members, keys))
    keys = keys[order]
    starts = np.flatnonzero(np.concatenate([[True], keys[1:] != keys[:-1]])) if len(keys) else keys
    return members[order], np.append(starts, len(keys)).astype(np.int64)


def worths(sizes: I64) -> I64:
    """What an anchor is worth by how many documents carry it: a point less for twice as many.

    Examples
    --------
    >>> worths(np.array([2, 3, 4, 5, 8, 32, 33, 2000])).tolist()
    [6, 5, 5, 4, 4, 2, 1, 1]
    """
    halvings = np.ceil(np.log2(np.maximum(sizes, 1))).astype(np.int64)
    worth: I64 = np.maximum(7 - halvings, 1)
    return worth


def pairs_inside(
    members: I64, bounds: I64, cap: int, beyond: int, chunk: int
) -> Iterator[tuple[I64, I64, I64]]:
    """Pairs inside buckets and the sizes of their buckets, a chunk of buckets at a time.

    In buckets above `cap` each member is paired with the `beyond` members that follow it.
    Distance by distance: members `d` places apart in the sorted list are a pair if the
    bucket reaches that far, which needs no loop over buckets.
    """
    sizes = np.diff(bounds)
    limits = np.where(sizes <= cap, sizes, beyond + 1)
    for first, last in stretches(sizes * np.maximum(limits - 1, 0), chunk):
        inside = members[bounds[first] : bounds[last]]
        size = np.repeat(sizes[first:last], sizes[first:last])
        reach = np.repeat(limits[first:last], sizes[first:last])
        left = np.repeat(bounds[first + 1 : last + 1], sizes[first:last]) - np.arange(
            bounds[first], bounds[last]
        )
        for distance in range(1, int(reach.max(initial=0))):
            at = np.flatnonzero((left > distance) & (reach > distance))
            if not len(at):
                break
            yield inside[at], inside[at + distance], size[at]


def stretches(sizes: I64, most: int) -> Iterator[tuple[int, int]]:
    """Ranges of items whose sizes come to `most` at most, or that are one item.

    Examples
    --------
    >>> list(stretches(np.array([2, 2, 9, 1, 1]), 4))
    [(0, 2), (2, 3), (3, 5)]
    """
    ends = np.cumsum(sizes)
    first = 0
    while first < len(sizes):
        before = ends[first - 1] if first else 0
        last = max(first + 1, int(np.searchsorted(ends, before + most, side="right")))
        yield first, last
        first = last


def codes_of(a: I64, b: I64, n: int) -> U64:
    """Pairs of different places as one number each, in any order."""
    low, high = np.minimum(a, b).astype(np.uint64), np.maximum(a, b).astype(np.uint64)
    return low * np.uint64(n) + high


def decoded(codes: U64, n: int) -> I64:
    """The pairs that `codes_of` made numbers of."""
    return np.stack([codes // np.uint64(n), codes % np.uint64(n)], axis=1).astype(np.int64)
