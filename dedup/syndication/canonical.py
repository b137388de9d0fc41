"""An order of the documents that depends on them alone, and not on how they are given.

Large buckets pair neighbours, one copy stands for its like, and an alignment has a first text
and a second. All of that goes by the canonical order: by content hash, and by id where two
contents are the same. A search numbers its documents in that order, so that a smaller number
comes first wherever an order matters, and goes back to the collection's own when it is done.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from dedup.lsh.shingles import U64
from dedup.lsh.sketches import I64

__all__ = ["Classes", "canonical_order", "identical"]

Classes = dict[int, list[int]]
"""Representative -> the rows that it stands for, itself left out."""


def canonical_order(content: U64, id_of: Callable[[int], str]) -> I64:
    """Positions of the documents by content, then by id.

    Examples
    --------
    >>> canonical_order(np.array([7, 3, 7], dtype=np.uint64), ["b", "z", "a"].__getitem__).tolist()
    [1, 2, 0]
    """
    order = np.argsort(content, kind="stable")
    starts, ends = _runs(content[order])
    same = ends - starts > 1
    for start, end in zip(starts[same].tolist(), ends[same].tolist(), strict=True):
        order[start:end] = sorted(order[start:end].tolist(), key=id_of)
    return order.astype(np.int64)


def _runs(content: U64) -> tuple[I64, I64]:
    """Where each run of equal values begins and ends."""
    starts = np.flatnonzero(np.diff(content, prepend=content[:1]) != 0)
    if len(content):
        starts = np.concatenate([[0], starts])
    return starts, np.append(starts[1:], len(content))[: len(starts)]


def identical(content: U64, words: I64) -> tuple[Classes, I64]:
    """Classes of documents with the same words, of documents in canonical order.

    Returns
    -------
    classes : dict of int to list of int
        The first of each class stands for the others.
    alone : ndarray of int64
        Rows that have words and that no other stands for, in order.
    """
    starts, ends = _runs(content)
    present = words[starts] > 0
    starts, ends = starts[present], ends[present]
    more = ends - starts > 1
    return {
        start: list(range(start + 1, end))
        for start, end in zip(starts[more].tolist(), ends[more].tolist(), strict=True)
    }, starts
