"""Sketches to candidate pairs, each stage in as many tasks as there are blocks.

Documents are known by the order of their content here: those with the same content are one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from dedup.batches.blocks import (
    BULK,
    I64,
    Columns,
    block_of,
    bulk,
    gather,
    scatter,
    values,
)
from dedup.lsh.candidates import (
    ANCHOR_CAP,
    ANCHOR_COMMON,
    ANCHOR_NEXT,
    BAND_CAP,
    BAND_NEXT,
    pairs_in_buckets,
)

__all__ = [
    "ANCHOR_KEYS",
    "BAND_KEYS",
    "MERGED",
    "PAIRS",
    "merge_pairs",
    "pairs_of_anchors",
    "pairs_of_bands",
    "scatter_anchors",
    "scatter_bands",
]

Batches = Iterable[pa.RecordBatch]
I32 = npt.NDArray[np.int32]

BAND_KEYS: Columns = {"key": np.uint64, "member": np.int64}
ANCHOR_KEYS: Columns = {"key": np.uint32, "member": np.int64}
PAIRS: Columns = {
    "a": np.int64,
    "b": np.int64,
    "shared": np.int32,
    "worth": np.int32,
    "alike": np.bool_,
}
"""Candidates ``a < b``: the anchors that they share and what these are worth together, and
whether they share a band."""
MERGED = pa.schema(
    [("a", pa.int64()), ("b", pa.int64()), ("shared", pa.int32()), ("worth", pa.int32()),
     ("alike", pa.bool_())]
)  # fmt: skip
"""The same, a row a pair."""
_ODD = 0xD6E8FEB86659FD93


def scatter_bands(batches: Batches, *, blocks: int) -> Iterator[pa.RecordBatch]:
    """Band keys to the blocks where equal ones meet: ``content, bands`` to `BAND_KEYS`."""
    for table in bulk(batches):
        keys, bounds = values(table.column("bands"), np.uint64)
        members = table.column("content").to_numpy()
        count = len(keys) // max(len(members), 1)
        # The number of the band goes into the key, so that bands share no bucket.
        bands = np.arange(count, dtype=np.uint64) * np.uint64(_ODD)
        keys = (keys.reshape(-1, count) ^ bands).ravel() if count else keys
        place = block_of(keys, blocks)
        yield from scatter(place, {"key": keys, "member": np.repeat(members, np.diff(bounds))})


def scatter_anchors(batches: Batches, *, blocks: int) -> Iterator[pa.RecordBatch]:
    """Anchors to the blocks where equal ones meet: ``content, anchors`` to `ANCHOR_KEYS`."""
    for table in bulk(batches):
        keys, bounds = values(table.column("anchors"), np.uint32)
        members = table.column("content").to_numpy()
        place = block_of(keys, blocks)
        yield from scatter(place, {"key": keys, "member": np.repeat(members, np.diff(bounds))})


def _numbered(members: I64) -> tuple[I64, I64]:
    """The distinct members in order, and the number of each."""
    distinct, numbers = np.unique(members, return_inverse=True)
    return distinct, numbers.astype(np.int64)


def pairs_of_bands(batches: Batches, *, blocks: int) -> Iterator[pa.RecordBatch]:
    """Pairs that share a band, as `PAIRS` to the blocks of their first: of `BAND_KEYS`."""
    found = gather(batches, BAND_KEYS)
    distinct, numbers = _numbered(found["member"])
    pairs, _, _ = pairs_in_buckets(
        found["key"], numbers, len(distinct), cap=BAND_CAP, beyond=BAND_NEXT
    )
    nothing = np.zeros(len(pairs), dtype=np.int32)
    yield from _give(distinct[pairs], nothing, nothing, blocks, alike=True)


def pairs_of_anchors(batches: Batches, *, blocks: int) -> Iterator[pa.RecordBatch]:
    """Pairs that share an anchor, and how many of this block: `ANCHOR_KEYS` to `PAIRS`."""
    found = gather(batches, ANCHOR_KEYS)
    distinct, numbers = _numbered(found["member"])
    pairs, shared, worth = pairs_in_buckets(
        found["key"],
        numbers,
        len(distinct),
        cap=ANCHOR_CAP,
        beyond=ANCHOR_NEXT,
        common=ANCHOR_COMMON,
    )
    counts = shared.astype(np.int32), worth.astype(np.int32)
    yield from _give(distinct[pairs], *counts, blocks, alike=False)


def _give(
    pairs: I64, shared: I32, worth: I32, blocks: int, *, alike: bool
) -> Iterator[pa.RecordBatch]:
    """Pairs as packed rows, some million at a time so that no value grows too large."""
    step = BULK // 8
    for start in range(0, len(pairs), step):
        a, b = pairs[start : start + step].T
        columns = {
            "a": np.ascontiguousarray(a),
            "b": np.ascontiguousarray(b),
            "shared": shared[start : start + step],
            "worth": worth[start : start + step],
            "alike": np.full(len(a), alike),
        }
        yield from scatter(block_of(a, blocks), columns)


def merge_pairs(
    batches: Batches, *, least: int = 0, least_worth: int = 0
) -> Iterator[pa.RecordBatch]:
    """Each pair of a block once, with all the anchors it shares: `PAIRS` to `MERGED`.

    A pair that shares no band needs at least `least` anchors, worth `least_worth` together.
    """
    found = gather(batches, PAIRS)
    a, b, shared, worth, alike = (found[name] for name in PAIRS)
    if not len(a):
        return
    order = np.lexsort((b, a))
    a, b = a[order], b[order]
    starts = np.flatnonzero(np.concatenate([[True], (a[1:] != a[:-1]) | (b[1:] != b[:-1])]))
    total = np.add.reduceat(shared[order], starts, dtype=np.int32)
    worth_of = np.add.reduceat(worth[order], starts, dtype=np.int32)
    any_alike = np.logical_or.reduceat(alike[order], starts)
    keep = any_alike | ((total >= least) & (worth_of >= least_worth))
    first = starts[keep]
    columns = [a[first], b[first], total[keep], worth_of[keep], any_alike[keep]]
    yield pa.record_batch([pa.array(column) for column in columns], schema=MERGED)
