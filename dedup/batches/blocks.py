"""Packed arrays on their way to the task that needs them.

A hundred anchors a document are a hundred rows, each of which would cost an engine ten times
its own size and a call for each value. Packed, all values of a batch that one task needs are a
single row: its *block*, and a binary value for each column.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from dedup.lsh.shingles import U64

__all__ = [
    "I32",
    "I64",
    "Columns",
    "binaries",
    "block_of",
    "bulk",
    "gather",
    "grouped",
    "order_of",
    "packed",
    "scatter",
    "sorted_by_block",
    "values",
]

I32 = npt.NDArray[np.int32]
I64 = npt.NDArray[np.int64]
Columns = Mapping[str, type[Any]]
"""Names of packed columns and the kind of number in each."""
Batches = Iterable[pa.RecordBatch]

BULK = 32 << 20
"""Bytes of batches that are scattered together: the more, the fewer and larger the rows."""
_HIGHEST = np.uint64(1 << 63)
_MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)


def order_of(content: U64) -> I64:
    """Content hashes as signed numbers in the same order: engines have no others.

    Examples
    --------
    >>> order_of(np.array([0, 1 << 63], dtype=np.uint64)).tolist()
    [-9223372036854775808, 0]
    """
    return (content ^ _HIGHEST).view(np.int64)


def block_of(values: npt.NDArray[Any], blocks: int) -> I32:
    """Which of `blocks` blocks each value goes to: equal values to the same.

    Examples
    --------
    >>> block_of(np.array([3, 8, 3]), 1).tolist()
    [0, 0, 0]
    """
    mixed = values.astype(np.uint64) * _MULTIPLIER
    # Anchors are the smallest of all hashes, so that their own upper bits are no fair draw.
    mixed ^= mixed >> np.uint64(32)
    mixed *= _MULTIPLIER
    return ((mixed >> np.uint64(32)) * np.uint64(blocks) >> np.uint64(32)).astype(np.int32)


def packed(columns: Columns) -> pa.Schema:
    """The schema of packed rows."""
    return pa.schema([("block", pa.int32()), *((name, pa.binary()) for name in columns)])


def binaries(data: npt.NDArray[Any], bounds: I64) -> pa.Array:
    """Binary values from items ``bounds[i]`` to ``bounds[i + 1]`` of an array."""
    ends = bounds * data.itemsize
    if ends[-1] > np.iinfo(np.int32).max:
        raise OverflowError(f"{ends[-1]} bytes are over the 2 GB of one column; give less at once")
    buffers = [None, pa.py_buffer(ends.astype(np.int32)), pa.py_buffer(np.ascontiguousarray(data))]
    return pa.Array.from_buffers(pa.binary(), len(bounds) - 1, buffers)


def sorted_by_block(place: I32) -> tuple[I64, I32]:
    """The order of items by their blocks, else as they are, and the block of each in that order.

    Examples
    --------
    >>> order, place = sorted_by_block(np.array([1, 0, 1, 0], dtype=np.int32))
    >>> order.tolist(), place.tolist()
    ([1, 3, 0, 2], [0, 0, 1, 1])
    """
    # numpy sorts numbers of up to 16 bits digit by digit, ten times as fast as others.
    few = place.max(initial=0) < 1 << 16
    order: I64 = np.argsort(place.astype(np.uint16) if few else place, kind="stable")
    return order, place[order]


def grouped(place: I32) -> tuple[I32, I64]:
    """The distinct blocks of sorted ones, and where the items of each begin and end.

    Examples
    --------
    >>> blocks, bounds = grouped(np.array([0, 0, 3], dtype=np.int32))
    >>> blocks.tolist(), bounds.tolist()
    ([0, 3], [0, 2, 3])
    """
    starts = np.flatnonzero(np.diff(place, prepend=-1))
    return place[starts], np.append(starts, len(place)).astype(np.int64)


def scatter(place: I32, columns: Mapping[str, npt.NDArray[Any]]) -> Iterator[pa.RecordBatch]:
    """Packed rows: what of each column goes to each block.

    Parameters
    ----------
    place : ndarray of int32, shape (n,)
        The block of each item.
    columns : mapping of str to ndarray, shape (n,)
    """
    if not len(place):
        return
    order, place = sorted_by_block(place)
    blocks, bounds = grouped(place)
    arrays = [pa.array(blocks, type=pa.int32())]
    arrays += [binaries(column[order], bounds) for column in columns.values()]
    yield pa.record_batch(arrays, names=["block", *columns])


def values(column: Any, kind: type[Any]) -> tuple[npt.NDArray[Any], I64]:
    """All items of a column of binary values end to end, and where each row begins.

    Nulls are rows without items.
    """
    if isinstance(column, pa.ChunkedArray):
        column = column.combine_chunks()
    wide = pa.types.is_large_binary(column.type)
    size = np.dtype(kind).itemsize
    _, offsets, data = column.buffers()
    if data is None or not len(column):
        return np.zeros(0, dtype=kind), np.zeros(len(column) + 1, dtype=np.int64)
    ends = np.frombuffer(offsets, dtype=np.int64 if wide else np.int32)
    ends = ends[column.offset : column.offset + len(column) + 1].astype(np.int64)
    found = np.frombuffer(data, dtype=np.uint8)[ends[0] : ends[-1]]
    return np.frombuffer(found.tobytes(), dtype=kind), (ends - ends[0]) // size


def gather(batches: Batches, columns: Columns) -> dict[str, npt.NDArray[Any]]:
    """All items of packed rows, column by column."""
    parts: dict[str, list[npt.NDArray[Any]]] = {
        name: [np.zeros(0, dtype=kind)] for name, kind in columns.items()
    }
    for batch in batches:
        for name, kind in columns.items():
            parts[name].append(values(batch.column(name), kind)[0])
    return {name: np.concatenate(found) for name, found in parts.items()}


def bulk(batches: Batches, size: int = BULK) -> Iterator[pa.Table]:
    """Batches put together until they have about `size` bytes."""
    waiting: list[pa.RecordBatch] = []
    held = 0
    for batch in batches:
        if batch.num_rows:
            waiting.append(batch)
            held += batch.nbytes
        if held >= size:
            yield pa.Table.from_batches(waiting)
            waiting, held = [], 0
    if waiting:
        yield pa.Table.from_batches(waiting)
