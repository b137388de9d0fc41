"""Pairs that share a band, each stage in as many tasks as there are blocks.

Documents are known by the order of their content here: those with the same content are one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np
import pyarrow as pa

from dedup.batches.blocks import BULK, I64, Columns, block_of, bulk, gather, scatter, values
from dedup.lsh.banding import BAND_CAP, BAND_NEXT
from dedup.lsh.candidates import pairs_in_buckets

__all__ = ["BAND_KEYS", "MERGED", "PAIRS", "merge_pairs", "pairs_of_bands", "scatter_bands"]

Batches = Iterable[pa.RecordBatch]

BAND_KEYS: Columns = {"key": np.uint64, "member": np.int64}
PAIRS: Columns = {"a": np.int64, "b": np.int64}
"""Pairs ``a < b`` that share a band."""
MERGED = pa.schema([("a", pa.int64()), ("b", pa.int64())])
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


def _numbered(members: I64) -> tuple[I64, I64]:
    """The distinct members in order, and the number of each."""
    distinct, numbers = np.unique(members, return_inverse=True)
    return distinct, numbers.astype(np.int64)


def pairs_of_bands(batches: Batches, *, blocks: int) -> Iterator[pa.RecordBatch]:
    """Pairs that share a band, as `PAIRS` to the blocks of their first: of `BAND_KEYS`."""
    found = gather(batches, BAND_KEYS)
    # Nearly all keys are those of one document, and sorting the rest twice costs nothing.
    order = np.argsort(found["key"])
    keys = found["key"][order]
    like_next = np.append(keys[1:] == keys[:-1], False)[: len(keys)]
    shared = order[like_next | np.roll(like_next, 1)]
    distinct, numbers = _numbered(found["member"][shared])
    pairs, _, _ = pairs_in_buckets(
        found["key"][shared], numbers, len(distinct), cap=BAND_CAP, beyond=BAND_NEXT
    )
    pairs = distinct[pairs]
    # Some million at a time, so that no value grows too large.
    step = BULK // 8
    for start in range(0, len(pairs), step):
        a, b = np.ascontiguousarray(pairs[start : start + step].T)
        yield from scatter(block_of(a, blocks), {"a": a, "b": b})


def merge_pairs(batches: Batches) -> Iterator[pa.RecordBatch]:
    """Each pair of a block once: `PAIRS` to `MERGED`."""
    found = gather(batches, PAIRS)
    a, b = found["a"], found["b"]
    order = np.lexsort((b, a))
    a, b = a[order], b[order]
    first = np.ones(len(a), dtype=bool)
    first[1:] = (a[1:] != a[:-1]) | (b[1:] != b[:-1])
    if len(a):
        yield pa.record_batch([pa.array(a[first]), pa.array(b[first])], schema=MERGED)
