"""Which numbers occur more than once, found without a row for each: contents, and names of ids."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np
import pyarrow as pa

from dedup.batches.blocks import Columns, binaries, block_of, bulk, gather, sorted_by_block

__all__ = ["NUMBERS", "REPEATED", "repeated", "scatter_numbers"]

Batches = Iterable[pa.RecordBatch]

NUMBERS: Columns = {"content": np.int64, "name": np.int64}
"""The contents of documents and the hashes of their ids, each in the block where equals meet."""
REPEATED = pa.schema([("of", pa.string()), ("number", pa.int64())])
"""A number that occurs more than once, and in which column."""


def scatter_numbers(batches: Batches, *, blocks: int) -> Iterator[pa.RecordBatch]:
    """Numbers to the blocks where equal ones meet: ``content, name`` to `NUMBERS`."""
    for table in bulk(batches):
        columns = []
        for column in NUMBERS:
            numbers = table.column(column).to_numpy()
            order, place = sorted_by_block(block_of(numbers, blocks))
            bounds = np.searchsorted(place, np.arange(blocks + 1))
            columns.append(binaries(numbers[order], bounds))
        block = pa.array(np.arange(blocks, dtype=np.int32))
        yield pa.record_batch([block, *columns], names=["block", *NUMBERS])


def repeated(batches: Batches) -> Iterator[pa.RecordBatch]:
    """The numbers that a block has more than once: `NUMBERS` to `REPEATED`."""
    for of, numbers in gather(batches, NUMBERS).items():
        numbers.sort()
        found = np.unique(numbers[1:][numbers[1:] == numbers[:-1]])
        if len(found):
            yield pa.record_batch([pa.array([of] * len(found)), pa.array(found)], schema=REPEATED)
